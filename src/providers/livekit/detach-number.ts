import type { SipInboundTrunkUpdateOptions } from "livekit-server-sdk";
import type { Ask } from "./livekit-client.ts";
import { livekitError } from "./livekit-error.ts";
import type { LivekitTrunk } from "./livekit-lists.ts";
import { isSameNumber } from "./livekit-numbers.ts";
import { findTrunk, type Removal } from "./livekit-resources.ts";

type ListUpdate = NonNullable<SipInboundTrunkUpdateOptions["numbers"]>;

/**
 * Takes a number off a trunk's list and looks whether it went. Removes this one entry and does not set the others: somebody
 * may be adding one. An empty list would take every number, so the last one stays: ProviderError conflict.
 */
export async function detachNumber(ask: Ask, id: string, phoneNumber: string): Promise<Removal> {
  const before = await findTrunk(ask, id);
  if (before === null) return { answer: "already_gone", how: "not on LiveKit's trunk lists" };
  const ours = before.numbers.filter((number) => isSameNumber(number, phoneNumber));
  if (ours.length === 0) return { answer: "already_gone", how: "LiveKit lists the trunk without the number" };
  if (ours.length === before.numbers.length)
    throw livekitError(
      "conflict",
      `LiveKit trunk ${id} names no other number, and with none it would take calls to every number`,
    );

  await updateNumbers(ask, id, before.direction, { remove: ours });
  const after = await findTrunk(ask, id);
  if (after?.numbers.length === 0) {
    await updateNumbers(ask, id, before.direction, { add: ours });
    throw livekitError(
      "conflict",
      `LiveKit trunk ${id} lost its other numbers at the same moment, so ours was put back`,
    );
  }
  if (after?.numbers.some((number) => isSameNumber(number, phoneNumber)))
    throw livekitError("unexpected", `LiveKit trunk ${id} still names the number after the update`);
  return { answer: "removed", how: "LiveKit trunk update, then seen on the list" };
}

function updateNumbers(
  ask: Ask,
  id: string,
  direction: LivekitTrunk["direction"],
  change: Partial<Pick<ListUpdate, "add" | "remove">>,
): Promise<unknown> {
  // Plain fields are enough for the SDK; the message class that its type asks for is not exported.
  const numbers = change as ListUpdate;
  return ask<unknown>((client) =>
    direction === "inbound"
      ? client.updateSipInboundTrunkFields(id, { numbers })
      : client.updateSipOutboundTrunkFields(id, { numbers }),
  );
}
