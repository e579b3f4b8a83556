/** What a token may do. Every scope may read: who changes a number must be able to look at the outcome. */
type ApiScope = "read" | "write" | "force" | "all";

/** A caller of the HTTP API. `name` is audited and shown, `token` never is. */
export interface ApiToken {
  name: string;
  token: string;
  scope: ApiScope;
}

const SHORTEST_TOKEN = 32;
const LONGEST_NAME = 64;

/**
 * Reads `name:token[:read|write|force]`, comma-separated. Problems name an entry by its place only: a name may be a token
 * in the wrong place.
 */
export function parseApiTokens(text: string): { tokens: ApiToken[]; problems: string[] } {
  const entries = text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  const problems: string[] = [];
  const tokens = entries.flatMap((entry, index) => {
    const parsed = parseEntry(entry);
    if (typeof parsed !== "string") return [parsed];
    problems.push(`entry ${index + 1} of ${entries.length} ${parsed}`);
    return [];
  });
  if (hasRepeats(tokens.map(({ name }) => name))) problems.push("names two entries alike");
  if (hasRepeats(tokens.map(({ token }) => token))) problems.push("has the same token twice");
  return { tokens, problems };
}

function parseEntry(entry: string): ApiToken | string {
  const [name = "", token, scope, ...more] = entry.split(":").map((part) => part.trim());
  if (token === undefined) return "is not name:token";
  if (more.length > 0) return "has more than three parts (a token holds no ':' and no ',')";
  if (name === "" || name.length > LONGEST_NAME || /\p{Cc}/u.test(name))
    return `needs a name of 1 to ${LONGEST_NAME} characters`;
  if (token.length < SHORTEST_TOKEN) return `has a token shorter than ${SHORTEST_TOKEN} characters`;
  // Anything else cannot be sent in an Authorization header.
  if (!/^[\x21-\x7e]+$/.test(token)) return "has a token with spaces or characters that are not ASCII";
  if (scope === undefined) return { name, token, scope: "all" };
  if (scope !== "read" && scope !== "write" && scope !== "force")
    return "has a scope that is not read, write or force";
  return { name, token, scope };
}

function hasRepeats(values: readonly string[]): boolean {
  return new Set(values).size !== values.length;
}
