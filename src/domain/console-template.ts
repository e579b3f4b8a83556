import type { ResourceKind } from "./external-resource.ts";

/** What a template may name, in braces. */
export const PLACEHOLDERS = ["sid", "parent_sid", "account_sid", "region"] as const;

export type Placeholder = (typeof PLACEHOLDERS)[number];

/** CONSOLE_LINKS: an address with placeholders for a kind of resource; null = no link for it. Kinds left out keep theirs. */
export type ConsoleTemplates = Partial<Record<ResourceKind, string | null>>;

/** Longer ones would not fit into a message twenty times. */
export const LONGEST_TEMPLATE = 500;

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** What keeps a text from being a template, in words that go on after a name; null: it is one. */
export function faultOfTemplate(template: string): string | null {
  if (!/^https:\/\//i.test(template)) return "is not an address that starts with https://";
  if (template.length > LONGEST_TEMPLATE) return `is longer than ${LONGEST_TEMPLATE} characters`;
  if (/[\s<>|"\\^`]/.test(template)) return "has a character in it that no address has";
  const unknown = [...template.matchAll(PLACEHOLDER)].some(([, name]) => !isPlaceholder(name));
  if (unknown || /[{}]/.test(template.replaceAll(PLACEHOLDER, "")))
    return `has a placeholder that is none of ${PLACEHOLDERS.map((name) => `{${name}}`).join(", ")}`;
  // What a resource is called never decides which host is opened.
  const [host = ""] = template.slice("https://".length).split(/[/?#]/);
  if (/[{}@]/.test(host) || readAddress(template.replaceAll(PLACEHOLDER, "x")) === null)
    return "does not name a host";
  return null;
}

/** True where the address depends on the value. */
export function hasPlaceholder(template: string, name: Placeholder): boolean {
  return template.includes(`{${name}}`);
}

/** The address with every value in it, encoded; null where one is missing (null) or no https address comes of it. */
export function fillTemplate(
  template: string,
  values: Readonly<Record<Placeholder, string | null>>,
): string | null {
  let isWhole = true;
  const filled = template.replaceAll(PLACEHOLDER, (_, name: string) => {
    const value = isPlaceholder(name) ? values[name] : null;
    // A path of dots is another path, encoded or not.
    if (value === null || /^\.*$/.test(value)) isWhole = false;
    return encodeURIComponent(value ?? "");
  });
  return isWhole ? readAddress(filled) : null;
}

function isPlaceholder(name: string | undefined): name is Placeholder {
  return PLACEHOLDERS.some((known) => known === name);
}

function readAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "https:" && url.host !== "" ? text : null;
}
