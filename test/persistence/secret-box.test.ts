import { describe, expect, it } from "vitest";
import { CannotOpenSecret, createSecretBox } from "../../src/persistence/secret-box.ts";
import { newKey } from "../support/open-store.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const OWNER = { phoneNumberId: 42, accountSid: "AC1" };

describe("a secret box", () => {
  const key = newKey();
  const box = createSecretBox({ key, oldKeys: [] });

  it("gives back what was sealed", () => {
    for (const secret of [SECRET, "", "é \u{1F4DE}"])
      expect(box.open(box.seal(secret, OWNER), OWNER)).toBe(secret);
  });

  it("never seals the same way twice", () => {
    const [a, b] = [box.seal(SECRET, OWNER), box.seal(SECRET, OWNER)];
    expect(a.nonce).not.toEqual(b.nonce);
    expect(a.ciphertext).not.toEqual(b.ciphertext);
  });

  it.each([
    ["another number", { ...OWNER, phoneNumberId: 43 }],
    ["another account", { ...OWNER, accountSid: "AC2" }],
  ])("refuses what was moved to %s", (_, owner) => {
    expect(() => box.open(box.seal(SECRET, OWNER), owner)).toThrow(CannotOpenSecret);
  });

  it.each(["ciphertext", "authTag", "nonce"] as const)("refuses a changed %s", (part) => {
    const sealed = box.seal(SECRET, OWNER);
    sealed[part][0] = (sealed[part][0] ?? 0) ^ 1;
    expect(() => box.open(sealed, OWNER)).toThrow(CannotOpenSecret);
  });

  it("refuses a shortened tag, which would be easier to guess", () => {
    const sealed = box.seal(SECRET, OWNER);
    expect(() => box.open({ ...sealed, authTag: sealed.authTag.slice(0, 4) }, OWNER)).toThrow(
      CannotOpenSecret,
    );
  });

  it("opens with an old key what was sealed with it, and seals with the current one", () => {
    const rotated = createSecretBox({ key: newKey(), oldKeys: [newKey(), key] });
    const sealed = box.seal(SECRET, OWNER);
    expect(rotated.open(sealed, OWNER)).toBe(SECRET);
    expect(rotated.seal(SECRET, OWNER).keyId).not.toBe(sealed.keyId);
  });

  it("names a key that it does not have by its id, and says nothing secret", () => {
    const sealed = box.seal(SECRET, OWNER);
    const other = createSecretBox({ key: newKey(), oldKeys: [] });
    let message = "";
    try {
      other.open(sealed, OWNER);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(`key ${sealed.keyId}`);
    expect(sealed.keyId).toMatch(/^[0-9a-f]{8}$/);
    expect(message).not.toContain(key);
    expect(message).not.toContain(SECRET);
  });

  it.each([
    ["too short", Buffer.alloc(31, 1).toString("base64")],
    ["hex", Buffer.alloc(32, 1).toString("hex")],
    ["empty", ""],
  ])("refuses a key that is %s without repeating it", (_, wrong) => {
    const make = () => createSecretBox({ key, oldKeys: [wrong] });
    expect(make).toThrow(/^ENCRYPTION_KEYS_OLD must hold 32 random bytes in base64/);
    if (wrong !== "") expect(make).not.toThrow(wrong);
  });
});
