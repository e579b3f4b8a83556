/** Who wants which notifications: the part of a listener that does not depend on the connection. */
export type Subscriptions = {
  add(channel: string, onNotify: (payload: string) => void): void;
  channels(): string[];
  /** Calls the subscribers of the channel, outside the connection's own event. */
  deliver(channel: string, payload: string): void;
};

/** An empty set of subscriptions. `add` throws a TypeError for a channel that is not a plain lower-case identifier. */
export function createSubscriptions(): Subscriptions {
  const byChannel = new Map<string, ((payload: string) => void)[]>();
  return {
    add(channel, onNotify) {
      // Plain identifiers need no quoting in LISTEN and mean the same in pg_notify(), which does not fold case.
      if (!/^[a-z_][a-z0-9_]{0,62}$/.test(channel)) throw new TypeError(`Not a channel name: ${channel}`);
      byChannel.set(channel, [...(byChannel.get(channel) ?? []), onNotify]);
    },
    channels: () => [...byChannel.keys()],
    deliver(channel, payload) {
      // A notification arrives before its own transaction's answer; a subscriber that queries at once would block it.
      for (const onNotify of byChannel.get(channel) ?? []) setImmediate(onNotify, payload);
    },
  };
}
