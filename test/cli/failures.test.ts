import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { loadConfig } from "../../src/config.ts";
import {
  ConfirmationRequired,
  Conflict,
  IllegalTransition,
  InvalidInput,
  NotFound,
  NotPermitted,
  ProviderError,
} from "../../src/domain/errors.ts";
import { type Failure, VerbFailed } from "../../src/local/verb-failed.ts";
import { runFake } from "./fake-session.ts";

const ARGS = ["numbers", "verify", "42"];
const failing = (error: unknown) => ({
  verifyNumber: async () => {
    throw error;
  },
});
const fromTheBot = (code: Failure["code"], message: string) =>
  new VerbFailed({ code, message, status: null });

describe("a command that fails says why, to people and to machines, and ends with its code:", () => {
  const failures: [string, unknown, { code: number; word: string; says: string }][] = [
    [
      "there is no such number",
      new NotFound("There is no phone number with id 42."),
      {
        code: EXIT.notFound,
        word: "not_found",
        says: "There is no phone number with id 42. `lineman numbers list` shows all that are recorded.",
      },
    ],
    [
      "its life has no such step",
      new IllegalTransition("active", "force_delete_confirmed"),
      {
        code: EXIT.refused,
        word: "illegal_transition",
        says: new IllegalTransition("active", "force_delete_confirmed").message,
      },
    ],
    [
      "somebody else is at it",
      new Conflict("+14155551234 is being deleted already."),
      { code: EXIT.refused, word: "conflict", says: "+14155551234 is being deleted already." },
    ],
    [
      "it may not be done",
      new NotPermitted("You may not", "Ask an administrator."),
      { code: EXIT.refused, word: "not_permitted", says: "You may not" },
    ],
    [
      "a field is wrong",
      new InvalidInput({ reason: ["is too long"] }),
      {
        code: EXIT.refused,
        word: "invalid_input",
        says: new InvalidInput({ reason: ["is too long"] }).message,
      },
    ],
    [
      "it takes a person",
      new ConfirmationRequired("disabled"),
      {
        code: EXIT.refused,
        word: "confirmation_required",
        says: new ConfirmationRequired("disabled").message,
      },
    ],
    [
      "a provider is down",
      new ProviderError({ provider: "twilio", kind: "timeout", message: "Twilio did not answer in time" }),
      { code: EXIT.broken, word: "provider_error", says: "Twilio did not answer in time" },
    ],
    [
      "the bot is of another version",
      fromTheBot("unknown_verb", "The running bot does not know this command."),
      { code: EXIT.broken, word: "unknown_verb", says: "The running bot does not know this command." },
    ],
    [
      "the bot ended in the middle",
      fromTheBot("answer_lost", "Look again before you repeat it."),
      { code: EXIT.broken, word: "answer_lost", says: "Look again before you repeat it." },
    ],
    [
      "something broke in the bot",
      fromTheBot("unexpected", "Its log has the details."),
      { code: EXIT.broken, word: "unexpected", says: "Its log has the details." },
    ],
    [
      "something broke here",
      new Error("the disk is full\n"),
      { code: EXIT.broken, word: "broken", says: "the disk is full" },
    ],
    ["what is thrown is no error", "boom", { code: EXIT.broken, word: "broken", says: "boom" }],
  ];

  it.each(failures)("%s", async (_what, error, { code, word, says }) => {
    const person = await runFake(ARGS, failing(error));
    expect(person).toMatchObject({ code, out: "" });
    expect(person.err.endsWith(`${says}\n`)).toBe(true);
    const machine = await runFake([...ARGS, "--json"], failing(error));
    expect(machine).toMatchObject({ code, err: "" });
    expect(JSON.parse(machine.out)).toEqual({ success: false, error: { code: word, message: says } });
  });

  it("what the doctor did not expect", async () => {
    const session = {
      config: () => {
        throw new Error("the file .env cannot be read");
      },
    };
    expect(await runFake(["doctor"], {}, { session })).toMatchObject({
      code: EXIT.broken,
      err: "the file .env cannot be read\n",
    });
  });

  it("every fault of the configuration, each with its fix", async () => {
    const session = { config: () => loadConfig({}) };
    const person = await runFake(["start"], {}, { session });
    expect(person).toMatchObject({ code: EXIT.config, out: "" });
    expect(person.err).toContain("  ENCRYPTION_KEY is not set\n");
    const machine = await runFake(["start", "--json"], {}, { session });
    expect(machine.code).toBe(EXIT.config);
    const { error } = JSON.parse(machine.out);
    expect(error).toMatchObject({ code: "invalid_config" });
    expect(error.faults).toContainEqual({
      variable: "SLACK_BOT_TOKEN",
      problem: "is not set",
      fix: expect.stringContaining("api.slack.com/apps"),
    });
  });
});
