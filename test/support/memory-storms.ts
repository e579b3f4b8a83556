import type { StormChannel, StormFacts } from "../../src/operations/ports/storm-channel.ts";
import type { StormNote } from "../../src/operations/ports/storm-store.ts";

/** A channel in memory for storms: its messages by ts, and a fault that strikes the next post once. */
export interface MemoryStorms extends StormChannel {
  messages: Map<string, { posted: StormFacts; facts: StormFacts; updates: number; replies: StormNote[] }>;
  failPost: { error: Error; applied: boolean } | null;
  /** The message of a storm as it is now. */
  of(stormId: number): { posted: StormFacts; facts: StormFacts; updates: number; replies: StormNote[] };
}

export function createMemoryStorms(): MemoryStorms {
  const channel = "C1";
  let lastTs = 0;
  const storms: MemoryStorms = {
    messages: new Map(),
    failPost: null,
    of(stormId) {
      const found = [...storms.messages.values()].filter(({ facts }) => facts.storm.id === stormId);
      if (found.length !== 1 || found[0] === undefined)
        throw new Error(`storm ${stormId} has ${found.length} messages`);
      return found[0];
    },
    async post(facts) {
      const fault = storms.failPost;
      storms.failPost = null;
      if (fault && !fault.applied) throw fault.error;
      const ts = `${++lastTs}.500000`;
      storms.messages.set(ts, { posted: facts, facts, updates: 0, replies: [] });
      if (fault) throw fault.error;
      return { channel, ts };
    },
    async update(facts, { ts }) {
      const message = storms.messages.get(ts);
      if (!message) return "gone";
      message.facts = facts;
      message.updates += 1;
      return "updated";
    },
    async findPosted(stormId) {
      const found = [...storms.messages].find(([, { facts }]) => facts.storm.id === stormId);
      return found ? { channel, ts: found[0] } : null;
    },
    async reply({ ts }, note) {
      storms.messages.get(ts)?.replies.push(note);
      return `${++lastTs}.500001`;
    },
    async findReply({ ts }, noteId) {
      return storms.messages.get(ts)?.replies.some(({ id }) => id === noteId) ? `${noteId}.5` : null;
    },
  };
  return storms;
}
