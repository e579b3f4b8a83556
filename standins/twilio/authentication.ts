import type { StandinRequest } from "../wire.ts";
import { TwilioRefusal } from "./refusals.ts";
import type { Account, TwilioState } from "./state.ts";

const unauthenticated = () => new TwilioRefusal(401, 20003, "Authenticate");

/**
 * The account that a request acts on. HTTP Basic with account SID and auth token; a parent's credentials open its subaccounts
 * (paths that name one). Wrong pair, closed account: 401/20003. Suspended: 403/20005, except for reading the account itself.
 */
export function authenticate(
  state: TwilioState,
  request: StandinRequest,
  pathAccountSid: string | undefined,
  readsAccount: boolean,
): Account {
  const [scheme, encoded = ""] = (request.headers.authorization ?? "").split(" ");
  const [user = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  const caller = state.accounts.get(user);
  if (scheme !== "Basic" || caller === undefined || caller.authToken !== rest.join(":"))
    throw unauthenticated();
  const account = pathAccountSid === undefined ? caller : state.accounts.get(pathAccountSid);
  if (account === undefined || (account !== caller && account.parentSid !== caller.sid))
    throw unauthenticated();
  if (readsAccount) return account;
  for (const one of [caller, account]) {
    if (one.status === "closed") throw unauthenticated();
    if (one.status === "suspended") throw new TwilioRefusal(403, 20005, "Account not active");
  }
  return account;
}
