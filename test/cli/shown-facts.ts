import { expect } from "vitest";
import { anIncident } from "../slack/support/incidents.ts";
import { aResource, NOW } from "../support/factories.ts";
/** Compares with a file of test/cli/golden. */
export const golden = (text: string, name: string) => expect(text).toMatchFileSnapshot(`golden/${name}`);

/* Resources of number 42 in three states. */
export const gone = aResource("twilio_sip_trunk", { state: "gone" });
export const untold = aResource("twilio_credential_list", {
  state: "unknown",
  detail: "Twilio did not answer in 10 s",
  tickedBy: "U000ONCALL",
});
export const there = aResource("livekit_dispatch_rule", { state: "present", lastSeenAt: NOW });
/** The key of the one that nobody can tell of. */
export const KEY = `twilio_credential_list:${untold.sid}`;

/** The case of number 42, force-deleted by a shell. */
export const closed = anIncident({
  closedAt: NOW,
  outcome: "force_deleted",
  closedBy: { kind: "os_user", name: "shell" },
  closedReason: "ticket OPS-812",
  closedBasis: "attested",
});
