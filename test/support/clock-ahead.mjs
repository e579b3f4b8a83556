// Preloaded into a process (NODE_OPTIONS=--import): its clock is ahead by CLOCK_AHEAD_MS. Its monotonic clock is what it was.
const aheadMs = Number(process.env.CLOCK_AHEAD_MS);
const TrueDate = Date;

globalThis.Date = class extends TrueDate {
  constructor(...parts) {
    if (parts.length === 0) super(TrueDate.now() + aheadMs);
    else super(...parts);
  }
  static now() {
    return TrueDate.now() + aheadMs;
  }
};
