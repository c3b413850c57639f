-- When the server heard the visitor's last words, and in which revision: a clock of the visitor's says nothing about quiet,
-- and what the assistant adds at the end changes nothing that was read.

alter table public.conversations
  add column said_at timestamptz,
  add column said_revision bigint not null default 0;
comment on column public.conversations.said_at is 'when words of the visitor that were new came here, by our clock';
comment on column public.conversations.said_revision is
  'the last revision in which more changed than an assistant''s message at the end; older answers of the model are stale';
update public.conversations set said_at = updated_at, said_revision = revision where true;

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
  v_reread text[];
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
      said_revision = case
        when public.is_newer(excluded.stamps, c.stamps, 'fingerprint') and excluded.fingerprint_id <> c.fingerprint_id
          or public.is_newer(excluded.stamps, c.stamps, 'site') and excluded.site <> c.site
        then c.revision + 1 else c.said_revision
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
    returning m.session_id, m.position, m.role, m.content
  ),
  -- As the messages were before: words delivered again, with an earlier time, were said already.
  changed as (
    select
      w.session_id, w.role, (m.role, m.content) is distinct from (w.role, w.content) as is_new,
      w.role = 'assistant' and m.position is null
        and w.position > (select max(held.position) from public.messages held where held.session_id = w.session_id)
        as is_at_end
    from written w
    left join public.messages m on m.session_id = w.session_id and m.position = w.position
  )
  -- Empty and not null where there are none: "not in null" is unknown, and unknown would wake the model.
  select
    coalesce(array_agg(distinct changed.session_id), '{}'),
    coalesce(array_agg(distinct changed.session_id) filter (where changed.role = 'user' and changed.is_new), '{}'),
    coalesce(array_agg(distinct changed.session_id) filter (where changed.is_at_end is not true), '{}')
  into v_changed, v_said, v_reread
  from changed;

  update public.conversations as c set
    revision = c.revision + 1,
    updated_at = now(),
    said_at = case when c.session_id = any (v_said) then now() else c.said_at end,
    said_revision = case when c.session_id = any (v_reread) then c.revision + 1 else c.said_revision end,
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
