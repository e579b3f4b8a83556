import type { SlackMessage } from "./wire.ts";

type NewMessage = Omit<SlackMessage, "edits">;

/** Everything that is shown in channels and threads now, in order of posting; reads are copies. */
export class MessageBoard {
  #shown: SlackMessage[] = [];

  add(message: NewMessage): SlackMessage {
    const added = { ...message, edits: 0 };
    this.#shown.push(added);
    return structuredClone(added);
  }

  /** Changes a message and counts the edit. */
  change(
    channel: string,
    ts: string,
    changes: Partial<Omit<SlackMessage, "channel" | "ts" | "edits">>,
  ): void {
    const message = this.#find(channel, ts);
    if (message) Object.assign(message, structuredClone(changes), { edits: message.edits + 1 });
  }

  clearMetadata(channel: string, ts: string): void {
    delete this.#find(channel, ts)?.metadata;
  }

  remove(channel: string, ts: string): void {
    const message = this.#find(channel, ts);
    this.#shown = this.#shown.filter((each) => each !== message);
  }

  find(channel: string, ts: string): SlackMessage | undefined {
    return structuredClone(this.#find(channel, ts));
  }

  /** What the channel shows: no thread replies except those broadcast to it, no ephemerals. */
  inChannel(channel: string): SlackMessage[] {
    return this.#read((message) => message.channel === channel && isTopLevel(message));
  }

  /** The parent and its replies. */
  thread(channel: string, ts: string): SlackMessage[] {
    return this.#read(
      (message) =>
        message.channel === channel && !message.onlyFor && (message.ts === ts || message.threadTs === ts),
    );
  }

  repliesOf(channel: string, ts: string): SlackMessage[] {
    return this.thread(channel, ts).filter((message) => message.ts !== ts);
  }

  ephemerals(): SlackMessage[] {
    return this.#read((message) => message.onlyFor !== undefined);
  }

  #find(channel: string, ts: string): SlackMessage | undefined {
    return this.#shown.find((message) => message.channel === channel && message.ts === ts);
  }

  #read(keep: (message: SlackMessage) => boolean): SlackMessage[] {
    return structuredClone(this.#shown.filter(keep));
  }
}

function isTopLevel(message: SlackMessage): boolean {
  return !message.onlyFor && (!message.threadTs || message.threadTs === message.ts || message.broadcast);
}
