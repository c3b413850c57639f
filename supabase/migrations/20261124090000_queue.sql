-- The durable queue: pgmq behind functions of our own, so that a hosted project needs no dashboard switch and no
-- exposed schema, and so that each function also keeps the ledger:
--   accepted = committed + dead letters + erased + in flight, in every snapshot.

do $$
begin
  -- Where the extension is missing (a plain Postgres), the pgmq schema was made from pgmq's own SQL file beforehand.
  if not exists (select from pg_catalog.pg_namespace where nspname = 'pgmq') then
    create extension pgmq;
  end if;
end;
$$;

select pgmq.create('nexus-prospect-ingestion')
where not exists (select from pgmq.meta where queue_name = 'nexus-prospect-ingestion');

create table public.topic_ledgers (
  topic text primary key,
  accepted bigint not null default 0,
  committed bigint not null default 0,
  erased bigint not null default 0
);
comment on table public.topic_ledgers is 'Totals of a topic; each changes in the transaction that does what it counts.';
comment on column public.topic_ledgers.accepted is 'records that a producer was told are stored';
comment on column public.topic_ledgers.committed is 'records that a consumer is done with';
comment on column public.topic_ledgers.erased is 'records and dead letters removed because the visitor asked for it';

create table public.dead_letters (
  id bigint generated always as identity primary key,
  topic text not null,
  partition integer not null default 0,
  "offset" bigint not null,
  key text,
  payload text not null,
  reason text not null,
  attempts integer not null,
  created_at timestamptz not null default now(),
  replayed_at timestamptz,
  unique (topic, partition, "offset")
);
comment on table public.dead_letters is 'Records set aside with their reason; replayed by one command, never dropped.';
comment on column public.dead_letters.payload is 'the record''s value as it was produced, to the character';
comment on column public.dead_letters.replayed_at is 'when it was produced again; null while it waits';
create index dead_letters_waiting_idx on public.dead_letters (topic, id) where replayed_at is null;
create index dead_letters_key_idx on public.dead_letters (key);

insert into public.topic_ledgers (topic) values ('nexus-prospect-ingestion');

-- security definer on the functions below: they reach into schema pgmq, which service_role has no rights on.

create function public.queue_produce(p_topic text, p_records jsonb) returns setof bigint
language plpgsql security definer set search_path = ''
as $$
declare
  v_ids bigint[];
begin
  select array_agg(sent.id order by sent.id) into v_ids
  from pgmq.send_batch(
    p_topic,
    (select array_agg(record.value order by record.ordinality)
     from jsonb_array_elements(p_records) with ordinality as record)
  ) as sent (id);
  update public.topic_ledgers set accepted = accepted + cardinality(v_ids) where topic = p_topic;
  if not found then
    raise exception 'topic % does not exist', p_topic using errcode = 'P0002';
  end if;
  return query select unnest(v_ids);
end;
$$;
comment on function public.queue_produce is
  'Appends records [{key, value, headers}] to a topic; returns their offsets in the same order.';

create function public.queue_consume(p_topic text, p_max integer, p_visibility_seconds integer)
returns table (msg_id bigint, read_ct integer, enqueued_at timestamptz, message jsonb)
language sql security definer set search_path = ''
as $$
  select r.msg_id, r.read_ct, r.enqueued_at, r.message
  from pgmq.read(p_topic, p_visibility_seconds, p_max) as r
  order by r.msg_id;
$$;
comment on function public.queue_consume is
  'Reads up to p_max records and hides them from other consumers for p_visibility_seconds.';

create function public.queue_commit(p_topic text, p_offsets bigint[]) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_count integer;
begin
  select count(*) into v_count from pgmq.delete(p_topic, p_offsets);
  update public.topic_ledgers set committed = committed + v_count where topic = p_topic;
  return v_count;
end;
$$;
comment on function public.queue_commit is 'These records are done for good; returns how many were still there.';

create function public.queue_retry(p_topic text, p_offsets bigint[], p_delay_seconds integer) returns void
language sql security definer set search_path = ''
as $$
  select pgmq.set_vt(p_topic, offset_to_retry, p_delay_seconds)
  from unnest(p_offsets) as offset_to_retry;
$$;
comment on function public.queue_retry is 'Makes records readable again after a delay.';

create function public.queue_dead_letter(p_topic text, p_offset bigint, p_reason text) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  v_record record;
  v_count integer;
begin
  -- The payload is taken from the queue itself: what a consumer made of it could differ from what was produced.
  execute format(
    'delete from pgmq.%I where msg_id = $1 returning message, read_ct',
    pgmq.format_table_name(p_topic, 'q')
  ) into v_record using p_offset;
  get diagnostics v_count = row_count;
  if v_count = 0 then
    return false;
  end if;
  insert into public.dead_letters (topic, "offset", key, payload, reason, attempts)
  values (
    p_topic,
    p_offset,
    v_record.message ->> 'key',
    coalesce(v_record.message ->> 'value', v_record.message::text, 'null'),
    left(p_reason, 2000),
    v_record.read_ct
  );
  return true;
end;
$$;
comment on function public.queue_dead_letter is
  'Moves one record from the queue to dead_letters in one transaction; false when it was no longer there.';

create function public.replay_dead_letters(p_topic text, p_ids bigint[] default null) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  v_count integer;
begin
  with replayed as (
    update public.dead_letters
    set replayed_at = now()
    where topic = p_topic and replayed_at is null and (p_ids is null or id = any (p_ids))
    returning id, key, payload
  ),
  sent as (
    select pgmq.send(
      p_topic,
      jsonb_build_object('key', key, 'value', payload, 'headers', jsonb_build_object('replayed-from', id::text))
    )
    from replayed
  )
  select count(*) into v_count from sent;
  return v_count;
end;
$$;
comment on function public.replay_dead_letters is
  'Produces waiting dead letters again, all or those of p_ids; returns how many.';

create function public.queue_ledger(p_topic text)
returns table (accepted bigint, committed bigint, erased bigint, dead_letters bigint, in_flight bigint)
language plpgsql stable security definer set search_path = ''
as $$
begin
  -- One statement, so one snapshot: otherwise a record on its way from one place to the next would count twice or not at all.
  return query execute format(
    'select l.accepted, l.committed, l.erased,
       (select count(*) from public.dead_letters d where d.topic = l.topic and d.replayed_at is null),
       (select count(*) from pgmq.%I)
     from public.topic_ledgers l where l.topic = $1',
    pgmq.format_table_name(p_topic, 'q')
  ) using p_topic;
end;
$$;
comment on function public.queue_ledger is
  'Where every accepted record is now: accepted = committed + erased + dead_letters + in_flight.';

create function public.pgmq_metrics(queue_name text)
returns table (
  queue_length bigint,
  newest_msg_age_sec integer,
  oldest_msg_age_sec integer,
  total_messages bigint,
  scrape_time timestamptz
)
language sql security definer set search_path = ''
as $$
  select m.queue_length, m.newest_msg_age_sec, m.oldest_msg_age_sec, m.total_messages, m.scrape_time
  from pgmq.metrics(pgmq_metrics.queue_name) as m;
$$;
comment on function public.pgmq_metrics is 'pgmq.metrics for one queue; queue_length is the lag in records.';

revoke all on table public.topic_ledgers, public.dead_letters from public, anon, authenticated;
revoke all on function
  public.queue_produce, public.queue_consume, public.queue_commit, public.queue_retry, public.queue_dead_letter,
  public.replay_dead_letters, public.queue_ledger, public.pgmq_metrics
  from public, anon, authenticated;
grant execute on function
  public.queue_produce, public.queue_consume, public.queue_commit, public.queue_retry, public.queue_dead_letter,
  public.replay_dead_letters, public.queue_ledger, public.pgmq_metrics
  to service_role;
grant select, insert, update, delete on table public.topic_ledgers, public.dead_letters to service_role;

alter table public.topic_ledgers enable row level security;
alter table public.dead_letters enable row level security;
create policy "the service may do anything with ledgers" on public.topic_ledgers
  for all to service_role using (true) with check (true);
create policy "the service may do anything with dead letters" on public.dead_letters
  for all to service_role using (true) with check (true);
