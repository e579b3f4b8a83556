-- CreateTable
CREATE TABLE "provisionings" (
    "id" UUID NOT NULL,
    "phone_number_id" INTEGER NOT NULL,
    "requested_by" JSONB NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "provisionings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provision_intents" (
    "id" SERIAL NOT NULL,
    "provisioning_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parent_sid" TEXT,
    "member_sid" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "sid" TEXT,

    CONSTRAINT "provision_intents_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "provisionings_phone_number_id_key" ON "provisionings"("phone_number_id");

-- CreateIndex
CREATE UNIQUE INDEX "provision_intents_name_key" ON "provision_intents"("name");

-- CreateIndex
CREATE INDEX "provision_intents_provisioning_id_idx" ON "provision_intents"("provisioning_id");

-- AddForeignKey
ALTER TABLE "provision_intents" ADD CONSTRAINT "provision_intents_provisioning_id_fkey" FOREIGN KEY ("provisioning_id") REFERENCES "provisionings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
