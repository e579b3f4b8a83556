import { expect, it } from "vitest";
import { decideSharing } from "../../src/domain/sharing.ts";

const failed = { cause: "timeout", detail: "Twilio did not answer" } as const;

it("one named user proves sharing, even where the scan could not see everything", () => {
  expect(
    decideSharing([
      { users: ["trunk TKb"], incomplete: failed },
      { users: ["number +1", "trunk TKb"], incomplete: null },
    ]),
  ).toEqual({
    shared: "yes",
    users: ["number +1", "trunk TKb"],
    ours: false,
    recordedByOthers: false,
  });
});

it("nobody found in an incomplete scan proves nothing", () => {
  expect(
    decideSharing([
      { users: [], incomplete: null },
      { users: [], incomplete: failed },
    ]),
  ).toEqual({ shared: "cannot_tell", ...failed });
});

it("nobody found in complete scans proves that nobody else uses it", () => {
  expect(decideSharing([{ users: [], incomplete: null }])).toEqual({ shared: "no" });
});
