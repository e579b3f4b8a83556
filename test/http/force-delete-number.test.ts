import { describe, expect, it } from "vitest";
import { ConfirmationRequired, IllegalTransition, NotFound } from "../../src/domain/errors.ts";
import { answer, DOCS_URL, failing, NOT_FOUND, startServer, TOKENS, told } from "./api-harness.ts";

const NUMBER = "/api/v2/phone_numbers/42";

describe("DELETE force", () => {
  it("answers that the record is removed", async () => {
    const asked: unknown[] = [];
    const server = await startServer({ forceDeleteByApi: async (...args) => void asked.push(args) });
    const { status, body } = await server.call("DELETE", `${NUMBER}/force`, { token: TOKENS.force });
    expect({ status, text: JSON.stringify(body) }).toEqual({
      status: 200,
      text: JSON.stringify({
        success: true,
        force_deleted: true,
        message: `Phone number force deleted successfully. Please manually cleanup external resources if needed. See: ${DOCS_URL}`,
      }),
    });
    expect(asked).toEqual([[42, "ci-force"]]);
  });

  const failed = "Failed to force delete phone number";
  const brokenConnection = Object.assign(new Error("connect ECONNREFUSED postgres://u:pw@10.0.0.1/db"), {
    code: "ECONNREFUSED",
  });
  const refusals: [string, unknown, ReturnType<typeof answer>][] = [
    ["it is not there", new NotFound("x"), NOT_FOUND],
    [
      "it is not corrupted",
      new IllegalTransition("active", "force_delete_confirmed"),
      answer(422, "Force delete is only allowed for corrupted phone numbers"),
    ],
    [
      "it wants a confirmation",
      new ConfirmationRequired("confirmation in Slack is required"),
      answer(422, `${failed}: confirmation in Slack is required`),
    ],
    ["it is switched off", new ConfirmationRequired("disabled"), answer(422, `${failed}: disabled`)],
    [
      "the database is away",
      new Error("could not remove", { cause: brokenConnection }),
      answer(500, `${failed}: the database does not work (it refuses the connection or cannot be reached)`),
    ],
    [
      "something broke",
      new Error("secret detail xoxb-1"),
      answer(500, `${failed}: unexpected error, the request id tells it in the log`),
    ],
    [
      "what is thrown is no error",
      "boom",
      answer(500, `${failed}: unexpected error, the request id tells it in the log`),
    ],
  ];
  it.each(refusals)("answers where %s", async (_when, error, expected) => {
    const server = await startServer({ forceDeleteByApi: failing(error) });
    expect(told(await server.call("DELETE", `${NUMBER}/force`))).toEqual(expected);
  });
});
