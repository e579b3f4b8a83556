/** There is no answer in time; the work goes on. */
export class TookTooLong extends Error {}
