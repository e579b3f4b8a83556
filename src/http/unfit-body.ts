/** JSON that nobody should work with. The message is for the caller. */
export class UnfitBody extends Error {
  override name = "UnfitBody";
}

/** The deepest that an API field lies is 3. */
const DEEPEST = 32;

/** What is unfit about a parsed body; null where nothing is. Level by level: a recursion would end where the caller wants it to. */
export function unfitness(body: unknown): UnfitBody | null {
  let level = [body].filter(isNested);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > DEEPEST)
      return new UnfitBody(
        `The body is nested more than ${DEEPEST} levels deep: no field needs that, send them as /docs shows`,
      );
    // JSON.parse makes it a field like any other, but whoever copies it field by field changes the copy's prototype.
    if (level.some((value) => Object.hasOwn(value, "__proto__")))
      return new UnfitBody("A field may not be called __proto__: leave it out, or give it another name");
    level = level.flatMap((value) => Object.values(value).filter(isNested));
  }
  return null;
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
