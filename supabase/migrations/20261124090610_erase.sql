-- An erasure that leaves no link behind.

create or replace function public.erase_prospect(p_session_id text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
-- security definer: it also reaches into schema pgmq. Whoever calls it proved that the session is theirs.
declare
  v_sites text[];
  v_fingerprints text[];
  v_messages integer;
  v_letters integer := 0;
  v_in_flight integer := 0;
  v_topic record;
  v_count integer;
  v_found bigint;
begin
  perform pg_advisory_xact_lock(public.erasure_lock());
  -- In the order in which update_prospect_data locks: visitors first, then rows.
  select array_agg(v.site order by v.site, v.fingerprint_id), array_agg(v.fingerprint_id order by v.site, v.fingerprint_id)
  into v_sites, v_fingerprints
  from public.visitors_of(p_session_id) as v;
  for i in 1 .. coalesce(cardinality(v_sites), 0) loop
    perform public.lock_visitor(v_sites[i], v_fingerprints[i]);
  end loop;
  select count(*) into v_messages from public.messages where session_id = p_session_id;
  for v_topic in select l.topic from public.topic_ledgers l order by l.topic loop
    execute format('delete from pgmq.%I where message ->> ''key'' = $1', pgmq.format_table_name(v_topic.topic, 'q'))
      using p_session_id;
    get diagnostics v_count = row_count;
    v_in_flight := v_in_flight + v_count;
    update public.topic_ledgers set erased = erased + v_count where topic = v_topic.topic;
    delete from public.dead_letters where topic = v_topic.topic and key = p_session_id and replayed_at is null;
    get diagnostics v_count = row_count;
    v_letters := v_letters + v_count;
    update public.topic_ledgers set erased = erased + v_count where topic = v_topic.topic;
  end loop;
  v_found := v_in_flight + v_letters;
  -- Also those replayed: one whose replay ends just now is in the queue, behind the look into it above.
  delete from public.dead_letters where key = p_session_id;
  get diagnostics v_count = row_count;
  v_found := v_found + v_count;
  delete from public.conversations where session_id = p_session_id;
  get diagnostics v_count = row_count;
  v_found := v_found + v_count;
  -- Of a session that nobody knows nothing is kept, or anybody could fill the table. A record in a consumer's hands is no
  -- exception: its row stays in the queue until its words are stored and committed.
  -- The clock and not the transaction's start: it may have waited for the lock, and what was accepted meanwhile is gone too.
  if v_found > 0 then
    insert into public.erasures (session_key, erased_at) values (public.erasure_key(p_session_id), clock_timestamp())
    on conflict (session_key) do update set erased_at = excluded.erased_at;
  else
    update public.erasures set erased_at = clock_timestamp() where session_key = public.erasure_key(p_session_id);
  end if;
  for i in 1 .. coalesce(cardinality(v_sites), 0) loop
    perform public.derive_prospects(v_sites[i], v_fingerprints[i]);
  end loop;
  -- Rows that only the erased words joined are different people again.
  perform public.link_people(v_sites, v_fingerprints);
  return jsonb_build_object('messages', v_messages, 'deadLetters', v_letters, 'inFlight', v_in_flight);
end;
$$;
