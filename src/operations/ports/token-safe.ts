import type { AuditEntry } from "../../domain/audit-chain.ts";

/** Twilio tokens that are stored under one encryption key. */
export interface KeyUse {
  /** The first 8 hex digits of the SHA-256 of the key. */
  keyId: string;
  tokens: number;
}

/** A token that could not be encrypted anew; `why` is a phrase in plain words, and holds no secret. */
export interface UnreadableToken {
  phoneNumberId: number;
  keyId: string;
  why: string;
}

/** One batch. `lastId`: the number of the last token that was looked at; null where there was none left. */
export interface RotatedBatch {
  rotated: number;
  unreadable: UnreadableToken[];
  lastId: number | null;
}

/** The stored Twilio tokens, as far as their encryption goes. */
export interface TokenSafe {
  /** The key that encrypts: ENCRYPTION_KEY. */
  readonly currentKeyId: string;
  /** Keys in use, by id. */
  keysInUse(): Promise<KeyUse[]>;
  /**
   * Encrypts with the current key what another key encrypted, of the numbers after `afterId`, at most `limit`. What somebody
   * else has changed meanwhile is left as it is. One transaction, with the event of what it did; null: there is none.
   */
  rotate(
    afterId: number,
    limit: number,
    eventOf: (batch: RotatedBatch) => AuditEntry | null,
  ): Promise<RotatedBatch>;
}
