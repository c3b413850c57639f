-- Marketers read; nobody but the service writes. A marketer is a signed-in user whose app_metadata says so: users cannot
-- change their own app_metadata, an administrator sets it:
--   update auth.users set raw_app_meta_data = raw_app_meta_data || '{"nexus_role": "marketer"}' where email = '…';

create function public.is_marketer() returns boolean
language sql stable set search_path = ''
as $$
  select coalesce((select auth.jwt()) -> 'app_metadata' ->> 'nexus_role' = 'marketer', false);
$$;
comment on function public.is_marketer is 'Whether the session''s app_metadata.nexus_role is marketer.';

revoke all on function public.is_marketer from public, anon, authenticated;
grant execute on function public.is_marketer to authenticated, service_role;

grant select on table public.prospect_tracking, public.conversations, public.messages to authenticated;

create policy "marketers may read prospects" on public.prospect_tracking
  for select to authenticated using ((select public.is_marketer()));
create policy "marketers may read conversations" on public.conversations
  for select to authenticated using ((select public.is_marketer()));
create policy "marketers may read messages" on public.messages
  for select to authenticated using ((select public.is_marketer()));
