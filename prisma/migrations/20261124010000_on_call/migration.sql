-- Who works on an incident, when it is retried and reminded of, and what waits for a second person.

-- AlterTable
ALTER TABLE "force_delete_modals" ADD COLUMN     "closed_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "incident_notes" ADD COLUMN     "approval_id" UUID,
ADD COLUMN     "broadcast" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "by" JSONB,
ADD COLUMN     "mention" TEXT,
ADD COLUMN     "redraw" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "incidents" ADD COLUMN     "checking_since" TIMESTAMPTZ(3),
ADD COLUMN     "claimed_at" TIMESTAMPTZ(3),
ADD COLUMN     "claimed_by" JSONB,
ADD COLUMN     "last_acted_at" TIMESTAMPTZ(3),
ADD COLUMN     "mentioned_at" TIMESTAMPTZ(3),
ADD COLUMN     "next_retry_at" TIMESTAMPTZ(3),
ADD COLUMN     "reminded_claimed_at" TIMESTAMPTZ(3),
ADD COLUMN     "reminded_unclaimed_at" TIMESTAMPTZ(3),
ADD COLUMN     "retries" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "snoozed_by" JSONB,
ADD COLUMN     "snoozed_until" TIMESTAMPTZ(3);

-- What was said before this migration has been said: the group was mentioned in the first post.
UPDATE "incidents" SET "mentioned_at" = "opened_at" WHERE "alert_ts" IS NOT NULL;
