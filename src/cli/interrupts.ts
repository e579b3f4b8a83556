/** What Ctrl-C does while a work runs: it may end the wait for it with an error. */
export type OnInterrupt = (stop: (why: Error) => void) => void;

/** Does a work, and answers Ctrl-C meanwhile; of works within each other the innermost one does. */
export type During = <T>(work: () => Promise<T>, onInterrupt: OnInterrupt) => Promise<T>;

/** Ctrl-C of this process. While nothing runs that answers it, it ends the process as it always does. */
export function createInterrupts(process: Pick<NodeJS.EventEmitter, "on" | "off">): During {
  const answers: (() => void)[] = [];
  const listener = () => answers.at(-1)?.();
  return async (work, onInterrupt) => {
    let stop: (why: Error) => void = () => {};
    const stopped = new Promise<never>((_, reject) => {
      stop = reject;
    });
    const answer = () => onInterrupt(stop);
    answers.push(answer);
    if (answers.length === 1) process.on("SIGINT", listener);
    try {
      const working = work();
      // What comes of a work that nobody waits for any more is no uncaught error.
      working.catch(() => {});
      return await Promise.race([working, stopped]);
    } finally {
      answers.splice(answers.indexOf(answer), 1);
      if (answers.length === 0) process.off("SIGINT", listener);
    }
  };
}
