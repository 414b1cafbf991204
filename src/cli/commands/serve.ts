import { destination, pino } from "pino";
import {
  CredentialsError,
  defaultSettings,
  type RunningService,
  SettingsError,
  startService,
} from "../../service/index.js";
import { ExitCode } from "../exit-codes.js";
import { UsageError } from "../input/options.js";
import { listenFault } from "../listen-fault.js";
import { readableLine } from "../output/log-lines.js";
import { widthOf } from "../output/prose.js";
import { coloursFor } from "../output/table.js";
import { settleServe } from "./serve-options.js";

/**
 * Serves calls until SIGTERM or SIGINT, then drains and returns. A second signal ends the process at once; SIGHUP reads
 * certificates and tokens again.
 *
 * @throws UsageError for settings that make no sense and files that cannot be used, Unavailable for a port that cannot
 *   be had.
 */
export async function serve(given: Readonly<Record<string, string | boolean>>, version: string): Promise<ExitCode> {
  const isSeen = process.stdout.isTTY === true;
  const settings = settleServe(given, process.env, { ...defaultSettings(), logLevel: "info", json: !isSeen });
  // Not in step with the work: a terminal or pipe that does not take the lines must not hold up calls. Lines are written
  // together, because a write for each call wakes two threads, which takes longer than the call.
  const output = destination({ dest: 1, sync: false, minLength: 4_096, periodicFlush: 50 });
  const colours = coloursFor(process.stdout);
  const readable = {
    write: (line: string) => output.write(readableLine(line, colours, widthOf(process.stdout))),
  };
  const log = pino({ level: settings.logLevel, base: { service: "telaplan" } }, settings.json ? output : readable);
  let service: RunningService;
  try {
    service = await startService(settings, log, version);
  } catch (error) {
    if (error instanceof SettingsError || error instanceof CredentialsError) throw new UsageError(error.message);
    throw listenFault(error) ?? error;
  }
  const { port, metricsPort } = service;
  log.info(
    { version, listen: settings.listen, port, metricsPort, workers: settings.workers, pid: process.pid },
    "listening",
  );
  process.on("SIGHUP", () => {
    service.reload();
    log.info("certificates and tokens read again");
  });
  const signal = await firstSignal();
  log.info({ signal }, "draining");
  await service.drain();
  log.info("drained");
  await new Promise<void>((resolve) => output.flush(() => resolve()));
  return ExitCode.ok;
}

/** The first signal that asks to stop; the second has its usual effect. */
function firstSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const name of ["SIGTERM", "SIGINT"] as const) {
      process.on(name, function stop() {
        process.removeAllListeners("SIGTERM");
        process.removeAllListeners("SIGINT");
        resolve(name);
      });
    }
  });
}
