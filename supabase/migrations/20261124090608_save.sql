-- Saving what conversations say, with its history and what made it, and linking the rows to people.

create function public.is_current(p_conversation public.conversations, p_update jsonb) returns boolean
language sql stable set search_path = ''
as $$
  -- A paid answer is not thrown away for an assistant's message that came after all that it read.
  select p_conversation.revision = (p_update ->> 'revision')::bigint
    or p_update ? 'deepThrough'
      and (p_update ->> 'revision')::bigint between p_conversation.said_revision and p_conversation.revision;
$$;
comment on function public.is_current is 'Whether an extraction is of what the conversation says today.';

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
    join public.conversations c on c.session_id = u ->> 'sessionId' and public.is_current(c, u)
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
      deep_error = case when u ? 'deepThrough' then u ->> 'error' else c.deep_error end,
      -- What did not fit is due at once, said here: whoever dies after this must not leave it unread. It is no attempt.
      extract_after = case
        when not u ? 'deepThrough' then c.extract_after
        when (u ->> 'leftOver')::integer > 0 then now()
      end,
      deep_attempts = case
        when (u ->> 'leftOver')::integer > 0 then greatest(0, c.deep_attempts - 1) else c.deep_attempts
      end,
      lease_until = case when u ? 'deepThrough' then null else c.lease_until end,
      -- What the model found changes the facts: a drain that began before must not put its own over them.
      revision = c.revision + case when u ? 'deepThrough' then 1 else 0 end,
      extracted_revision = c.revision + case when u ? 'deepThrough' then 1 else 0 end
    from jsonb_array_elements(p_updates) as u
    where c.session_id = u ->> 'sessionId' and public.is_current(c, u)
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
  'Saves what conversations say: [{sessionId, revision, facts, history, extractor, extractorVersion, extractMs, attacks, deepFacts, deepHistory, deepThrough, deepSeen, leftOver, error}]; status stale means that a newer revision exists and its reader will save it.';

revoke all on function public.is_current from public, anon, authenticated;
grant execute on function public.is_current to service_role;
