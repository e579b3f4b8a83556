import type pg from "pg";

/** The application_name of connections through which a test uses the stores without their operations. */
export const TEST_ITSELF = "a test that sets the scene";

/**
 * What Lineman itself writes comes from Prisma, which names tables in full; plain SQL of tests and of other programs does not.
 * What such a statement changed is remembered until the end of its transaction.
 */
const TRIGGERS = `
CREATE FUNCTION test_remember_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  id text := CASE TG_OP WHEN 'DELETE' THEN OLD.id::text ELSE NEW.id::text END;
  known text := coalesce(current_setting('test.changed', true), '');
BEGIN
  IF current_setting('application_name') <> '${TEST_ITSELF}' AND current_query() LIKE format('%%"public"."%s"%%', TG_TABLE_NAME) THEN
    PERFORM set_config('test.changed', format('%s%s:%s,', known, TG_TABLE_NAME, id), true);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION test_refuse_unaudited() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed text := CASE TG_OP WHEN 'DELETE' THEN OLD.id::text ELSE NEW.id::text END;
  subject text := CASE TG_TABLE_NAME WHEN 'phone_numbers' THEN 'phone_number_id' ELSE 'incident_id' END;
  about text := changed;
  audited boolean;
BEGIN
  IF position(format('%s:%s,', TG_TABLE_NAME, changed) IN coalesce(current_setting('test.changed', true), '')) = 0 THEN
    RETURN NULL;
  END IF;
  IF TG_TABLE_NAME = 'force_delete_requests' THEN
    about := to_jsonb(NEW) ->> 'incident_id';
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM audit_events WHERE %I = $1::integer AND xmin = pg_current_xact_id()::xid)', subject)
    INTO audited USING about;
  IF NOT audited THEN
    RAISE EXCEPTION 'a transaction changed % % and wrote no audit event about it', TG_TABLE_NAME, changed;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER test_remember_inserts AFTER INSERT OR DELETE ON phone_numbers
  FOR EACH ROW EXECUTE FUNCTION test_remember_change();
CREATE CONSTRAINT TRIGGER test_refuse_inserts AFTER INSERT OR DELETE ON phone_numbers DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION test_refuse_unaudited();
`;

/** What has to be audited, beside the coming and going of numbers. */
const CHANGES = [
  { table: "phone_numbers", when: "OLD.status IS DISTINCT FROM NEW.status" },
  {
    table: "incidents",
    when: `(OLD.closed_at IS DISTINCT FROM NEW.closed_at) OR (OLD.claimed_by IS DISTINCT FROM NEW.claimed_by)
      OR (NEW.snoozed_by IS NOT NULL AND OLD.snoozed_until IS DISTINCT FROM NEW.snoozed_until)`,
  },
  { table: "force_delete_requests", when: "OLD.state IS DISTINCT FROM NEW.state" },
];

const onUpdate = ({ table, when }: (typeof CHANGES)[number]) => `
CREATE TRIGGER test_remember_updates AFTER UPDATE ON ${table}
  FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION test_remember_change();
CREATE CONSTRAINT TRIGGER test_refuse_updates AFTER UPDATE ON ${table} DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION test_refuse_unaudited();
`;

/**
 * Makes the database refuse, at the commit, every transaction of Lineman's own that changes a number's status, an incident's end,
 * claim or snooze, or the state of a wish, without an audit event about it in that very transaction. PostgreSQL only.
 */
export async function refuseUnaudited(sql: Pick<pg.Pool, "query">): Promise<void> {
  await sql.query(TRIGGERS + CHANGES.map(onUpdate).join(""));
}
