/** A signed request of another workspace or app: nobody acts on it, and its sender gets HTTP 403. */
export class WrongOrigin extends Error {
  /** Bolt wraps errors without a code. */
  readonly code = "lineman_wrong_origin";
}
