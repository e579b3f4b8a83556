import type { TwilioIdKind } from "../../domain/sid.ts";
import { isTwilioSid } from "../../domain/sid.ts";
import type { Creation, Lookup, Made } from "../../operations/ports/provisioning.ts";
import type { TwilioClient } from "./twilio-client.ts";
import { requestIdOf, unexpectedTwilio } from "./twilio-error.ts";
import { everyItem } from "./twilio-lists.ts";

interface Created {
  body: { sid: string; domainName?: string | null };
  statusCode: number;
  headers: unknown;
}

/** Twilio's weights and priorities say nothing where there is one URL; 10 is its default. */
const ONLY_ROUTE = { weight: 10, priority: 10, enabled: true };

/** Makes one thing and reads its id. Throws what the SDK throws, and ProviderError for an answer without the right id. */
export async function createAtTwilio(client: TwilioClient, creation: Creation): Promise<Made> {
  const { kind, send } = callOf(client, creation);
  const { body, statusCode, headers } = await send();
  const requestId = requestIdOf(headers);
  // Twilio's creates answer 201 with the whole resource (its OpenAPI specs).
  if (statusCode !== 201 || !isTwilioSid(kind, body.sid))
    throw unexpectedTwilio("Twilio answered a create without the id of what it made", requestId);
  return { sid: body.sid, domainName: body.domainName ?? null, how: `Twilio POST, ${statusCode}`, requestId };
}

function callOf(
  client: TwilioClient,
  creation: Creation,
): { kind: TwilioIdKind; send: () => Promise<Created> } {
  const { step, parentSid, memberSid } = creation;
  const { name } = step;
  const trunk = () => trunkAt(client, parentSid);
  const account = () => client.api.v2010.accounts(client.accountSid).sip;
  switch (step.action) {
    case "create_sip_trunk": {
      const domain = step.domainName === null ? {} : { domainName: step.domainName };
      const params = { friendlyName: name, secure: step.secure, ...domain };
      return {
        kind: "twilio_sip_trunk",
        send: () => client.trunking.v1.trunks.createWithHttpInfo(params),
      };
    }
    case "create_origination_url": {
      const params = { friendlyName: name, sipUrl: step.sipUri, ...ONLY_ROUTE };
      return {
        kind: "twilio_origination_url",
        send: () => trunk().originationUrls.createWithHttpInfo(params),
      };
    }
    case "create_credential_list":
      return {
        kind: "twilio_credential_list",
        send: () => account().credentialLists.createWithHttpInfo({ friendlyName: name }),
      };
    case "create_credential": {
      const list = required("twilio_credential_list", parentSid);
      const { password } = creation;
      if (password === null) throw unexpectedTwilio("A credential needs a password, and none was drawn");
      const params = { username: step.username, password };
      return {
        kind: "credential",
        send: () => account().credentialLists(list).credentials.createWithHttpInfo(params),
      };
    }
    case "link_credential_list": {
      const credentialListSid = required("twilio_credential_list", memberSid);
      return {
        kind: "twilio_credential_list",
        send: () => trunk().credentialsLists.createWithHttpInfo({ credentialListSid }),
      };
    }
    case "create_ip_access_control_list":
      return {
        kind: "twilio_ip_access_control_list",
        send: () => account().ipAccessControlLists.createWithHttpInfo({ friendlyName: name }),
      };
    case "create_ip_address": {
      const list = required("twilio_ip_access_control_list", parentSid);
      const prefix = step.prefixLength === null ? {} : { cidrPrefixLength: step.prefixLength };
      const params = { friendlyName: name, ipAddress: step.ipAddress, ...prefix };
      return {
        kind: "ip_address",
        send: () => account().ipAccessControlLists(list).ipAddresses.createWithHttpInfo(params),
      };
    }
    case "link_ip_access_control_list": {
      const ipAccessControlListSid = required("twilio_ip_access_control_list", memberSid);
      return {
        kind: "twilio_ip_access_control_list",
        send: () => trunk().ipAccessControlLists.createWithHttpInfo({ ipAccessControlListSid }),
      };
    }
    case "link_number": {
      const phoneNumberSid = required("phone_number", memberSid);
      return {
        kind: "phone_number",
        send: () => trunk().phoneNumbers.createWithHttpInfo({ phoneNumberSid }),
      };
    }
    default:
      throw unexpectedTwilio(`Twilio has no step ${step.action}`);
  }
}

/** Everything that a lost create may have made: what has its name, or for a link what it links. Complete lists. */
export async function findAtTwilio(client: TwilioClient, lookup: Lookup): Promise<Made[]> {
  const { name, parentSid, memberSid } = lookup;
  const account = () => client.api.v2010.accounts(client.accountSid).sip;
  const trunk = () => trunkAt(client, parentSid);
  const named = (items: readonly Found[]) => items.filter(({ friendlyName }) => friendlyName === name);
  const linked = (items: readonly Found[]) => items.filter(({ sid }) => sid === memberSid);
  switch (lookup.action) {
    case "create_sip_trunk":
      return seen(named(await everyItem(client.trunking.v1.trunks)));
    case "create_origination_url":
      return seen(named(await everyItem(trunk().originationUrls)));
    case "create_credential_list":
      return seen(named(await everyItem(account().credentialLists)));
    case "create_credential": {
      const list = required("twilio_credential_list", parentSid);
      const credentials = await everyItem(account().credentialLists(list).credentials);
      return seen(credentials.filter(({ username }) => username === name));
    }
    case "link_credential_list":
      return seen(linked(await everyItem(trunk().credentialsLists)));
    case "create_ip_access_control_list":
      return seen(named(await everyItem(account().ipAccessControlLists)));
    case "create_ip_address": {
      const list = required("twilio_ip_access_control_list", parentSid);
      return seen(named(await everyItem(account().ipAccessControlLists(list).ipAddresses)));
    }
    case "link_ip_access_control_list":
      return seen(linked(await everyItem(trunk().ipAccessControlLists)));
    case "link_number":
      return seen(linked(await everyItem(trunk().phoneNumbers)));
    default:
      throw unexpectedTwilio(`Twilio has no step ${lookup.action}`);
  }
}

interface Found {
  sid: string;
  friendlyName?: string | null;
  domainName?: string | null;
}

function seen(items: readonly Found[]): Made[] {
  return items.map(({ sid, domainName }) => ({
    sid,
    domainName: domainName ?? null,
    how: "Twilio list, by name",
    requestId: null,
  }));
}

function trunkAt(client: TwilioClient, sid: string | null) {
  return client.trunking.v1.trunks(required("twilio_sip_trunk", sid));
}

/** An id of another form, an empty one above all, would address something else (telephony.md 1.2). */
function required(kind: TwilioIdKind, sid: string | null): string {
  if (sid === null || !isTwilioSid(kind, sid))
    throw unexpectedTwilio("Something is to be made on a thing whose id has the wrong form");
  return sid;
}
