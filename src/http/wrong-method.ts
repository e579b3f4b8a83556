/** An address that is served, but not for this method. Nothing was begun. */
export class WrongMethod extends Error {
  override name = "WrongMethod";
  readonly method: string;
  /** What the address takes, e.g. ["GET", "HEAD", "DELETE"]. */
  readonly allowed: readonly string[];
  constructor(method: string, allowed: readonly string[]) {
    super(`${method} is not possible here`);
    this.method = method;
    this.allowed = allowed;
  }
}
