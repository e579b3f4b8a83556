-- What a resource was called when it was last seen: where it is gone and another one has its name, people are told.

-- AlterTable
ALTER TABLE "external_resources" ADD COLUMN     "last_seen_name" TEXT;
