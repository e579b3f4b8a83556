-- Answers of the HTTP API by Idempotency-Key, for all replicas: a repeat gets the answer that the first request got.

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "caller" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "owner" UUID NOT NULL,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,
    "status" INTEGER,
    "body" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("caller", "key"),
    CONSTRAINT "idempotency_keys_state_check" CHECK (
        ("state" = 'in_progress' AND "status" IS NULL AND "body" IS NULL)
        OR ("state" = 'done' AND "status" IS NOT NULL AND "body" IS NOT NULL))
);

-- CreateIndex
CREATE INDEX "idempotency_keys_expires_at_idx" ON "idempotency_keys"("expires_at");
