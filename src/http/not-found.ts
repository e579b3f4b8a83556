/** What an address that no route serves is answered with. */
export function notFoundMessage({ url }: { url: string }): string {
  return url.startsWith("/api/v2/phone_numbers/") ? "Phone number not found" : "Not found";
}
