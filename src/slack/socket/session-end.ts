import { describeFailure, type FailureReason } from "../slack-failure.ts";

/** Why a connection is over, or never was. */
export type SessionEnd =
  /** apps.connections.open gave no address. */
  | { kind: "no_address"; reason: FailureReason }
  /** Slack asked for it, in its own word: `refresh_requested` and `warning` are routine. */
  | { kind: "told"; reason: string }
  | { kind: "no_hello" }
  | { kind: "silent" }
  /** Broken, or our ping was not answered. */
  | { kind: "lost" };

const ROUTINE = ["refresh_requested", "warning"];

/** True where Slack only moves us to another of its machines. */
export function isRoutine(end: SessionEnd): boolean {
  return end.kind === "told" && ROUTINE.includes(end.reason);
}

/** Milliseconds that Slack asked us to stay away. */
export function retryAfterOf(end: SessionEnd): number {
  return end.kind === "no_address" && end.reason.kind === "rate_limited" ? end.reason.retryAfterMs : 0;
}

/** Sentences for people: what it is, and what to do where they can do something. */
export function explainEnd(end: SessionEnd): string {
  switch (end.kind) {
    case "no_address":
      return end.reason.kind === "refused"
        ? `Slack refuses the app-level token (${describeFailure(end.reason)}). Make one with the scope connections:write under Basic Information of this app, and set SLACK_APP_TOKEN.`
        : `Slack gave no address for a socket: ${describeFailure(end.reason)}.`;
    case "told":
      return explainTold(end.reason);
    case "no_hello":
      return "Slack did not say hello on the socket. A proxy or firewall that does not let WebSockets through would look like this.";
    case "silent":
      return "The socket looked alive, but nothing came from Slack any more.";
    case "lost":
      return "The socket broke, or could not be opened.";
  }
}

function explainTold(reason: string): string {
  if (reason === "too_many_websockets")
    return "Slack refuses one more socket: the app has ten already (too_many_websockets). Each Lineman process takes two; run fewer, or end what else uses this SLACK_APP_TOKEN.";
  if (reason === "link_disabled")
    return "Socket Mode is switched off for the app (link_disabled). Switch it on at api.slack.com/apps, your app, Socket Mode.";
  return `Slack ended the socket (${reason}).`;
}
