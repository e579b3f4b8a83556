import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { Submitting } from "../../standins/slack/submitting.ts";

it("lets an update wait for the ack of the same view that is still being drawn", async () => {
  const submitting = new Submitting();
  const order: string[] = [];
  const drawn = submitting.during("V1", async () => {
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    order.push("ack");
  });
  await submitting.settled("V2");
  order.push("update of another view");
  await submitting.settled("V1");
  order.push("update");
  await drawn;
  expect(order).toEqual(["update of another view", "ack", "update"]);
});

it("lets an update through that the app waits for before it acks", async () => {
  const submitting = new Submitting();
  await submitting.during("V1", () => submitting.settled("V1"));
});
