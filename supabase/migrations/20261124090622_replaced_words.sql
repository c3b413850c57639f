-- A text that takes another's place at a position which the model has read is unread: counting messages does not show it.

create function public.forget_what_was_read() returns trigger
language plpgsql set search_path = ''
as $$
begin
  -- append_conversations, which alone writes messages, holds the conversation's row by now.
  update public.conversations c set deep_seen = null
  where c.session_id = new.session_id and c.deep_through >= new.position and c.deep_seen is not null;
  return null;
end;
$$;
comment on function public.forget_what_was_read is
  'Lets the model read a conversation anew, once a text that it has read was replaced.';

create trigger messages_replaced after update of role, content on public.messages
  for each row when ((old.role, old.content) is distinct from (new.role, new.content))
  execute function public.forget_what_was_read();

revoke all on function public.forget_what_was_read from public, anon, authenticated;
grant execute on function public.forget_what_was_read to service_role;
