type Output = Pick<NodeJS.WritableStream, "on"> & {
  write(text: string, done: (error?: NodeJS.ErrnoException | null) => void): unknown;
};

/** Where a command writes, and whether it got there. */
export interface Outlets {
  out(text: string): void;
  err(text: string): void;
  /** Waits for what is still being written. False: some of it got lost, which was said on standard error. */
  flushed(): Promise<boolean>;
}

/**
 * Writes that cannot end the process, whatever becomes of its pipes: a command that has begun something tells how it ended
 * in its exit code at least. Whoever closes a pipe (`| head -1`) has read enough, and is told nothing.
 */
export function createOutlets({ stdout, stderr }: { stdout: Output; stderr: Output }): Outlets {
  let isLost = false;
  const err = (text: string) => void write(stderr, text, () => {});
  const lost = (error: NodeJS.ErrnoException) => {
    if (isLost || error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED") return;
    isLost = true;
    err(`Not everything could be written to standard output (${error.message}). What was done is done.\n`);
  };
  // Without a listener each of these would be an uncaught error.
  stdout.on("error", lost);
  stderr.on("error", () => {});
  return {
    out: (text) => void write(stdout, text, lost),
    err,
    async flushed() {
      // What is written is written in order: once an empty text is through, so is everything before it.
      await write(stdout, "", lost);
      await write(stderr, "", () => {});
      return !isLost;
    },
  };
}

/** Resolves, once it is through or has failed. */
function write(stream: Output, text: string, failed: (error: NodeJS.ErrnoException) => void): Promise<void> {
  return new Promise<void>((resolve) => {
    stream.write(text, (error) => {
      if (error) failed(error);
      resolve();
    });
  });
}
