// Runs a throw-away PostgreSQL for as long as its standard input is open: however the test run ends (finished, Ctrl-C, kill -9),
// the pipe closes, and the server and its directory go. Plain JavaScript, so that it starts without a loader.
import { spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

const [programs, packaged, port] = process.argv.slice(2);
const owner = process.getuid?.() === 0 ? findUnprivilegedUser() : undefined;
const directory = mkdtempSync(join(tmpdir(), "lineman-test-postgres-"));
const logPath = join(directory, "log");

let server;
let finished = false;
process.stdin.resume().on("end", () => finish(0));

try {
  if (owner) chownSync(directory, owner.uid, owner.gid);
  const bin = join(packaged === "true" ? copyPackage() : programs, "bin");
  const data = join(directory, "data");
  await run(join(bin, "initdb"), [
    ...["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"],
    ...["--locale=C", "--no-sync", "--no-instructions"],
  ]);
  await run(join(bin, "postgres"), [
    ...["-D", data, "-p", port, "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
    ...["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"],
    ...["-c", "max_connections=200", "-c", "timezone=UTC"],
  ]);
  throw new Error("The server ended by itself.");
} catch (error) {
  if (!finished) {
    process.stderr.write(`Test PostgreSQL (${programs}): ${error.message}\n${readLog()}\n`);
    finish(1);
  }
}

/** Root may not run PostgreSQL; initdb wants a user that has a name. */
function findUnprivilegedUser() {
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const user = users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody");
  if (user === undefined)
    throw new Error("As root the tests need a user postgres or nobody to run PostgreSQL as.");
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** Completes the package in a place that the other user can read: its libraries lack the links to their short names. */
function copyPackage() {
  const copy = join(directory, "native");
  cpSync(programs, copy, { recursive: true });
  const links = JSON.parse(readFileSync(join(copy, "pg-symlinks.json"), "utf8"));
  for (const { source, target } of links) symlinkSync(basename(source), join(directory, target));
  for (const name of ["initdb", "postgres"]) chmodSync(join(copy, "bin", name), 0o755);
  return copy;
}

function run(command, args) {
  const log = openSync(logPath, "a");
  server = spawn(command, args, {
    cwd: directory,
    env: { PATH: dirname(command), LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", log, log],
    ...owner,
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${basename(command)} ended with ${signal ?? code}.`));
    });
  });
}

function readLog() {
  try {
    return readFileSync(logPath, "utf8").split("\n").slice(-20).join("\n");
  } catch {
    return "";
  }
}

function finish(exitCode) {
  if (finished) return;
  finished = true;
  const clean = () => {
    // Backends may write for a moment after the postmaster is gone.
    rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    process.exit(exitCode);
  };
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) {
    clean();
    return;
  }
  // Immediate shutdown: there is nothing to save.
  server.once("exit", clean);
  server.kill("SIGQUIT");
}
