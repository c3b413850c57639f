-- Prospects: what the conversations of one visitor say, derived anew from their facts whenever one of them changes.
-- A pure function of the facts, so arrival order cannot show.

create function public.evidence_items(p_evidence jsonb) returns setof jsonb
language sql immutable set search_path = ''
as $$
  select item from jsonb_array_elements(
    case jsonb_typeof(p_evidence) when 'array' then p_evidence when 'object' then jsonb_build_array(p_evidence) else '[]' end
  ) as item;
$$;
comment on function public.evidence_items is 'Evidence as rows, whether it is one item or a list.';

create function public.has_evidence(p_data jsonb, p_evidence jsonb) returns boolean
language sql immutable set search_path = ''
as $$
  select not exists (
    select from jsonb_object_keys(p_data) as field
    where not exists (
      select from public.evidence_items(p_evidence -> field) as item where coalesce(item ->> 'quote', '') <> ''
    )
  );
$$;
comment on function public.has_evidence is 'Whether each field of a prospect has at least one quote.';

create table public.prospect_tracking (
  id uuid primary key default gen_random_uuid(),
  fingerprint_id text not null,
  prospect_data jsonb not null default '{}' check (jsonb_typeof(prospect_data) = 'object'),
  evidence jsonb not null default '{}' check (jsonb_typeof(evidence) = 'object'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  site text not null,
  constraint every_value_has_evidence check (public.has_evidence(prospect_data, evidence))
);
comment on table public.prospect_tracking is
  'Who visitors are and what they want. Usually one row for a fingerprint; people with different e-mail or phone never share one.';
comment on column public.prospect_tracking.prospect_data is 'plain values: {name, email, phone, …}';
comment on column public.prospect_tracking.evidence is
  'for each field {sessionId, position, start, end, quote, confidence, extractor, at}, in lists one for each item; offsets are UTF-16';
comment on column public.prospect_tracking.updated_at is 'when a value or its evidence last changed';
create index prospect_tracking_fingerprint_idx on public.prospect_tracking (fingerprint_id, updated_at desc);
create index prospect_tracking_updated_idx on public.prospect_tracking (updated_at desc);
create index prospect_tracking_email_idx on public.prospect_tracking ((prospect_data ->> 'email'));
create index prospect_tracking_phone_idx on public.prospect_tracking ((prospect_data ->> 'phone'));

alter table public.conversations
  add constraint conversations_prospect_fkey foreign key (prospect_id) references public.prospect_tracking on delete set null;

create function public.merge_facts(p_session_ids text[]) returns table (prospect_data jsonb, evidence jsonb)
language sql stable set search_path = ''
as $$
  with facts as (
    select
      c.session_id,
      f.key as field,
      f.value -> 'value' as value,
      f.value -> 'evidence' as evidence,
      jsonb_typeof(f.value -> 'value') = 'array' as is_list
    from public.conversations c, jsonb_each(c.facts) as f
    where c.session_id = any (p_session_ids)
  ),
  -- Single values: the visitor's latest statement, across all conversations.
  latest as (
    select distinct on (field)
      field,
      value,
      case jsonb_typeof(evidence)
        when 'array' then (
          select jsonb_agg(item || jsonb_build_object('sessionId', session_id)) from public.evidence_items(evidence) as item
        )
        else evidence || jsonb_build_object('sessionId', session_id)
      end as evidence
    from facts
    where not is_list
    order by
      field,
      (select max((item ->> 'at') collate "C") from public.evidence_items(evidence) as item) desc,
      session_id collate "C" desc
  ),
  -- Lists: each thing once, in the order it was first said.
  said as (
    select
      field,
      item.value,
      evidence -> (item.ordinality - 1)::integer || jsonb_build_object('sessionId', session_id) as evidence,
      item.ordinality,
      session_id,
      evidence -> (item.ordinality - 1)::integer ->> 'at' as at
    from facts, jsonb_array_elements(facts.value) with ordinality as item
    where is_list
  ),
  items as (
    select distinct on (field, lower(value #>> '{}')) *
    from said
    order by field, lower(value #>> '{}'), at collate "C", session_id collate "C", ordinality
  ),
  lists as (
    select
      field,
      jsonb_agg(value order by at collate "C", session_id collate "C", ordinality) as value,
      jsonb_agg(evidence order by at collate "C", session_id collate "C", ordinality) as evidence
    from items
    group by field
  ),
  merged as (
    select * from latest union all select * from lists
  )
  select
    coalesce(jsonb_object_agg(field, value), '{}'),
    coalesce(jsonb_object_agg(field, evidence), '{}')
  from merged;
$$;
comment on function public.merge_facts is 'The facts of several conversations of one person as one prospect.';

create function public.group_conversations(p_site text, p_fingerprint_id text)
returns table (session_ids text[])
language plpgsql stable set search_path = ''
as $$
declare
  v_groups jsonb := '[]';
  v_conversation record;
  v_group jsonb;
  v_index integer;
  v_home integer;
begin
  -- Conversations that share an e-mail or phone are one person's. One that only lacks what would tell them apart joins
  -- the first person it does not contradict. The walk goes by when things were said, which no order of arrival changes.
  for v_conversation in
    select c.session_id, c.facts #>> '{email,value}' as email, c.facts #>> '{phone,value}' as phone
    from public.conversations c
    left join lateral (
      select min(public.message_at(m)) as first_at from public.messages m where m.session_id = c.session_id
    ) as spoken on true
    where c.site = p_site and c.fingerprint_id = p_fingerprint_id and c.facts <> '{}'
    order by
      (c.facts ? 'email' or c.facts ? 'phone') desc, spoken.first_at, c.session_id collate "C"
  loop
    v_home := null;
    -- Same e-mail or phone first; a conversation that bridges two people so far makes them one.
    for v_index in 0 .. jsonb_array_length(v_groups) - 1 loop
      v_group := v_groups -> v_index;
      if v_group -> 'emails' ? v_conversation.email or v_group -> 'phones' ? v_conversation.phone then
        if v_home is null then
          v_home := v_index;
        else
          v_groups := jsonb_set(v_groups, array[v_home::text], jsonb_build_object(
            'sessions', (v_groups #> array[v_home::text, 'sessions']) || (v_group -> 'sessions'),
            'emails', (v_groups #> array[v_home::text, 'emails']) || (v_group -> 'emails'),
            'phones', (v_groups #> array[v_home::text, 'phones']) || (v_group -> 'phones')
          ));
          v_groups := jsonb_set(v_groups, array[v_index::text], '{"sessions": [], "emails": [], "phones": []}');
        end if;
      end if;
    end loop;
    if v_home is null and (v_conversation.email is not null or v_conversation.phone is not null) then
      for v_index in 0 .. jsonb_array_length(v_groups) - 1 loop
        v_group := v_groups -> v_index;
        if jsonb_array_length(v_group -> 'sessions') > 0
          and (v_conversation.email is null or v_group -> 'emails' = '[]')
          and (v_conversation.phone is null or v_group -> 'phones' = '[]')
        then
          v_home := v_index;
          exit;
        end if;
      end loop;
    end if;
    -- Without e-mail and phone: the one person known here; with several known it is anybody's, so a person of its own.
    if v_home is null and v_conversation.email is null and v_conversation.phone is null then
      select case
        when count(*) filter (where g.value -> 'emails' <> '[]' or g.value -> 'phones' <> '[]') = 1
          then min(g.ordinality - 1) filter (where g.value -> 'emails' <> '[]' or g.value -> 'phones' <> '[]')
        else min(g.ordinality - 1) filter (
          where g.value -> 'emails' = '[]' and g.value -> 'phones' = '[]' and g.value -> 'sessions' <> '[]'
        )
      end
      into v_home
      from jsonb_array_elements(v_groups) with ordinality as g;
    end if;
    if v_home is null then
      v_home := jsonb_array_length(v_groups);
      v_groups := v_groups || '{"sessions": [], "emails": [], "phones": []}'::jsonb;
    end if;
    v_group := v_groups -> v_home;
    v_groups := jsonb_set(v_groups, array[v_home::text], jsonb_build_object(
      'sessions', (v_group -> 'sessions') || to_jsonb(v_conversation.session_id),
      'emails', (v_group -> 'emails')
        || case when v_conversation.email is null then '[]'::jsonb else to_jsonb(v_conversation.email) end,
      'phones', (v_group -> 'phones')
        || case when v_conversation.phone is null then '[]'::jsonb else to_jsonb(v_conversation.phone) end
    ));
  end loop;
  return query
    select array(select jsonb_array_elements_text(g.value -> 'sessions'))
    from jsonb_array_elements(v_groups) with ordinality as g
    where g.value -> 'sessions' <> '[]'
    order by g.ordinality;
end;
$$;
comment on function public.group_conversations is 'The people behind one fingerprint: for each the ids of their conversations.';

create function public.lock_visitor(p_site text, p_fingerprint_id text) returns void
language sql set search_path = ''
as $$
  select pg_advisory_xact_lock(hashtextextended(p_site || chr(31) || p_fingerprint_id, 0));
$$;
comment on function public.lock_visitor is 'Until the transaction ends, no other one derives this fingerprint''s rows.';

create function public.derive_prospects(p_site text, p_fingerprint_id text) returns void
language plpgsql set search_path = ''
as $$
declare
  v_sessions text[];
  v_id uuid;
  v_kept uuid[] := '{}';
begin
  -- One at a time for each fingerprint: the rows below are made from several conversations.
  perform public.lock_visitor(p_site, p_fingerprint_id);
  for v_sessions in select g.session_ids from public.group_conversations(p_site, p_fingerprint_id) as g loop
    -- A row keeps its id while its person is recognised, also when the fingerprint changes; it is never torn in two.
    select p.id into v_id
    from public.prospect_tracking p
    where p.id in (select c.prospect_id from public.conversations c where c.session_id = any (v_sessions))
      and p.id <> all (v_kept)
      and not exists (
        select from public.conversations c
        where c.prospect_id = p.id and c.session_id <> all (v_sessions)
          and (c.site, c.fingerprint_id) <> (p_site, p_fingerprint_id)
      )
    order by p.created_at, p.id
    limit 1;
    v_id := coalesce(v_id, gen_random_uuid());
    insert into public.prospect_tracking as p (id, site, fingerprint_id, prospect_data, evidence)
    select v_id, p_site, p_fingerprint_id, m.prospect_data, m.evidence from public.merge_facts(v_sessions) as m
    on conflict (id) do update set
      site = excluded.site,
      fingerprint_id = excluded.fingerprint_id,
      prospect_data = excluded.prospect_data,
      evidence = excluded.evidence,
      updated_at = now()
    where (p.site, p.fingerprint_id, p.prospect_data, p.evidence)
      is distinct from (excluded.site, excluded.fingerprint_id, excluded.prospect_data, excluded.evidence);
    update public.conversations set prospect_id = v_id
    where session_id = any (v_sessions) and prospect_id is distinct from v_id;
    v_kept := v_kept || v_id;
  end loop;
  delete from public.prospect_tracking
  where site = p_site and fingerprint_id = p_fingerprint_id and id <> all (v_kept);
end;
$$;
comment on function public.derive_prospects is 'Makes the rows of one fingerprint what its conversations say now.';

create function public.update_prospect_data(p_updates jsonb)
returns table (session_id text, status text, prospect_id uuid)
language plpgsql set search_path = ''
as $$
#variable_conflict use_column
declare
  v_saved text[];
  v_visitor record;
begin
  -- Every lock is taken here, visitors first and then all their conversations, each in one order: deriving touches rows
  -- of sibling conversations, and two consumers that met there row by row would deadlock.
  perform public.lock_visitor(v.site, v.fingerprint_id)
  from (
    select c.site, c.fingerprint_id
    from public.conversations c
    where c.session_id in (select u ->> 'sessionId' from jsonb_array_elements(p_updates) as u)
    group by c.site, c.fingerprint_id
    order by c.site, c.fingerprint_id
  ) as v;
  perform from public.conversations c
  where (c.site, c.fingerprint_id) in (
    select mine.site, mine.fingerprint_id
    from public.conversations mine
    where mine.session_id in (select u ->> 'sessionId' from jsonb_array_elements(p_updates) as u)
  )
  order by c.session_id
  for update;

  -- The rule that no value is stored without a visitor's words, held here too, whatever calls this.
  if exists (
    select
    from jsonb_array_elements(p_updates) as u, jsonb_each(u -> 'facts') as f
    where not exists (select from public.evidence_items(f.value -> 'evidence'))
      or exists (
        select from public.evidence_items(f.value -> 'evidence') as item
        where not exists (
          select from public.messages m
          where m.session_id = u ->> 'sessionId'
            and m.position = (item ->> 'position')::integer
            and m.role = 'user'
            and strpos(m.content, nullif(item ->> 'quote', '')) > 0
        )
      )
  ) then
    raise exception 'a value has no quote in a message that the visitor wrote' using errcode = '23514';
  end if;

  with saved as (
    update public.conversations as c set
      facts = u -> 'facts',
      extractor = u ->> 'extractor',
      extract_ms = (u ->> 'extractMs')::numeric,
      extracted_at = now(),
      deep_facts = coalesce(nullif(u -> 'deepFacts', 'null'), c.deep_facts),
      deep_through = coalesce((u ->> 'deepThrough')::integer, c.deep_through),
      deep_error = case when u ? 'deepThrough' then null else c.deep_error end,
      extract_after = case when u ? 'deepThrough' then null else c.extract_after end,
      lease_until = case when u ? 'deepThrough' then null else c.lease_until end,
      -- What the model found changes the facts: a drain that began before must not put its own over them.
      revision = c.revision + case when u ? 'deepThrough' then 1 else 0 end,
      extracted_revision = c.revision + case when u ? 'deepThrough' then 1 else 0 end
    from jsonb_array_elements(p_updates) as u
    where c.session_id = u ->> 'sessionId' and c.revision = (u ->> 'revision')::bigint
    returning c.session_id
  )
  select coalesce(array_agg(saved.session_id), '{}') into v_saved from saved;

  -- Today's fingerprint first: it may take the row over from the one that the conversation had before.
  for v_visitor in
    select v.site, v.fingerprint_id
    from (
      select c.site, c.fingerprint_id, 0 as turn
      from public.conversations c where c.session_id = any (v_saved)
      union
      select p.site, p.fingerprint_id, 1
      from public.conversations c join public.prospect_tracking p on p.id = c.prospect_id
      where c.session_id = any (v_saved) and (p.site, p.fingerprint_id) <> (c.site, c.fingerprint_id)
    ) as v
    order by v.turn, v.site, v.fingerprint_id
  loop
    perform public.derive_prospects(v_visitor.site, v_visitor.fingerprint_id);
  end loop;

  return query
    select
      u ->> 'sessionId',
      case when u ->> 'sessionId' = any (v_saved) then 'saved' else 'stale' end,
      c.prospect_id
    from jsonb_array_elements(p_updates) as u
    left join public.conversations c on c.session_id = u ->> 'sessionId';
end;
$$;
comment on function public.update_prospect_data is
  'Saves what conversations say: [{sessionId, revision, facts, extractor, extractMs, deepFacts, deepThrough}]; status stale means that a newer revision exists and its reader will save it.';

create function public.erase_prospect(p_session_id text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
-- security definer: it also reaches into schema pgmq. Whoever calls it proved that the session is theirs.
declare
  v_conversation public.conversations;
  v_messages integer;
  v_letters integer := 0;
  v_in_flight integer := 0;
  v_topic record;
  v_count integer;
begin
  select * into v_conversation from public.conversations where session_id = p_session_id for update;
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
  delete from public.dead_letters where key = p_session_id;
  delete from public.conversations where session_id = p_session_id;
  if v_conversation.session_id is not null then
    perform public.derive_prospects(v_conversation.site, v_conversation.fingerprint_id);
  end if;
  return jsonb_build_object('messages', v_messages, 'deadLetters', v_letters, 'inFlight', v_in_flight);
end;
$$;
comment on function public.erase_prospect is
  'Removes a conversation, its records in queue and dead letters, and what only it said of the prospect; returns counts.';

revoke all on table public.prospect_tracking from public, anon, authenticated;
revoke all on function
  public.evidence_items, public.has_evidence, public.merge_facts, public.group_conversations,
  public.lock_visitor, public.derive_prospects,
  public.update_prospect_data, public.erase_prospect
  from public, anon, authenticated;
grant execute on function
  public.evidence_items, public.has_evidence, public.merge_facts, public.group_conversations,
  public.lock_visitor, public.derive_prospects,
  public.update_prospect_data, public.erase_prospect
  to service_role;
grant select, insert, update, delete on table public.prospect_tracking to service_role;

alter table public.prospect_tracking enable row level security;
create policy "the service may do anything with prospects" on public.prospect_tracking
  for all to service_role using (true) with check (true);
