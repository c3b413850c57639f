-- The consumer's schedule on hosted Supabase: pg_cron calls the Edge Function through pg_net, with the project's address
-- and secret key from the vault. Where one of the three is missing (embedded, plain Postgres) the server's own loop, or
-- another scheduler, does it; then the function below says what is missing instead of failing half-way.

create function public.schedule_nexus_consumer() returns text
language plpgsql set search_path = ''
as $$
declare
  v_missing text;
begin
  select string_agg(needed.name, ', ') into v_missing
  from unnest(array['cron', 'net', 'vault']) as needed (name)
  where not exists (select from pg_catalog.pg_namespace n where n.nspname = needed.name);
  if v_missing is not null then
    return format('not scheduled: schema %s is missing; enable pg_cron, pg_net and the vault', v_missing);
  end if;
  execute 'select string_agg(needed.name, '', '')
    from unnest(array[''project_url'', ''nexus_secret_key'']) as needed (name)
    where not exists (select from vault.decrypted_secrets s where s.name = needed.name)'
  into v_missing;
  if v_missing is not null then
    return format('not scheduled: store %s with vault.create_secret first', v_missing);
  end if;
  execute $run$
    select cron.schedule('nexus-consumer', '10 seconds', $job$
      select net.http_post(
        url := (select decrypted_secret from vault.decrypted_secrets where name = 'project_url')
          || '/functions/v1/nexus-consumer',
        headers := jsonb_build_object(
          'content-type', 'application/json',
          'apikey', (select decrypted_secret from vault.decrypted_secrets where name = 'nexus_secret_key')
        ),
        body := '{}'::jsonb,
        timeout_milliseconds := 120000
      )
    $job$)
  $run$;
  -- pg_cron keeps a row for each of 8,640 runs a day and never removes one.
  execute $run$
    select cron.schedule('nexus-cron-history', '17 3 * * *',
      $job$delete from cron.job_run_details where end_time < now() - interval '3 days'$job$)
  $run$;
  return 'scheduled: nexus-consumer every 10 seconds';
end;
$$;
comment on function public.schedule_nexus_consumer is
  'Run as postgres: schedules the consumer with pg_cron once the vault holds project_url and nexus_secret_key; says what it did.';

revoke all on function public.schedule_nexus_consumer from public, anon, authenticated;
