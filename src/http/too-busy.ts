/** This process works on as many requests as it can. Nothing was begun. */
export class TooBusy extends Error {
  override name = "TooBusy";
}
