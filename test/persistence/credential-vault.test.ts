import { describe, expect, it } from "vitest";
import type { PhoneNumber } from "../../src/domain/phone-number.ts";
import { createCredentialVault, type SealedToken } from "../../src/persistence/credential-vault.ts";
import { createSecretBox } from "../../src/persistence/secret-box.ts";
import { aNumber, sid } from "../support/factories.ts";
import { newKey } from "../support/open-store.ts";

const TOKEN = "own-token-of-the-number";
const INSTALLATION = { accountSid: sid("AC", "b"), authToken: "token-of-the-installation" };
const box = createSecretBox({ key: newKey(), oldKeys: [] });
const number = aNumber();
const accountSid = sid("AC", "a");

function sealedFor(owner: Pick<PhoneNumber, "id">, changes: Partial<SealedToken> = {}): SealedToken {
  return { accountSid, ...box.seal(TOKEN, { phoneNumberId: owner.id, accountSid }), ...changes };
}

function accessFor(
  asked: PhoneNumber,
  token: SealedToken | null,
  installation: typeof INSTALLATION | null = null,
  secretBox = box,
) {
  return createCredentialVault({ findToken: async () => token, secretBox, installation }).accessFor(asked);
}

describe("the credential vault", () => {
  it("gives a number its own credentials, also where the installation has some", async () => {
    const access = { accountSid, authToken: TOKEN, region: "us1" };
    expect(await accessFor(number, sealedFor(number))).toEqual(access);
    expect(await accessFor(number, sealedFor(number), INSTALLATION)).toEqual(access);
  });

  it("speaks to the recorded region", async () => {
    const irish = aNumber({ twilioRegion: "ie1" });
    expect(await accessFor(irish, sealedFor(irish))).toMatchObject({ region: "ie1" });
    const unsaid = aNumber({ twilioRegion: null });
    expect(await accessFor(unsaid, sealedFor(unsaid))).toMatchObject({ region: "us1" });
  });

  it("gives the installation's where the account is the same, or none is recorded", async () => {
    for (const twilioAccountSid of [INSTALLATION.accountSid, null])
      expect(await accessFor(aNumber({ twilioAccountSid }), null, INSTALLATION)).toEqual({
        ...INSTALLATION,
        region: "us1",
      });
  });

  const refusals: [string, ReturnType<typeof accessFor>, RegExp][] = [
    [
      "neither has any",
      accessFor(number, null),
      /no Twilio credentials of its own, and TWILIO_ACCOUNT_SID is not set/,
    ],
    [
      "the installation's account is another one",
      accessFor(number, null, INSTALLATION),
      /is another account/,
    ],
    [
      "the number records another account than its token is for",
      accessFor(aNumber({ twilioAccountSid: sid("AC", "c") }), sealedFor(number)),
      /are for account ACa+, but the number records ACc+/,
    ],
    [
      "the key is not there any more",
      accessFor(number, sealedFor(number), INSTALLATION, createSecretBox({ key: newKey(), oldKeys: [] })),
      /cannot be read: it was encrypted with key [0-9a-f]{8}, which is neither ENCRYPTION_KEY nor in ENCRYPTION_KEYS_OLD/,
    ],
    [
      "the token was moved here from another row",
      accessFor(number, sealedFor({ id: 43 })),
      /belongs to another number/,
    ],
  ];
  it.each(refusals)("says in words why there are none: %s", async (_, refused, words) => {
    const answer = await refused;
    expect(answer).toEqual({ missing: expect.stringMatching(words) });
    expect(JSON.stringify(answer)).not.toContain(TOKEN);
  });
});
