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
  v_conversation record;
  v_by_email jsonb := '{}';
  v_by_phone jsonb := '{}';
  -- For each group: the group it was merged into, or itself; and whether it knows an e-mail, a phone.
  v_parent integer[] := '{}';
  v_has_email boolean[] := '{}';
  v_has_phone boolean[] := '{}';
  v_sessions text[] := '{}';
  v_groups integer[] := '{}';
  v_home integer;
  v_other integer;
  v_identified integer;
begin
  -- Conversations that share an e-mail or phone are one person's. One that only lacks what would tell them apart joins
  -- the first person it does not contradict. The walk goes by when things were said, which no order of arrival changes.
  -- Groups are found by key, not by search: anybody can send thousands of conversations under one fingerprint.
  for v_conversation in
    select c.session_id, c.facts #>> '{email,value}' as email, c.facts #>> '{phone,value}' as phone
    from public.conversations c
    left join lateral (
      select min(public.message_at(m)) as first_at from public.messages m where m.session_id = c.session_id
    ) as spoken on true
    where c.site = p_site and c.fingerprint_id = p_fingerprint_id and c.facts <> '{}'
    order by (c.facts ? 'email' or c.facts ? 'phone') desc, spoken.first_at, c.session_id collate "C"
  loop
    if v_conversation.email is null and v_conversation.phone is null then
      -- The identified came first. One person known here: it is theirs. None or several: it is nobody's in particular.
      v_identified := coalesce(v_identified, (select count(*) from unnest(v_parent) with ordinality as g (parent, id) where g.parent = g.id));
      if v_identified = 1 then
        select g.id into v_home from unnest(v_parent) with ordinality as g (parent, id) where g.parent = g.id;
      else
        v_home := 0;
      end if;
    else
      v_home := (v_by_email ->> v_conversation.email)::integer;
      while v_home <> v_parent[v_home] loop
        v_home := v_parent[v_home];
      end loop;
      v_other := (v_by_phone ->> v_conversation.phone)::integer;
      while v_other <> v_parent[v_other] loop
        v_other := v_parent[v_other];
      end loop;
      if v_home <> v_other then
        -- It bridges two people so far: they are one, the one that was known first.
        v_parent[greatest(v_home, v_other)] := least(v_home, v_other);
        -- Nobody may join the one that is no more.
        v_has_email[greatest(v_home, v_other)] := true;
        v_has_phone[greatest(v_home, v_other)] := true;
        v_home := least(v_home, v_other);
        v_other := null;
      end if;
      v_home := coalesce(
        v_home,
        v_other,
        case
          when v_conversation.phone is null then array_position(v_has_email, false)
          when v_conversation.email is null then array_position(v_has_phone, false)
        end
      );
      if v_home is null then
        v_home := cardinality(v_parent) + 1;
        v_parent[v_home] := v_home;
        v_has_email[v_home] := false;
        v_has_phone[v_home] := false;
      end if;
      if v_conversation.email is not null then
        v_by_email := v_by_email || jsonb_build_object(v_conversation.email, v_home);
        v_has_email[v_home] := true;
      end if;
      if v_conversation.phone is not null then
        v_by_phone := v_by_phone || jsonb_build_object(v_conversation.phone, v_home);
        v_has_phone[v_home] := true;
      end if;
    end if;
    v_sessions := v_sessions || v_conversation.session_id;
    v_groups := v_groups || v_home;
  end loop;
  -- Chains end in the group that the others were merged into.
  for v_other in 1 .. cardinality(v_parent) loop
    v_parent[v_other] := v_parent[v_parent[v_other]];
  end loop;
  return query
    select array_agg(member.session_id order by member.ordinality)
    from unnest(v_sessions, v_groups) with ordinality as member (session_id, home, ordinality)
    group by case when member.home = 0 then 0 else v_parent[member.home] end
    order by min(member.ordinality);
end;
$$;
comment on function public.group_conversations is 'The people behind one fingerprint: for each the ids of their conversations.';

create function public.lock_visitor(p_site text, p_fingerprint_id text) returns void
language sql set search_path = ''
as $$
  select pg_advisory_xact_lock(hashtextextended(p_site || chr(31) || p_fingerprint_id, 0));
$$;
comment on function public.lock_visitor is 'Until the transaction ends, no other one derives this fingerprint''s rows.';

create function public.derive_prospects(p_site text, p_fingerprint_id text, p_changed text[] default null) returns void
language plpgsql set search_path = ''
as $$
declare
  v_sessions text[];
  v_id uuid;
  v_kept uuid[] := '{}';
begin
  -- One at a time for each fingerprint: the rows below are made from several conversations.
  perform public.lock_visitor(p_site, p_fingerprint_id);
  for v_sessions in
    select g.session_ids
    from public.group_conversations(p_site, p_fingerprint_id) as g
    -- People whose conversations did not change keep their row untouched, if it is theirs alone.
    where p_changed is null
      or g.session_ids && p_changed
      or not exists (
        select from public.conversations c
        where c.session_id = g.session_ids[1]
          and c.prospect_id is not null
          and array(select linked.session_id from public.conversations linked where linked.prospect_id = c.prospect_id order by 1)
            = array(select unnest(g.session_ids) order by 1)
      )
  loop
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
  delete from public.prospect_tracking p
  where p.site = p_site and p.fingerprint_id = p_fingerprint_id
    and not exists (select from public.conversations c where c.prospect_id = p.id);
end;
$$;
comment on function public.derive_prospects is 'Makes the rows of one fingerprint what its conversations say now; with p_changed only those of the people in them.';

revoke all on function public.merge_facts, public.group_conversations, public.lock_visitor, public.derive_prospects
  from public, anon, authenticated;
grant execute on function public.merge_facts, public.group_conversations, public.lock_visitor, public.derive_prospects
  to service_role;
