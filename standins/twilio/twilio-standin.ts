import { type LoopbackServer, startLoopbackServer } from "../loopback-server.ts";
import { jsonReply, type StandinReply, type StandinRequest } from "../wire.ts";
import { dispatch } from "./dispatch.ts";
import { createTwilioSeeds, type TwilioSeeds } from "./seeding.ts";
import { isSid } from "./sids.ts";
import { type AccountStatus, type Resource, removeLinks, removeResource, type TwilioState } from "./state.ts";

type AccountSeed = {
  readonly sid: string;
  readonly authToken: string;
  readonly friendlyName?: string;
  readonly status?: AccountStatus;
  /** Makes it a subaccount: the parent's credentials open it too. */
  readonly parentSid?: string;
};

export type TwilioStandinOptions = {
  readonly accounts: readonly AccountSeed[];
  readonly port?: number;
  readonly now?: () => Date;
};

export type TwilioStandin = LoopbackServer & {
  readonly seed: TwilioSeeds;
  addAccount(account: AccountSeed): void;
  rotateToken(accountSid: string, newToken: string): void;
  setAccountStatus(accountSid: string, status: AccountStatus): void;
  /** Still there? SIDs are unique over all accounts. */
  has(sid: string): boolean;
  /** Is this list or number linked to the trunk, or this list mapped to the domain? */
  isLinked(ownerSid: string, memberSid: string): boolean;
  /** Everything of one account, or of all, oldest first. */
  resources(accountSid?: string): Resource[];
  /** What a person does in the Console: removes a resource with its children and links; false when it was gone already. */
  removeByHand(sid: string): boolean;
  unlinkByHand(ownerSid: string, memberSid: string): void;
};

/**
 * Starts a Twilio that lives in memory: trunking, voice and 2010-04-01 on one origin, HTTP Basic, stateful and strict. More
 * paths for other processes: `GET /__state`, `DELETE /__state/<sid>`, `POST /__accounts/<AC>` ({authToken?, status?}).
 */
export async function createTwilioStandin(options: TwilioStandinOptions): Promise<TwilioStandin> {
  const state: TwilioState = {
    accounts: new Map(),
    resources: new Map(),
    links: [],
    reservedDomains: new Map(),
    now: options.now ?? (() => new Date()),
    sequence: 0,
  };
  const account = (sid: string) => {
    const found = state.accounts.get(sid);
    if (found === undefined) throw new Error(`no account ${sid}`);
    return found;
  };
  const standin: Omit<TwilioStandin, keyof LoopbackServer> = {
    seed: createTwilioSeeds(state),
    addAccount(seed) {
      if (!isSid("AC", seed.sid)) throw new Error(`"${seed.sid}" is not an account SID`);
      state.accounts.set(seed.sid, {
        sid: seed.sid,
        authToken: seed.authToken,
        friendlyName: seed.friendlyName ?? "Stand-in account",
        status: seed.status ?? "active",
        parentSid: seed.parentSid ?? null,
        createdAt: state.now(),
      });
    },
    rotateToken(accountSid, newToken) {
      account(accountSid).authToken = newToken;
    },
    setAccountStatus(accountSid, status) {
      account(accountSid).status = status;
    },
    has: (sid) => state.resources.has(sid),
    isLinked: (ownerSid, memberSid) =>
      state.links.some((link) => link.ownerSid === ownerSid && link.memberSid === memberSid),
    resources: (accountSid) =>
      [...state.resources.values()].filter(
        (one) => accountSid === undefined || one.accountSid === accountSid,
      ),
    removeByHand(sid) {
      const resource = state.resources.get(sid);
      if (resource !== undefined) removeResource(state, resource);
      return resource !== undefined;
    },
    unlinkByHand: (ownerSid, memberSid) =>
      removeLinks(state, (link) => link.ownerSid === ownerSid && link.memberSid === memberSid),
  };
  for (const seed of options.accounts) standin.addAccount(seed);
  const server = await startLoopbackServer({
    handle: (request, violation) => dispatch(state, request, violation),
    control: (request) => control(standin, state, request),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  return { ...server, ...standin };
}

function control(
  standin: Omit<TwilioStandin, keyof LoopbackServer>,
  state: TwilioState,
  request: StandinRequest,
): StandinReply | undefined {
  const [, area, sid = ""] = request.path.split("/");
  if (request.method === "GET" && area === "__state") {
    return jsonReply(200, { resources: standin.resources().map(withoutPassword), links: state.links });
  }
  if (request.method === "DELETE" && area === "__state") {
    return standin.removeByHand(sid) ? { status: 204 } : jsonReply(404, { error: `no resource ${sid}` });
  }
  if (request.method === "POST" && area === "__accounts" && state.accounts.has(sid)) {
    const { authToken, status } = JSON.parse(request.body) as { authToken?: string; status?: AccountStatus };
    if (authToken !== undefined) standin.rotateToken(sid, authToken);
    if (status !== undefined) standin.setAccountStatus(sid, status);
    return { status: 204 };
  }
  return undefined;
}

function withoutPassword(resource: Resource): Resource {
  const { password: _, ...fields } = resource.fields;
  return { ...resource, fields };
}
