-- People as marketers read them: one line for each, with what all their rows say.

create view public.person_fields with (security_invoker = true) as
  with rows_said as not materialized (
    select l.person_id, f.key as field, f.value, p.evidence -> f.key as evidence
    from public.person_links l
    join public.prospect_tracking p on p.id = l.prospect_id
    cross join lateral jsonb_each(p.prospect_data) as f
  ),
  -- Single values: the latest statement, in whichever row it is.
  singles as (
    select distinct on (s.person_id, s.field) s.person_id, s.field, s.value, s.evidence
    from rows_said s
    cross join lateral (
      select item ->> 'at' as at, item ->> 'sessionId' as session_id
      from jsonb_array_elements(
        case jsonb_typeof(s.evidence) when 'array' then s.evidence else jsonb_build_array(s.evidence) end
      ) as item
      order by (item ->> 'at') collate "C" desc nulls last limit 1
    ) as latest
    where jsonb_typeof(s.value) <> 'array'
    order by s.person_id, s.field, latest.at collate "C" desc nulls last, latest.session_id collate "C" desc nulls last
  ),
  -- Lists: each thing once, in the order it was first said.
  items as (
    select distinct on (s.person_id, s.field, lower(item.value #>> '{}'))
      s.person_id, s.field, item.value, one.evidence, one.at, one.session_id, item.ordinality
    from rows_said s
    cross join lateral jsonb_array_elements(
      case jsonb_typeof(s.value) when 'array' then s.value else '[]' end
    ) with ordinality as item
    cross join lateral (
      select e as evidence, e ->> 'at' as at, e ->> 'sessionId' as session_id
      from (select s.evidence -> (item.ordinality - 1)::integer as e) as own
    ) as one
    order by
      s.person_id, s.field, lower(item.value #>> '{}'), one.at collate "C", one.session_id collate "C", item.ordinality
  )
  select person_id, field, value, evidence from singles
  union all
  select
    person_id, field,
    jsonb_agg(value order by at collate "C", session_id collate "C", ordinality),
    jsonb_agg(evidence order by at collate "C", session_id collate "C", ordinality)
  from items
  group by person_id, field;
comment on view public.person_fields is
  'What each person said in all their rows: of single values the latest statement, lists united, with evidence.';

create view public.people with (security_invoker = true) as
  select
    p.person_id,
    p.site,
    coalesce(
      (select jsonb_object_agg(f.field, f.value) from public.person_fields f where f.person_id = p.person_id), '{}'
    ) as prospect_data,
    coalesce(
      (select jsonb_object_agg(f.field, f.evidence) from public.person_fields f where f.person_id = p.person_id), '{}'
    ) as evidence,
    p.emails,
    p.phones,
    p.prospect_ids,
    p.fingerprint_ids,
    p.created_at,
    p.updated_at
  from (
    select
      l.person_id,
      r.site,
      coalesce(array_agg(distinct r.prospect_data ->> 'email') filter (where r.prospect_data ? 'email'), '{}') as emails,
      coalesce(array_agg(distinct r.prospect_data ->> 'phone') filter (where r.prospect_data ? 'phone'), '{}') as phones,
      array_agg(r.id order by r.created_at, r.id) as prospect_ids,
      array_agg(distinct r.fingerprint_id) as fingerprint_ids,
      min(r.created_at) as created_at,
      max(r.updated_at) as updated_at
    from public.person_links l
    join public.prospect_tracking r on r.id = l.prospect_id
    group by l.person_id, r.site
  ) as p;
comment on view public.people is
  'One line for each person: what all their rows say together, and which rows and fingerprints those are.';

revoke all on table public.person_fields, public.people from public, anon, authenticated;
grant select on table public.person_fields, public.people to authenticated, service_role;
