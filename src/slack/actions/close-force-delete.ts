import type { ClosedListener } from "../interactions.ts";

/** The person is done with the window: nothing waits for them any more. */
export const closeForceDelete: ClosedListener = async ({ userId, privateMetadata }, { operations }) => {
  await operations.closeForceDelete(privateMetadata, userId);
};
