import { describe } from "vitest";
import { useLink } from "./support/link-mode.ts";

// "Both behave the same" (product.md 6): the very tests of the surface over HTTP, with a socket in place of it.
useLink("socket");

describe("through a socket: /phone", async () => {
  await import("./phone-command.test.ts");
});
describe("through a socket: buttons", async () => {
  await import("./buttons.test.ts");
});
describe("through a socket: buttons with windows", async () => {
  await import("./buttons-with-windows.test.ts");
});
describe("through a socket: the force-delete window", async () => {
  await import("./force-delete.test.ts");
});
describe("through a socket: refusals of the force-delete window", async () => {
  await import("./force-delete-refusals.test.ts");
});
describe("through a socket: Home", async () => {
  await import("./home.test.ts");
});
