import { type LoopbackServer, startLoopbackServer } from "../loopback-server.ts";
import { jsonReply, type StandinReply, type StandinRequest } from "../wire.ts";
import { dispatch, type World } from "./dispatch.ts";
import { type Message, type MessageShape, readMessage, writeMessage } from "./messages.ts";
import { dispatchRule, inboundTrunk, outboundTrunk } from "./sip-messages.ts";
import { newId, type SipStore } from "./store.ts";

export type LivekitStandinOptions = {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly port?: number;
  readonly now?: () => Date;
};

/** Fields of the message in either casing. */
type SipSeed = Readonly<Record<string, unknown>>;

export type LivekitStandin = LoopbackServer & {
  /** Puts records in without the server's checks, conflicts included; each answers the id. */
  readonly seed: {
    inboundTrunk(seed?: SipSeed): string;
    outboundTrunk(seed?: SipSeed): string;
    dispatchRule(seed?: SipSeed): string;
  };
  has(id: string): boolean;
  /** Complete messages with proto (snake_case) names. */
  inboundTrunks(): Message[];
  outboundTrunks(): Message[];
  dispatchRules(): Message[];
  /** What a person does in the dashboard: removes a trunk or a rule; false when it was gone already. */
  removeByHand(id: string): boolean;
  /** From now on only this pair is valid. */
  rotateKey(apiKey: string, apiSecret: string): void;
  /** false: every SIP call answers 500 "sip not connected (redis required)". */
  setRedisConnected(connected: boolean): void;
};

/**
 * Starts a LiveKit SIP service that lives in memory and behaves like livekit-server (open source). More paths for other
 * processes: `GET /__state`, `DELETE /__state/<id>`, `POST /__keys` ({apiKey, apiSecret}).
 */
export async function createLivekitStandin(options: LivekitStandinOptions): Promise<LivekitStandin> {
  const store: SipStore = { inbound: new Map(), outbound: new Map(), rules: new Map() };
  const world: World = {
    store,
    keys: new Map([[options.apiKey, options.apiSecret]]),
    redis: true,
    now: options.now ?? (() => new Date()),
  };
  const all = (records: Map<string, Message>, shape: MessageShape) =>
    [...records.values()].map((one) => writeMessage(shape, one));
  const standin: Omit<LivekitStandin, keyof LoopbackServer> = {
    seed: {
      inboundTrunk: (seed = {}) => plant(store.inbound, inboundTrunk, "sip_trunk_id", "ST_", seed),
      outboundTrunk: (seed = {}) => plant(store.outbound, outboundTrunk, "sip_trunk_id", "ST_", seed),
      dispatchRule: (seed = {}) =>
        plant(store.rules, dispatchRule, "sip_dispatch_rule_id", "SDR_", {
          rule: { dispatch_rule_individual: { room_prefix: "call-" } },
          ...seed,
        }),
    },
    has: (id) => [store.inbound, store.outbound, store.rules].some((records) => records.has(id)),
    inboundTrunks: () => all(store.inbound, inboundTrunk),
    outboundTrunks: () => all(store.outbound, outboundTrunk),
    dispatchRules: () => all(store.rules, dispatchRule),
    removeByHand: (id) =>
      [store.inbound, store.outbound, store.rules].map((records) => records.delete(id)).includes(true),
    rotateKey(apiKey, apiSecret) {
      world.keys = new Map([[apiKey, apiSecret]]);
    },
    setRedisConnected(connected) {
      world.redis = connected;
    },
  };
  const server = await startLoopbackServer({
    handle: (request, violation) => dispatch(world, request, violation),
    control: (request) => control(standin, request),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  return { ...server, ...standin };
}

function plant(
  records: Map<string, Message>,
  shape: MessageShape,
  idField: string,
  prefix: "ST_" | "SDR_",
  seed: SipSeed,
): string {
  const message = readMessage(shape, seed, (name) => {
    throw new Error(`unknown field ${name}`);
  });
  const id = String(message[idField] ?? newId(prefix));
  records.set(id, { ...message, [idField]: id });
  return id;
}

function control(
  standin: Omit<LivekitStandin, keyof LoopbackServer>,
  request: StandinRequest,
): StandinReply | undefined {
  const [, area, id = ""] = request.path.split("/");
  if (request.method === "GET" && area === "__state") {
    return jsonReply(200, {
      inbound_trunks: standin.inboundTrunks(),
      outbound_trunks: standin.outboundTrunks(),
      dispatch_rules: standin.dispatchRules(),
    });
  }
  if (request.method === "DELETE" && area === "__state") {
    return standin.removeByHand(id)
      ? { status: 204 }
      : jsonReply(404, { error: `nothing with the id ${id}` });
  }
  if (request.method === "POST" && area === "__keys") {
    const { apiKey, apiSecret } = JSON.parse(request.body) as { apiKey: string; apiSecret: string };
    standin.rotateKey(apiKey, apiSecret);
    return { status: 204 };
  }
  return undefined;
}
