import type { CreateSipInboundTrunkOptions, CreateSipOutboundTrunkOptions } from "livekit-server-sdk";
import { isLivekitId } from "../../domain/sid.ts";
import type { MediaEncryption, SipTransport } from "../../domain/trunk-settings.ts";
import type { Creation, Lookup, Made, RealtimeProvisioner } from "../../operations/ports/provisioning.ts";
import { type Ask, type LivekitOptions, openLivekit } from "./livekit-client.ts";
import { livekitError, livekitErrorOf } from "./livekit-error.ts";

// Values of livekit_sip.proto; the SDK does not export these enums.
const TRANSPORTS = { auto: 0, udp: 1, tcp: 2, tls: 3 } as const satisfies Record<
  SipTransport,
  CreateSipOutboundTrunkOptions["transport"]
>;
const ENCRYPTIONS = { disabled: 0, allowed: 1, required: 2 } as const satisfies Record<
  MediaEncryption,
  CreateSipInboundTrunkOptions["mediaEncryption"]
>;

/** Makes trunks and rules at LiveKit. Failover is off (livekit-client.ts), so that no create is sent twice. */
export function createLivekitProvisioner(options: LivekitOptions): RealtimeProvisioner {
  return {
    create: async (creation, limits) => {
      try {
        const sid = await create(openLivekit(options, limits), creation);
        return made(creation.step.action, sid, "LiveKit create, 200");
      } catch (error) {
        throw livekitErrorOf(error, [options.apiSecret, creation.password ?? ""]);
      }
    },
    find: async (lookup, limits) => {
      try {
        const sids = await find(openLivekit(options, limits), lookup);
        return sids.map((sid) => made(lookup.action, sid, "LiveKit list, by name"));
      } catch (error) {
        throw livekitErrorOf(error, [options.apiSecret]);
      }
    },
  };
}

async function create(ask: Ask, creation: Creation): Promise<string> {
  const { step, phoneNumber, domainName, memberSid, password } = creation;
  switch (step.action) {
    case "create_livekit_inbound_trunk": {
      const { allowedAddresses, allowedNumbers, mediaEncryption } = step;
      const given = { allowedAddresses, allowedNumbers, ...encryption(mediaEncryption) };
      const trunk = await ask((client) => client.createSipInboundTrunk(step.name, [phoneNumber], given));
      return trunk.sipTrunkId;
    }
    case "create_livekit_outbound_trunk": {
      if (domainName === null || password === null)
        throw livekitError("unexpected", "An outbound trunk needs the termination domain and a password");
      const { headers, username, transport, mediaEncryption } = step;
      const given: CreateSipOutboundTrunkOptions = {
        transport: TRANSPORTS[transport],
        authUsername: username,
        authPassword: password,
        headers,
        ...encryption(mediaEncryption),
      };
      const trunk = await ask((client) =>
        client.createSipOutboundTrunk(step.name, domainName, [phoneNumber], given),
      );
      return trunk.sipTrunkId;
    }
    case "create_livekit_dispatch_rule": {
      // Without a trunk the rule would take the calls of every trunk (telephony.md 3.3).
      if (memberSid === null) throw livekitError("unexpected", "A dispatch rule needs its trunk");
      const rule = { type: "individual", roomPrefix: step.roomPrefix } as const;
      const { name } = step;
      const answer = await ask((client) =>
        client.createSipDispatchRule(rule, { name, trunkIds: [memberSid] }),
      );
      return answer.sipDispatchRuleId;
    }
    default:
      throw livekitError("unexpected", `LiveKit has no step ${step.action}`);
  }
}

/** Complete lists: no ids, no page (telephony.md 3.3). */
async function find(ask: Ask, { action, name }: Lookup): Promise<string[]> {
  const named = (item: { name: string }) => item.name === name;
  switch (action) {
    case "create_livekit_inbound_trunk":
      return (await ask((client) => client.listSipInboundTrunk()))
        .filter(named)
        .map(({ sipTrunkId }) => sipTrunkId);
    case "create_livekit_outbound_trunk":
      return (await ask((client) => client.listSipOutboundTrunk()))
        .filter(named)
        .map(({ sipTrunkId }) => sipTrunkId);
    case "create_livekit_dispatch_rule":
      return (await ask((client) => client.listSipDispatchRule()))
        .filter(named)
        .map(({ sipDispatchRuleId }) => sipDispatchRuleId);
    default:
      throw livekitError("unexpected", `LiveKit has no step ${action}`);
  }
}

function made(action: Lookup["action"], sid: string, how: string): Made {
  const kind = action === "create_livekit_dispatch_rule" ? "livekit_dispatch_rule" : "livekit_inbound_trunk";
  if (!isLivekitId(kind, sid))
    throw livekitError("unexpected", "LiveKit answered without the id of what it made");
  return { sid, domainName: null, how, requestId: null };
}

const encryption = (asked: MediaEncryption | null) =>
  asked === null ? {} : { mediaEncryption: ENCRYPTIONS[asked] };
