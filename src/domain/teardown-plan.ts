import {
  type ExternalResource,
  type ResourceKind,
  type ResourceRef,
  resourceKey,
} from "./external-resource.ts";
import type { SharingVerdict } from "./sharing.ts";

export type TeardownAction =
  | "remove"
  | "detach_number"
  | "unlink_credential_list"
  | "unlink_ip_access_control_list";

/** One call that changes something outside. `after` names steps (by `id`) that must have succeeded first. */
export interface TeardownStep {
  id: string;
  action: TeardownAction;
  ref: ResourceRef;
  /** The trunk that a list is unlinked from. */
  trunkSid: string | null;
  after: string[];
}

/** What the plan is made from: every resource, whether others use it, in any order. */
export interface PlannedResource {
  resource: ExternalResource;
  sharing: SharingVerdict;
}

/** Removal order of the kinds (telephony.md 1.6): links, then the trunk, then what hung on it, LiveKit last. */
const REMOVAL_ORDER: readonly ResourceKind[] = [
  "twilio_trunk_number",
  "twilio_origination_url",
  "twilio_sip_trunk",
  "twilio_credential_list",
  "twilio_ip_access_control_list",
  "twilio_connection_policy",
  "livekit_dispatch_rule",
  "livekit_inbound_trunk",
  "livekit_outbound_trunk",
];

const UNLINK: Partial<Record<ResourceKind, TeardownAction>> = {
  twilio_credential_list: "unlink_credential_list",
  twilio_ip_access_control_list: "unlink_ip_access_control_list",
};

const isLivekitTrunk = (kind: ResourceKind) =>
  kind === "livekit_inbound_trunk" || kind === "livekit_outbound_trunk";
const isThere = ({ resource }: PlannedResource) => resource.state === "present" || resource.state === "kept";
const isExclusive = (planned: PlannedResource) =>
  isThere(planned) && planned.sharing.shared === "no" && planned.resource.ownership !== "unproven";

/**
 * The steps of a teardown, in order. Nothing that others use, or that may be somebody else's, is removed; only what is
 * ours is detached from it. Only what was seen just now is touched: what is gone needs no step, what could not be seen
 * (or whose use by others could not be told) is left as it is.
 */
export function planTeardown(planned: readonly PlannedResource[]): TeardownStep[] {
  const steps: TeardownStep[] = [];
  const trunks = planned.filter(({ resource }) => resource.kind === "twilio_sip_trunk");
  const push = (
    action: TeardownAction,
    resource: ExternalResource,
    after: string[],
    trunkSid: string | null = null,
  ) => {
    const { kind, sid, parentSid } = resource;
    const place = trunkSid === null ? "" : ` from ${trunkSid}`;
    const id = `${action} ${resourceKey(resource)}${place}`;
    steps.push({ id, action, ref: { kind, sid, parentSid }, trunkSid, after });
  };
  const unlinkAllFrom = (trunkSid: string) => {
    for (const { resource } of planned.filter(isThere)) {
      const unlink = UNLINK[resource.kind];
      if (unlink) push(unlink, resource, [], trunkSid);
    }
  };

  for (const kind of REMOVAL_ORDER) {
    for (const p of planned.filter((candidate) => candidate.resource.kind === kind && isThere(candidate))) {
      if (isLivekitTrunk(kind) && p.sharing.shared === "yes") {
        if (p.sharing.ours) push("detach_number", p.resource, []);
      } else if (isExclusive(p) && !hangsOnForeignTrunk(p.resource, trunks)) {
        if (kind === "twilio_sip_trunk") unlinkAllFrom(p.resource.sid);
        push("remove", p.resource, prerequisites(p.resource, steps));
      }
    }
  }
  return steps;
}

/** The link to a trunk that is not proven ours is left alone: it may be the only proof of whose trunk it is. */
function hangsOnForeignTrunk(resource: ExternalResource, trunks: readonly PlannedResource[]): boolean {
  if (resource.kind !== "twilio_trunk_number") return false;
  return (
    trunks.find(({ resource: trunk }) => trunk.sid === resource.parentSid)?.resource.ownership !== "proven"
  );
}

function prerequisites(resource: ExternalResource, steps: readonly TeardownStep[]): string[] {
  const idsOf = (match: (step: TeardownStep) => boolean) => steps.filter(match).map((step) => step.id);
  switch (resource.kind) {
    case "twilio_sip_trunk":
      return idsOf((step) => step.trunkSid === resource.sid || step.ref.parentSid === resource.sid);
    case "twilio_credential_list":
    case "twilio_ip_access_control_list":
      return idsOf((step) => step.ref.kind === "twilio_sip_trunk");
    case "livekit_inbound_trunk":
    case "livekit_outbound_trunk":
      return idsOf((step) => step.ref.kind === "livekit_dispatch_rule");
    default:
      return [];
  }
}
