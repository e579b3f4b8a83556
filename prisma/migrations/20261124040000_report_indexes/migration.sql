-- What people ask for by id, by telephone number or by week is found without reading a whole table.

-- DropIndex
DROP INDEX "audit_events_phone_number_id_idx";

-- CreateIndex
CREATE INDEX "audit_events_phone_number_id_seq_idx" ON "audit_events"("phone_number_id", "seq");

-- CreateIndex
CREATE INDEX "incidents_opened_at_idx" ON "incidents"("opened_at");

-- CreateIndex
CREATE INDEX "incidents_closed_at_idx" ON "incidents"("closed_at");

-- CreateIndex
CREATE INDEX "incidents_phone_number_idx" ON "incidents" USING HASH ("phone_number");

-- CreateIndex
CREATE INDEX "leftovers_phone_number_idx" ON "leftovers" USING HASH ("phone_number");

-- CreateIndex
CREATE INDEX "phone_numbers_twilio_trunk_sid_idx" ON "phone_numbers" USING HASH ("twilio_trunk_sid");

-- CreateIndex
CREATE INDEX "phone_numbers_twilio_phone_number_sid_idx" ON "phone_numbers" USING HASH ("twilio_phone_number_sid");

-- CreateIndex
CREATE INDEX "phone_numbers_livekit_trunk_id_idx" ON "phone_numbers" USING HASH ("livekit_trunk_id");

-- CreateIndex
CREATE INDEX "phone_numbers_livekit_outbound_trunk_id_idx" ON "phone_numbers" USING HASH ("livekit_outbound_trunk_id");

-- CreateIndex
CREATE INDEX "phone_numbers_livekit_dispatch_rule_id_idx" ON "phone_numbers" USING HASH ("livekit_dispatch_rule_id");

-- Leftovers that are still watched, oldest first.
CREATE INDEX "leftovers_open" ON "leftovers" ("let_go_at", "id") WHERE "state" NOT IN ('gone', 'kept');

-- A number that was deleted without an incident stands under its telephone number in the audit log only. Hash indexes have
-- no limit of length, so that no text that another program wrote can make a write fail.
CREATE INDEX "audit_events_of_phone_number" ON "audit_events" USING HASH (("data" ->> 'phone_number'));

-- The same for ids that stand in lists: an element of any length becomes a number. Whoever asks compares the ids themselves too.
CREATE FUNCTION "lineman_sid_hashes"(sids text[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT coalesce(array_agg(hashtextextended(sid, 0)), '{}') FROM unnest(sids) AS sid
$$;
CREATE INDEX "phone_numbers_listed_sids" ON "phone_numbers" USING GIN ("lineman_sid_hashes"(
  "twilio_credential_list_sids" || "twilio_ip_access_control_list_sids" || "twilio_connection_policy_sids"));
