import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/config/config-error.ts";
import { VARIABLES } from "../../src/config/environment-schema.ts";
import { FIXES } from "../../src/config/fixes.ts";
import { loadConfig } from "../../src/config.ts";

describe("ConfigError", () => {
  it("prints every fault with its fix", () => {
    expect(String(new ConfigError([{ variable: "A", problem: "is not set", fix: "Set it." }]))).toBe(
      [
        "Lineman cannot start: 1 fault in the configuration.",
        "",
        "  A is not set",
        "      Set it.",
        "",
        "Variables are read from the environment and from the file .env. Nothing was started or changed.",
      ].join("\n"),
    );
  });

  it("has a fix for every variable, and tells how to make a key", () => {
    expect(Object.keys(FIXES).sort()).toEqual([...VARIABLES].sort());
    expect(FIXES.ENCRYPTION_KEY).toContain("must be 32 bytes in base64. Make one: node -e ");
  });

  it("never prints a value", () => {
    const values = Object.fromEntries(VARIABLES.map((variable) => [variable, `hunter2-${variable} ::,`]));
    try {
      loadConfig(values);
      expect.unreachable("these values are wrong");
    } catch (error) {
      const { message, stack } = error as ConfigError;
      expect(error).toBeInstanceOf(ConfigError);
      expect(`${error} ${message} ${stack} ${JSON.stringify(error)}`).not.toContain("hunter2");
    }
  });
});
