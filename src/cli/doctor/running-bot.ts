import { type Check, failed, ok, warning } from "./check.ts";

/** Whether a bot runs on this host and says that it is ready; in Socket Mode that includes its socket. */
export const runningBot: Check = {
  name: "bot",
  async look({ askBot, config }) {
    const { port } = config.http;
    const answer = await askBot();
    if (answer === null)
      return warning(
        `No bot answers on port ${port} of this host.`,
        "Start it with `lineman start`; where it runs on another host, this is no fault.",
      );
    if (answer === "stranger")
      return warning(
        `Another program than a bot of Lineman listens on port ${port} of this host.`,
        "Stop it, or set PORT to another port: `lineman start` cannot listen there. Where the bot runs on another host, this is no fault.",
      );
    if (answer.troubles.length === 0) return ok(`The bot on port ${port} is ready.`);
    return failed(
      `The bot on port ${port} is not ready. ${answer.troubles.join(" ")}`,
      "The other checks say why; if they are all ok, look at its log.",
    );
  },
};
