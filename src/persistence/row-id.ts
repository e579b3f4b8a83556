const LARGEST_INTEGER = 2_147_483_647;

/** False: no row can have this id, and PostgreSQL would refuse to compare it (its integers end at 2^31-1). */
export function isRowId(id: number): boolean {
  return Number.isInteger(id) && id > 0 && id <= LARGEST_INTEGER;
}

/** False: no row can have this id. It may come from outside (Slack's private_metadata), so it is checked, not trusted. */
export function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
