-- A row is one person's at most: conversations whose e-mails differ, or whose phones differ, never share one. A shared phone
-- used to join two e-mails in a row; people who share it are linked instead (see person_links).

comment on table public.prospect_tracking is
  'Who visitors are and what they want. Usually one row for a fingerprint; two known e-mails or phones that differ never share one. See people for a person''s rows together.';

create function public.name_words(p_name text) returns text[]
language sql immutable set search_path = ''
as $$
  select array_agg(distinct word collate "C")
  from regexp_split_to_table(
    lower(regexp_replace(normalize(p_name, NFD), '[\u0300-\u036f]', '', 'g')), '[][:space:].,;:''"()-]+'
  ) as word
  where word <> '';
$$;
comment on function public.name_words is
  'The words of a name without case and accents, for comparing; null without any. One name is a part of another where its words are.';

create or replace function public.group_conversations(p_site text, p_fingerprint_id text)
returns table (session_ids text[])
language sql stable set search_path = ''
as $$
  with said as (
    select
      c.session_id, c.facts #>> '{email,value}' as email, c.facts #>> '{phone,value}' as phone,
      public.name_words(c.facts #>> '{name,value}') as name, spoken.first_at
    from public.conversations c
    left join lateral (
      select min(public.message_at(m)) as first_at from public.messages m where m.session_id = c.session_id
    ) as spoken on true
    where c.site = p_site and c.fingerprint_id = p_fingerprint_id and c.facts <> '{}'
  ),
  -- Names differ unless all are parts of the longest. Windows and no joins: anybody can send thousands of conversations
  -- under one fingerprint.
  longest as (
    select
      said.*,
      first_value(name) over (partition by email order by cardinality(name) desc nulls last, name) as email_name,
      first_value(name) over (partition by phone order by cardinality(name) desc nulls last, name) as phone_name
    from said
  ),
  -- A conversation that lacks one of the two joins a person only where exactly one fits; a guess would mix two.
  completed as (
    select
      session_id, first_at, name,
      case
        when email is null and phone is not null and min(email) over same_phone = max(email) over same_phone
          and bool_and(name is null or name <@ phone_name) over same_phone
          then min(email) over same_phone
        else email
      end as email,
      case
        when phone is null and email is not null and min(phone) over same_email = max(phone) over same_email
          and bool_and(name is null or name <@ email_name) over same_email
          then min(phone) over same_email
        else phone
      end as phone
    from longest
    window same_email as (partition by email), same_phone as (partition by phone)
  ),
  known as materialized (
    select (
      select name
      from completed where (email is not null or phone is not null) and name is not null
      order by cardinality(name) desc, name limit 1
    ) as name
  ),
  -- One e-mail and one phone that were never said together do not contradict each other, if their names do not: one
  -- person too, while nobody else is known.
  one as materialized (
    select
      known.name,
      (
        select
          count(*) <= 1
          or count(*) = 2 and count(distinct email) = 1 and count(distinct phone) = 1
            and bool_and(email is null or phone is null) and bool_and(is_named_so)
        from (
          select email, phone, bool_and(c.name is null or c.name <@ known.name) as is_named_so
          from completed c where email is not null or phone is not null
          group by email, phone
        ) as people
      ) as is_one
    from known
  ),
  -- Who gave a name and neither e-mail nor phone may be the one person known, unless their names differ.
  fitting as (
    select
      c.*, one.is_one, one.name as known_name,
      c.email is null and c.phone is null as is_bare,
      one.is_one and (one.name is null or c.name <@ one.name or c.name @> one.name) as is_fitting
    from completed c, one
  ),
  fullest as (
    select
      fitting.*,
      first_value(name) over (
        order by is_bare and is_fitting and name is not null desc, cardinality(name) desc nulls last, name
      ) as full_name
    from fitting
  ),
  placed as (
    select
      fullest.*,
      case
        when not is_one then false
        when not is_bare then true
        when name is not null then is_fitting and (
          coalesce(name <@ known_name, false)
          -- Several names that would each fit are several people, and none of them the one in particular.
          or bool_and(name is null or not is_bare or not is_fitting or name <@ full_name) over ()
        )
      end as is_the_one
    from fullest
  )
  select array_agg(session_id order by first_at, session_id collate "C")
  from (
    select
      placed.*,
      -- What says nothing of who it is belongs to the one person known. With several it is nobody's in particular.
      coalesce(is_the_one, bool_and(coalesce(is_the_one, true)) over ()) as is_theirs
    from placed
  ) as homes
  group by
    is_theirs,
    case when not is_theirs then email end,
    case when not is_theirs then phone end,
    case when not is_theirs and is_bare then name end
  -- Whoever is known comes first, and so keeps the row that all were in; then whoever spoke first.
  order by bool_or(not is_bare) desc, min(first_at), min(session_id collate "C");
$$;
comment on function public.group_conversations is
  'The people behind one fingerprint: for each the ids of their conversations. No two e-mails and no two phones in one.';

revoke all on function public.name_words from public, anon, authenticated;
grant execute on function public.name_words to service_role;

create or replace function public.derive_prospects(p_site text, p_fingerprint_id text, p_changed text[] default null) returns void
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
    insert into public.prospect_tracking as p (id, site, fingerprint_id, prospect_data, evidence, history, extraction)
    select
      v_id, p_site, p_fingerprint_id, m.prospect_data, m.evidence,
      public.merge_history(v_sessions), public.extraction_of(v_sessions)
    from public.merge_facts(v_sessions) as m
    on conflict (id) do update set
      site = excluded.site,
      fingerprint_id = excluded.fingerprint_id,
      prospect_data = excluded.prospect_data,
      evidence = excluded.evidence,
      history = excluded.history,
      extraction = excluded.extraction,
      updated_at = case
        when (p.site, p.fingerprint_id, p.prospect_data, p.evidence, p.history)
          is distinct from (excluded.site, excluded.fingerprint_id, excluded.prospect_data, excluded.evidence, excluded.history)
        then now() else p.updated_at
      end
    where (p.site, p.fingerprint_id, p.prospect_data, p.evidence, p.history, p.extraction)
      is distinct from (
        excluded.site, excluded.fingerprint_id, excluded.prospect_data, excluded.evidence, excluded.history, excluded.extraction
      );
    update public.conversations set prospect_id = v_id
    where session_id = any (v_sessions) and prospect_id is distinct from v_id;
    v_kept := v_kept || v_id;
  end loop;
  delete from public.prospect_tracking p
  where p.site = p_site and p.fingerprint_id = p_fingerprint_id
    and not exists (select from public.conversations c where c.prospect_id = p.id);
end;
$$;

-- The rows of today, by these rules.
do $$
declare
  v_visitor record;
begin
  for v_visitor in
    select distinct c.site, c.fingerprint_id from public.conversations c order by c.site, c.fingerprint_id
  loop
    perform public.derive_prospects(v_visitor.site, v_visitor.fingerprint_id);
  end loop;
end;
$$;
