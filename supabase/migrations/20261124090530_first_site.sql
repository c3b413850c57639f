-- What decides a conversation's site can be won by no later delivery, and so by nobody who learns its id.

comment on column public.conversations.stamps is
  'for site, fingerprint, page, locale, consent, context and account the rank of the delivery that set it, made of the delivery alone; the greater wins, in any order of arrival; of site the earliest accepted has the greatest';

-- Ranked until now by how far they reach: the site that each conversation has stays, with the time of its first delivery.
update public.conversations c
set stamps = jsonb_set(
  c.stamps,
  '{site}',
  to_jsonb(
    lpad(
      (9999999999999 - floor(extract(epoch from coalesce(
        (select min(m.received_at) from public.messages m where m.session_id = c.session_id), c.created_at
      )) * 1000)::bigint)::text,
      13, '0'
    ) || '|' || c.site
  )
);
