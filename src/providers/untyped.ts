/** A property of a value of unknown shape, such as an error or a body; undefined where there is none. */
export function propertyOf(holder: unknown, key: string): unknown {
  return typeof holder === "object" && holder !== null ? Reflect.get(holder, key) : undefined;
}

/** A property that is a text with something in it; null otherwise. */
export function textOf(holder: unknown, key: string): string | null {
  const value = propertyOf(holder, key);
  return typeof value === "string" && value !== "" ? value : null;
}

/** The value of a JSON text, or null where it is none. */
export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
