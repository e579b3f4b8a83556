-- When a turn was set, by the same clock: tells a long wait from a clock that was put back.
ALTER TABLE "turns" ADD COLUMN "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
