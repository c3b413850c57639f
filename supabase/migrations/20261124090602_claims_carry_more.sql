-- What a consumer needs to know of a conversation that it appends to or leases: the site whose caps apply, how much the
-- model has read, what its fields said before. And an end of a lease that the row tells of.

alter function public.append_conversations(jsonb, integer) rename to append_deliveries;
comment on function public.append_deliveries is 'What append_conversations does, but for the model''s history.';

create function public.append_conversations(p_conversations jsonb, p_quiet_seconds integer)
returns table (
  session_id text, revision bigint, transcript jsonb, deep_facts jsonb, deep_through integer, deep_history jsonb, deep_seen integer
)
language plpgsql set search_path = ''
as $$
declare
  v_appended record;
begin
  for v_appended in select * from public.append_deliveries(p_conversations, p_quiet_seconds) loop
    session_id := v_appended.session_id;
    revision := v_appended.revision;
    transcript := v_appended.transcript;
    deep_facts := v_appended.deep_facts;
    deep_through := v_appended.deep_through;
    -- The row is locked by now: this is of the same extraction as deep_facts.
    select c.deep_history, c.deep_seen into deep_history, deep_seen
    from public.conversations c where c.session_id = v_appended.session_id;
    return next;
  end loop;
end;
$$;
comment on function public.append_conversations is
  'Merges deliveries, one element for each session, into transcripts; returns the transcript of those that are to be extracted anew.';

drop function public.claim_conversations(integer, integer);
create function public.claim_conversations(p_limit integer, p_lease_seconds integer)
returns table (
  session_id text, site text, revision bigint, transcript jsonb,
  deep_facts jsonb, deep_history jsonb, deep_through integer, deep_seen integer, deep_attempts integer, said_at timestamptz
)
language sql set search_path = ''
as $$
  with due as (
    select c.session_id
    from public.conversations c
    where c.extract_after <= now() and (c.lease_until is null or c.lease_until < now())
    order by c.extract_after
    limit p_limit
    for update skip locked
  ),
  claimed as (
    update public.conversations as c
    set lease_until = now() + make_interval(secs => p_lease_seconds), deep_attempts = c.deep_attempts + 1
    from due
    where c.session_id = due.session_id
    returning c.*
  )
  select
    claimed.session_id, claimed.site, claimed.revision, public.transcript_of(claimed.session_id),
    claimed.deep_facts, claimed.deep_history, claimed.deep_through, claimed.deep_seen, claimed.deep_attempts,
    claimed.said_at
  from claimed;
$$;
comment on function public.claim_conversations is
  'Leases conversations that went quiet and have something new for the model; no other consumer gets them meanwhile.';

create function public.lock_visitors_of(p_session_ids text[]) returns void
language plpgsql set search_path = ''
as $$
begin
  -- Visitors first and then all their conversations, each in one order: whoever writes rows touches those of sibling
  -- conversations, and two that met there row by row would deadlock.
  perform public.lock_visitor(v.site, v.fingerprint_id)
  from (
    select mine.site, mine.fingerprint_id
    from unnest(p_session_ids) as s (id), public.visitors_of(s.id) as mine
    group by mine.site, mine.fingerprint_id
    order by mine.site, mine.fingerprint_id
  ) as v;
  perform from public.conversations c
  where (c.site, c.fingerprint_id) in (
    select mine.site, mine.fingerprint_id from unnest(p_session_ids) as s (id), public.visitors_of(s.id) as mine
  )
  order by c.session_id
  for update;
end;
$$;
comment on function public.lock_visitors_of is
  'Every lock that writing the rows of these conversations needs, in the one order; until the transaction ends.';

create or replace function public.release_conversations(p_releases jsonb) returns void
language plpgsql set search_path = ''
as $$
declare
  v_sessions text[] := array(select r ->> 'sessionId' from jsonb_array_elements(p_releases) as r);
begin
  perform public.lock_visitors_of(v_sessions);
  update public.conversations as c set
    lease_until = null,
    -- A claim that we cut short ourselves says nothing about the words; what the last one said stands.
    deep_error = coalesce(r ->> 'error', case when (r ->> 'isUncounted')::boolean then c.deep_error end),
    deep_attempts = greatest(0, c.deep_attempts - case when (r ->> 'isUncounted')::boolean then 1 else 0 end),
    -- The visitor may have said more while the model was at work: then the claim that this set stays.
    extract_after = case
      when c.revision <> (r ->> 'revision')::bigint then c.extract_after
      when (r ->> 'retrySeconds') is null then null
      else now() + make_interval(secs => (r ->> 'retrySeconds')::double precision)
    end
  from jsonb_array_elements(p_releases) as r
  where c.session_id = r ->> 'sessionId';

  update public.prospect_tracking as p set extraction = made.extraction
  from (
    select mine.prospect_id, public.extraction_of(array_agg(mine.session_id)) as extraction
    from public.conversations mine
    where mine.prospect_id in (select c.prospect_id from public.conversations c where c.session_id = any (v_sessions))
    group by mine.prospect_id
  ) as made
  where p.id = made.prospect_id and p.extraction <> made.extraction;
end;
$$;
comment on function public.release_conversations is
  'Gives leases back: [{sessionId, revision, retrySeconds, error, isUncounted}]; without retrySeconds the model is not asked again until the visitor says more. The error is put on the row too.';

revoke all on function
  public.append_conversations, public.claim_conversations, public.lock_visitors_of, public.release_conversations
  from public, anon, authenticated;
grant execute on function
  public.append_conversations, public.claim_conversations, public.lock_visitors_of, public.release_conversations
  to service_role;
