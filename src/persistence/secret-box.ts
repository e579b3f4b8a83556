import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

const ALGORITHM = "aes-256-gcm";
/** 32 bytes in base64. */
const KEY_FORM = /^[A-Za-z0-9+/]{43}=$/;
/** The size that GCM is made for; random ones may be used for 2^32 messages per key (NIST SP 800-38D, 8.3). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Whose secret it is. The ciphertext opens for nobody else, so it cannot be moved to another row. */
export interface SecretOwner {
  phoneNumberId: number;
  accountSid: string;
}

export interface SealedSecret {
  /** The first 8 hex digits of the SHA-256 of the key. */
  keyId: string;
  nonce: Uint8Array<ArrayBuffer>;
  ciphertext: Uint8Array<ArrayBuffer>;
  authTag: Uint8Array<ArrayBuffer>;
}

export interface SecretBox {
  /** The key that encrypts. */
  readonly currentKeyId: string;
  /** Every key that opens, the current one first. */
  readonly keyIds: readonly string[];
  /** Encrypts with the current key. */
  seal(secret: string, owner: SecretOwner): SealedSecret;
  /** Throws CannotOpenSecret. */
  open(sealed: SealedSecret, owner: SecretOwner): string;
}

/** The stored secret cannot be read; the message says why, in plain words, and holds no secret. */
export class CannotOpenSecret extends Error {}

/** AES-256-GCM with node:crypto. Keys are 32 bytes in base64; `oldKeys` only open. Throws when a key has another form. */
export function createSecretBox(keys: { key: string; oldKeys: readonly string[] }): SecretBox {
  const current = readKey(keys.key, "ENCRYPTION_KEY");
  const all = [current, ...keys.oldKeys.map((key) => readKey(key, "ENCRYPTION_KEYS_OLD"))];

  return {
    currentKeyId: current.id,
    keyIds: all.map(({ id }) => id),

    seal(secret, owner) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, current.bytes, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(bindingOf(owner));
      const ciphertext = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return {
        keyId: current.id,
        nonce: new Uint8Array(nonce),
        ciphertext: new Uint8Array(ciphertext),
        authTag: new Uint8Array(cipher.getAuthTag()),
      };
    },

    open(sealed, owner) {
      const key = all.find(({ id }) => id === sealed.keyId);
      if (key === undefined)
        throw new CannotOpenSecret(
          `it was encrypted with key ${sealed.keyId}, which is neither ENCRYPTION_KEY nor in ENCRYPTION_KEYS_OLD`,
        );
      try {
        const decipher = createDecipheriv(ALGORITHM, key.bytes, sealed.nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(bindingOf(owner));
        decipher.setAuthTag(sealed.authTag);
        return Buffer.concat([decipher.update(sealed.ciphertext), decipher.final()]).toString("utf8");
      } catch {
        throw new CannotOpenSecret("it was changed, or belongs to another number or another account");
      }
    },
  };
}

interface Key {
  id: string;
  bytes: Buffer;
}

function readKey(base64: string, variable: string): Key {
  // Checked before it is read, for Node skips over what is not base64.
  if (!KEY_FORM.test(base64))
    throw new Error(`${variable} must hold 32 random bytes in base64: \`openssl rand -base64 32\``);
  const bytes = Buffer.from(base64, "base64");
  return { id: createHash("sha256").update(bytes).digest("hex").slice(0, 8), bytes };
}

function bindingOf({ phoneNumberId, accountSid }: SecretOwner): Buffer {
  return Buffer.from(JSON.stringify(["twilio_credentials", phoneNumberId, accountSid]));
}
