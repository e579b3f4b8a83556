import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { importRequest } from "../../standins/import-request.ts";
import { ACCOUNT, API_TOKEN, type Outside, type SeededNumber, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { ShownView } from "../../standins/slack/wire.ts";
import { askBot, importNumber } from "../support/bot-api.ts";
import { BOT_DATABASES } from "../support/bot-databases.ts";
import { startPrism } from "../support/prism.ts";
import { everyId, everyTick, resourceWords, screensOf, words } from "./main-job-screens.ts";

const NUMBER = "+14155551234";
const DOCS = /Please see documentation for manual cleanup: http:\/\/127\.0\.0\.1:\d+\/runbook$/;

describe.each(BOT_DATABASES)("the main job on $kind", ({ open }) => {
  let outside: Outside;
  let prism: Awaited<ReturnType<typeof startPrism>>;
  let database: Awaited<ReturnType<typeof open>>;
  let bot: BotProcess;
  let seeded: SeededNumber;
  let id: number;
  let modal: ShownView;

  beforeAll(async () => {
    outside = await startOutside({
      twilioUrl: async (origin) => {
        prism = await startPrism(origin);
        return prism.url;
      },
    });
    database = await open();
    bot = await startBot({ ...outside.env, ...database.env });
    outside.slack.connect(bot.url);
    seeded = outside.seedNumber(NUMBER);
  });
  afterAll(async () => {
    await bot?.stop();
    await prism?.close();
    await outside?.close();
    await database?.close();
  });

  const { onCall, colleague, until, alert, homeWords, currentModal, modalWords, decidedModal } = screensOf(
    () => outside.slack,
  );

  it("imports a number and sees everything that it owns", async () => {
    const answer = await askBot(bot, "POST", "/import", importRequest(seeded));
    expect(answer).toMatchObject({
      status: 201,
      body: { success: true, item: { phone_number: NUMBER, status: "active" } },
    });
    id = answer.body.item.id;
    expect(answer.body.item.external_resources.map(({ state }) => state)).not.toContain("unknown");
    expect(words(answer.body)).not.toContain(ACCOUNT.authToken);
  });

  it("refuses to force-delete a number that is active, in the API and in Slack", async () => {
    expect(await askBot(bot, "DELETE", `/${id}/force`)).toMatchObject({
      status: 422,
      body: { success: false, message: "Force delete is only allowed for corrupted phone numbers" },
    });
    await onCall().command("/phone", `force-delete ${id}`);
    await until(() => modalWords().includes("Force delete is only allowed for corrupted phone numbers"));
    await onCall().close(currentModal()!.id);
  });

  it("answers the documented failure when Twilio refuses the credentials, and cleans up LiveKit all the same", async () => {
    outside.twilio.rotateToken(ACCOUNT.sid, "rotated-by-somebody-else-0123456789ab");
    const answer = await askBot(bot, "DELETE", `/${id}`);
    expect(answer).toEqual({
      status: 422,
      body: {
        success: false,
        errors: {
          base: [
            expect.stringMatching(
              /^Failed to cleanup external resources\. Phone number marked as corrupted\. /,
            ),
          ],
        },
        message: "Failed to delete phone number",
        request_id: expect.any(String),
      },
    });
    expect(answer.body.errors["base"]?.[0]).toMatch(DOCS);
    expect(outside.livekit.has(seeded.livekit_trunk_id)).toBe(false);
    expect(outside.livekit.has(seeded.livekit_dispatch_rule_id)).toBe(false);
    expect(outside.twilio.has(seeded.twilio_trunk_sid)).toBe(true);
    expect(await askBot(bot, "GET", `/${id}`)).toMatchObject({
      body: { item: { status: "corrupted", corruption_cause: "credentials" } },
    });
  });

  it("alerts the channel once, with the cause, every id and the on-call group", async () => {
    await until(() => outside.slack.messages(defaults.alerts).length > 0);
    const text = words(alert().blocks);
    for (const sid of everyId(seeded)) expect(text).toContain(sid);
    expect(text).toContain("Twilio rejected the credentials");
    expect(text).toContain("20003");
    expect(text).toContain("Support Line");
    expect(text).toContain(`<!subteam^${defaults.oncall}`);
    expect(text).toContain("cannot tell");
    expect(text).toContain("gone");
    for (const button of ["check_again", "clean_up_done", "retry_clean_up", "force_delete_number"])
      expect(text).toContain(`"action_id":"${button}"`);
  });

  it("shows the number in Home to a colleague who looks on", async () => {
    await colleague().openHome();
    await until(() => homeWords(defaults.colleague).includes(`id ${id} · case`));
  });

  it("tells a colleague who is not on call who may act, and does nothing", async () => {
    const calls = outside.twilio.calls.length;
    for (const action of ["check_again", "retry_clean_up"]) await colleague().click(alert(), action);
    await until(() => outside.slack.ephemerals(defaults.colleague).length >= 2);
    expect(words(outside.slack.ephemerals(defaults.colleague))).toContain(defaults.oncall);
    expect(outside.twilio.calls.length).toBe(calls);
  });

  it("records who says that they have removed what", async () => {
    await onCall().click(alert(), "clean_up_done");
    const ticks = await until(decidedModal);
    const boxes = ticks.blocks.find(
      (block) => words(block).includes(seeded.twilio_trunk_sid) && block.type === "input",
    );
    await onCall().submit(ticks.id, {
      [boxes!.block_id ?? ""]: [`twilio_sip_trunk:${seeded.twilio_trunk_sid}`],
    });
    await until(() => words(alert().blocks).includes(`<@${defaults.requester}>`));
  });

  it("shows in the modal at once that it checks, and then that nobody can tell", async () => {
    await onCall().click(alert(), "force_delete_number");
    modal = await until(decidedModal);
    const text = words(modal.blocks);
    expect(text).toContain("cannot tell");
    expect(text).toContain("This cannot be undone");
    expect(outside.slack.callsOf("views.open").at(-1)?.args).toMatchObject({
      view: expect.not.objectContaining({ submit: expect.anything() }),
    });
  });

  it("refuses wrong digits at their field, and changes nothing", async () => {
    const { status, errors } = await onCall().submit(
      modal.id,
      { digits: "9999", reason: "because" },
      { unchecked: true },
    );
    expect(status).toBe(200);
    expect(errors).toHaveProperty("digits", `These are not the last four digits of ${NUMBER}.`);
    expect((await askBot(bot, "GET", `/${id}`)).status).toBe(200);
  });

  it("refuses while the resources are still there, once they can be seen again", async () => {
    outside.twilio.rotateToken(ACCOUNT.sid, ACCOUNT.authToken);
    await onCall().submit(modal.id, { digits: "1234", reason: "removed by hand", ...everyTick(modal) });
    await until(() => modalWords().includes("still there"));
    expect((await askBot(bot, "GET", `/${id}`)).status).toBe(200);
    expect(outside.twilio.has(seeded.twilio_trunk_sid)).toBe(true);
    await onCall().close(currentModal()!.id);
  });

  it("proves with Check again that what was cleaned up by hand is gone, in the same message", async () => {
    outside.cleanUpByHand(seeded);
    await onCall().click(alert(), "check_again");
    await until(() => !/still there|cannot tell/.test(resourceWords(alert())));
    expect(outside.slack.messages(defaults.alerts)).toHaveLength(1);
    const item = (await askBot(bot, "GET", `/${id}`)).body.item;
    expect(item.external_resources.map(({ state }) => state)).toEqual(
      item.external_resources.map(() => "gone"),
    );
  });

  it("force-deletes once, however often the submission is sent", async () => {
    await onCall().command("/phone", `force-delete ${id}`);
    const view = await until(decidedModal);
    await onCall().submit(view.id, { digits: "1234", reason: "OPS-812" }, { times: 20 });
    await until(() => words(alert().blocks).includes("was force-deleted"));
    expect(await askBot(bot, "GET", `/${id}`)).toMatchObject({
      status: 404,
      body: { success: false, message: "Phone number not found" },
    });
  });

  it("closes the same message with outcome, who and why, and takes the buttons away", async () => {
    const message = alert();
    expect(outside.slack.messages(defaults.alerts)).toHaveLength(1);
    const text = words(message.blocks);
    expect(text).toContain(`<@${defaults.requester}>`);
    expect(text).toContain("OPS-812");
    expect(message.blocks.filter((block) => block.type === "actions")).toEqual([]);
  });

  it("shows the force delete in the Home of whoever looks on, by itself", async () => {
    await until(() => homeWords(defaults.colleague).includes(`by <@${defaults.requester}>`));
    expect(homeWords(defaults.colleague)).toContain("Nothing is open.");
  });

  it("says to whoever presses an old button that it is over", async () => {
    const before = outside.slack.ephemerals(defaults.requester).length;
    await onCall().command("/phone", `force-delete ${id}`);
    await onCall().command("/phone", `show ${id}`);
    await until(() => outside.slack.ephemerals(defaults.requester).length > before);
    expect(words(outside.slack.ephemerals(defaults.requester).at(-1)?.text ?? "")).toContain(
      `There is no phone number with id ${id}`,
    );
  });

  it("alerts a number that another program sets to corrupted by plain SQL", async (context) => {
    if (!("DATABASE_URL" in database.env)) return context.skip("the embedded database has one process: ours");
    const other = await importNumber(bot, outside.seedNumber("+14155550199"), { label: "Sales" });
    const { default: pg } = await import("pg");
    const client = new pg.Client(database.env["DATABASE_URL"]);
    await client.connect();
    await client.query(
      "update phone_numbers set status = 'corrupted', corruption_cause = 'platform_bug' where id = $1",
      [other],
    );
    await client.end();
    const second = await until(() => outside.slack.messages(defaults.alerts)[1]);
    expect(words(second.blocks)).toContain("platform_bug");
    await until(() => words(outside.slack.messages(defaults.alerts)[1]?.blocks).includes("still there"));
    await onCall().openHome();
    await until(() => homeWords(defaults.requester).includes("+1 415 555 0199"));
  });

  it("has broken no rule of Slack, Twilio or LiveKit, and told nobody a secret", () => {
    expect(outside.slack.violations).toEqual([]);
    expect(outside.slack.warnings).toEqual([]);
    expect(outside.twilio.violations).toEqual([]);
    expect(prism.violations).toEqual([]);
    expect(outside.livekit.violations).toEqual([]);
    const told = words(outside.slack.calls) + bot.output();
    for (const secret of [
      ACCOUNT.authToken,
      outside.env["LIVEKIT_API_SECRET"],
      outside.env["ENCRYPTION_KEY"],
      API_TOKEN,
    ])
      expect(told).not.toContain(secret);
  });

  it("stops on SIGTERM with exit code 0", async () => {
    expect(await bot.stop()).toBe(0);
  });
});
