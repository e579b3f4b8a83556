import { expect, it } from "vitest";
import { createSecrets } from "../src/create-secrets.ts";

it("draws SIP passwords that Twilio takes, each another one", () => {
  const drawn = Array.from({ length: 500 }, createSecrets().sipPassword);
  expect(new Set(drawn).size).toBe(500);
  for (const password of drawn) expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9]{24,}$/);
});

it("draws user names of at most 32 characters", () => {
  const { sipUsername } = createSecrets();
  expect(sipUsername()).toMatch(/^lm[a-z0-9]{8,30}$/);
  expect(sipUsername()).not.toBe(sipUsername());
});
