import { describe, expect, it } from "vitest";
import type { CommandVerbs } from "../../src/operations/command-verbs.ts";
import { aLeftover } from "../slack/support/fake-records.ts";
import { anIncident } from "../slack/support/incidents.ts";
import { aNumber, NOW } from "../support/factories.ts";
import { runFake } from "./fake-session.ts";
import { golden, gone, there, untold } from "./shown-facts.ts";

describe("what commands print", () => {
  const number = aNumber({ label: "Evil \u001b]0;title\u0007\u202eLine", corruptionMessage: "gave\nup" });
  const listed = { items: [{ number, resources: [gone, untold, there] }], totalCount: 3 };

  it("a list, with no way for a label to reach the terminal", async () => {
    const more = { ...listed, items: [...listed.items, { number: aNumber({ id: 43 }), resources: [] }] };
    const listNumbers = async () => more;
    const { out } = await runFake(["numbers", "list", "corrupted", "--limit", "1"], { listNumbers });
    await golden(out, "numbers-list.txt");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    const whole = await runFake(["numbers", "list", "--limit", "1"], { listNumbers });
    expect(whole.out).toContain("1 of 3. More: lineman numbers list --after 42 --limit 1\n");
    const fifty = Array.from({ length: 51 }, (_, i) => ({ number: aNumber({ id: i + 1 }), resources: [] }));
    const page = (count: number) =>
      runFake(["numbers", "list"], {
        listNumbers: async () => ({ items: fifty.slice(0, count), totalCount: count }),
      });
    expect((await page(51)).out).toContain("\n50 of 51. More: lineman numbers list --after 50\n");
    expect((await page(50)).out).toContain("\n50 of 50.\n");
    const json = await runFake(["numbers", "list", "--json"], { listNumbers: async () => listed });
    await golden(json.out, "numbers-list-json.txt");
  });

  it("a number, in colour only where the terminal has colours", async () => {
    const run = {
      id: "r",
      phoneNumberId: 42,
      requestedBy: { kind: "os_user", name: "shell" },
      requestedAt: NOW,
      finishedAt: null,
      outcome: null,
    } as const;
    const claimed = anIncident({ claimedBy: { kind: "slack_user", id: "U000ONCALL" } });
    const showNumber = async () => ({ number, resources: [gone, untold], run, incident: claimed });
    const plain = await runFake(["numbers", "show", "42"], { showNumber });
    await golden(plain.out, "numbers-show.txt");
    const coloured = await runFake(["numbers", "show", "42"], { showNumber }, { hasColour: true });
    expect(coloured.out).toContain("\u001b[32mgone\u001b[39m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
    expect(coloured.out.replaceAll(/\u001b\[\d+m/g, "")).toBe(plain.out);
  });

  it("a number with nothing outside and nobody on it", async () => {
    const active = aNumber({ status: "active", corruptedAt: null });
    const showNumber = async () => ({ number: active, resources: [], run: null, incident: null });
    const { out } = await runFake(["numbers", "show", "+14155551234"], { showNumber });
    expect(out).toBe("+14155551234 · Support Line · id 42 · active\n\nNothing outside is recorded for it.\n");
  });

  it("a list that fits the terminal, cut where a label does not", async () => {
    const long = aNumber({ label: "Línea de atención al cliente, Buenos Aires 📞 y Montevideo" });
    const items = [
      { number: long, resources: [gone, untold] },
      {
        number: aNumber({ id: 43, status: "active", corruptedAt: null, label: "Sales" }),
        resources: [there],
      },
    ];
    const { out } = await runFake(
      ["numbers", "list"],
      { listNumbers: async () => ({ items, totalCount: 2 }) },
      { columns: 80 },
    );
    expect(out).toBe(
      [
        "ID  NUMBER        STATUS     SINCE (UTC)       RESOURCES    LABEL",
        "42  +14155551234  corrupted  2026-01-15 03:12  1 of 2 open  Línea de atención a…",
        "43  +14155551234  active                       1            Sales",
        "2 of 2.",
        "",
      ].join("\n"),
    );
  });

  it("a number of which little is known: no cause, no label, never checked, nobody on it", async () => {
    const bare = aNumber({ label: " ", corruptionCause: null, corruptionMessage: null });
    const showNumber = async () => ({
      number: bare,
      resources: [{ ...untold, checkedAt: null, detail: "", tickedBy: null }],
      run: null,
      incident: anIncident(),
    });
    expect((await runFake(["numbers", "show", "42"], { showNumber })).out).toBe(
      [
        "+14155551234 · – · id 42 · corrupted since 2026-01-15 03:12 UTC",
        "Why: no cause given",
        "Case LM-42-1, open since 2026-01-15 03:12 UTC: nobody has claimed it.",
        "",
        `  credential list ${untold.sid}`,
        "      cannot tell · never checked",
        "",
      ].join("\n"),
    );
  });

  it("that there is nothing, or nothing more", async () => {
    const listNumbers = async () => ({ items: [], totalCount: 0 });
    const said = async (...args: string[]) =>
      (await runFake(["numbers", "list", ...args], { listNumbers })).out;
    expect(await said()).toBe("No numbers are recorded.\n");
    expect(await said("corrupted")).toBe("No numbers are corrupted.\n");
    expect(await said("--after", "42")).toBe("There are no more.\n");
  });

  it("what a look found, and the sum", async () => {
    const verified = (resources: (typeof gone)[]) => ({
      verifyNumber: async () => ({ number, resources, factsReadAt: NOW }),
    });
    const { out, err } = await runFake(["numbers", "verify", "42"], verified([gone, untold, there]));
    expect(err).toBe("Checking every resource now. This takes up to 20 seconds.\n");
    expect(out).toContain("\n  LiveKit dispatch rule SDR_rule\n      still there · checked");
    expect(out).toMatch(/\n\nChecked: 1 gone, 1 still there, 1 cannot tell\.\n$/);
    const bare = await runFake(["numbers", "verify", "42"], verified([]));
    expect(bare.out).toContain("Checked: nothing recorded.\n");
  });

  it("leftovers, and what one id was", async () => {
    const leftover = aLeftover();
    const page = { items: [leftover], totalCount: 51 };
    const listing = await runFake(["leftovers"], { listLeftovers: async () => page });
    const finding = {
      sid: leftover.sid,
      owners: [{ number: aNumber(), resources: [] }],
      leftovers: [leftover],
      more: true,
    };
    const found = await runFake(["leftovers", leftover.sid], { findLeftovers: async () => finding });
    await golden(`${listing.out}\n${found.out}`, "leftovers.txt");
    const json = await runFake(["leftovers", leftover.sid, "--json"], { findLeftovers: async () => finding });
    expect(JSON.parse(json.out)).toMatchObject({ sid: leftover.sid, owners: [{ id: 42 }], more: true });
    const unexplained = { ...leftover, reason: null };
    const last = await runFake(["leftovers"], {
      listLeftovers: async () => ({ items: [unexplained], totalCount: 1 }),
    });
    expect(last.out).toMatch(/, no reason given\n\n1 of 1\.\n$/);
    const alone = await runFake(["leftovers", leftover.sid], {
      findLeftovers: async () => ({ ...finding, owners: [], more: false }),
    });
    expect(alone.out).toMatch(/^TKb+ was the SIP trunk of .*\n.*\n.*account closed\n$/);
    const nothing = { sid: "TK1", owners: [], leftovers: [], more: false };
    expect((await runFake(["leftovers", "TK1"], { findLeftovers: async () => nothing })).out).toContain(
      "is not recorded",
    );
    const none = { items: [], totalCount: 0 };
    expect((await runFake(["leftovers"], { listLeftovers: async () => none })).out).toContain(
      "Nothing is left over",
    );
  });

  it("what became of the keys", async () => {
    const result = { rotated: 1, lastId: null, unreadable: [], currentKeyId: "0011aabb", oldKeys: [] };
    const rotate = (changes: object) =>
      runFake(["keys", "rotate"], { rotateKeys: async () => ({ ...result, ...changes }) });
    expect((await rotate({})).out).toBe(
      "1 token is encrypted anew, with key 0011aabb.\nNo token needs an old key any more: ENCRYPTION_KEYS_OLD can be emptied, once every bot runs with the new key.\n",
    );
    const oldKeys = [{ keyId: "ffee0011", tokens: 2 }];
    expect((await rotate({ oldKeys })).out).toContain("2 with ffee0011");
    const unreadable = [{ phoneNumberId: 7, keyId: "ffee0011", why: "it was changed" }];
    const all = await rotate({ rotated: 2, oldKeys, unreadable });
    expect(all.out).toMatch(
      /^2 tokens are encrypted anew,.*\n.*\n1 cannot be read:\nNUMBER {2}WHY\n7 {7}it was changed\nPut the earlier value of ENCRYPTION_KEY into ENCRYPTION_KEYS_OLD .*\n$/,
    );
    const many = Array.from({ length: 21 }, () => unreadable).flat();
    expect(await rotate({ oldKeys, unreadable: many })).toMatchObject({
      code: 5,
      out: expect.stringContaining("7       it was changed\n+1 more\n"),
    });
  });

  it("what became of the keys batch by batch, and how far it came where Ctrl-C stops it", async () => {
    const asked: number[] = [];
    const rotateKeys: CommandVerbs["rotateKeys"] = async ({ afterId }) => {
      asked.push(afterId);
      if (afterId === 200) await new Promise((resolve) => setTimeout(resolve, 50));
      const lastId = afterId < 200 ? afterId + 100 : null;
      return {
        rotated: lastId === null ? 0 : 100,
        lastId,
        unreadable: [],
        currentKeyId: "0011aabb",
        oldKeys: [],
      };
    };
    const whole = await runFake(["keys", "rotate"], { rotateKeys });
    expect(asked).toEqual([0, 100, 200]);
    expect(whole.out).toMatch(/^200 tokens are encrypted anew, with key 0011aabb\.\n/);
    const stopped = await runFake(
      ["keys", "rotate"],
      { rotateKeys },
      { ctrlC: { during: "rotateKeys", times: 1 } },
    );
    expect(stopped).toMatchObject({ code: 130, out: "", open: 0 });
    expect(stopped.err).toMatch(
      /\nStopped: \d+ tokens are encrypted anew so far, and all of them can be read as before\. Run `lineman keys rotate` again/,
    );
  });
});
