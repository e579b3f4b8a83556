import { type ConsoleTemplates, faultOfTemplate } from "../domain/console-template.ts";
import { RESOURCE_KINDS, type ResourceKind } from "../domain/external-resource.ts";

/**
 * Reads a JSON object from kinds of resources to addresses with placeholders, or null for no link. Problems name an entry
 * by its kind, or by its place where that is none: a value may be anything that was put into the wrong variable.
 */
export function parseConsoleLinks(text: string): { templates: ConsoleTemplates; problems: string[] } {
  const read = readObject(text);
  if (read === null)
    return { templates: {}, problems: ["is not a JSON object of addresses by kind of resource"] };
  const templates: ConsoleTemplates = {};
  const problems: string[] = [];
  const entries = Object.entries(read);
  for (const [index, [kind, template]] of entries.entries()) {
    if (!isKind(kind))
      problems.push(`entry ${index + 1} of ${entries.length} is for no kind of resource that Lineman knows`);
    else if (template === null) templates[kind] = null;
    else if (typeof template !== "string") problems.push(`${kind} is neither an address nor null`);
    else {
      const fault = faultOfTemplate(template.trim());
      if (fault === null) templates[kind] = template.trim();
      else problems.push(`${kind} ${fault}`);
    }
  }
  return { templates, problems };
}

function readObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function isKind(word: string): word is ResourceKind {
  return RESOURCE_KINDS.some((kind) => kind === word);
}
