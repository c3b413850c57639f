-- Conversations and their transcripts. A transcript is the union of what was delivered, by (session_id, position):
-- delivering twice, late or out of order gives the same rows.

create table public.conversations (
  session_id text primary key,
  site text not null,
  fingerprint_id text not null,
  page jsonb,
  locale text,
  consent jsonb,
  ended boolean not null default false,
  stamps jsonb not null default '{}',
  revision bigint not null default 0,
  extracted_revision bigint not null default -1,
  facts jsonb not null default '{}',
  deep_facts jsonb,
  deep_through integer,
  deep_attempts integer not null default 0,
  deep_error text,
  extractor text check (extractor in ('rules', 'claude')),
  extract_ms numeric,
  extracted_at timestamptz,
  extract_after timestamptz,
  lease_until timestamptz,
  read_partition integer,
  read_offset bigint,
  read_at timestamptz,
  prospect_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.conversations is 'One row for each session of the widget.';
comment on column public.conversations.fingerprint_id is
  'browser fingerprint, or the random first-party id that stands in for it: a hint about who, not a key';
comment on column public.conversations.stamps is
  'for site, fingerprint_id, page, locale and consent: "receivedAt|messageId" of the delivery that set it; the latest wins in any order of arrival';
comment on column public.conversations.revision is
  'grows with each change of transcript, metadata or deep facts; an extraction of an older revision is refused';
comment on column public.conversations.facts is 'what the visitor said: {field: {value, evidence}}, both extractors merged';
comment on column public.conversations.deep_facts is 'what the model found, before merging';
comment on column public.conversations.deep_through is 'highest position that the model has seen';
comment on column public.conversations.extract_after is 'when the conversation counts as quiet; null: nothing new for the model';
comment on column public.conversations.lease_until is 'a consumer is at the model with it until then';
comment on column public.conversations.extract_ms is 'how long the last extraction took, milliseconds';
comment on column public.conversations.read_offset is 'offset of the last record that a consumer read for it';
create index conversations_fingerprint_idx on public.conversations (site, fingerprint_id);
create index conversations_prospect_idx on public.conversations (prospect_id);
create index conversations_quiet_idx on public.conversations (extract_after) where extract_after is not null;

create table public.messages (
  session_id text not null references public.conversations on delete cascade,
  position integer not null check (position >= 0),
  role text not null check (role in ('user', 'assistant')),
  content text not null check (content <> ''),
  sent_at timestamptz,
  received_at timestamptz not null,
  primary key (session_id, position)
);
comment on table public.messages is 'The transcript; role user is the visitor.';
comment on column public.messages.sent_at is 'by the visitor''s clock, as delivered';
comment on column public.messages.received_at is 'when the producer accepted the earliest delivery that held it';

create function public.message_at(m public.messages) returns timestamptz
language sql immutable set search_path = ''
as $$
  -- A visitor's clock that runs ahead must not make a statement outrank later ones.
  select least(coalesce(m.sent_at, m.received_at), m.received_at);
$$;
comment on function public.message_at is 'When a message was said: the visitor''s clock where it is plausible, else the producer''s.';

create function public.to_iso(p_at timestamptz) returns text
language sql stable set search_path = ''
as $$
  select to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
$$;
comment on function public.to_iso is 'ISO 8601 in UTC with milliseconds; sorts as text.';

create function public.transcript_of(p_session_id text) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'position', m.position, 'role', m.role, 'content', m.content, 'at', public.to_iso(public.message_at(m))
      ) order by m.position
    ),
    '[]'
  )
  from public.messages m
  where m.session_id = p_session_id;
$$;
comment on function public.transcript_of is 'A conversation''s messages in order: [{position, role, content, at}].';

create function public.append_conversations(p_conversations jsonb, p_quiet_seconds integer)
returns table (
  session_id text, revision bigint, needs_extraction boolean, transcript jsonb, deep_facts jsonb, deep_through integer
)
language plpgsql set search_path = ''
as $$
#variable_conflict use_column
declare
  v_changed text[];
  v_said text[];
begin
  -- Rows are locked in order of session_id here and in update_prospect_data: two consumers never deadlock.
  with delivered as (
    select
      d ->> 'sessionId' as session_id,
      d ->> 'site' as site,
      d ->> 'fingerprint' as fingerprint_id,
      nullif(d -> 'page', 'null') as page,
      d ->> 'locale' as locale,
      nullif(d -> 'consent', 'null') as consent,
      (d ->> 'ended')::boolean as ended,
      coalesce(d -> 'stamps', '{}') as stamps,
      (d ->> 'partition')::integer as read_partition,
      (d ->> 'offset')::bigint as read_offset
    from jsonb_array_elements(p_conversations) as d
    order by 1
  ),
  upserted as (
    insert into public.conversations as c
      (session_id, site, fingerprint_id, page, locale, consent, ended, stamps, read_partition, read_offset, read_at)
    select session_id, site, fingerprint_id, page, locale, consent, ended, stamps, read_partition, read_offset, now()
    from delivered
    on conflict on constraint conversations_pkey do update set
      site = case when public.is_newer(excluded.stamps, c.stamps, 'site') then excluded.site else c.site end,
      fingerprint_id = case
        when public.is_newer(excluded.stamps, c.stamps, 'fingerprint') then excluded.fingerprint_id
        else c.fingerprint_id
      end,
      page = case when public.is_newer(excluded.stamps, c.stamps, 'page') then excluded.page else c.page end,
      locale = case when public.is_newer(excluded.stamps, c.stamps, 'locale') then excluded.locale else c.locale end,
      consent = case when public.is_newer(excluded.stamps, c.stamps, 'consent') then excluded.consent else c.consent end,
      ended = c.ended or excluded.ended,
      stamps = public.newest_stamps(c.stamps, excluded.stamps),
      revision = c.revision + case
        when public.is_newer(excluded.stamps, c.stamps, 'fingerprint') and excluded.fingerprint_id <> c.fingerprint_id
          or public.is_newer(excluded.stamps, c.stamps, 'site') and excluded.site <> c.site
        then 1 else 0
      end,
      extract_after = case when excluded.ended then least(c.extract_after, now()) else c.extract_after end,
      read_partition = case when excluded.read_offset >= coalesce(c.read_offset, -1) then excluded.read_partition else c.read_partition end,
      read_offset = greatest(excluded.read_offset, c.read_offset),
      read_at = now()
    returning c.session_id
  )
  select array_agg(upserted.session_id) into v_changed from upserted;

  with delivered as (
    select
      d ->> 'sessionId' as session_id,
      (m ->> 'position')::integer as position,
      m ->> 'role' as role,
      m ->> 'content' as content,
      (m ->> 'sentAt')::timestamptz as sent_at,
      (m ->> 'receivedAt')::timestamptz as received_at
    from jsonb_array_elements(p_conversations) as d, jsonb_array_elements(d -> 'messages') as m
  ),
  -- The same message delivered twice keeps its earliest times.
  same as (
    select session_id, position, role, content, min(sent_at) as sent_at, min(received_at) as received_at
    from delivered
    group by session_id, position, role, content
  ),
  -- Two texts for one position: the longer wins, then the greater by bytes. Any rule will do that knows no order of arrival.
  winners as (
    select distinct on (session_id, position) *
    from same
    order by session_id, position, char_length(content) desc, content collate "C" desc, role collate "C" desc
  ),
  written as (
    insert into public.messages as m (session_id, position, role, content, sent_at, received_at)
    select session_id, position, role, content, sent_at, received_at from winners order by session_id, position
    on conflict on constraint messages_pkey do update set
      role = excluded.role,
      content = excluded.content,
      sent_at = case
        when (m.role, m.content) = (excluded.role, excluded.content) then least(m.sent_at, excluded.sent_at)
        else excluded.sent_at
      end,
      received_at = case
        when (m.role, m.content) = (excluded.role, excluded.content) then least(m.received_at, excluded.received_at)
        else excluded.received_at
      end
    where
      case
        when (m.role, m.content) = (excluded.role, excluded.content)
          then (least(m.sent_at, excluded.sent_at), least(m.received_at, excluded.received_at))
            is distinct from (m.sent_at, m.received_at)
        else (char_length(excluded.content), excluded.content collate "C", excluded.role collate "C")
          > (char_length(m.content), m.content collate "C", m.role collate "C")
      end
    returning m.session_id, m.role
  )
  select array_agg(distinct written.session_id), array_agg(distinct written.session_id) filter (where written.role = 'user')
  into v_changed, v_said
  from written;

  update public.conversations as c set
    revision = c.revision + 1,
    updated_at = now(),
    deep_attempts = case when c.session_id = any (v_said) then 0 else c.deep_attempts end,
    extract_after = case
      when not c.session_id = any (v_said) then c.extract_after
      when c.ended then now()
      else now() + make_interval(secs => p_quiet_seconds)
    end
  where c.session_id = any (v_changed);

  return query
  select
    c.session_id,
    c.revision,
    c.revision <> c.extracted_revision,
    case when c.revision <> c.extracted_revision then public.transcript_of(c.session_id) end,
    c.deep_facts,
    c.deep_through
  from public.conversations c
  where c.session_id in (select d ->> 'sessionId' from jsonb_array_elements(p_conversations) as d);
end;
$$;
comment on function public.append_conversations is
  'Merges deliveries, one element for each session, into transcripts; says which conversations are to be extracted anew.';

create function public.is_newer(p_offered jsonb, p_held jsonb, p_key text) returns boolean
language sql immutable set search_path = ''
as $$
  select coalesce((p_offered ->> p_key) collate "C" > coalesce(p_held ->> p_key, '') collate "C", false);
$$;
comment on function public.is_newer is 'Whether the offered stamp of this attribute is later than the held one.';

create function public.newest_stamps(p_held jsonb, p_offered jsonb) returns jsonb
language sql immutable set search_path = ''
as $$
  select coalesce(jsonb_object_agg(s.key, s.value), '{}')
  from (
    select both_sides.key, max(both_sides.value collate "C") as value
    from (select * from jsonb_each_text(p_held) union all select * from jsonb_each_text(p_offered)) as both_sides
    group by both_sides.key
  ) as s;
$$;

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
  'Gives leases back: [{sessionId, revision, retrySeconds, error}]; without retrySeconds the model is not asked again until the visitor says more.';

revoke all on table public.conversations, public.messages from public, anon, authenticated;
revoke all on function
  public.append_conversations, public.claim_conversations, public.release_conversations, public.transcript_of,
  public.message_at, public.to_iso, public.is_newer, public.newest_stamps
  from public, anon, authenticated;
grant execute on function
  public.append_conversations, public.claim_conversations, public.release_conversations, public.transcript_of,
  public.message_at, public.to_iso, public.is_newer, public.newest_stamps
  to service_role;
grant select, insert, update, delete on table public.conversations, public.messages to service_role;

alter table public.conversations enable row level security;
alter table public.messages enable row level security;
create policy "the service may do anything with conversations" on public.conversations
  for all to service_role using (true) with check (true);
create policy "the service may do anything with messages" on public.messages
  for all to service_role using (true) with check (true);
