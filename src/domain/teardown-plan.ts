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
  const trunk = planned.find((p) => p.resource.kind === "twilio_sip_trunk");
  const trunkIsOurs = trunk !== undefined && isExclusive(trunk);
  const push = (
    action: TeardownAction,
    resource: ExternalResource,
    after: string[],
    trunkSid: string | null = null,
  ) => {
    const { kind, sid, parentSid } = resource;
    steps.push({
      id: `${action} ${resourceKey(resource)}`,
      action,
      ref: { kind, sid, parentSid },
      trunkSid,
      after,
    });
  };
  const idsOf = (match: (step: TeardownStep) => boolean) => steps.filter(match).map((step) => step.id);

  for (const kind of REMOVAL_ORDER) {
    if (kind === "twilio_sip_trunk" && trunkIsOurs) {
      for (const { resource } of planned.filter(isThere)) {
        const unlink = UNLINK[resource.kind];
        if (unlink) push(unlink, resource, [], trunk.resource.sid);
      }
    }
    for (const p of planned.filter((candidate) => candidate.resource.kind === kind && isThere(candidate))) {
      if (isLivekitTrunk(kind) && p.sharing.shared === "yes") push("detach_number", p.resource, []);
      else if (kind === "twilio_trunk_number" && trunk?.resource.ownership === "unproven") continue;
      else if (isExclusive(p)) push("remove", p.resource, prerequisites(kind, idsOf));
    }
  }
  return steps;
}

function prerequisites(
  kind: ResourceKind,
  idsOf: (match: (step: TeardownStep) => boolean) => string[],
): string[] {
  switch (kind) {
    case "twilio_sip_trunk":
      return idsOf((step) => step.action !== "remove" || step.ref.parentSid !== null);
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
