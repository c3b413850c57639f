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
  'for site, fingerprint, page, locale and consent the rank of the delivery that set it, made of its content; the greater wins, in any order of arrival';
comment on column public.conversations.revision is
  'grows with each change of transcript, site, fingerprint or deep facts; an extraction of an older revision is refused';
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

create table public.erasures (
  session_key text primary key,
  erased_at timestamptz not null default now()
);
comment on table public.erasures is
  'Sessions erased on the visitor''s wish: a record that a consumer had already read must not bring their words back.';
comment on column public.erasures.session_key is 'SHA-256 of the session id, which is itself erased';

create function public.erasure_key(p_session_id text) returns text
language sql immutable set search_path = ''
as $$
  select encode(sha256(convert_to(p_session_id, 'UTF8')), 'hex');
$$;
comment on function public.erasure_key is 'What erasures knows a session by.';

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

revoke all on table public.conversations, public.messages, public.erasures from public, anon, authenticated;
revoke all on function public.erasure_key, public.transcript_of, public.message_at, public.to_iso
  from public, anon, authenticated;
grant execute on function public.erasure_key, public.transcript_of, public.message_at, public.to_iso to service_role;
grant select, insert, update, delete on table public.conversations, public.messages, public.erasures to service_role;

alter table public.conversations enable row level security;
alter table public.messages enable row level security;
alter table public.erasures enable row level security;
create policy "the service may do anything with conversations" on public.conversations
  for all to service_role using (true) with check (true);
create policy "the service may do anything with messages" on public.messages
  for all to service_role using (true) with check (true);
create policy "the service may do anything with erasures" on public.erasures
  for all to service_role using (true) with check (true);
