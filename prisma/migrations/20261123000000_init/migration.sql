-- CreateTable
CREATE TABLE "phone_numbers" (
    "id" SERIAL NOT NULL,
    "phone_number" TEXT NOT NULL,
    "label" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL DEFAULT 'active',
    "supports_inbound" BOOLEAN NOT NULL DEFAULT false,
    "supports_outbound" BOOLEAN NOT NULL DEFAULT false,
    "provider" TEXT,
    "has_twilio_credentials" BOOLEAN NOT NULL DEFAULT false,
    "outbound_trunk" JSONB NOT NULL DEFAULT '{}',
    "inbound_trunk" JSONB NOT NULL DEFAULT '{}',
    "twilio_account_sid" TEXT,
    "twilio_region" TEXT,
    "twilio_phone_number_sid" TEXT,
    "twilio_trunk_sid" TEXT,
    "twilio_credential_list_sids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "twilio_connection_policy_sids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "twilio_ip_access_control_list_sids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "livekit_host" TEXT,
    "livekit_trunk_id" TEXT,
    "livekit_outbound_trunk_id" TEXT,
    "livekit_dispatch_rule_id" TEXT,
    "corrupted_at" TIMESTAMPTZ(3),
    "corruption_cause" TEXT,
    "corruption_message" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "phone_numbers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "twilio_credentials" (
    "phone_number_id" INTEGER NOT NULL,
    "account_sid" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "nonce" BYTEA NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "auth_tag" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "twilio_credentials_pkey" PRIMARY KEY ("phone_number_id")
);

-- CreateTable
CREATE TABLE "external_resources" (
    "id" SERIAL NOT NULL,
    "phone_number_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "sid" TEXT NOT NULL,
    "parent_sid" TEXT,
    "state" TEXT NOT NULL DEFAULT 'unknown',
    "cause" TEXT,
    "detail" TEXT NOT NULL DEFAULT '',
    "how" TEXT NOT NULL DEFAULT '',
    "provider_code" TEXT,
    "request_id" TEXT,
    "shared_with" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "ownership" TEXT NOT NULL DEFAULT 'unknown',
    "checked_at" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3),
    "first_seen_under" TEXT,
    "last_seen_at" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),
    "ticked_by" TEXT,
    "ticked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "external_resources_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "teardown_runs" (
    "id" UUID NOT NULL,
    "phone_number_id" INTEGER NOT NULL,
    "requested_by" JSONB NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "teardown_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "teardown_steps" (
    "id" SERIAL NOT NULL,
    "run_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sid" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "cause" TEXT,
    "detail" TEXT NOT NULL DEFAULT '',
    "provider_code" TEXT,
    "request_id" TEXT,

    CONSTRAINT "teardown_steps_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incidents" (
    "id" SERIAL NOT NULL,
    "phone_number_id" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "phone_number" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "cause" TEXT,
    "message" TEXT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "taken_up_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "closed_by" JSONB,
    "closed_reason" TEXT,
    "closed_basis" TEXT,
    "approved_by" JSONB,
    "alert_channel" TEXT,
    "alert_ts" TEXT,
    "alert_wanted" INTEGER NOT NULL DEFAULT 0,
    "alert_shown" INTEGER NOT NULL DEFAULT 0,
    "alert_tried_at" TIMESTAMPTZ(3),
    "alert_lease_owner" TEXT,
    "alert_lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "incidents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_notes" (
    "id" SERIAL NOT NULL,
    "incident_id" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "tried_at" TIMESTAMPTZ(3),
    "posted_ts" TEXT,

    CONSTRAINT "incident_notes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "force_delete_modals" (
    "id" UUID NOT NULL,
    "incident_id" INTEGER,
    "phone_number_id" INTEGER NOT NULL,
    "user_id" TEXT NOT NULL,
    "view_id" TEXT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "shown" JSONB,

    CONSTRAINT "force_delete_modals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "force_delete_requests" (
    "id" UUID NOT NULL,
    "incident_id" INTEGER NOT NULL,
    "phone_number_id" INTEGER NOT NULL,
    "requested_by" JSONB NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "ticks" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "accept" BOOLEAN NOT NULL DEFAULT false,
    "shown" JSONB NOT NULL,
    "message_ts" TEXT,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "decided_by" JSONB,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "force_delete_requests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "leftovers" (
    "id" SERIAL NOT NULL,
    "phone_number_id" INTEGER NOT NULL,
    "incident_id" INTEGER,
    "phone_number" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sid" TEXT NOT NULL,
    "parent_sid" TEXT,
    "account_sid" TEXT,
    "region" TEXT,
    "livekit_host" TEXT,
    "state" TEXT NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',
    "first_seen_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),
    "let_go_by" JSONB NOT NULL,
    "let_go_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,

    CONSTRAINT "leftovers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" JSONB NOT NULL,
    "action" TEXT NOT NULL,
    "phone_number_id" INTEGER,
    "incident_id" INTEGER,
    "data" JSONB NOT NULL,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "processed_requests" (
    "key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "processed_requests_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "phone_numbers_phone_number_key" ON "phone_numbers"("phone_number");

-- CreateIndex
CREATE INDEX "phone_numbers_status_id_idx" ON "phone_numbers"("status", "id");

-- CreateIndex
CREATE INDEX "external_resources_sid_idx" ON "external_resources"("sid");

-- CreateIndex
CREATE UNIQUE INDEX "external_resources_phone_number_id_kind_sid_key" ON "external_resources"("phone_number_id", "kind", "sid");

-- CreateIndex
CREATE INDEX "teardown_runs_phone_number_id_idx" ON "teardown_runs"("phone_number_id");

-- CreateIndex
CREATE INDEX "teardown_steps_run_id_idx" ON "teardown_steps"("run_id");

-- CreateIndex
CREATE UNIQUE INDEX "incidents_phone_number_id_ordinal_key" ON "incidents"("phone_number_id", "ordinal");

-- CreateIndex
CREATE INDEX "incident_notes_incident_id_idx" ON "incident_notes"("incident_id");

-- CreateIndex
CREATE INDEX "force_delete_modals_phone_number_id_idx" ON "force_delete_modals"("phone_number_id");

-- CreateIndex
CREATE INDEX "force_delete_requests_incident_id_idx" ON "force_delete_requests"("incident_id");

-- CreateIndex
CREATE INDEX "leftovers_sid_idx" ON "leftovers"("sid");

-- CreateIndex
CREATE UNIQUE INDEX "leftovers_phone_number_id_kind_sid_key" ON "leftovers"("phone_number_id", "kind", "sid");

-- CreateIndex
CREATE UNIQUE INDEX "audit_events_hash_key" ON "audit_events"("hash");

-- CreateIndex
CREATE INDEX "audit_events_phone_number_id_idx" ON "audit_events"("phone_number_id");

-- CreateIndex
CREATE INDEX "processed_requests_expires_at_idx" ON "processed_requests"("expires_at");

-- AddForeignKey
ALTER TABLE "teardown_steps" ADD CONSTRAINT "teardown_steps_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "teardown_runs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_notes" ADD CONSTRAINT "incident_notes_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What the database itself guarantees, whoever writes to it.

ALTER TABLE "phone_numbers" ADD CONSTRAINT "phone_numbers_status_check"
  CHECK ("status" IN ('provisioning', 'active', 'deleting', 'corrupted'));
ALTER TABLE "external_resources" ADD CONSTRAINT "external_resources_state_check"
  CHECK ("state" IN ('present', 'gone', 'kept', 'unknown'));
ALTER TABLE "leftovers" ADD CONSTRAINT "leftovers_state_check"
  CHECK ("state" IN ('present', 'gone', 'kept', 'unknown', 'accepted'));

-- Ids stand in indexes and are read as lists without holes: what cannot be an id is refused at the door.
ALTER TABLE "phone_numbers" ADD CONSTRAINT "phone_numbers_ids_check" CHECK (
  array_position("twilio_credential_list_sids", NULL) IS NULL
  AND array_position("twilio_connection_policy_sids", NULL) IS NULL
  AND array_position("twilio_ip_access_control_list_sids", NULL) IS NULL
  AND length(concat("twilio_trunk_sid", "twilio_phone_number_sid", "livekit_trunk_id", "livekit_outbound_trunk_id",
    "livekit_dispatch_rule_id")) <= 1000
  AND length(array_to_string("twilio_credential_list_sids", '')) <= 20000
  AND length(array_to_string("twilio_connection_policy_sids", '')) <= 20000
  AND length(array_to_string("twilio_ip_access_control_list_sids", '')) <= 20000
);

-- One open incident, one unfinished teardown and one waiting request per number.
CREATE UNIQUE INDEX "incidents_one_open_per_number" ON "incidents" ("phone_number_id") WHERE "closed_at" IS NULL;
CREATE INDEX "incidents_alert_behind" ON "incidents" ("id") WHERE "alert_wanted" > "alert_shown";
CREATE UNIQUE INDEX "teardown_runs_one_open_per_number" ON "teardown_runs" ("phone_number_id") WHERE "finished_at" IS NULL;
CREATE UNIQUE INDEX "force_delete_requests_one_pending" ON "force_delete_requests" ("phone_number_id") WHERE "state" = 'pending';

-- Every update of a number raises its version and dates its corruption, also an update by plain SQL from another program.
CREATE FUNCTION "lineman_touch_phone_number"() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    NEW.version := OLD.version + 1;
    NEW.updated_at := now();
  END IF;
  IF NEW.status = 'corrupted' AND NEW.corrupted_at IS NULL THEN
    NEW.corrupted_at := now();
  ELSIF NEW.status = 'active' THEN
    NEW.corrupted_at := NULL;
    NEW.corruption_cause := NULL;
    NEW.corruption_message := NULL;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "phone_numbers_touch" BEFORE INSERT OR UPDATE ON "phone_numbers"
  FOR EACH ROW EXECUTE FUNCTION "lineman_touch_phone_number"();

-- No path to corrupted goes unalerted: whoever sets it, the incident is written in the same transaction. SECURITY DEFINER,
-- so that a program with rights on phone_numbers alone can do it. pg_notify wakes Lineman; a poll is the safety net.
CREATE FUNCTION "lineman_open_incident"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  incident_id integer;
BEGIN
  INSERT INTO public.incidents (phone_number_id, ordinal, phone_number, label, cause, message, alert_wanted)
  VALUES (
    NEW.id,
    (SELECT count(*) + 1 FROM public.incidents WHERE phone_number_id = NEW.id),
    NEW.phone_number, NEW.label, NEW.corruption_cause, NEW.corruption_message, 1
  )
  ON CONFLICT (phone_number_id) WHERE closed_at IS NULL
  DO UPDATE SET cause = EXCLUDED.cause, message = EXCLUDED.message, alert_wanted = public.incidents.alert_wanted + 1
  RETURNING id INTO incident_id;
  PERFORM pg_notify('lineman_incidents', incident_id::text);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "lineman_open_incident"() FROM PUBLIC;

CREATE TRIGGER "phone_numbers_corrupted_by_insert" AFTER INSERT ON "phone_numbers"
  FOR EACH ROW WHEN (NEW.status = 'corrupted') EXECUTE FUNCTION "lineman_open_incident"();
CREATE TRIGGER "phone_numbers_corrupted_by_update" AFTER UPDATE ON "phone_numbers"
  FOR EACH ROW WHEN (NEW.status = 'corrupted' AND OLD.status IS DISTINCT FROM 'corrupted')
  EXECUTE FUNCTION "lineman_open_incident"();

-- The audit log only grows.
CREATE FUNCTION "lineman_refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_events is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "audit_events_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_events"
  FOR EACH STATEMENT EXECUTE FUNCTION "lineman_refuse_audit_change"();
