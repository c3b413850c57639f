-- Saving what conversations say.

create function public.quotes_message(p_content text, p_item jsonb) returns boolean
language sql immutable set search_path = ''
as $$
  select coalesce(
    strpos(p_content, nullif(p_item ->> 'quote', '')) > 0
    -- Offsets count UTF-16 units and Postgres counts characters: the same where no character needs two units.
    and (
      p_content ~ '[\U00010000-\U0010FFFF]'
      or substr(p_content, (p_item ->> 'start')::integer + 1, (p_item ->> 'end')::integer - (p_item ->> 'start')::integer)
        = p_item ->> 'quote'
    ),
    false
  );
$$;
comment on function public.quotes_message is 'Whether an item of evidence quotes this text, at its offsets where Postgres can tell.';

create function public.is_grounded(p_session_id text, p_facts jsonb) returns boolean
language sql stable set search_path = ''
as $$
  select not exists (
    select from jsonb_each(p_facts) as f
    where not public.has_evidence(
        jsonb_build_object(f.key, f.value -> 'value'), jsonb_build_object(f.key, f.value -> 'evidence')
      )
      or exists (
        select from public.evidence_items(f.value -> 'evidence') as item
        where not exists (
          select from public.messages m
          where m.session_id = p_session_id
            and m.position = (item ->> 'position')::integer
            and m.role = 'user'
            and public.quotes_message(m.content, item)
        )
      )
  );
$$;
comment on function public.is_grounded is 'Whether every value of these facts quotes a message that the visitor of the session wrote.';

create function public.visitors_of(p_session_id text) returns table (site text, fingerprint_id text)
language sql stable set search_path = ''
as $$
  select c.site, c.fingerprint_id from public.conversations c where c.session_id = p_session_id
  union
  select p.site, p.fingerprint_id
  from public.conversations c join public.prospect_tracking p on p.id = c.prospect_id
  where c.session_id = p_session_id;
$$;
comment on function public.visitors_of is 'The fingerprints whose rows a conversation touches: today''s, and the one of the row it is in.';

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
    select mine.site, mine.fingerprint_id
    from jsonb_array_elements(p_updates) as u, public.visitors_of(u ->> 'sessionId') as mine
    group by mine.site, mine.fingerprint_id
    order by mine.site, mine.fingerprint_id
  ) as v;
  perform from public.conversations c
  where (c.site, c.fingerprint_id) in (
    select mine.site, mine.fingerprint_id
    from jsonb_array_elements(p_updates) as u, public.visitors_of(u ->> 'sessionId') as mine
  )
  order by c.session_id
  for update;

  -- The rule that no value is stored without a visitor's words, held here too, whatever calls this. An extraction of an
  -- older revision is not judged by today's transcript: it is stale, and not stored at all.
  if exists (
    select
    from jsonb_array_elements(p_updates) as u
    join public.conversations c on c.session_id = u ->> 'sessionId' and c.revision = (u ->> 'revision')::bigint
    where not public.is_grounded(c.session_id, u -> 'facts')
      or not public.is_grounded(c.session_id, coalesce(nullif(u -> 'deepFacts', 'null'), '{}'))
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
    perform public.derive_prospects(v_visitor.site, v_visitor.fingerprint_id, v_saved);
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

revoke all on function public.quotes_message, public.is_grounded, public.visitors_of, public.update_prospect_data
  from public, anon, authenticated;
grant execute on function public.quotes_message, public.is_grounded, public.visitors_of, public.update_prospect_data
  to service_role;
