-- What the sweep looks for every few seconds is answered from indexes alone, and what it throws away is found by its age.

-- An index answers alone where PostgreSQL knows the rows' pages to be settled, which vacuum tells it. By default a table of a
-- million numbers is vacuumed after 200,000 changes; a storm of 10,000 would be read from the table until then.
ALTER TABLE "phone_numbers" SET (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE "incidents" SET (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0);

-- CreateIndex
CREATE INDEX "force_delete_modals_opened_at_idx" ON "force_delete_modals"("opened_at");
