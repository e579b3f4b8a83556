import type { AlertChannel, AlertFacts } from "../../src/operations/ports/alerts.ts";
import type { Note } from "../../src/operations/ports/incident-store.ts";
import { createMemoryStorms, type MemoryStorms } from "./memory-storms.ts";

/** A channel in memory: its messages by ts (`posted`: as they were first), and faults that strike once. */
export interface MemoryAlerts extends AlertChannel {
  storms: MemoryStorms;
  messages: Map<string, { posted: AlertFacts; facts: AlertFacts; updates: number; replies: Note[] }>;
  /** The next post throws this: before the message is there, or after (its answer is lost). */
  failPost: { error: Error; applied: boolean } | null;
  reset(): void;
}

export function createMemoryAlerts(): MemoryAlerts {
  const channel = "C1";
  let lastTs = 0;
  const alerts: MemoryAlerts = {
    storms: createMemoryStorms(),
    messages: new Map(),
    failPost: null,
    reset: () => {
      alerts.messages.clear();
      alerts.storms.messages.clear();
      alerts.storms.failPost = null;
      alerts.failPost = null;
    },
    post: async (facts) => {
      const fault = alerts.failPost;
      alerts.failPost = null;
      if (fault && !fault.applied) throw fault.error;
      const ts = `${++lastTs}.000000`;
      alerts.messages.set(ts, { posted: facts, facts, updates: 0, replies: [] });
      if (fault) throw fault.error;
      return { channel, ts };
    },
    update: async (facts, { ts }) => {
      const message = alerts.messages.get(ts);
      if (!message) return "gone";
      message.facts = facts;
      message.updates += 1;
      return "updated";
    },
    findPosted: async (incidentId) => {
      const found = [...alerts.messages].find(([, { facts }]) => facts.incident.id === incidentId);
      return found ? { channel, ts: found[0] } : null;
    },
    reply: async ({ ts }, note) => {
      alerts.messages.get(ts)?.replies.push(note);
      return `${++lastTs}.000001`;
    },
    updateReply: async (_at, note) => {
      for (const { replies } of alerts.messages.values()) {
        const index = replies.findIndex(({ id }) => id === note.id);
        if (index >= 0) replies[index] = note;
      }
      return "updated";
    },
    findReply: async ({ ts }, noteId) =>
      alerts.messages.get(ts)?.replies.some(({ id }) => id === noteId) ? `${noteId}.1` : null,
  };
  return alerts;
}
