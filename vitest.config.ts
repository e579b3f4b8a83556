import { defineConfig } from "vitest/config";
import { PlainCountsReporter } from "./test/support/plain-counts-reporter.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    // A test waits for conditions, not for time; these bounds only end one that hangs.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // On two cores: the tests with processes of their own wait for most of their time.
    maxWorkers: 3,
    reporters: ["default", new PlainCountsReporter()],
    coverage: {
      provider: "istanbul",
      // What answers callers and operators: each of its branches is something that somebody reads. Files that no test loads
      // count as well; what runs in a child process does not.
      include: ["src/http/**/*.ts", "src/cli/**/*.ts"],
      reporter: [["text", { skipFull: true }], "html"],
      thresholds: { "src/http/**": { branches: 95 }, "src/cli/**": { branches: 95 } },
    },
  },
});
