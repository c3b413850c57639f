-- Reading stored conversations in pages, to extract them again.

create function public.stored_conversations(
  p_after text, p_limit integer, p_site text default null, p_since timestamptz default null, p_session text default null
)
returns table (conversation jsonb, transcript jsonb)
language sql stable set search_path = ''
as $$
  -- By key and not by offset: rows that come and go between two pages push no other out of sight.
  select to_jsonb(c), public.transcript_of(c.session_id)
  from public.conversations c
  where (p_after is null or c.session_id > p_after)
    and (p_site is null or c.site = p_site)
    and (p_since is null or c.updated_at >= p_since)
    and (p_session is null or c.session_id = p_session)
  order by c.session_id
  limit p_limit;
$$;
comment on function public.stored_conversations is
  'Conversations after p_after in order of their id, each row as JSON with its transcript; p_since: changed then or later.';

revoke all on function public.stored_conversations from public, anon, authenticated;
grant execute on function public.stored_conversations to service_role;
