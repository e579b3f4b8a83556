import { type Cause, isCause, type Provider } from "./cause.ts";

/** What a cause means for the reader: one sentence why, one what to do next. Plain text; surfaces escape and format it. */
export interface Advice {
  why: string;
  next: string;
  /** The provider's own page about its code, or about the subject. */
  docsUrl: string | null;
}

const NAME: Record<Provider, string> = { twilio: "Twilio", livekit: "LiveKit" };

/** Twilio documents every code under this address (Twilio error dictionary). */
function twilioDocs(providerCode: string | null): string {
  return providerCode !== null && /^\d{5}$/.test(providerCode)
    ? `https://www.twilio.com/docs/api/errors/${providerCode}`
    : "https://www.twilio.com/docs/api/errors";
}

const RETRY_OR_BY_HAND =
  "Press Retry clean-up; or remove what is left by hand, press Check again, then Force delete.";

/**
 * Plain words for a cause, as a person at three in the morning needs them. `account` is the Twilio AC id or the LiveKit host,
 * `thing` what could not be removed ("the credential list").
 */
export function adviceFor(
  cause: Cause,
  context: { provider: Provider; account: string | null; providerCode: string | null; thing?: string },
): Advice {
  const name = NAME[context.provider];
  const where =
    context.account === null
      ? ""
      : context.provider === "twilio"
        ? ` of account ${context.account}`
        : ` for ${context.account}`;
  const docsUrl =
    context.provider === "twilio" ? twilioDocs(context.providerCode) : "https://docs.livekit.io/sip/";
  const exact =
    context.provider === "twilio" ? EXACT_BY_CODE[context.providerCode ?? ""]?.(where) : undefined;
  return { ...SENTENCES[cause](name, where, context.thing ?? "something"), ...exact, docsUrl };
}

/** Where a code of Twilio says more than its cause. */
const EXACT_BY_CODE: Record<string, (where: string) => Omit<Advice, "docsUrl">> = {
  "20008": (where) => ({
    why: `The credentials${where} are Twilio's test credentials, which reach none of its resources.`,
    next: "Set the live credentials and press Retry clean-up.",
  }),
  "21247": () => ({
    why: "Twilio keeps the SIP trunk, because other trunks use subdomains of its domain.",
    next: "Give those trunks another domain or remove them, then press Retry clean-up.",
  }),
  "21634": () => ({
    why: "Twilio keeps the SIP trunk, because emergency calling is enabled on a number of it.",
    next: "Disable emergency calling on that number in the Twilio console, then press Retry clean-up.",
  }),
};

const SENTENCES: Record<Cause, (name: string, where: string, thing: string) => Omit<Advice, "docsUrl">> = {
  credentials: (name, where) => ({
    why: `${name} rejected the credentials${where}.`,
    next: `Update the credentials and press Retry clean-up; or remove what is left in the ${name} console, press Check again, then Force delete.`,
  }),
  permission: (name, where) => ({
    why: `The ${name} credentials${where} lack a permission that the clean-up needs.`,
    next: "Grant the permission and press Retry clean-up; or remove what is left with an account that has it.",
  }),
  account_inactive: (name, where) => ({
    why: `The ${name} account${where.replace(" of account", "")} is suspended or closed, so nothing in it can be reached.`,
    next: `Ask ${name} to reactivate it and press Retry clean-up; if it is closed for good, tick what you know to be gone and Force delete.`,
  }),
  rate_limited: (name) => ({
    why: `${name} is answering "too many requests".`,
    next: `Wait a minute, then press Retry clean-up.`,
  }),
  unavailable: (name) => ({
    why: `${name} could not be reached, or answered with an error of its own.`,
    next: `${RETRY_OR_BY_HAND} If it lasts, look at ${name}'s status page.`,
  }),
  timeout: (name) => ({
    why: `${name} did not answer in time.`,
    next: RETRY_OR_BY_HAND,
  }),
  in_use: (name, _where, thing) => ({
    why: `${name} does not remove ${thing} while something else uses it.`,
    next: "See what uses it, end that use, then press Retry clean-up.",
  }),
  conflict: () => ({
    why: "What was found does not fit what is recorded, so it was left alone.",
    next: "See what differs, put it right by hand, then press Check again.",
  }),
  invalid_id: () => ({
    why: "An id recorded for this number has the wrong form, so nobody can be asked about it.",
    next: "Find the real resource in the console, remove it there, then tick it and Force delete.",
  }),
  unexpected: (name) => ({
    why: `${name} gave an answer that Lineman does not know.`,
    next: RETRY_OR_BY_HAND,
  }),
};

/** For a cause that another program wrote: its own words where they are not of the closed set. */
export function adviceForReport(cause: string | null, message: string | null): Advice {
  if (isCause(cause)) return adviceFor(cause, { provider: "twilio", account: null, providerCode: null });
  return {
    why: `Another program ${reportWords(cause?.trim() ?? "", message?.trim() ?? "")}.`,
    next: "Press Retry clean-up to let Lineman remove what is left; or remove it by hand and press Check again.",
    docsUrl: null,
  };
}

/** The reporter's own sentence first; what may be a mere code word stands in brackets behind it. */
function reportWords(cause: string, message: string): string {
  const said = (message || cause).replace(/\.$/, "");
  if (said === "") return "marked this number as corrupted and gave no cause";
  return `reported: ${said}${message !== "" && cause !== "" ? ` (${cause})` : ""}`;
}
