/** Refuses chat.postMessage that comes faster than the limit of its channel; off until `limit` is called. */
export class Pace {
  #perSecond: number | undefined;
  readonly #last = new Map<string, number>();

  /** Messages per second and channel, Slack's own being about 1; undefined lifts the limit. */
  limit(perSecond: number | undefined): void {
    this.#perSecond = perSecond;
    this.#last.clear();
  }

  /** Seconds to wait before the channel takes another message; undefined when it takes this one. */
  retryAfterSeconds(channel: string): number | undefined {
    if (this.#perSecond === undefined) return undefined;
    const now = Date.now();
    const freeAt = (this.#last.get(channel) ?? Number.NEGATIVE_INFINITY) + 1_000 / this.#perSecond;
    if (now < freeAt) return Math.max(1, Math.ceil((freeAt - now) / 1_000));
    this.#last.set(channel, now);
    return undefined;
  }
}
