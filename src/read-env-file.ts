import { config as readDotenv } from "dotenv";

/** Reads the file .env of the working directory into the environment. What is wrong with it, as a line for people; null where nothing is. */
export function readEnvFile(): string | null {
  const { error } = readDotenv({ quiet: true });
  // Most installations have none.
  if (error === undefined || ("code" in error && error.code === "ENOENT")) return null;
  return `The file .env in ${process.cwd()} cannot be read (${error.message}): what it sets is left out. Make it a file that this user may read, or take it away.\n`;
}
