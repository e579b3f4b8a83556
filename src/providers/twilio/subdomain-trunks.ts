import { ProviderError } from "../../domain/errors.ts";
import type { TwilioClient } from "./twilio-client.ts";
import { everyItem } from "./twilio-lists.ts";

/** Twilio keeps a trunk on whose domain others have subdomains: a.b.pstn.twilio.com under b.pstn.twilio.com. */
const HAS_SUBDOMAINS = "21247";

/** So many of them are named: they are read on a phone. */
const MOST_NAMED = 5;

/** The same refusal with the trunks that stand in the way, where they can be found out; Twilio does not name them. */
export async function namingSubdomains(
  client: TwilioClient,
  trunkSid: string,
  refusal: ProviderError,
): Promise<ProviderError> {
  if (refusal.providerCode !== HAS_SUBDOMAINS) return refusal;
  const trunks = await everyItem(client.trunking.v1.trunks).catch(() => []);
  const domain = trunks.find(({ sid }) => sid === trunkSid)?.domainName;
  const names = trunks
    .filter(({ domainName }) => domain && domainName?.endsWith(`.${domain}`))
    .map(({ sid, domainName }) => `${sid} (${domainName})`);
  if (names.length === 0) return refusal;
  const { provider, kind, providerCode, requestId } = refusal;
  const more = names.length > MOST_NAMED ? ` +${names.length - MOST_NAMED} more` : "";
  const message = `trunks on subdomains of its domain: ${names.slice(0, MOST_NAMED).join(", ")}${more}; Twilio error ${providerCode}`;
  return new ProviderError({ provider, kind, message, providerCode, requestId });
}
