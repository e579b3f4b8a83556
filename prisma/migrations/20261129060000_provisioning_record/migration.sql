-- What a number is known by while it is set up (number, account, region, host): another program may remove its row meanwhile, and
-- what was made of it is taken down all the same.

-- AlterTable
ALTER TABLE "provisionings" ADD COLUMN     "record" JSONB;
