import { randomBytes } from "node:crypto";

/** Uses and life of a response_url (docs.slack.dev, "Responding to interactions"). */
const mostUses = 5;
const lifeMs = 30 * 60_000;

/** What a response_url belongs to. */
export interface ResponseTarget {
  channel: string;
  user: string;
  threadTs?: string;
  /** The message that replace_original and delete_original mean: the clicked one, or the last answer made here. */
  original?: { ts: string; onlyFor?: string };
}

interface Issued {
  target: ResponseTarget;
  uses: number;
  expiresAt: number;
}

/** The response_urls given out with payloads. */
export class ResponseUrls {
  readonly #issued = new Map<string, Issued>();

  /** The path of a new URL; `kind` is the first segment, as on hooks.slack.com. */
  issue(kind: "commands" | "actions", teamId: string, target: ResponseTarget): string {
    const path = `/${kind}/${teamId}/${this.#issued.size + 1}/${randomBytes(12).toString("base64url")}`;
    this.#issued.set(path, { target, uses: 0, expiresAt: Date.now() + lifeMs });
    return path;
  }

  /** Uses the URL once; the caller may update the target's original. */
  use(path: string): ResponseTarget | "used_url" | "expired_url" {
    const issued = this.#issued.get(path);
    if (!issued || issued.expiresAt <= Date.now()) return "expired_url";
    if (issued.uses >= mostUses) return "used_url";
    issued.uses += 1;
    return issued.target;
  }

  /** Lets all URLs run out, as half an hour would. */
  expireAll(): void {
    for (const issued of this.#issued.values()) issued.expiresAt = 0;
  }
}
