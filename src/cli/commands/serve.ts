import type { Command } from "commander";
import { type Logger, pino } from "pino";
import {
  CredentialsError,
  defaultSettings,
  ListenError,
  type RunningService,
  SettingsError,
  StartAborted,
  startService,
} from "../../service/index.js";
import { UsageError } from "../errors.js";
import { ExitCode } from "../exit-codes.js";
import { readableLine } from "../output/log-lines.js";
import { LogSink } from "../output/log-sink.js";
import { ProblemLog } from "../output/problem-log.js";
import { coloursFor, widthOf } from "../output/screen.js";
import { stopSignals } from "../stop-signals.js";
import { cannotListen } from "./listen-error.js";
import { NO_PROBLEM_LOG, type ServeSettings } from "./serve-flag.js";
import { serveSettings } from "./serve-settings.js";

/** Milliseconds beyond --drain-time after which the process ends, whatever it still waits for. */
const MOST_OVERTIME_MS = 850;

/** Milliseconds after the end that the process may need to end by itself. */
const LEFT_OPEN_MS = 100;
/** Milliseconds that the last lines have to be written. */
const LAST_WORDS_MS = 500;

/**
 * Serves calls until SIGTERM or SIGINT, or with `--until-eof` until standard input ends, then drains and returns. A
 * second signal ends the process at once; SIGHUP reads certificates and tokens again.
 *
 * @param command parsed, with its flags
 * @throws UsageError for settings that make no sense and files that cannot be used, Unavailable for a port that cannot
 *   be had.
 */
export async function serve(command: Command, version: string): Promise<ExitCode> {
  const isSeen = process.stdout.isTTY === true;
  const seen = { logLevel: "info", json: !isSeen, untilEof: false };
  const settings = serveSettings(command, { ...defaultSettings(), ...NO_PROBLEM_LOG, ...seen });
  const sink = new LogSink(process.stdout.fd, (lines) => log.warn({ lines }, "log lines dropped"));
  // What becomes of the log is the sink's business: nobody ends the process for it.
  process.stdout.removeAllListeners("error").on("error", () => {});
  const log = logTo(sink, settings);
  try {
    return await serveUntilTold(settings, log, sink, version);
  } finally {
    await sink.close(LAST_WORDS_MS);
  }
}

/** JSON lines, or ones for people. */
function logTo(sink: LogSink, { logLevel, json }: ServeSettings): Logger {
  const colours = coloursFor(process.stdout);
  const readable = { write: (line: string) => sink.write(readableLine(line, colours, widthOf(process.stdout))) };
  return pino({ level: logLevel, base: { service: "telaplan" } }, json ? sink : readable);
}

async function serveUntilTold(settings: ServeSettings, log: Logger, sink: LogSink, version: string): Promise<ExitCode> {
  const signals = stopSignals();
  const problems = problemLog(settings, log);
  let service: RunningService;
  try {
    const around = { stop: signals.signal, lostLines: () => sink.dropped, ...(problems !== null && { problems }) };
    service = await startService(settings, log, version, around);
  } catch (error) {
    if (error instanceof StartAborted) return ExitCode.ok;
    if (error instanceof SettingsError || error instanceof CredentialsError) throw new UsageError(error.message);
    if (error instanceof ListenError) throw cannotListen(error) ?? error.cause;
    throw error;
  }
  const { port, metricsPort, adminPort, sharedCache, queue } = service;
  const { listen, workers } = settings;
  const reached = { ...(sharedCache !== null && { sharedCache }), ...(queue !== null && { queue }) };
  log.info({ version, listen, port, metricsPort, adminPort, workers, ...reached, pid: process.pid }, "listening");
  signals.onHangUp(() => {
    if (service.reload()) log.info("certificates and tokens read again");
  });
  const signal = await Promise.race([aborted(signals.signal), ...(settings.untilEof ? [endOfInput()] : [])]);
  // Whatever hangs.
  setTimeout(() => process.exit(ExitCode.ok), settings.drainMs + MOST_OVERTIME_MS).unref();
  log.info({ signal }, "draining");
  // An input that is still open would keep the process.
  if (settings.untilEof) process.stdin.destroy();
  await service.drain();
  await problems?.close(LAST_WORDS_MS);
  log.info("drained");
  // What a library may have left open is not to keep the process.
  setTimeout(() => process.exit(ExitCode.ok), LAST_WORDS_MS + LEFT_OPEN_MS).unref();
  return ExitCode.ok;
}

/** Where problems are kept; what is dropped or lost is logged. @throws OutputError */
function problemLog({ problemLog, problemLogBytes, problemLogCount }: ServeSettings, log: Logger): ProblemLog | null {
  if (problemLog === null) return null;
  return new ProblemLog(problemLog, { bytes: problemLogBytes, count: problemLogCount }, (loss) => {
    if ("dropped" in loss) log.info(loss, "oldest problems dropped");
    else log.warn(loss, "problems not kept");
  });
}

/** The end of standard input, from which nothing else is read. */
function endOfInput(): Promise<string> {
  return new Promise((resolve) => {
    for (const event of ["end", "close", "error"]) process.stdin.once(event, () => resolve("end of input"));
    process.stdin.resume();
  });
}

/** The name of the first signal that asks to stop. */
function aborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason as string);
    else signal.addEventListener("abort", () => resolve(signal.reason as string), { once: true });
  });
}
