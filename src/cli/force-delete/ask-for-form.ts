import { isSettled, resourceKey } from "../../domain/external-resource.ts";
import { formFaults } from "../../domain/force-delete-gate.ts";
import type { CommandLineForm } from "../../operations/command-verbs.ts";
import { resourceName } from "../print/number-lines.ts";
import { inert } from "../print/paper.ts";
import { Refused, type Session } from "../session.ts";
import { readResource } from "./read-resource.ts";
import { keysToTick, type Sheet, tickWords } from "./refusals.ts";

/** What the flags give; what they leave out is asked for at a terminal. */
export interface ForceDeleteFlags {
  digits?: string;
  tick?: string[];
  reason?: string;
  yes?: true;
}

/**
 * What the gate asks for: a tick per resource that is not settled, the digits, and a reason where something is not proven.
 * Flags answer first; a person at a terminal is asked for the rest, everybody else is refused by the gate for it.
 */
export async function askForForm(
  { terminal, isJson }: Pick<Session, "terminal" | "isJson">,
  sheet: Sheet,
  flags: ForceDeleteFlags,
): Promise<CommandLineForm> {
  const maysAsk = terminal.isInteractive && !isJson();
  const { number, resources } = sheet;
  const { tick = [] } = flags;
  const open = resources.filter((resource) => !isSettled(resource));
  requireKnownTicks(tick, open.map(resourceKey));
  if (!maysAsk && flags.yes !== true) {
    const toTick = keysToTick(sheet, tick);
    throw new Refused(
      `Nothing was deleted: nobody can be asked here whether to go on. Add --yes.${tickWords(toTick)}`,
      { to_tick: toTick },
    );
  }

  const form: CommandLineForm = { digits: "", ticks: [...tick], reason: "" };
  for (const resource of open) {
    const key = resourceKey(resource);
    if (form.ticks.includes(key) || !maysAsk) continue;
    if (!(await isYes(terminal, `${resourceName(resource)}\n  I have removed it myself [y/N] `)))
      throw new Refused(
        `Nothing was deleted: remove the ${resourceName(resource)} first, then run this again.`,
      );
    form.ticks.push(key);
  }
  // A slip is told and asked for again here: the gate would look at everything anew first.
  const fill = async (field: "digits" | "reason", question: string) => {
    form[field] = flags[field] ?? (maysAsk ? await terminal.ask(question) : "");
    for (;;) {
      const whole = { ...form, acceptLeftovers: false };
      const fault = formFaults(whole, number.phoneNumber, open.map(readResource))[field];
      if (fault === undefined || !maysAsk) return;
      terminal.err(`${inert(fault)}\n`);
      form[field] = await terminal.ask(question);
    }
  };
  await fill("digits", `Last four digits of ${inert(number.phoneNumber)}: `);
  if (open.length === 0) form.reason = flags.reason ?? "";
  else await fill("reason", "Reason (needed because not everything is proven gone): ");
  if (flags.yes !== true && !(await isYes(terminal, `Force delete ${inert(number.phoneNumber)} now? [y/N] `)))
    throw new Refused("Nothing was deleted: you did not confirm.");
  return form;
}

/** A mistyped tick would be no tick, and the person would not know why. */
function requireKnownTicks(ticks: readonly string[], open: readonly string[]): void {
  const strange = ticks.filter((key) => !open.includes(key));
  if (strange.length === 0) return;
  const those = open.length === 0 ? " Nothing needs a tick." : tickWords(open);
  throw new Refused(`Nothing was deleted: ${strange.map(inert).join(", ")} is not open here.${those}`, {
    to_tick: open,
  });
}

async function isYes(terminal: Session["terminal"], question: string): Promise<boolean> {
  return /^(y|yes)$/i.test(await terminal.ask(question));
}
