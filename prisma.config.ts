// For Prisma's own command line (generate, and `prisma migrate deploy|resolve` by an operator). Lineman does not read it.
import { defineConfig } from "prisma/config";

const url = process.env["DATABASE_URL"];

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // `generate` needs no database and must work without one.
  ...(url === undefined ? {} : { datasource: { url } }),
});
