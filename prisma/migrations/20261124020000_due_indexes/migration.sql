-- What the sweep looks for every few seconds is found without reading all incidents. An incident leaves its index when what it
-- waits for is done, so that each holds little beside what is due.

-- Automatic tries, the longest due first.
CREATE INDEX "incidents_retry_due" ON "incidents" ("next_retry_at", "id")
  WHERE "closed_at" IS NULL AND "next_retry_at" IS NOT NULL AND "claimed_by" IS NULL;

-- Nobody was called yet.
CREATE INDEX "incidents_uncalled" ON "incidents" ("id")
  WHERE "closed_at" IS NULL AND "mentioned_at" IS NULL AND "claimed_by" IS NULL;

-- Called, not claimed and not reminded of: by the last sign of life.
CREATE INDEX "incidents_unclaimed_silent" ON "incidents" ((GREATEST("mentioned_at", "last_acted_at")))
  WHERE "closed_at" IS NULL AND "mentioned_at" IS NOT NULL AND "claimed_by" IS NULL AND "reminded_unclaimed_at" IS NULL;

-- Claimed, and not reminded of since the last sign of life.
CREATE INDEX "incidents_claim_silent" ON "incidents" ((GREATEST("claimed_at", "last_acted_at")))
  WHERE "closed_at" IS NULL AND "claimed_by" IS NOT NULL
    AND ("reminded_claimed_at" IS NULL OR "reminded_claimed_at" < GREATEST("claimed_at", "last_acted_at"));

-- Seen by the trigger alone.
CREATE INDEX "incidents_untaken" ON "incidents" ("id") WHERE "taken_up_at" IS NULL AND "closed_at" IS NULL;
