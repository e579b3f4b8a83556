// The walls of docs/adr/0001: which folder may import what, each with its reason. `npm run walls` enforces them.

/** One SDK is imported from one folder of src/ only. */
const onlyDoor = (name, folder, packages) => ({
  name,
  comment: `src/${folder} is the only door to ${packages}: whoever needs it goes through a port.`,
  severity: "error",
  from: { path: "^src/", pathNot: `^src/${folder}` },
  to: { path: `^node_modules/(${packages})(/|$)` },
});

/** A surface knows operations and domain, and neither another surface nor an adapter. */
const surface = (name, others) => ({
  name: `${name}-is-a-surface`,
  comment: "Surfaces translate between the outside and operations; they never meet each other or an adapter.",
  severity: "error",
  from: { path: `^src/${name}/` },
  to: { path: `^src/(${others.join("|")}|providers|persistence)(/|$)` },
});

module.exports = {
  forbidden: [
    {
      name: "domain-is-pure",
      comment:
        "domain/ decides: no npm package, no node:*, no other folder, so that every rule is testable as a value.",
      severity: "error",
      from: { path: "^src/domain/" },
      to: { pathNot: "^src/domain/" },
    },
    {
      name: "operations-see-ports-only",
      comment:
        "operations/ does: domain and its own ports, so that it runs over memory as well as over the real outside.",
      severity: "error",
      from: { path: "^src/operations/" },
      to: { pathNot: "^src/(domain|operations)/" },
    },
    surface("slack", ["http", "jobs", "local", "cli"]),
    surface("http", ["slack", "jobs", "local", "cli"]),
    surface("jobs", ["slack", "http", "local", "cli"]),
    {
      name: "local-is-a-surface",
      comment:
        "local/ is the door for the command line's process: like every surface it knows operations and domain, no other surface and no adapter.",
      severity: "error",
      from: { path: "^src/local/" },
      to: { path: "^src/(cli|slack|http|jobs|providers|persistence)/" },
    },
    {
      name: "cli-parses-and-prints",
      comment:
        "cli/ asks at the desk (local/) or the roots (src/*.ts), which wire: a command that reached into a surface or an adapter would work in one process only.",
      severity: "error",
      from: { path: "^src/cli/" },
      to: { path: "^src/(slack|http|jobs|providers|persistence|observability)/" },
    },
    {
      name: "only-main-and-tests-import-cli",
      comment: "The command line is the outermost layer: nothing that it stands on knows it.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(main\\.ts$|cli/)" },
      to: { path: "^src/cli/" },
    },
    onlyDoor("one-door-to-the-command-line", "cli/", "commander"),
    {
      name: "adapters-see-domain-and-ports",
      comment: "providers/ and persistence/ implement ports; a verb in an adapter is in the wrong place.",
      severity: "error",
      from: { path: "^src/(providers|persistence)/" },
      to: { path: "^src/", pathNot: "^src/(domain/|operations/ports/|providers/|persistence/)" },
    },
    {
      name: "providers-know-no-database",
      comment: "An adapter knows one outside, not two.",
      severity: "error",
      from: { path: "^src/providers/" },
      to: { path: "^src/persistence/" },
    },
    {
      name: "providers-are-strangers",
      comment: "Twilio's adapter knows nothing of LiveKit's; what both need stands beside them.",
      severity: "error",
      from: { path: "^src/providers/([^/]+)/" },
      to: { path: "^src/providers/[^/]+/", pathNot: "^src/providers/$1/" },
    },
    onlyDoor("one-door-to-twilio", "providers/twilio/", "twilio"),
    onlyDoor("one-door-to-livekit", "providers/livekit/", "livekit-server-sdk|@livekit"),
    onlyDoor("one-door-to-slack", "slack/", "@slack"),
    onlyDoor("one-door-to-the-queue", "jobs/", "pg-boss"),
    onlyDoor("one-door-to-the-database", "persistence/", "@prisma|pg|@electric-sql"),
    onlyDoor("one-door-to-fastify", "http/", "fastify|@fastify"),
    onlyDoor("one-door-to-the-log", "observability/", "pino"),
    onlyDoor("one-door-to-the-metrics", "observability/", "prom-client"),
    {
      name: "only-entries-import-app",
      comment: "app.ts is the one composition root: what it wires does not know it.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(start-lineman\\.ts$|cli/)" },
      to: { path: "^src/app\\.ts$" },
    },
    {
      name: "src-stands-alone",
      comment: "What is shipped needs nothing that only tests or the demo have.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|standins|playground|demo|bench|chaos|scripts)/" },
    },
    {
      name: "standins-stand-alone",
      comment: "A stand-in that shares code with the bot would share its mistakes.",
      severity: "error",
      from: { path: "^standins/" },
      to: { path: "^(src|test|demo|bench|chaos|scripts)/" },
    },
    {
      name: "chaos-stays-outside",
      comment:
        "It drives the bot as its users do, over HTTP, Slack and SQL: with the bot's own code it would believe what the bot believes.",
      severity: "error",
      from: { path: "^chaos/" },
      to: { path: "^src/" },
    },
    {
      name: "renderer-sees-payloads-only",
      comment:
        "It shows what Slack would make of a payload: with Lineman's own code at hand it would show what was meant. It runs in browsers, too.",
      severity: "error",
      from: { path: "^playground/render/" },
      to: { pathNot: "^(playground/render/|node_modules/@slack/types/)" },
    },
    {
      name: "no-circles",
      comment: "A circle has no layer.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-undeclared-packages",
      comment: "A package that is only there by chance is gone tomorrow.",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "unknown", "undetermined", "npm-dev"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "src/persistence/generated" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types"],
      extensions: [".ts", ".js", ".mjs"],
    },
  },
};
