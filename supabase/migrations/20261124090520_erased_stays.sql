-- Erased words stay away although an old tab or a late beacon delivers them again, and erasing nothing leaves nothing.

create or replace function public.append_conversations(p_conversations jsonb, p_quiet_seconds integer)
returns table (
  session_id text, revision bigint, transcript jsonb, deep_facts jsonb, deep_through integer
)
language plpgsql set search_path = ''
as $$
#variable_conflict use_column
declare
  v_changed text[];
  v_said text[];
begin
  -- Shared among appends; an erasure waits for those under way and holds back new ones.
  perform pg_advisory_xact_lock_shared(public.erasure_lock());
  -- What was said or accepted before its erasure stays erased, however late it is delivered again; what comes later is new.
  select coalesce(jsonb_agg(d || jsonb_build_object('messages', kept.messages)), '[]') into p_conversations
  from jsonb_array_elements(p_conversations) as d
  left join public.erasures e on e.session_key = public.erasure_key(d ->> 'sessionId')
  cross join lateral (
    select coalesce(jsonb_agg(m), '[]') as messages
    from jsonb_array_elements(d -> 'messages') as m
    where e.erased_at is null
      or (m ->> 'receivedAt')::timestamptz > e.erased_at
        and coalesce((m ->> 'sentAt')::timestamptz > e.erased_at, true)
  ) as kept
  where e.session_key is null or kept.messages <> '[]';

  -- Rows are locked in order of session_id here and in update_prospect_data: two consumers never deadlock.
  with delivered as (
    select
      d ->> 'sessionId' as session_id,
      d ->> 'site' as site,
      d ->> 'fingerprint' as fingerprint_id,
      nullif(d -> 'page', 'null') as page,
      d ->> 'locale' as locale,
      nullif(d -> 'consent', 'null') as consent,
      nullif(d -> 'context', 'null') as context,
      nullif(d -> 'account', 'null') as account,
      (d ->> 'ended')::boolean as ended,
      coalesce(d -> 'stamps', '{}') as stamps,
      (d ->> 'partition')::integer as read_partition,
      (d ->> 'offset')::bigint as read_offset
    from jsonb_array_elements(p_conversations) as d
    order by 1
  ),
  upserted as (
    insert into public.conversations as c
      (session_id, site, fingerprint_id, page, locale, consent, context, account, ended, stamps, read_partition, read_offset, read_at)
    select session_id, site, fingerprint_id, page, locale, consent, context, account, ended, stamps, read_partition, read_offset, now()
    from delivered
    on conflict on constraint conversations_pkey do update set
      site = case when public.is_newer(excluded.stamps, c.stamps, 'site') then excluded.site else c.site end,
      fingerprint_id = case
        when public.is_newer(excluded.stamps, c.stamps, 'fingerprint') then excluded.fingerprint_id
        else c.fingerprint_id
      end,
      page = case when public.is_newer(excluded.stamps, c.stamps, 'page') then excluded.page else c.page end,
      locale = case when public.is_newer(excluded.stamps, c.stamps, 'locale') then excluded.locale else c.locale end,
      consent = case when public.is_newer(excluded.stamps, c.stamps, 'consent') then excluded.consent else c.consent end,
      context = case when public.is_newer(excluded.stamps, c.stamps, 'context') then excluded.context else c.context end,
      account = case when public.is_newer(excluded.stamps, c.stamps, 'account') then excluded.account else c.account end,
      ended = c.ended or excluded.ended,
      stamps = public.newest_stamps(c.stamps, excluded.stamps),
      revision = c.revision + case
        when public.is_newer(excluded.stamps, c.stamps, 'fingerprint') and excluded.fingerprint_id <> c.fingerprint_id
          or public.is_newer(excluded.stamps, c.stamps, 'site') and excluded.site <> c.site
        then 1 else 0
      end,
      extract_after = case
        when excluded.ended and c.extract_after is not null then least(c.extract_after, now())
        else c.extract_after
      end,
      read_partition = case when excluded.read_offset >= coalesce(c.read_offset, -1) then excluded.read_partition else c.read_partition end,
      read_offset = greatest(excluded.read_offset, c.read_offset),
      read_at = now()
    returning c.session_id
  )
  select array_agg(upserted.session_id) into v_changed from upserted;

  with delivered as (
    select
      d ->> 'sessionId' as session_id,
      (m ->> 'position')::integer as position,
      m ->> 'role' as role,
      m ->> 'content' as content,
      (m ->> 'sentAt')::timestamptz as sent_at,
      (m ->> 'receivedAt')::timestamptz as received_at
    from jsonb_array_elements(p_conversations) as d, jsonb_array_elements(d -> 'messages') as m
  ),
  -- The same message delivered twice keeps its earliest times.
  same as (
    select session_id, position, role, content, min(sent_at) as sent_at, min(received_at) as received_at
    from delivered
    group by session_id, position, role, content
  ),
  -- Two texts for one position: the longer wins, then the greater by bytes. Any rule will do that knows no order of arrival.
  winners as (
    select distinct on (session_id, position) *
    from same
    order by session_id, position, char_length(content) desc, content collate "C" desc, role collate "C" desc
  ),
  written as (
    insert into public.messages as m (session_id, position, role, content, sent_at, received_at)
    select session_id, position, role, content, sent_at, received_at from winners order by session_id, position
    on conflict on constraint messages_pkey do update set
      role = excluded.role,
      content = excluded.content,
      sent_at = case
        when (m.role, m.content) = (excluded.role, excluded.content) then least(m.sent_at, excluded.sent_at)
        else excluded.sent_at
      end,
      received_at = case
        when (m.role, m.content) = (excluded.role, excluded.content) then least(m.received_at, excluded.received_at)
        else excluded.received_at
      end
    where
      case
        when (m.role, m.content) = (excluded.role, excluded.content)
          then (least(m.sent_at, excluded.sent_at), least(m.received_at, excluded.received_at))
            is distinct from (m.sent_at, m.received_at)
        else (char_length(excluded.content), excluded.content collate "C", excluded.role collate "C")
          > (char_length(m.content), m.content collate "C", m.role collate "C")
      end
    returning m.session_id, m.role
  )
  -- Empty and not null where there are none: "not in null" is unknown, and unknown would wake the model.
  select
    coalesce(array_agg(distinct written.session_id), '{}'),
    coalesce(array_agg(distinct written.session_id) filter (where written.role = 'user'), '{}')
  into v_changed, v_said
  from written;

  update public.conversations as c set
    revision = c.revision + 1,
    updated_at = now(),
    deep_attempts = case when c.session_id = any (v_said) then 0 else c.deep_attempts end,
    extract_after = case
      when not c.session_id = any (v_said) then c.extract_after
      when c.ended then now()
      else now() + make_interval(secs => p_quiet_seconds)
    end
  where c.session_id = any (v_changed);

  return query
  select
    c.session_id,
    c.revision,
    case when c.revision <> c.extracted_revision then public.transcript_of(c.session_id) end,
    c.deep_facts,
    c.deep_through
  from public.conversations c
  where c.session_id in (select d ->> 'sessionId' from jsonb_array_elements(p_conversations) as d);
end;
$$;

create or replace function public.erase_prospect(p_session_id text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
-- security definer: it also reaches into schema pgmq. Whoever calls it proved that the session is theirs.
declare
  v_sites text[];
  v_fingerprints text[];
  v_messages integer;
  v_letters integer := 0;
  v_in_flight integer := 0;
  v_topic record;
  v_count integer;
  v_found bigint;
begin
  perform pg_advisory_xact_lock(public.erasure_lock());
  -- In the order in which update_prospect_data locks: visitors first, then rows.
  select array_agg(v.site order by v.site, v.fingerprint_id), array_agg(v.fingerprint_id order by v.site, v.fingerprint_id)
  into v_sites, v_fingerprints
  from public.visitors_of(p_session_id) as v;
  for i in 1 .. coalesce(cardinality(v_sites), 0) loop
    perform public.lock_visitor(v_sites[i], v_fingerprints[i]);
  end loop;
  select count(*) into v_messages from public.messages where session_id = p_session_id;
  for v_topic in select l.topic from public.topic_ledgers l order by l.topic loop
    execute format('delete from pgmq.%I where message ->> ''key'' = $1', pgmq.format_table_name(v_topic.topic, 'q'))
      using p_session_id;
    get diagnostics v_count = row_count;
    v_in_flight := v_in_flight + v_count;
    update public.topic_ledgers set erased = erased + v_count where topic = v_topic.topic;
    delete from public.dead_letters where topic = v_topic.topic and key = p_session_id and replayed_at is null;
    get diagnostics v_count = row_count;
    v_letters := v_letters + v_count;
    update public.topic_ledgers set erased = erased + v_count where topic = v_topic.topic;
  end loop;
  v_found := v_in_flight + v_letters;
  -- Also those replayed: one whose replay ends just now is in the queue, behind the look into it above.
  delete from public.dead_letters where key = p_session_id;
  get diagnostics v_count = row_count;
  v_found := v_found + v_count;
  delete from public.conversations where session_id = p_session_id;
  get diagnostics v_count = row_count;
  v_found := v_found + v_count;
  -- Of a session that nobody knows nothing is kept, or anybody could fill the table. A record in a consumer's hands is no
  -- exception: its row stays in the queue until its words are stored and committed.
  -- The clock and not the transaction's start: it may have waited for the lock, and what was accepted meanwhile is gone too.
  if v_found > 0 then
    insert into public.erasures (session_key, erased_at) values (public.erasure_key(p_session_id), clock_timestamp())
    on conflict (session_key) do update set erased_at = excluded.erased_at;
  else
    update public.erasures set erased_at = clock_timestamp() where session_key = public.erasure_key(p_session_id);
  end if;
  for i in 1 .. coalesce(cardinality(v_sites), 0) loop
    perform public.derive_prospects(v_sites[i], v_fingerprints[i]);
  end loop;
  return jsonb_build_object('messages', v_messages, 'deadLetters', v_letters, 'inFlight', v_in_flight);
end;
$$;
