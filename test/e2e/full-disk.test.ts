import { afterAll, beforeAll, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { type Outside, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { askReadiness } from "../support/ask-readiness.ts";
import { askBot, importNumber } from "../support/bot-api.ts";
import { eventually } from "../support/eventually.ts";
import { mountSmallDisk, type SmallDisk } from "../support/small-disk.ts";

let disk: SmallDisk | null;
let outside: Outside;
let bot: BotProcess | undefined;
beforeAll(async () => {
  disk = mountSmallDisk(192);
  outside = await startOutside();
});
afterAll(async () => {
  await bot?.stop();
  await outside?.close();
  disk?.remove();
});

it("refuses plainly while the disk is full, says so, loses nothing that it confirmed, and works again with room", async (context) => {
  if (disk === null) return context.skip("no file system of a test's own can be mounted here");
  bot = await startBot({ ...outside.env, DATA_DIR: disk.directory });
  outside.slack.connect(bot.url);
  const id = await importNumber(bot, outside.seedNumber("+14155550120"));
  const before = outside.seedNumber("+14155550121");
  disk.fill();
  const full = await eventually(
    () => askReadiness(bot!),
    ({ status }) => status === 503,
  );
  expect(full.checks["database"]).toMatchObject({
    ok: false,
    why: "its disk is full: make room for DATA_DIR",
  });

  const confirmed = [id];
  let refusal = "";
  for (let number = 0; refusal === "" && number < 400; number += 1) {
    const answer = await askBot(bot, "POST", "", {
      phone_number: `+1415556${String(number).padStart(4, "0")}`,
      label: "x".repeat(200),
    });
    if (answer.status === 201) confirmed.push(answer.body.item.id);
    else refusal = `${answer.status} ${answer.body.message}`;
  }
  expect(refusal).toMatch(
    /^503 The database does not work \(its disk is full\)\. This may not have been done/,
  );
  expect((await askBot(bot, "GET", `/${id}`)).status).toBe(200);

  disk.makeRoom();
  await eventually(
    () => askReadiness(bot!),
    ({ status }) => status === 200,
  );
  for (const one of confirmed) expect((await askBot(bot, "GET", `/${one}`)).status).toBe(200);
  const later = await importNumber(bot, before);
  await askBot(bot, "POST", `/${later}/corrupt`, { cause: "in_use", message: "gave up" });
  await outside.slack.until(() => outside.slack.messages(defaults.alerts).length === 1, {
    timeoutMs: 20_000,
  });
}, 180_000);
