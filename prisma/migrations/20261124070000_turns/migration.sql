-- Whose turn it is to write to Slack, for all replicas: one message a second in a channel, and none while Slack asks to wait.

-- CreateTable
CREATE TABLE "turns" (
    "lane" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "turns_pkey" PRIMARY KEY ("lane")
);
