/** How the process ends; docs/operations.md has the same table. */
export const EXIT = {
  done: 0,
  /** Something unexpected; or something that is needed cannot be reached, or written; or what became of a deed is not known. */
  broken: 1,
  /** The command line is wrong. */
  usage: 2,
  /** A rule said no; nothing was changed. */
  refused: 3,
  notFound: 4,
  /** A check found a fault: doctor, audit verify, keys rotate. */
  faults: 5,
  /** EX_CONFIG of sysexits.h: a supervisor need not try again, nothing changes by itself. */
  config: 78,
  /** As a shell reports a process that Ctrl-C ended: before anything was changed, or in the middle of what may be run again. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
