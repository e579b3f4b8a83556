-- What the database guarantees beside what it did already, whoever writes to it. NOT VALID: a lock for a moment, whatever is in
-- the tables; the rows that are there are checked by the next migration, which blocks nobody.

-- Words that decide something are of their set, and what has ended says how.
ALTER TABLE "incidents" ADD CONSTRAINT "incidents_end_check" CHECK (
  ("closed_at" IS NULL) = ("outcome" IS NULL) AND ("closed_at" IS NULL) = ("closed_by" IS NULL)
  AND ("outcome" IS NULL OR "outcome" IN ('force_deleted', 'removed', 'resolved_elsewhere'))
  AND ("closed_basis" IS NULL OR "closed_basis" IN ('proven', 'attested', 'accepted', 'api'))) NOT VALID;
ALTER TABLE "incidents" ADD CONSTRAINT "incidents_ordinal_check" CHECK ("ordinal" >= 1) NOT VALID;
ALTER TABLE "teardown_runs" ADD CONSTRAINT "teardown_runs_end_check" CHECK (
  ("finished_at" IS NULL) = ("outcome" IS NULL)
  AND ("outcome" IS NULL OR "outcome" IN ('removed', 'corrupted', 'overtaken'))) NOT VALID;
ALTER TABLE "teardown_steps" ADD CONSTRAINT "teardown_steps_end_check" CHECK (
  ("finished_at" IS NULL) = ("outcome" IS NULL)
  AND ("outcome" IS NULL OR "outcome" IN ('removed', 'already_gone', 'failed', 'skipped'))) NOT VALID;
ALTER TABLE "provisionings" ADD CONSTRAINT "provisionings_end_check" CHECK (
  ("finished_at" IS NULL) = ("outcome" IS NULL)
  AND ("outcome" IS NULL OR "outcome" IN ('active', 'removed', 'corrupted'))) NOT VALID;
ALTER TABLE "provision_intents" ADD CONSTRAINT "provision_intents_end_check" CHECK (
  ("finished_at" IS NULL) = ("outcome" IS NULL)
  AND ("outcome" IS NULL OR "outcome" IN ('made', 'refused', 'absent', 'with_parent'))) NOT VALID;
ALTER TABLE "force_delete_requests" ADD CONSTRAINT "force_delete_requests_state_check" CHECK (
  "state" IN ('pending', 'approved', 'declined', 'lapsed')
  AND ("state" = 'pending') = ("decided_at" IS NULL) AND ("state" = 'pending') = ("decided_by" IS NULL)) NOT VALID;
ALTER TABLE "external_resources" ADD CONSTRAINT "external_resources_ownership_check"
  CHECK ("ownership" IN ('proven', 'unproven', 'unknown')) NOT VALID;
ALTER TABLE "storms" ADD CONSTRAINT "storms_work_check" CHECK (
  ("work_kind" IS NULL OR "work_kind" IN ('retry', 'check')) AND ("work_kind" IS NULL) = ("work_started_at" IS NULL)) NOT VALID;
ALTER TABLE "storm_tasks" ADD CONSTRAINT "storm_tasks_state_check"
  CHECK ("state" IN ('pending', 'running', 'done', 'failed', 'skipped')) NOT VALID;

-- A wish and a leftover belong to an incident that is there. Nothing refers to phone_numbers, on purpose: incidents, the audit log,
-- leftovers, what is known of resources, runs and tokens outlive the number. Nor does the audit log refer to incidents: the
-- check of a foreign key would wait for whoever works on the incident, and everybody else who appends would wait with it.
ALTER TABLE "force_delete_requests" ADD CONSTRAINT "force_delete_requests_incident_id_fkey"
  FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "leftovers" ADD CONSTRAINT "leftovers_incident_id_fkey"
  FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;

-- What was, stays: no incident and no leftover is ever removed, and what has ended does not begin again.
CREATE FUNCTION "lineman_refuse_removal"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% are kept for ever', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "incidents_are_kept" BEFORE DELETE OR TRUNCATE ON "incidents"
  FOR EACH STATEMENT EXECUTE FUNCTION "lineman_refuse_removal"();
CREATE TRIGGER "leftovers_are_kept" BEFORE DELETE OR TRUNCATE ON "leftovers"
  FOR EACH STATEMENT EXECUTE FUNCTION "lineman_refuse_removal"();

CREATE FUNCTION "lineman_refuse_second_end"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% % has ended already', TG_TABLE_NAME, OLD.id USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "incidents_end_once" BEFORE UPDATE ON "incidents" FOR EACH ROW
  WHEN (OLD."closed_at" IS NOT NULL AND (NEW."closed_at" IS DISTINCT FROM OLD."closed_at"
    OR NEW."outcome" IS DISTINCT FROM OLD."outcome" OR NEW."closed_by" IS DISTINCT FROM OLD."closed_by"
    OR NEW."closed_basis" IS DISTINCT FROM OLD."closed_basis" OR NEW."approved_by" IS DISTINCT FROM OLD."approved_by"))
  EXECUTE FUNCTION "lineman_refuse_second_end"();
CREATE TRIGGER "teardown_runs_end_once" BEFORE UPDATE ON "teardown_runs" FOR EACH ROW
  WHEN (OLD."finished_at" IS NOT NULL AND (NEW."finished_at" IS DISTINCT FROM OLD."finished_at"
    OR NEW."outcome" IS DISTINCT FROM OLD."outcome"))
  EXECUTE FUNCTION "lineman_refuse_second_end"();
CREATE TRIGGER "force_delete_requests_end_once" BEFORE UPDATE ON "force_delete_requests" FOR EACH ROW
  WHEN (OLD."state" <> 'pending' AND (NEW."state" <> OLD."state" OR NEW."decided_at" IS DISTINCT FROM OLD."decided_at"
    OR NEW."decided_by" IS DISTINCT FROM OLD."decided_by"))
  EXECUTE FUNCTION "lineman_refuse_second_end"();

-- The audit log has no gap, and each event hangs on the one before it: one look into the key for each event.
CREATE FUNCTION "lineman_check_audit_chain"() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  broken bigint;
BEGIN
  -- Not a join: planned while the log is short, it would go on to read the whole log when that is long.
  SELECT min(added.seq) INTO broken FROM added
  WHERE added.prev_hash IS DISTINCT FROM (CASE WHEN added.seq = 1 THEN repeat('0', 64)
      ELSE (SELECT before.hash FROM public.audit_events before WHERE before.seq = added.seq - 1) END)
    OR added.hash !~ '^[0-9a-f]{64}$';
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'audit event % does not follow from the one before it', broken USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "audit_events_chained" AFTER INSERT ON "audit_events" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "lineman_check_audit_chain"();

-- Each id of a list is a resource that is looked at, drawn and torn down. Only what is written from now on is held to it, so that
-- a record which names more already can still be changed.
CREATE FUNCTION "lineman_bound_sids"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'each list of ids holds at most 100' USING ERRCODE = 'check_violation', TABLE = 'phone_numbers',
    CONSTRAINT = 'phone_numbers_most_sids';
END $$;
CREATE TRIGGER "phone_numbers_most_sids_inserted" BEFORE INSERT ON "phone_numbers" FOR EACH ROW
  WHEN (greatest(cardinality(NEW."twilio_credential_list_sids"), cardinality(NEW."twilio_connection_policy_sids"),
    cardinality(NEW."twilio_ip_access_control_list_sids")) > 100)
  EXECUTE FUNCTION "lineman_bound_sids"();
CREATE TRIGGER "phone_numbers_most_sids_updated" BEFORE UPDATE ON "phone_numbers" FOR EACH ROW
  WHEN ((cardinality(NEW."twilio_credential_list_sids") > 100
      AND NEW."twilio_credential_list_sids" IS DISTINCT FROM OLD."twilio_credential_list_sids")
    OR (cardinality(NEW."twilio_connection_policy_sids") > 100
      AND NEW."twilio_connection_policy_sids" IS DISTINCT FROM OLD."twilio_connection_policy_sids")
    OR (cardinality(NEW."twilio_ip_access_control_list_sids") > 100
      AND NEW."twilio_ip_access_control_list_sids" IS DISTINCT FROM OLD."twilio_ip_access_control_list_sids"))
  EXECUTE FUNCTION "lineman_bound_sids"();

-- CreateIndex
-- safe to roll out: one row for each clean-up there ever was, a tenth of a second for a hundred thousand
CREATE INDEX "teardown_runs_finished_at_idx" ON "teardown_runs"("finished_at");
