-- Storms: many numbers that are corrupted for one reason share one message (product.md 4).

-- AlterTable
ALTER TABLE "incidents" ADD COLUMN     "account" TEXT,
ADD COLUMN     "own_message" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "storm_id" INTEGER;

-- CreateTable
CREATE TABLE "storms" (
    "id" SERIAL NOT NULL,
    "cause" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "left_count" INTEGER NOT NULL DEFAULT 0,
    "claimed_by" JSONB,
    "claimed_at" TIMESTAMPTZ(3),
    "snoozed_until" TIMESTAMPTZ(3),
    "snoozed_by" JSONB,
    "last_acted_at" TIMESTAMPTZ(3),
    "mentioned_at" TIMESTAMPTZ(3),
    "reminded_unclaimed_at" TIMESTAMPTZ(3),
    "reminded_claimed_at" TIMESTAMPTZ(3),
    "probed_at" TIMESTAMPTZ(3),
    "provider_code" TEXT,
    "provider_words" TEXT,
    "work_kind" TEXT,
    "work_by" JSONB,
    "work_started_at" TIMESTAMPTZ(3),
    "work_ended_at" TIMESTAMPTZ(3),
    "work_obstacle" TEXT,
    "work_lease_owner" TEXT,
    "work_lease_until" TIMESTAMPTZ(3),
    "alert_channel" TEXT,
    "alert_ts" TEXT,
    "alert_wanted" INTEGER NOT NULL DEFAULT 1,
    "alert_shown" INTEGER NOT NULL DEFAULT 0,
    "alert_shown_at" TIMESTAMPTZ(3),
    "alert_tried_at" TIMESTAMPTZ(3),
    "alert_lease_owner" TEXT,
    "alert_lease_until" TIMESTAMPTZ(3),
    "seen_counts" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "storms_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "storm_notes" (
    "id" SERIAL NOT NULL,
    "storm_id" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "by" JSONB,
    "mention" TEXT,
    "broadcast" BOOLEAN NOT NULL DEFAULT false,
    "about_incident_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "tried_at" TIMESTAMPTZ(3),
    "posted_ts" TEXT,

    CONSTRAINT "storm_notes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "storm_tasks" (
    "storm_id" INTEGER NOT NULL,
    "incident_id" INTEGER NOT NULL,
    "phone_number_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "run_id" UUID,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "storm_tasks_pkey" PRIMARY KEY ("storm_id","incident_id")
);

-- CreateIndex
CREATE INDEX "storm_notes_storm_id_idx" ON "storm_notes"("storm_id");

-- CreateIndex
CREATE INDEX "storm_notes_about_incident_id_idx" ON "storm_notes"("about_incident_id");

-- AddForeignKey
ALTER TABLE "incidents" ADD CONSTRAINT "incidents_storm_id_fkey" FOREIGN KEY ("storm_id") REFERENCES "storms"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "storm_notes" ADD CONSTRAINT "storm_notes_storm_id_fkey" FOREIGN KEY ("storm_id") REFERENCES "storms"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "storm_tasks" ADD CONSTRAINT "storm_tasks_storm_id_fkey" FOREIGN KEY ("storm_id") REFERENCES "storms"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- One open storm per cause and account. Hashed: another program may write a cause of any length.
CREATE UNIQUE INDEX "storms_one_open" ON "storms" (md5("cause"), md5("account")) WHERE "ended_at" IS NULL;
CREATE INDEX "storms_behind" ON "storms" ("id") WHERE "alert_wanted" > "alert_shown";
CREATE INDEX "storms_open" ON "storms" ("id") WHERE "ended_at" IS NULL;

-- The members of a storm, in the order in which they are shown.
CREATE INDEX "incidents_of_storm" ON "incidents" ("storm_id", "id") WHERE "storm_id" IS NOT NULL;
-- What may become a storm, or join one.
CREATE INDEX "incidents_stormless" ON "incidents" ("opened_at") WHERE "closed_at" IS NULL AND "storm_id" IS NULL;
CREATE INDEX "incidents_without_account" ON "incidents" ("id") WHERE "closed_at" IS NULL AND "account" IS NULL;

-- A member without a message of its own is never behind: its storm's message stands for it.
DROP INDEX "incidents_alert_behind";
CREATE INDEX "incidents_alert_behind" ON "incidents" ("id") WHERE "alert_wanted" > "alert_shown" AND "own_message";
DROP INDEX "incidents_retry_due";
CREATE INDEX "incidents_retry_due" ON "incidents" ("next_retry_at", "id")
  WHERE "closed_at" IS NULL AND "next_retry_at" IS NOT NULL AND "claimed_by" IS NULL AND "own_message";
DROP INDEX "incidents_uncalled";
CREATE INDEX "incidents_uncalled" ON "incidents" ("id")
  WHERE "closed_at" IS NULL AND "mentioned_at" IS NULL AND "claimed_by" IS NULL AND "own_message";

-- As before; and where the number is corrupted anew, for another reason perhaps, its account has to be found anew.
CREATE OR REPLACE FUNCTION "lineman_open_incident"() RETURNS trigger
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
  DO UPDATE SET cause = EXCLUDED.cause, message = EXCLUDED.message, account = NULL,
    alert_wanted = public.incidents.alert_wanted + 1
  RETURNING id INTO incident_id;
  PERFORM pg_notify('lineman_incidents', incident_id::text);
  RETURN NULL;
END $$;
