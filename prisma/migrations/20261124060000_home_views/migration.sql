-- Who has App Home open, what they chose to see, and whether it is behind.

-- CreateTable
CREATE TABLE "home_views" (
    "user_id" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "behind" BOOLEAN NOT NULL DEFAULT false,
    "hash" TEXT,
    "filter" TEXT NOT NULL,
    "page" INTEGER NOT NULL,

    CONSTRAINT "home_views_pkey" PRIMARY KEY ("user_id")
);

-- CreateIndex
CREATE INDEX "home_views_opened_at_idx" ON "home_views"("opened_at");

-- The last force deletes, newest first.
CREATE INDEX "incidents_force_deleted" ON "incidents" ("closed_at" DESC, "id" DESC) WHERE "outcome" = 'force_deleted';
