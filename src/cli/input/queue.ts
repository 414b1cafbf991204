import { readFileSync, statSync } from "node:fs";
import type { Command } from "commander";
import type { Fleet } from "../../fleet/index.js";
import { complain } from "../complain.js";
import { Unavailable, UsageError } from "../errors.js";
import { describeSystemError } from "../system-errors.js";

/** Where the queue is, as the command line says it. */
export interface QueueOptions {
  readonly queue?: string;
  readonly queueFile?: string;
  readonly queuePasswordFile?: string;
  readonly queueCa?: string;
  /** Days. */
  readonly keep?: number;
}

const VARIABLE = "TELAPLAN_QUEUE";
const DAY_MS = 86_400_000;

export function addQueueOptions(command: Command): Command {
  return command
    .option("--queue <url>", `redis://, rediss:// (TLS) or postgres://host/database; or the variable ${VARIABLE}`)
    .option("--queue-file <file>", "file with that URL, for one with a password")
    .option("--queue-password-file <file>", "file with the password alone")
    .option("--queue-ca <file>", "authorities of the server's certificate, PEM");
}

/** The URL of the queue; undefined where nothing names one. @throws UsageError */
export function queueUrl({
  queue,
  queueFile,
}: QueueOptions): { readonly text: string; readonly from: string } | undefined {
  if (queue !== undefined && queueFile !== undefined)
    throw new UsageError("--queue and --queue-file: name one of them");
  if (queueFile !== undefined) return { text: secretIn("--queue-file", queueFile), from: "--queue-file" };
  if (queue !== undefined) return { text: queue, from: "--queue" };
  const text = process.env[VARIABLE];
  return text === undefined || text === "" ? undefined : { text, from: VARIABLE };
}

/**
 * Connects to the queue that the command line, a file or the environment names.
 *
 * @throws UsageError where none is named or its address is none, Unavailable where it cannot be reached
 */
export async function openQueue(options: QueueOptions, version: string): Promise<Fleet> {
  const named = queueUrl(options);
  if (named === undefined) throw new UsageError(`--queue: says where the queue is; so do --queue-file and ${VARIABLE}`);
  const { AddressError, connectFleet, MissingFleetPackage, parseAddress, QueueUnavailable } = await import(
    "../../fleet/host.js"
  );
  try {
    let address = parseAddress(named.text);
    if (named.from === "--queue" && address.password !== undefined) {
      // What a process was called with can be read by all others: as far as can be, it is taken away.
      process.title = "telaplan";
      complain(`--queue: everybody on this machine can see a password there; use --queue-file or ${VARIABLE}`);
    }
    if (options.queuePasswordFile !== undefined) {
      address = { ...address, password: secretIn("--queue-password-file", options.queuePasswordFile) };
    }
    const ca = options.queueCa === undefined ? undefined : fileFor("--queue-ca", options.queueCa);
    const { shown } = address;
    return await connectFleet({
      address,
      version,
      ...(ca !== undefined && { ca }),
      ...(options.keep !== undefined && { keepMs: options.keep * DAY_MS }),
      onError: onceInAWhile((message) => complain(`queue at ${shown}: ${message}`)),
    });
  } catch (error) {
    if (error instanceof AddressError) throw new UsageError(`${named.from}: the URL ${error.message}`);
    if (error instanceof QueueUnavailable || error instanceof MissingFleetPackage) throw new Unavailable(error.message);
    throw error;
  }
}

/** Milliseconds in which an error is not told again. */
const QUIET_MS = 10_000;

/** A server that is away says so twice a second. */
function onceInAWhile(tell: (message: string) => void): (error: Error) => void {
  const told = new Map<string, number>();
  return ({ message }) => {
    const now = performance.now();
    if (now - (told.get(message) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    told.set(message, now);
    tell(message);
  };
}

/** What stands in a file that only its owner should read, without the line's end. */
function secretIn(option: string, file: string): string {
  const text = fileFor(option, file).replace(/\r?\n$/, "");
  if (text === "" || /[\r\n]/.test(text)) throw new UsageError(`${option}: ${file} must have one line`);
  if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0) {
    complain(`${option}: ${file} can be read by others than its owner; chmod 600 ${file} ends that`);
  }
  return text;
}

function fileFor(option: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = describeSystemError(error);
    if (reason === undefined) throw error;
    throw new UsageError(`${option}: cannot read ${file}: ${reason}`);
  }
}
