import type { Command } from "commander";

/** `help [command...]` of a group of commands: the one of commander answers a word that it does not know with all its help. */
export function addHelp(group: Command): void {
  group.helpCommand(false);
  group
    .command("help")
    .description("show the help of a command")
    .argument("[command...]", "its name, e.g. numbers list")
    .action((names: string[]) => {
      let found = group;
      for (const name of names) {
        const next = found.commands.find((command) => command.name() === name);
        if (next === undefined)
          found.error(`error: unknown command '${name}'`, { code: "commander.unknownCommand" });
        else found = next;
      }
      found.help();
    });
}
