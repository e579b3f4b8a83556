import { assertNever, NotFound } from "../../domain/errors.ts";
import type { NumberWithResources } from "../../operations/operations.ts";
import { openForceDelete } from "../actions/force-delete-number.ts";
import { startRetry } from "../actions/retry-clean-up.ts";
import type { CommandCall, CommandListener } from "../interactions.ts";
import { faultText, helpMessage } from "../messages/help-message.ts";
import { listMessage } from "../messages/list-message.ts";
import { numberMessage } from "../messages/number-message.ts";
import { texts } from "../messages/texts.ts";
import type { Right } from "../on-call.ts";
import { mayProceed } from "../permission.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { type NumberRef, type PhoneCommand, parsePhoneCommand } from "./parse-phone-command.ts";

/** As many as are read in one glance; the rest is the next page. */
const PAGE_SIZE = 15;

/** `/phone …`: was acknowledged already; every answer is for the person alone. */
export const phone: CommandListener = async (call, deps) => {
  const { asker } = call;
  const command = parsePhoneCommand(call.text);
  // The force-delete window asks for permission itself: it has to be open before anything takes time.
  if (command.verb !== "force-delete" && !(await mayProceed(deps, asker, rightFor(command)))) return;
  switch (command.verb) {
    case null:
      return asker.say(faultText(command.fault));
    case "help":
      return asker.say(helpMessage());
    case "list": {
      const { status, page } = command;
      const found = await deps.operations.listNumbers({
        ...(status === null ? {} : { status }),
        page: { number: page, size: PAGE_SIZE },
      });
      return asker.say(listMessage(found, { status, page, pageSize: PAGE_SIZE }));
    }
    case "show":
      return orUnknown(command.ref, call, async () => {
        await asker.say(numberMessage(await deps.operations.showNumber(command.ref)));
      });
    case "verify":
      return orUnknown(command.ref, call, async () => {
        const { number } = await deps.operations.showNumber(command.ref);
        await asker.say(verifiedMessage(await deps.operations.verifyNumber(number.id)));
      });
    case "retry":
      return orUnknown(command.ref, call, async () => {
        const { number } = await deps.operations.showNumber(command.ref);
        await startRetry(number, asker, deps);
      });
    case "force-delete":
      return forceDelete(command.ref, call, deps);
    default:
      return assertNever(command);
  }
};

function rightFor({ verb }: PhoneCommand): Right {
  return verb === "verify" || verb === "retry" ? "act" : "look";
}

/** The window opens at once for an id; a telephone number has to be looked up first, in the database only. */
async function forceDelete(ref: NumberRef, call: CommandCall, deps: SlackDeps): Promise<void> {
  const { asker, triggerId } = call;
  await orUnknown(ref, call, async () => {
    const numberId = "id" in ref ? ref.id : (await deps.operations.showNumber(ref)).number.id;
    await openForceDelete({ numberId, ref: null, asker, triggerId }, deps);
  });
}

async function orUnknown(ref: NumberRef, { asker }: CommandCall, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    await asker.say("id" in ref ? texts.unknownId(String(ref.id)) : texts.unknownNumber(ref.phoneNumber));
  }
}

function verifiedMessage(verified: NumberWithResources) {
  return numberMessage({ ...verified, run: null, incident: null }, texts.checked(verified.resources));
}
