import { kindsIn, type ScanPart } from "../../domain/account-scan.ts";
import type { ResourceKind } from "../../domain/external-resource.ts";
import {
  createScanner,
  gapOf,
  type Named,
  type ScanFindings,
  type Scanner,
  unlessRemoved,
} from "./scanner.ts";
import type { TwilioClient } from "./twilio-client.ts";
import { twilioErrorOf } from "./twilio-error.ts";
import { everyItem } from "./twilio-lists.ts";

const CREDENTIALS = "twilio_credential_list";
const ADDRESSES = "twilio_ip_access_control_list";
const POLICIES = "twilio_connection_policy";

/** What names a SIP domain. */
type Domain = { sid: string; domainName: string };

/**
 * Reads one part of who uses what in the account (telephony.md 1.7), from complete lists, into `findings`: every trunk and
 * every SIP domain in all of its mappings, or every BYOC trunk. Never throws: what failed is a gap.
 */
export async function scanAccount(
  openClient: () => TwilioClient,
  part: ScanPart,
  findings: ScanFindings,
): Promise<void> {
  try {
    const client = openClient();
    const scanner = createScanner(findings);
    if (part === "policies") await scanByocTrunks(client, scanner);
    else
      await Promise.all([
        scanTrunks(client, scanner),
        scanSipDomains(client, scanner),
        nameTrunks(client, scanner),
      ]);
  } catch (thrown) {
    findings.gaps.push(gapOf(kindsIn(part), "its users", twilioErrorOf(thrown)));
  }
}

async function scanTrunks({ trunking }: TwilioClient, { look, found, named }: Scanner): Promise<void> {
  const { trunks } = trunking.v1;
  const all = await look([CREDENTIALS, ADDRESSES], "the SIP trunks", () => everyItem(trunks));
  named("twilio_sip_trunk", all);
  const lookInto = async (kind: ResourceKind, trunkSid: string, list: () => Promise<Named[]>) => {
    const user = `trunk ${trunkSid}`;
    const fetch = () => trunks(trunkSid).fetch();
    const lists = await look([kind], `the lists of ${user}`, () => unlessRemoved(list, fetch));
    named(kind, lists);
    for (const { sid } of lists) found({ kind, sid, user, trunkSid });
  };
  await Promise.all(
    all.flatMap(({ sid }) => [
      lookInto(CREDENTIALS, sid, () => everyItem(trunks(sid).credentialsLists)),
      lookInto(ADDRESSES, sid, () => everyItem(trunks(sid).ipAccessControlLists)),
    ]),
  );
}

async function scanSipDomains({ api, accountSid }: TwilioClient, scanner: Scanner): Promise<void> {
  const { look, found, named } = scanner;
  const { domains } = api.v2010.accounts(accountSid).sip;
  const all = await look([CREDENTIALS, ADDRESSES], "the SIP domains", () => everyItem(domains));
  const lookInto = async (kind: ResourceKind, domain: Domain, list: () => Promise<Named[]>) => {
    const user = `SIP domain ${domain.sid} (${domain.domainName})`;
    const fetch = () => domains(domain.sid).fetch();
    const lists = await look([kind], `the lists of ${user}`, () => unlessRemoved(list, fetch));
    named(kind, lists);
    for (const { sid } of lists) found({ kind, sid, user, trunkSid: null });
  };
  await Promise.all(
    all.flatMap((each) => {
      const domain = domains(each.sid);
      const { calls, registrations } = domain.auth;
      return [
        lookInto(CREDENTIALS, each, () => everyItem(calls.credentialListMappings)),
        lookInto(CREDENTIALS, each, () => everyItem(registrations.credentialListMappings)),
        lookInto(CREDENTIALS, each, () => everyItem(domain.credentialListMappings)),
        lookInto(ADDRESSES, each, () => everyItem(calls.ipAccessControlListMappings)),
        lookInto(ADDRESSES, each, () => everyItem(domain.ipAccessControlListMappings)),
      ];
    }),
  );
}

/** One list for all trunks, where asking each trunk would double the scan. */
async function nameTrunks({ api, accountSid }: TwilioClient, { look, carried }: Scanner): Promise<void> {
  const { incomingPhoneNumbers } = api.v2010.accounts(accountSid);
  for (const { trunkSid, phoneNumber } of await look([], "the numbers", () =>
    everyItem(incomingPhoneNumbers),
  ))
    if (trunkSid) carried(trunkSid, phoneNumber);
}

async function scanByocTrunks({ voice }: TwilioClient, { look, found }: Scanner): Promise<void> {
  for (const trunk of await look([POLICIES], "the BYOC trunks", () => everyItem(voice.v1.byocTrunks)))
    found({
      kind: POLICIES,
      sid: trunk.connectionPolicySid,
      user: `BYOC trunk ${trunk.sid}`,
      trunkSid: null,
    });
}
