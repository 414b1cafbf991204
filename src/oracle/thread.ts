import { isConstrained, type Problem, validate, validateBesidesConstraints } from "../problem/index.js";
import { entryOf, Thread } from "../threads/index.js";
import { unanswered } from "./answer.js";
import { nothing } from "./constrained/answer.js";
import type { OracleName, OracleOptions, OracleResult } from "./oracle.js";
import { MissingPackage, type OptionalModule } from "./packages.js";

/** What a worker is given. */
export interface OracleTask {
  readonly name: OracleName;
  readonly problem: Problem;
  readonly options: OracleOptions;
}

/** What it sends back, once. */
export type OracleReport =
  | { readonly kind: "result"; readonly result: OracleResult }
  | { readonly kind: "missing"; readonly module: OptionalModule };

const ENTRY = entryOf("oracle/worker.js");

/** How long after its limit a solver may take to notice it, start-up included, before its thread is ended. */
const GRACE_MS = 2_000;

export interface SolverThreadOptions extends OracleOptions {
  /** Ends the thread at once. */
  readonly signal?: AbortSignal;
}

/**
 * Asks an oracle in a worker thread: solvers block the thread that they run in, look at their limits when they like,
 * and heed no signal. One that overruns its limit, or is cancelled, is ended and has said nothing.
 *
 * @throws InputError and MissingPackage as the oracle does; whatever the solver died of.
 */
export async function solveInThread(
  name: OracleName,
  problem: Problem,
  { signal, ...options }: SolverThreadOptions = {},
): Promise<OracleResult> {
  if (isConstrained(problem)) validateBesidesConstraints(problem);
  else validate(problem);
  const { timeLimitMs } = options;
  const task: OracleTask = { name, problem, options };
  const worker = new Thread<OracleReport>(ENTRY, { data: task, silent: () => `${name} ended without a word` });
  let note: string | null = null;
  const end = (reason: string) => () => {
    note = reason;
    void worker.end();
  };
  const cancel = end("cancelled");
  signal?.addEventListener("abort", cancel, { once: true });
  if (signal?.aborted) cancel();
  const timer =
    timeLimitMs === undefined ? undefined : setTimeout(end("overran the time limit"), timeLimitMs + GRACE_MS);
  try {
    const report = await new Promise<OracleReport | null>((resolve, reject) => {
      worker.listen({
        message: resolve,
        failed: (error, silently) => (note !== null && silently ? resolve(null) : reject(error)),
      });
    });
    if (report?.kind === "missing") throw new MissingPackage(report.module);
    if (report !== null) return report.result;
    return isConstrained(problem) ? nothing(note) : unanswered(problem, note!);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
    // Solvers keep threads of their own alive.
    await worker.end();
  }
}
