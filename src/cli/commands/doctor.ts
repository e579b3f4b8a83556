import type { Command } from "commander";
import { ConfigError } from "../../config/config-error.ts";
import type { Finding } from "../doctor/check.ts";
import { EXIT } from "../exit-codes.ts";
import { findingLines } from "../print/findings.ts";
import { paintFor } from "../print/paper.ts";
import type { Session } from "../session.ts";
import { Interrupted } from "../terminal.ts";

const HELP = `
Looks at the configuration, Slack (token, scopes, channel, user groups, socket),
clock, Twilio, LiveKit, the database, its migrations and keys, and the running
bot. Changes nothing. Ends with ${EXIT.faults} where something failed.

Examples:
  lineman doctor
  lineman doctor --json | jq '.checks[] | select(.outcome != "ok")'
`;

/** `lineman doctor` */
export function addDoctor(program: Command, session: Session): void {
  program
    .command("doctor")
    .description("check everything that Lineman needs, and say how to put right what is wrong")
    .addHelpText("after", HELP)
    .action(async () => {
      const findings = await examine(session);
      const { terminal } = session;
      const failed = findings.some(({ outcome }) => outcome === "failed");
      terminal.out(
        session.isJson()
          ? `${JSON.stringify({ success: !failed, checks: findings }, null, 2)}\n`
          : findingLines(findings, paintFor(terminal), terminal.columns),
      );
      if (failed) session.endWith(EXIT.faults);
    });
}

async function examine(session: Session): Promise<Finding[]> {
  try {
    const config = session.config();
    const means = await session.doctorMeans();
    const { runChecks } = await import("../doctor/run-checks.ts");
    const notices = config.notices.map((what): Finding => ({ name, outcome: "warning", what, fix: null }));
    const whole: Finding = { name, outcome: "ok", what: "All variables can be read.", fix: null };
    const checks = await session.terminal.during(
      () => runChecks(means),
      (stop) => stop(new Interrupted()),
    );
    return [whole, ...notices, ...checks];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const faults = error.faults.map(
      ({ variable, problem, fix }): Finding => ({
        name,
        outcome: "failed",
        what: `${variable} ${problem}.`,
        fix,
      }),
    );
    const what = "Nothing else was looked at: the other checks need the whole configuration.";
    return [
      ...faults,
      {
        name: "others",
        outcome: "warning",
        what,
        fix: "Put the variables right, then run the doctor again.",
      },
    ];
  }
}

const name = "configuration";
