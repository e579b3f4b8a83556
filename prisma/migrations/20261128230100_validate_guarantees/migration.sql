-- Checks what was there before the guarantees: reads, and blocks nobody. A row that somebody wrote by hand, and that breaks one, must
-- not keep Lineman from starting: then that guarantee holds for everything but such rows, and the server's log names it.
DO $$
DECLARE
  guarantee record;
BEGIN
  FOR guarantee IN
    SELECT conrelid::regclass AS held_by, conname AS name FROM pg_constraint
    WHERE NOT convalidated AND connamespace = 'public'::regnamespace AND conname IN (
      'incidents_end_check', 'incidents_ordinal_check', 'teardown_runs_end_check', 'teardown_steps_end_check',
      'provisionings_end_check', 'provision_intents_end_check', 'force_delete_requests_state_check',
      'external_resources_ownership_check', 'storms_work_check', 'storm_tasks_state_check',
      'force_delete_requests_incident_id_fkey', 'leftovers_incident_id_fkey')
  LOOP
    BEGIN
      EXECUTE format('ALTER TABLE %s VALIDATE CONSTRAINT %I', guarantee.held_by, guarantee.name);
    EXCEPTION WHEN check_violation OR foreign_key_violation THEN
      RAISE WARNING '% has rows that break %', guarantee.held_by, guarantee.name;
    END;
  END LOOP;
END $$;
