import type { ResourceState } from "../domain/external-resource.ts";
import type { ShownFacts } from "../domain/force-delete-gate.ts";
import type { Prisma } from "./generated/client.ts";
import { isRecord, toResourceState, toStatus } from "./rows.ts";

/** Null where they cannot be read: then nothing was shown, and the gate asks for another look. */
export function toShownFacts(value: Prisma.JsonValue): ShownFacts | null {
  if (!isRecord(value) || !isRecord(value["states"])) return null;
  const status = value["status"] === "removed" ? value["status"] : toStatus(value["status"]);
  if (status === null) return null;
  const states: [string, ResourceState][] = [];
  for (const [key, word] of Object.entries(value["states"])) {
    const state = toResourceState(word);
    if (state === null) return null;
    states.push([key, state]);
  }
  return { status, states: Object.fromEntries(states) };
}
