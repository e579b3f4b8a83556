import { App, HTTPReceiver } from "@slack/bolt";

// A Bolt app that acknowledges everything at once and does nothing else: what an answer costs at least.
// `node --import tsx bench/bare-bolt.ts <signing secret>`; prints its port.

const receiver = new HTTPReceiver({ signingSecret: process.argv[2] ?? "" });
const app = new App({
  receiver,
  authorize: async () => ({ botToken: "xoxb-bench", botId: "B1", botUserId: "U1" }),
});
app.command(/.*/, ({ ack }) => ack());
app.action(/.*/, ({ ack }) => ack());
app.view({ callback_id: /.*/, type: "view_submission" }, ({ ack }) =>
  ack({ response_action: "errors", errors: { digits: "These are not the last four digits." } }),
);
app.event("app_home_opened", async () => {});
const server = await app.start({ port: 0, host: "127.0.0.1" });
const address = server.address();
console.log(typeof address === "object" && address !== null ? address.port : "");
process.once("SIGTERM", () => process.exit(0));
