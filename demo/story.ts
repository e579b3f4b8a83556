import { importRequest } from "../standins/import-request.ts";
import { ACCOUNT, API_TOKEN, type Outside, type SeededNumber } from "../standins/outside.ts";
import { defaults } from "../standins/slack/default-workspace.ts";
import type { ShownView, SlackMessage } from "../standins/slack/wire.ts";
import { renderBlocks } from "./plain-rendering.ts";
import { note, show, tell } from "./terminal.ts";

const NUMBER = "+14155551234";

/** The main job, step by step, as the platform, the on-call person and Slack see it. Throws where it does not go as told. */
export async function tellStory(outside: Outside, botUrl: string): Promise<void> {
  const seeded = outside.seedNumber(NUMBER);
  const onCall = outside.slack.person(defaults.requester);
  const until = <T>(condition: () => T) => outside.slack.until(condition, { timeoutMs: 20_000 });
  const alert = () => outside.slack.messages(defaults.alerts)[0];
  const modal = () => outside.slack.viewsOf(defaults.requester).at(-1);
  const decided = () => (modal()?.submit ? modal() : undefined);

  tell("The voice platform records a number with everything that it owns at Twilio and LiveKit");
  const { id } = await importNumber(botUrl, seeded);
  note(`POST /api/v2/phone_numbers/import -> 201, id ${id}`);

  tell("Somebody rotates the Twilio auth token; then the platform deletes the number");
  outside.twilio.rotateToken(ACCOUNT.sid, "rotated-0123456789abcdef0123456789");
  const failed = await api(botUrl, "DELETE", `/${id}`);
  note(`DELETE /api/v2/phone_numbers/${id} -> ${failed.status} ${JSON.stringify(failed.body)}`);

  tell("On-call staff are alerted with exactly what was left behind");
  showMessage("#phone-alerts", await until(alert));

  tell("The on-call person opens Force delete…: it checks at once, and cannot tell");
  await onCall.click(await until(alert), "force_delete_number");
  showView(await until(decided));

  tell("Wrong digits are refused at their field");
  const view = await until(decided);
  const { errors } = await onCall.submit(view.id, { digits: "9999", reason: "x" }, { unchecked: true });
  for (const [field, text] of Object.entries(errors)) note(`${field}: ${text}`);
  await onCall.close(view.id);

  tell("The token is put right. Everything is still there, so a force delete is refused");
  outside.twilio.rotateToken(ACCOUNT.sid, ACCOUNT.authToken);
  await onCall.click(await until(alert), "force_delete_number");
  const present = await until(decided);
  await onCall.submit(present.id, { digits: "1234" }, { unchecked: true });
  await until(() => JSON.stringify(modal()?.blocks ?? "").includes("still there"));
  note("The trunk and its lists are still there: nothing was deleted.");
  await onCall.close(present.id);

  tell("The person removes everything in the consoles, by hand, and presses Check again");
  outside.cleanUpByHand(seeded);
  await onCall.click(await until(alert), "check_again");
  await until(() => !/still there|\*cannot tell/.test(JSON.stringify(alert()?.blocks)));
  showMessage("#phone-alerts: the same message, updated", await until(alert));

  tell("Everything is proven gone: Force delete, with the last four digits");
  await onCall.command("/phone", `force-delete ${id}`);
  const safe = await until(decided);
  await onCall.submit(safe.id, { digits: "1234", reason: "removed by hand, OPS-812" });
  await until(() => JSON.stringify(alert()?.blocks).includes("was force-deleted"));
  showMessage("#phone-alerts: the end of the same message", await until(alert));
  const after = await api(botUrl, "GET", `/${id}`);
  note(`GET /api/v2/phone_numbers/${id} -> ${after.status} ${JSON.stringify(after.body)}`);
}

function showMessage(title: string, message: SlackMessage): void {
  show(title, renderBlocks(message.blocks));
}

function showView(view: ShownView): void {
  show(`window: ${view.title?.["text"] ?? ""}`, [
    ...renderBlocks(view.blocks),
    `( ${view.submit?.["text"] ?? ""} )`,
  ]);
}

async function importNumber(botUrl: string, seeded: SeededNumber): Promise<{ id: number }> {
  const { status, body } = await api(botUrl, "POST", "/import", importRequest(seeded));
  if (status !== 201) throw new Error(`the import was answered ${status}: ${JSON.stringify(body)}`);
  return (body as { item: { id: number } }).item;
}

async function api(
  botUrl: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${botUrl}/api/v2/phone_numbers${path}`, {
    method,
    headers: {
      authorization: `Bearer ${API_TOKEN}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}
