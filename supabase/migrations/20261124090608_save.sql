-- Saving what conversations say, with its history and what made it, and linking the rows to people.

create or replace function public.update_prospect_data(p_updates jsonb)
returns table (session_id text, status text, prospect_id uuid)
language plpgsql set search_path = ''
as $$
#variable_conflict use_column
declare
  v_saved text[];
  v_visitor record;
  v_sites text[] := '{}';
  v_fingerprints text[] := '{}';
begin
  perform public.lock_visitors_of(array(select u ->> 'sessionId' from jsonb_array_elements(p_updates) as u));

  -- The rule that no value is stored without a visitor's words, held here too, whatever calls this. An extraction of an
  -- older revision is not judged by today's transcript: it is stale, and not stored at all.
  if exists (
    select
    from jsonb_array_elements(p_updates) as u
    join public.conversations c on c.session_id = u ->> 'sessionId' and c.revision = (u ->> 'revision')::bigint
    where not public.is_grounded(c.session_id, u -> 'facts')
      or not public.is_grounded(c.session_id, coalesce(nullif(u -> 'deepFacts', 'null'), '{}'))
      or not public.is_history_grounded(c.session_id, coalesce(nullif(u -> 'history', 'null'), '{}'))
      or not public.is_history_grounded(c.session_id, coalesce(nullif(u -> 'deepHistory', 'null'), '{}'))
  ) then
    raise exception 'a value has no quote in a message that the visitor wrote' using errcode = '23514';
  end if;

  with saved as (
    update public.conversations as c set
      facts = u -> 'facts',
      history = coalesce(nullif(u -> 'history', 'null'), '{}'),
      extractor = u ->> 'extractor',
      extractor_version = coalesce(u ->> 'extractorVersion', c.extractor_version),
      extract_ms = (u ->> 'extractMs')::numeric,
      extracted_at = now(),
      attacks = case
        when jsonb_typeof(u -> 'attacks') = 'array'
          then array(select distinct kind collate "C" from jsonb_array_elements_text(u -> 'attacks') as kind order by 1)
        else c.attacks
      end,
      deep_facts = coalesce(nullif(u -> 'deepFacts', 'null'), c.deep_facts),
      deep_history = case when u ? 'deepFacts' then nullif(u -> 'deepHistory', 'null') else c.deep_history end,
      deep_through = coalesce((u ->> 'deepThrough')::integer, c.deep_through),
      deep_seen = coalesce((u ->> 'deepSeen')::integer, c.deep_seen),
      deep_version = case when u ? 'deepThrough' then u ->> 'extractorVersion' else c.deep_version end,
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
    perform public.derive_prospects(v_visitor.site, v_visitor.fingerprint_id, v_saved);
    v_sites := v_sites || v_visitor.site;
    v_fingerprints := v_fingerprints || v_visitor.fingerprint_id;
  end loop;
  perform public.link_people(v_sites, v_fingerprints);

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
  'Saves what conversations say: [{sessionId, revision, facts, history, extractor, extractorVersion, extractMs, attacks, deepFacts, deepHistory, deepThrough, deepSeen}]; status stale means that a newer revision exists and its reader will save it.';
