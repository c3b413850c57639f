-- What the conversations of one visitor say, derived anew from their facts whenever one of them changes: a function of the
-- facts alone, so arrival order cannot show.

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

revoke all on function public.merge_facts, public.group_conversations, public.lock_visitor, public.derive_prospects
  from public, anon, authenticated;
grant execute on function public.merge_facts, public.group_conversations, public.lock_visitor, public.derive_prospects
  to service_role;
