-- What a field said before, and how a row was made: by which extractor, which version of it, and why not by the model.

alter table public.conversations
  add column history jsonb not null default '{}' check (jsonb_typeof(history) = 'object'),
  add column deep_history jsonb check (jsonb_typeof(deep_history) = 'object'),
  add column deep_seen integer,
  add column extractor_version text,
  add column deep_version text,
  add column attacks text[] not null default '{}';
comment on column public.conversations.history is
  'single values that changed: {field: [{value, evidence}, …]}, oldest first, the present one last; both extractors merged';
comment on column public.conversations.deep_history is 'what the model''s fields said before, before merging';
comment on column public.conversations.deep_seen is
  'how many messages up to deep_through the model has read; a late one stands before it and is not among them';
comment on column public.conversations.extractor_version is 'of the extraction that was saved last';
comment on column public.conversations.deep_version is 'of the model''s extraction in deep_facts';
comment on column public.conversations.attacks is 'kinds of attack that the visitor''s words tried, each once';
comment on column public.conversations.deep_error is
  'why the model''s last attempt at what the visitor said gave nothing; null once it succeeds';

alter table public.prospect_tracking
  add column history jsonb not null default '{}' check (jsonb_typeof(history) = 'object'),
  add column extraction jsonb not null default '{}' check (jsonb_typeof(extraction) = 'object');
comment on column public.prospect_tracking.history is
  'single values that changed: {field: [{value, evidence}, …]}, oldest first, the present one last, of all conversations';
comment on column public.prospect_tracking.extraction is
  'how the row was made: {extractor: rules or claude, version} of the conversation that spoke last, and error where the model failed or was capped and what the rules found stands';
comment on column public.prospect_tracking.updated_at is
  'when a value, its evidence or its history last changed';

create function public.merge_history(p_session_ids text[]) returns jsonb
language sql stable set search_path = ''
as $$
  with facts as (
    select
      c.session_id,
      f.key as field,
      f.value -> 'value' as value,
      c.history -> f.key as history,
      (
        select item from public.evidence_items(f.value -> 'evidence') as item
        order by (item ->> 'at') collate "C" desc limit 1
      ) as evidence
    from public.conversations c, jsonb_each(c.facts) as f
    where c.session_id = any (p_session_ids) and jsonb_typeof(f.value -> 'value') <> 'array'
  ),
  -- Ranked as merge_facts ranks: 1 is the conversation whose value stands.
  ranked as (
    select *, row_number() over (
      partition by field order by (evidence ->> 'at') collate "C" desc, session_id collate "C" desc
    ) as rank
    from facts
  ),
  said as (
    select
      r.field,
      r.session_id,
      r.rank = 1 and entry.ordinality = max(entry.ordinality) over (partition by r.field, r.session_id) as is_present,
      entry.ordinality,
      entry.item -> 'value' as value,
      entry.item -> 'evidence' || jsonb_build_object('sessionId', r.session_id) as evidence,
      -- A conversation's own order stands, also where the visitor's clock went back.
      max((entry.item #>> '{evidence,at}') collate "C") over (
        partition by r.field, r.session_id order by entry.ordinality
      ) as at
    from ranked r
    cross join lateral jsonb_array_elements(
      coalesce(r.history, jsonb_build_array(jsonb_build_object('value', r.value, 'evidence', r.evidence)))
    ) with ordinality as entry (item, ordinality)
  ),
  placed as (
    select *, row_number() over (
      partition by field order by is_present, at, session_id collate "C", ordinality
    ) as place
    from said
  ),
  -- The same again is no change: it counts once, as it was said last.
  changes as (
    select field, place, value, evidence
    from (select *, lead(lower(value::text)) over (partition by field order by place) as next from placed) as p
    where next is distinct from lower(value::text)
  ),
  recent as (
    select *, row_number() over (partition by field order by place desc) as age, count(*) over (partition by field) as total
    from changes
  )
  select coalesce(jsonb_object_agg(field, entries), '{}')
  from (
    select field, jsonb_agg(jsonb_build_object('value', value, 'evidence', evidence) order by place) as entries
    from recent
    where total > 1 and age <= 20
    group by field
  ) as fields;
$$;
comment on function public.merge_history is
  'What the single values of several conversations of one person said, in order of time; the twenty latest of each field.';

create function public.extraction_of(p_session_ids text[]) returns jsonb
language sql stable set search_path = ''
as $$
  with spoken as (
    select
      c.session_id, c.extractor, c.deep_error,
      case when c.extractor = 'claude' then coalesce(c.deep_version, c.extractor_version) else c.extractor_version end as version,
      (select max(public.message_at(m)) from public.messages m where m.session_id = c.session_id) as at
    from public.conversations c
    where c.session_id = any (p_session_ids)
  ),
  made as (
    select extractor, version from spoken where extractor is not null
    order by at desc nulls last, session_id collate "C" desc limit 1
  ),
  failed as (
    select deep_error from spoken where deep_error is not null
    order by at desc nulls last, session_id collate "C" desc limit 1
  )
  select jsonb_strip_nulls(jsonb_build_object(
    'extractor', (select extractor from made), 'version', (select version from made), 'error', (select deep_error from failed)
  ));
$$;
comment on function public.extraction_of is 'How the row of these conversations was made; see prospect_tracking.extraction.';

create function public.is_history_grounded(p_session_id text, p_history jsonb) returns boolean
language sql stable set search_path = ''
as $$
  select coalesce(bool_and(public.is_grounded(p_session_id, jsonb_build_object(field.key, entry))), true)
  from jsonb_each(p_history) as field, jsonb_array_elements(field.value) as entry;
$$;
comment on function public.is_history_grounded is 'Whether every value of a history quotes a message that the visitor of the session wrote.';

revoke all on function public.merge_history, public.extraction_of, public.is_history_grounded from public, anon, authenticated;
grant execute on function public.merge_history, public.extraction_of, public.is_history_grounded to service_role;
