-- What the model costs, and the caps on it: an estimate is reserved before a call and settled after it, so that any number
-- of consumers together stay below what a conversation, a site and a day may cost.

create table public.model_spend (
  day date not null,
  site text not null,
  calls bigint not null default 0,
  input_tokens bigint not null default 0,
  cache_read_tokens bigint not null default 0,
  cache_write_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  usd numeric not null default 0 check (usd >= 0 and usd < 'Infinity'),
  primary key (day, site)
);
comment on table public.model_spend is 'What the model''s settled calls came to, for each day (UTC) and site.';
comment on column public.model_spend.input_tokens is 'neither read from nor written to the cache';
comment on column public.model_spend.usd is
  'US dollars at the prices configured then; a call whose end nobody saw counts as the estimate';

create table public.conversation_spend (
  session_key text primary key,
  calls bigint not null default 0,
  usd numeric not null default 0 check (usd >= 0 and usd < 'Infinity')
);
comment on table public.conversation_spend is 'What the model''s settled calls about one conversation came to.';
comment on column public.conversation_spend.session_key is
  'SHA-256 of the session id, as in erasures: an erased conversation leaves its cost, not its name';

create table public.spend_reservations (
  id uuid primary key default gen_random_uuid(),
  day date not null,
  site text not null,
  session_key text not null,
  usd numeric not null check (usd >= 0 and usd < 'Infinity'),
  created_at timestamptz not null default now()
);
comment on table public.spend_reservations is
  'Calls under way. One whose consumer was killed stays and counts: the call may have been billed.';
comment on column public.spend_reservations.session_key is 'as in conversation_spend';
create index spend_reservations_day_idx on public.spend_reservations (day, site);
create index spend_reservations_session_idx on public.spend_reservations (session_key);

create function public.spend_lock() returns bigint
language sql immutable set search_path = ''
as $$
  select 7310155244870021::bigint;
$$;
comment on function public.spend_lock is 'Advisory lock under which caps are checked and spend is booked.';

create function public.reserve_spend(
  p_session_id text, p_usd numeric, p_cap_conversation numeric, p_cap_site numeric, p_cap_day numeric
)
returns table (id uuid, refused text, retry_seconds double precision)
language plpgsql set search_path = ''
as $$
declare
  v_day date := (now() at time zone 'UTC')::date;
  v_tomorrow double precision := extract(epoch from ((v_day + 1)::timestamp at time zone 'UTC') - now());
  v_key text := public.erasure_key(p_session_id);
  v_site text;
begin
  select c.site into v_site from public.conversations c where c.session_id = p_session_id;
  if not found then
    return query select null::uuid, 'gone', null::double precision;
    return;
  end if;
  perform pg_advisory_xact_lock(public.spend_lock());
  if p_usd > p_cap_conversation
    - coalesce((select s.usd from public.conversation_spend s where s.session_key = v_key), 0)
    - coalesce((select sum(r.usd) from public.spend_reservations r where r.session_key = v_key), 0)
  then
    return query select null::uuid, 'cap_conversation', null::double precision;
  elsif p_usd > p_cap_site
    - coalesce((select s.usd from public.model_spend s where s.day = v_day and s.site = v_site), 0)
    - coalesce((select sum(r.usd) from public.spend_reservations r where r.day = v_day and r.site = v_site), 0)
  then
    return query select null::uuid, 'cap_site', v_tomorrow;
  elsif p_usd > p_cap_day
    - coalesce((select sum(s.usd) from public.model_spend s where s.day = v_day), 0)
    - coalesce((select sum(r.usd) from public.spend_reservations r where r.day = v_day), 0)
  then
    return query select null::uuid, 'cap_day', v_tomorrow;
  else
    return query
    insert into public.spend_reservations as r (day, site, session_key, usd)
    values (v_day, v_site, v_key, p_usd)
    returning r.id, null::text, null::double precision;
  end if;
end;
$$;
comment on function public.reserve_spend is
  'Sets aside what a call may cost, in US dollars. refused names the cap that leaves no room, or gone for a conversation that is no more; retry_seconds says when the day''s caps begin anew.';

create function public.settle_spend(p_id uuid, p_usd numeric, p_usage jsonb) returns void
language plpgsql set search_path = ''
as $$
declare
  v_reservation public.spend_reservations;
begin
  perform pg_advisory_xact_lock(public.spend_lock());
  delete from public.spend_reservations r where r.id = p_id returning r.* into v_reservation;
  -- Settled already, or given back because nothing was billed.
  if not found or p_usd = 0 then
    return;
  end if;
  insert into public.model_spend as s
    (day, site, calls, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, usd)
  values (
    v_reservation.day, v_reservation.site, 1,
    coalesce((p_usage ->> 'inputTokens')::bigint, 0), coalesce((p_usage ->> 'cacheReadTokens')::bigint, 0),
    coalesce((p_usage ->> 'cacheWriteTokens')::bigint, 0), coalesce((p_usage ->> 'outputTokens')::bigint, 0), p_usd
  )
  on conflict on constraint model_spend_pkey do update set
    calls = s.calls + 1,
    input_tokens = s.input_tokens + excluded.input_tokens,
    cache_read_tokens = s.cache_read_tokens + excluded.cache_read_tokens,
    cache_write_tokens = s.cache_write_tokens + excluded.cache_write_tokens,
    output_tokens = s.output_tokens + excluded.output_tokens,
    usd = s.usd + excluded.usd;
  insert into public.conversation_spend as s (session_key, calls, usd)
  values (v_reservation.session_key, 1, p_usd)
  on conflict on constraint conversation_spend_pkey do update set calls = s.calls + 1, usd = s.usd + excluded.usd;
end;
$$;
comment on function public.settle_spend is
  'Replaces a reservation by what was billed, in US dollars, with usage {inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens} or null; 0 gives it back. A second time it does nothing.';

revoke all on table public.model_spend, public.conversation_spend, public.spend_reservations
  from public, anon, authenticated;
revoke all on function public.spend_lock, public.reserve_spend, public.settle_spend from public, anon, authenticated;
grant select, insert, update, delete on table
  public.model_spend, public.conversation_spend, public.spend_reservations to service_role;
grant execute on function public.spend_lock, public.reserve_spend, public.settle_spend to service_role;

alter table public.model_spend enable row level security;
alter table public.conversation_spend enable row level security;
alter table public.spend_reservations enable row level security;
create policy "the service may do anything with the model's spend" on public.model_spend
  for all to service_role using (true) with check (true);
create policy "the service may do anything with conversations' spend" on public.conversation_spend
  for all to service_role using (true) with check (true);
create policy "the service may do anything with reservations of spend" on public.spend_reservations
  for all to service_role using (true) with check (true);
