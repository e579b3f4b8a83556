/** The payload has something that this renderer does not draw; better no picture than one with a hole in it. */
export class Unsupported extends Error {
  /** "block", "element"… and its type. */
  constructor(what: string, type: unknown) {
    super(`the renderer does not draw the ${what} "${String(type)}"`);
  }
}
