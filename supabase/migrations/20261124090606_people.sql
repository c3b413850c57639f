-- One person on several devices: rows that share an e-mail or a phone within a site are linked, also over other rows, and
-- never merged. Links stand in a table of their own, which is written under one lock for each site, the last that a
-- transaction takes: a row's own columns are written under its visitor's lock, and two who linked each other's rows there
-- would deadlock. What is linked depends on the rows alone.

create table public.person_links (
  prospect_id uuid primary key,
  person_id uuid not null,
  site text not null,
  fingerprint_id text not null,
  email text,
  phone text,
  created_at timestamptz not null
);
comment on table public.person_links is
  'For each prospect the person it is a row of: rows of a site that share an e-mail or a phone, directly or over others, have the same.';
comment on column public.person_links.prospect_id is
  'no foreign key: its cascade would write here without the site''s lock';
comment on column public.person_links.person_id is 'made up; stays with the rows that were known first when people join or part';
comment on column public.person_links.email is 'of the row when it was linked, as the other columns are';
create index person_links_person_idx on public.person_links (person_id);
create index person_links_fingerprint_idx on public.person_links (site, fingerprint_id);
create index person_links_email_idx on public.person_links (site, email) where email is not null;
create index person_links_phone_idx on public.person_links (site, phone) where phone is not null;

revoke all on table public.person_links from public, anon, authenticated;
grant select, insert, update, delete on table public.person_links to service_role;
grant select on table public.person_links to authenticated;

alter table public.person_links enable row level security;
create policy "the service may do anything with links" on public.person_links
  for all to service_role using (true) with check (true);
create policy "marketers may read links" on public.person_links
  for select to authenticated using ((select public.is_marketer()));

create function public.split_person(p_person_id uuid, p_site text, p_email text, p_phone text) returns void
language plpgsql set search_path = ''
as $$
declare
  v_part uuid[];
  v_fresh uuid := gen_random_uuid();
begin
  -- The row that joined this e-mail and this phone is gone. Others may join them still: by the same two, or over others.
  if exists (
    select from public.person_links l where l.site = p_site and l.email = p_email and l.phone = p_phone
  ) then
    return;
  end if;
  with recursive reached (kind, value) as (
    select 'email', p_email
    union
    select near.kind, near.value
    from reached
    cross join lateral (
      select 'phone' as kind, l.phone as value
      from public.person_links l
      where reached.kind = 'email' and l.site = p_site and l.email = reached.value and l.phone is not null
      union all
      select 'email', l.email
      from public.person_links l
      where reached.kind = 'phone' and l.site = p_site and l.phone = reached.value and l.email is not null
    ) as near
  )
  select array_agg(l.prospect_id) into v_part
  from public.person_links l
  where l.person_id = p_person_id
    and not exists (select from reached where kind = 'phone' and value = p_phone)
    and (
      l.email in (select value from reached where kind = 'email') or l.phone in (select value from reached where kind = 'phone')
    );
  if v_part is null then
    return;
  end if;
  -- Two people now. Those who have the row that was there first stay who they are.
  update public.person_links l set person_id = v_fresh
  from (
    select mine.prospect_id = any (v_part) as is_in_part
    from public.person_links mine
    where mine.person_id = p_person_id
    order by mine.created_at, mine.prospect_id limit 1
  ) as oldest
  where l.person_id = p_person_id and (l.prospect_id = any (v_part)) <> oldest.is_in_part;
end;
$$;
comment on function public.split_person is 'Parts a person whose e-mail and phone no row joins any more, if nothing else does.';

create function public.link_prospect(p_prospect_id uuid) returns void
language plpgsql set search_path = ''
as $$
declare
  v_old public.person_links;
  v_new record;
  v_by_email uuid;
  v_by_phone uuid;
  v_person uuid;
begin
  delete from public.person_links where prospect_id = p_prospect_id returning * into v_old;
  if v_old.email is not null and v_old.phone is not null then
    perform public.split_person(v_old.person_id, v_old.site, v_old.email, v_old.phone);
  end if;
  select p.site, p.fingerprint_id, p.prospect_data ->> 'email' as email, p.prospect_data ->> 'phone' as phone, p.created_at
  into v_new
  from public.prospect_tracking p where p.id = p_prospect_id;
  if not found then
    return;
  end if;
  -- All rows with one e-mail are one person's already, so that one of them tells: thousands may share it.
  select l.person_id into v_by_email
  from public.person_links l where l.site = v_new.site and l.email = v_new.email limit 1;
  select l.person_id into v_by_phone
  from public.person_links l where l.site = v_new.site and l.phone = v_new.phone limit 1;
  v_person := coalesce(v_by_email, v_by_phone);
  if v_by_email <> v_by_phone then
    select l.person_id into v_person
    from public.person_links l
    where l.person_id in (v_by_email, v_by_phone)
    order by l.created_at, l.prospect_id limit 1;
    update public.person_links set person_id = v_person
    where person_id = case when v_person = v_by_email then v_by_phone else v_by_email end;
  end if;
  if v_person is null and v_old.person_id is not null
    and not exists (select from public.person_links l where l.person_id = v_old.person_id)
  then
    v_person := v_old.person_id;
  end if;
  insert into public.person_links (prospect_id, person_id, site, fingerprint_id, email, phone, created_at)
  values (
    p_prospect_id, coalesce(v_person, gen_random_uuid()),
    v_new.site, v_new.fingerprint_id, v_new.email, v_new.phone, v_new.created_at
  );
end;
$$;
comment on function public.link_prospect is 'Links one row to its person as it is now, or unlinks one that is gone; call link_people.';

create function public.link_people(p_sites text[], p_fingerprint_ids text[]) returns void
language plpgsql set search_path = ''
as $$
declare
  v_changed uuid[];
  v_id uuid;
begin
  -- Whose e-mail and phone are what they were needs no lock: what a link says of its row changes under the visitor's.
  with visitors as (
    select distinct v.site, v.fingerprint_id from unnest(p_sites, p_fingerprint_ids) as v (site, fingerprint_id)
  )
  select array_agg(id order by id) into v_changed
  from (
    select p.id
    from public.prospect_tracking p
    join visitors v on v.site = p.site and v.fingerprint_id = p.fingerprint_id
    left join public.person_links l on l.prospect_id = p.id
    where l.prospect_id is null
      or (l.site, l.fingerprint_id, l.email, l.phone)
        is distinct from (p.site, p.fingerprint_id, p.prospect_data ->> 'email', p.prospect_data ->> 'phone')
    union
    select l.prospect_id
    from public.person_links l
    join visitors v on v.site = l.site and v.fingerprint_id = l.fingerprint_id
    left join public.prospect_tracking p on p.id = l.prospect_id
    where p.id is null or (p.site, p.fingerprint_id) <> (l.site, l.fingerprint_id)
  ) as changed;
  if v_changed is null then
    return;
  end if;
  perform pg_advisory_xact_lock(7302, mine.key)
  from (
    select hashtext(site) as key
    from (
      select p.site from public.prospect_tracking p where p.id = any (v_changed)
      union
      select l.site from public.person_links l where l.prospect_id = any (v_changed)
    ) as sites
    group by 1
    order by 1
  ) as mine;
  foreach v_id in array v_changed loop
    perform public.link_prospect(v_id);
  end loop;
end;
$$;
comment on function public.link_people is
  'Links the rows of these visitors to people; after all else that a transaction does, for it takes the last locks.';

create function public.forget_links() returns trigger
language plpgsql set search_path = ''
as $$
begin
  delete from public.person_links where true;
  return null;
end;
$$;
comment on function public.forget_links is 'Where all rows go at once, so do their links.';
create trigger forget_links after truncate on public.prospect_tracking
  for each statement execute function public.forget_links();

revoke all on function public.split_person, public.link_prospect, public.link_people, public.forget_links
  from public, anon, authenticated;
grant execute on function public.split_person, public.link_prospect, public.link_people to service_role;

-- The rows of today.
do $$
declare
  v_id uuid;
begin
  for v_id in select p.id from public.prospect_tracking p order by p.created_at, p.id loop
    perform public.link_prospect(v_id);
  end loop;
end;
$$;
