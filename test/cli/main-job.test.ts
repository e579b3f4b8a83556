import { existsSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { ACCOUNT, type Outside, type SeededNumber, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { askBot, importNumber } from "../support/bot-api.ts";
import { BOT_DATABASES } from "../support/bot-databases.ts";
import { askLineman, runLineman } from "./run-lineman.ts";

const ME = userInfo().username;

describe.each(BOT_DATABASES)("the command line on $kind", { timeout: 120_000 }, ({ kind, open }) => {
  let outside: Outside;
  let database: Awaited<ReturnType<typeof open>>;
  let env: Record<string, string>;
  let bot: BotProcess;
  const socket = () => join(env["DATA_DIR"] ?? "", "lineman.sock");
  const isEmbedded = kind !== "PostgreSQL";

  beforeAll(async () => {
    [outside, database] = await Promise.all([startOutside(), open()]);
    env = { ...outside.env, ...database.env };
  });
  afterAll(async () => {
    await bot?.stop();
    await outside?.close();
    await database?.close();
  });

  async function corrupted(phoneNumber: string): Promise<{ id: number; seeded: SeededNumber }> {
    const seeded = outside.seedNumber(phoneNumber);
    const id = await importNumber(bot, seeded);
    await askBot(bot, "POST", `/${id}/corrupt`, { cause: "platform", message: "gave up" });
    return { id, seeded };
  }
  const threadOf = (phoneNumber: string) => {
    const spaced = phoneNumber.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1 $2 $3");
    const alert = outside.slack
      .messages(defaults.alerts)
      .find((message) => JSON.stringify(message.blocks).includes(spaced));
    return alert === undefined ? "" : JSON.stringify(outside.slack.thread(defaults.alerts, alert.ts));
  };

  it("needs a migrated database, and makes one", async () => {
    const early = await runLineman(["numbers", "list"], env);
    expect(early).toMatchObject({ code: 1, out: "" });
    expect(early.err).toContain("`lineman migrate`");
    const migrated = await runLineman(["migrate"], env);
    expect(migrated).toMatchObject({ code: 0, err: "" });
    expect(migrated.out).toMatch(/^Applied 20261123000000_init\n/);
    expect(await askLineman(["migrate"], env)).toMatchObject({ code: 0, json: { applied: [] } });
    const empty = await runLineman(["numbers", "list"], env);
    expect(empty).toEqual({ code: 0, out: "No numbers are recorded.\n", err: "" });
    expect((await runLineman(["audit", "verify"], env)).out).toMatch(/^The audit log is empty: nothing is/);
  });

  it("is let in by a running bot, and nobody else is", async () => {
    bot = await startBot(env);
    outside.slack.connect(bot.url);
    expect(existsSync(socket())).toBe(isEmbedded);
    if (isEmbedded) {
      expect(statSync(socket()).mode & 0o777).toBe(0o600);
      const migrate = await runLineman(["migrate"], env);
      expect(migrate.code).toBe(1);
      expect(migrate.err).toContain("restart it");
    }
  });

  it("refuses what is still there, and force-deletes once it is proven gone", async () => {
    const { id, seeded } = await corrupted("+14155550101");
    const list = await askLineman(["numbers", "list", "corrupted"], env);
    expect(list).toMatchObject({ code: 0, json: { total_count: 1, next_after: null } });
    const shown = await runLineman(["numbers", "show", "+1 415-555-0101"], { ...env, NO_COLOR: "1" });
    expect(shown.code).toBe(0);
    expect(shown.out).toContain(`+14155550101 · Support Line · id ${id} · corrupted since `);
    expect(shown.out).toContain(`SIP trunk ${seeded.twilio_trunk_sid}`);
    expect(shown.out).not.toContain("\u001b");

    const flags = ["numbers", "force-delete", String(id), "--digits", "0101", "--yes"];
    const present = await runLineman(flags, env);
    expect(present.code).toBe(3);
    expect(present.err).toMatch(
      / still there\. Remove .* Accept leftovers takes a second person, and works in Slack only\./,
    );

    outside.cleanUpByHand(seeded);
    const verified = await askLineman(["numbers", "verify", String(id)], env);
    const states = verified.json.external_resources.map(({ state }: { state: string }) => state);
    expect(new Set(states)).toEqual(new Set(["gone"]));

    const wrong = await runLineman(["numbers", "force-delete", String(id), "--digits", "9999", "--yes"], env);
    expect(wrong.code).toBe(3);
    expect(wrong.err).toContain("These are not the last four digits of +14155550101. (--digits)");
    const unasked = await runLineman(flags.slice(0, -1), env);
    expect(unasked).toMatchObject({ code: 3 });
    expect(unasked.err).toContain("Add --yes");

    const done = await runLineman(flags, env);
    expect(done).toMatchObject({ code: 0 });
    expect(done.out).toContain(
      `+14155550101 was force-deleted: everything proven gone or kept. Case LM-${id}-1.\nNothing was left behind.\n`,
    );
    await outside.slack.until(() => threadOf("+14155550101").includes(`${ME} on the command line`), {
      timeoutMs: 20_000,
    });
    const ended = await runLineman(["numbers", "show", String(id)], env);
    expect(ended).toMatchObject({
      code: 4,
      err: expect.stringContaining(`system user ${ME} force-deleted it`),
    });
    const late = await askLineman(flags, env);
    expect(late).toMatchObject({
      code: 0,
      json: { result: "already_done", incident: { case: `LM-${id}-1` } },
    });
  });

  it("asks for ticks and a reason where nobody can tell; one of two at once does it", async () => {
    const { id, seeded } = await corrupted("+14155550102");
    outside.twilio.rotateToken(ACCOUNT.sid, "rotated-by-somebody-else-0123456789ab");
    outside.livekit.removeByHand(seeded.livekit_dispatch_rule_id);
    outside.livekit.removeByHand(seeded.livekit_trunk_id);
    const verified = await askLineman(["numbers", "verify", String(id)], env);
    const open: string[] = verified.json.external_resources
      .filter(({ state }: { state: string }) => state === "unknown")
      .map(({ key }: { key: string }) => key);
    expect(open.length).toBeGreaterThan(3);
    const base = ["numbers", "force-delete", String(id), "--digits", "0102", "--yes"];
    const bare = await runLineman(base, env);
    expect(bare.code).toBe(3);
    expect(bare.err).toContain("(--tick, --reason)");
    expect((await askLineman(base, env)).json.error.to_tick).toEqual(open);
    const strange = await runLineman([...base, "--tick", "twilio_sip_trunk:TKnone"], env);
    expect(strange.err).toContain(
      "twilio_sip_trunk:TKnone is not open here. To be ticked: --tick twilio_sip_trunk:TK",
    );

    const full = [...base, ...open.flatMap((key) => ["--tick", key]), "--reason", "cut off in OPS-812"];
    const both = await Promise.all([askLineman(full, env), askLineman(full, env)]);
    const results = both.map(({ json }) => json.result ?? json.error.code);
    expect(results.filter((result) => result === "done")).toHaveLength(1);
    expect(results.every((result) => ["done", "already_done", "refused"].includes(result))).toBe(true);

    const exported = await askLineman(["audit", "export", "--case", `LM-${id}-1`], env);
    const deeds = exported.json.events.filter(
      ({ action }: { action: string }) => action === "force_delete_confirmed",
    );
    expect(deeds).toMatchObject([
      { actor: { kind: "os_user", name: ME }, data: { basis: "attested", reason: "cut off in OPS-812" } },
    ]);
    outside.twilio.rotateToken(ACCOUNT.sid, ACCOUNT.authToken);
  });

  it("tells what was left behind, what happened and that the log holds, also without the bot", async () => {
    const listed = await askLineman(["leftovers"], env);
    expect(listed.json.total_count).toBeGreaterThan(3);
    const { sid, phone_number_id: id } = listed.json.items[0];
    await bot.stop();
    expect(existsSync(socket())).toBe(false);
    const found = await runLineman(["leftovers", sid], env);
    expect(found.out).toContain(`of +14155550102`);
    expect(found.out).toContain("reason: cut off in OPS-812");
    const markdown = await runLineman(["audit", "export", "--case", `LM-${id}-1`], env);
    expect(markdown).toMatchObject({ code: 0 });
    expect(markdown.out).toContain(`# Case LM-${id}-1\n`);
    expect(markdown.out).toContain("Force-deleted: people vouched for what could not be proven");
    expect(markdown.out).toContain("  - Reason: cut off in OPS\\-812");
    const missing = await runLineman(["audit", "export", "--case", `LM-${id}-7`], env);
    expect(missing.code).toBe(4);
    expect(missing.err).toContain(`There is no case LM-${id}-7. Its cases: LM-${id}-1.`);
    const { json } = await askLineman(["audit", "verify"], env);
    expect(json).toMatchObject({ outcome: "holds", at: null });
    const head = `${json.head.seq}:${json.head.hash}`;
    expect((await runLineman(["audit", "verify", "--head", head], env)).code).toBe(0);
    const other = await runLineman(
      ["audit", "verify", "--head", `${json.head.seq + 1}:${json.head.hash}`],
      env,
    );
    expect(other.code).toBe(5);
    expect(outside.twilio.violations).toEqual([]);
    expect(outside.slack.violations).toEqual([]);
  });
});
