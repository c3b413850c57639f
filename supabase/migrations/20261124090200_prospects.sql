-- Prospects, each value with its evidence.

create function public.evidence_items(p_evidence jsonb) returns setof jsonb
language sql immutable set search_path = ''
as $$
  select item from jsonb_array_elements(
    case jsonb_typeof(p_evidence) when 'array' then p_evidence when 'object' then jsonb_build_array(p_evidence) else '[]' end
  ) as item;
$$;
comment on function public.evidence_items is 'Evidence as rows, whether it is one item or a list.';

create function public.has_evidence(p_data jsonb, p_evidence jsonb) returns boolean
language sql immutable set search_path = ''
as $$
  select not exists (
    select from jsonb_each(p_data) as field
    where not exists (select from public.evidence_items(p_evidence -> field.key))
      or exists (
        select from public.evidence_items(p_evidence -> field.key) as item where coalesce(item ->> 'quote', '') = ''
      )
      or jsonb_typeof(field.value) = 'array'
        and jsonb_array_length(field.value)
          is distinct from case jsonb_typeof(p_evidence -> field.key)
            when 'array' then jsonb_array_length(p_evidence -> field.key)
          end
  );
$$;
comment on function public.has_evidence is 'Whether each field of a prospect has a quote, in lists one for each item.';

create table public.prospect_tracking (
  id uuid primary key default gen_random_uuid(),
  fingerprint_id text not null,
  prospect_data jsonb not null default '{}' check (jsonb_typeof(prospect_data) = 'object'),
  evidence jsonb not null default '{}' check (jsonb_typeof(evidence) = 'object'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  site text not null,
  constraint every_value_has_evidence check (public.has_evidence(prospect_data, evidence))
);
comment on table public.prospect_tracking is
  'Who visitors are and what they want. Usually one row for a fingerprint; people who share neither e-mail nor phone, where both are known, never share one.';
comment on column public.prospect_tracking.prospect_data is 'plain values: {name, email, phone, …}';
comment on column public.prospect_tracking.evidence is
  'for each field {sessionId, position, start, end, quote, confidence, extractor, at}, in lists one for each item; offsets are UTF-16';
comment on column public.prospect_tracking.updated_at is 'when a value or its evidence last changed';
create index prospect_tracking_fingerprint_idx on public.prospect_tracking (fingerprint_id, updated_at desc);
create index prospect_tracking_updated_idx on public.prospect_tracking (updated_at desc);
create index prospect_tracking_email_idx on public.prospect_tracking ((prospect_data ->> 'email'));
create index prospect_tracking_phone_idx on public.prospect_tracking ((prospect_data ->> 'phone'));

alter table public.conversations
  add constraint conversations_prospect_fkey foreign key (prospect_id) references public.prospect_tracking on delete set null;

revoke all on table public.prospect_tracking from public, anon, authenticated;
revoke all on function public.evidence_items, public.has_evidence from public, anon, authenticated;
grant execute on function public.evidence_items, public.has_evidence to service_role;
grant select, insert, update, delete on table public.prospect_tracking to service_role;

alter table public.prospect_tracking enable row level security;
create policy "the service may do anything with prospects" on public.prospect_tracking
  for all to service_role using (true) with check (true);
