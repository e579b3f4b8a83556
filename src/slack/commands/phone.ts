import { assertNever, NotFound } from "../../domain/errors.ts";
import type { NumberWithResources } from "../../operations/operations.ts";
import { openDelete } from "../actions/delete-number.ts";
import { openForceDelete } from "../actions/force-delete-number.ts";
import { startRetry } from "../actions/retry-clean-up.ts";
import type { CommandCall, CommandListener } from "../interactions.ts";
import { faultText, helpMessage } from "../messages/help-message.ts";
import { historyMessage } from "../messages/history-message.ts";
import { leftoversMessage, sidMessage } from "../messages/leftovers-message.ts";
import { listMessage } from "../messages/list-message.ts";
import { numberMessage } from "../messages/number-message.ts";
import { reportMessage } from "../messages/report-message.ts";
import { texts } from "../messages/texts.ts";
import type { Right } from "../on-call.ts";
import { mayProceed } from "../permission.ts";
import type { SlackDeps } from "../slack-deps.ts";
import type { NumberRef } from "./parse-number-ref.ts";
import { type PhoneCommand, parsePhoneCommand } from "./parse-phone-command.ts";

/** As many as are read in one glance; the rest is the next page. */
const PAGE_SIZE = 15;
/** Events and leftovers take more lines each. */
const LONG_PAGE_SIZE = 10;

/** `/phone …`: was acknowledged already; every answer is for the person alone. */
export const phone: CommandListener = async (call, deps) => {
  const { asker } = call;
  const command = parsePhoneCommand(call.text);
  // A window asks for permission itself: it has to be open before anything takes time.
  const opensWindow = command.verb === "force-delete" || command.verb === "delete";
  if (!opensWindow && !(await mayProceed(deps, asker, rightFor(command)))) return;
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
        await asker.say(numberMessage(await deps.operations.showNumber(command.ref), deps.consoleLinks));
      });
    case "verify":
      return orUnknown(command.ref, call, async () => {
        const { number } = await deps.operations.showNumber(command.ref);
        await asker.say(verifiedMessage(await deps.operations.verifyNumber(number.id), deps));
      });
    case "retry":
      return orUnknown(command.ref, call, async () => {
        const { number } = await deps.operations.showNumber(command.ref);
        await startRetry(number, asker, deps);
      });
    case "delete":
      return openDelete({ ref: command.ref, asker, triggerId: call.triggerId }, deps);
    case "history":
      return orUnknown(command.ref, call, async () => {
        const page = { number: command.page, size: LONG_PAGE_SIZE };
        await asker.say(historyMessage(await deps.operations.showHistory(command.ref, page), page));
      });
    case "leftovers": {
      if (command.sid !== null)
        return asker.say(sidMessage(await deps.operations.findLeftovers(command.sid)));
      const page = { number: command.page, size: LONG_PAGE_SIZE };
      return asker.say(leftoversMessage(await deps.operations.listLeftovers(page), page));
    }
    case "report":
      return asker.say(reportMessage(await deps.operations.report()));
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

function verifiedMessage(verified: NumberWithResources, { consoleLinks }: SlackDeps) {
  const lead = texts.checked(verified.resources);
  return numberMessage({ ...verified, run: null, incident: null }, consoleLinks, lead);
}
