export type LinkMode = "http" | "socket";

let current: LinkMode = "http";

/** How payloads reach the bot in tests that do not say it themselves. */
export function linkMode(): LinkMode {
  return current;
}

/** For a file that runs the tests of others once more. */
export function useLink(mode: LinkMode): void {
  current = mode;
}
