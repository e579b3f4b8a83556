/** How a route speaks of its failures. */
export interface RouteWords {
  /** Of an input that is not acceptable, e.g. "Failed to create phone number". */
  invalid?: string;
  /** The message of a 500 is then this and the cause, in words without internals. */
  unexpected?: string;
  /** It changes nothing, so that there is nothing to look after when it fails. */
  isRead?: boolean;
}
