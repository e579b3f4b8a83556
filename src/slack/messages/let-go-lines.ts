import { type ExternalResource, isSettled } from "../../domain/external-resource.ts";
import type { Incident } from "../../domain/incident.ts";
import type { AlertFacts } from "../../operations/ports/alerts.ts";
import type { LeftoverRecord } from "../../operations/ports/force-delete-store.ts";
import { escaped, when } from "./mrkdwn.ts";
import { capital, nameOf, STATE_WORD } from "./words.ts";

/** Ids that were let go are named one by one up to here. */
const MOST_NAMED = 10;

type LetGo = Pick<LeftoverRecord, "kind" | "sid" | "detail" | "checkedAt"> & {
  state: LeftoverRecord["state"] | ExternalResource["state"];
};

/** What a force delete let go. */
function letGoOf({ resources, leftovers }: AlertFacts): readonly LetGo[] {
  return leftovers.length > 0 ? leftovers : resources;
}

/** What a force delete let go and nobody has settled; after any other end nothing is. */
export function openOf(facts: AlertFacts): readonly LetGo[] {
  if (facts.incident.outcome !== "force_deleted") return [];
  return letGoOf(facts).filter(({ state }) => state === "accepted" || !isSettled({ state }));
}

/** Why and on what a force delete was done, what is proven gone, and what is not. */
export function forceDeleteLines(facts: AlertFacts): string[] {
  const { incident } = facts;
  const letGo = letGoOf(facts);
  const lines = [
    `*Reason:* ${incident.closedReason === null ? "none given" : escaped(incident.closedReason, 1000)}`,
    `*Basis:* ${basisWords(incident)}`,
  ];
  if (letGo.length === 0) return [...lines, "Nothing outside the database was recorded for this number."];
  const gone = letGo.filter(({ state }) => state === "gone").length;
  const kept = letGo.filter(({ state }) => state === "kept").length;
  const others = kept > 0 ? ` *Kept, because others use it:* ${kept}.` : "";
  lines.push(`*Proven gone:* ${gone} of ${letGo.length}${lastLook(letGo)}.${others}`);
  return [...lines, ...openLines(openOf(facts))];
}

/** What is not settled, one by one; a reason that they share is said once. */
function openLines(open: readonly LetGo[]): string[] {
  const [first] = open;
  if (first === undefined) return [];
  const shared = open.length > 1 && open.every(({ detail }) => detail === first.detail) ? first.detail : "";
  const why = shared === "" ? ":" : `: ${escaped(shared, 200)}`;
  const named = open.slice(0, MOST_NAMED).map((one) => {
    const word = one.state === "accepted" ? "still there, accepted" : STATE_WORD[one.state];
    const reason = one.detail === "" || shared !== "" ? "" : ` · ${escaped(one.detail, 160)}`;
    return `• ${capital(nameOf(one))}: ${word}${reason}`;
  });
  const more = open.length > MOST_NAMED ? [`+${open.length - MOST_NAMED} more`] : [];
  return [`*Not proven gone*, kept in the register of leftovers${why}`, ...named, ...more];
}

/** When the newest look was: nothing may have been looked at for the force delete itself. */
function lastLook(letGo: readonly LetGo[]): string {
  const looks = letGo.flatMap(({ checkedAt }) => (checkedAt === null ? [] : [checkedAt.getTime()]));
  return looks.length === 0
    ? ", nothing was ever looked at"
    : `, last look ${when(new Date(Math.max(...looks)))}`;
}

function basisWords({ closedBasis }: Incident): string {
  switch (closedBasis) {
    case "proven":
      return "everything was proven gone, or is kept because others use it.";
    case "attested":
      return "people vouched for what could not be proven.";
    case "accepted":
      return "what is still there stays, knowingly.";
    case "api":
      return "nothing was checked or asked: the caller of the API took the responsibility.";
    case null:
      return "not recorded.";
  }
}
