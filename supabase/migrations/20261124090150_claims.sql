-- Leases on conversations for the model: any number of consumers may run, and none waits for another's call.

create function public.claim_conversations(p_limit integer, p_lease_seconds integer)
returns table (session_id text, revision bigint, transcript jsonb, deep_facts jsonb, deep_through integer, deep_attempts integer)
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
    claimed.session_id, claimed.revision, public.transcript_of(claimed.session_id),
    claimed.deep_facts, claimed.deep_through, claimed.deep_attempts
  from claimed;
$$;
comment on function public.claim_conversations is
  'Leases conversations that went quiet and have something new for the model; no other consumer gets them meanwhile.';

create function public.release_conversations(p_releases jsonb) returns void
language sql set search_path = ''
as $$
  update public.conversations as c set
    lease_until = null,
    deep_error = r ->> 'error',
    deep_attempts = greatest(0, c.deep_attempts - case when (r ->> 'isUncounted')::boolean then 1 else 0 end),
    -- The visitor may have said more while the model was at work: then the claim that this set stays.
    extract_after = case
      when c.revision <> (r ->> 'revision')::bigint then c.extract_after
      when (r ->> 'retrySeconds') is null then null
      else now() + make_interval(secs => (r ->> 'retrySeconds')::double precision)
    end
  from jsonb_array_elements(p_releases) as r
  where c.session_id = r ->> 'sessionId';
$$;
comment on function public.release_conversations is
  'Gives leases back: [{sessionId, revision, retrySeconds, error, isUncounted}]; without retrySeconds the model is not asked again until the visitor says more.';

revoke all on function public.claim_conversations, public.release_conversations from public, anon, authenticated;
grant execute on function public.claim_conversations, public.release_conversations to service_role;
