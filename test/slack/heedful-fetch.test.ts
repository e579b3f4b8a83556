import { describe, expect, it } from "vitest";
import { heedfulFetch } from "../../src/slack/heedful-fetch.ts";
import { createPace } from "../../src/slack/pace.ts";
import { createMemoryTurns } from "../support/memory-turns.ts";
import { quickClock } from "./support/slack-harness.ts";

const URL_OF = (method: string) => `https://slack.com/api/${method}`;

/** Two processes that share their turns; what each sent, and what Slack answers next. */
function twoProcesses() {
  const clock = quickClock();
  const turns = createMemoryTurns(clock);
  const sent: string[] = [];
  const warned: string[] = [];
  let next: () => Response = () => new Response("{}");
  const log = {
    info: () => {},
    error: () => {},
    warn: (_: object, message: string) => void warned.push(message),
  };
  const process = () =>
    heedfulFetch(
      async (url) => {
        sent.push(String(url));
        const answer = next();
        next = () => new Response("{}");
        return answer;
      },
      createPace(turns, clock),
      log,
    );
  const answerNext = (answer: () => Response) => {
    next = answer;
  };
  return { clock, turns, sent, warned, answerNext, first: process(), second: process() };
}

const tooMany = (headers: Record<string, string>) => () => new Response("", { status: 429, headers });

describe("a Retry-After of Slack", () => {
  it("is obeyed by every process, for the method that got it", async () => {
    const { clock, sent, answerNext, first, second } = twoProcesses();
    answerNext(tooMany({ "retry-after": "20" }));
    expect((await first(URL_OF("conversations.history"))).status).toBe(429);
    clock.advance(18_500);
    for (const fetch of [first, second]) {
      const answer = await fetch(URL_OF("conversations.history"));
      expect(answer.status).toBe(429);
      expect(answer.headers.get("retry-after")).toBe("2");
      expect(await answer.json()).toEqual({ ok: false, error: "ratelimited" });
    }
    expect(sent).toHaveLength(1);
    await second(URL_OF("conversations.info"));
    clock.advance(1_500);
    expect((await second(URL_OF("conversations.history"))).status).toBe(200);
    expect(sent).toHaveLength(3);
  });

  it("that says no time holds for a second", async () => {
    const { clock, sent, answerNext, first } = twoProcesses();
    answerNext(tooMany({}));
    await first(URL_OF("views.open"));
    clock.advance(999);
    await first(URL_OF("views.open"));
    expect(sent).toHaveLength(1);
    clock.advance(1);
    await first(URL_OF("views.open"));
    expect(sent).toHaveLength(2);
  });

  it("leaves posts to their channels, and other addresses alone", async () => {
    const { sent, answerNext, first } = twoProcesses();
    for (const url of [URL_OF("chat.postMessage"), "https://hooks.slack.com/actions/T1/2/x"]) {
      answerNext(tooMany({ "retry-after": "60" }));
      await first(url);
      await first(url);
    }
    expect(sent).toHaveLength(4);
  });

  it("that cannot be noted is passed on all the same", async () => {
    const { turns, warned, answerNext, first } = twoProcesses();
    turns.pause = () => Promise.reject(new Error("no database"));
    answerNext(tooMany({ "retry-after": "20" }));
    expect((await first(URL_OF("chat.update"))).status).toBe(429);
    expect(warned).toEqual(["a Retry-After could not be noted"]);
  });
});
