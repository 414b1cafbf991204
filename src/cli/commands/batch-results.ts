import { join } from "node:path";
import { formatCount } from "../../draw/units.js";
import type { BatchResult, BatchState, Fleet } from "../../fleet/index.js";
import { serialize } from "../../formats/index.js";
import { complain } from "../complain.js";
import { ExitCode, worse } from "../exit-codes.js";
import { resultFile } from "../input/problems.js";
import { listenForInterrupt } from "../interrupt.js";
import { BatchLine } from "../output/batch-line.js";
import { batchRow } from "../output/batch-row.js";
import { makeFolder, writeOutput } from "../output/write-output.js";
import { type ResultsCommand, withQueue } from "./batch-options.js";

/** Results that are held at one time. */
const PAGE = 100;
/** Milliseconds between two looks at a batch that has nothing new. */
const POLL_MS = 200;

/** How results are told. */
export interface Telling extends Pick<ResultsCommand, "output" | "ordered" | "wait" | "from"> {
  readonly signal: AbortSignal;
  /** Whether more may come though the batch is not sealed and all is answered. */
  readonly isGoingOn?: () => boolean;
}

/** What became of the telling. */
export interface Told {
  readonly code: ExitCode;
  readonly state: BatchState;
  /** Where to go on: the cursor, or in order the place. */
  readonly next: number;
}

/** Tells a batch's results as JSON lines, as they come or in order. @throws UsageError, Unavailable */
export async function results(id: string, command: ResultsCommand, version: string): Promise<ExitCode> {
  const interrupt = listenForInterrupt();
  return withQueue(command, version, async (fleet) => {
    const { code, state, next } = await tellResults(fleet, id, { ...command, signal: interrupt.signal });
    interrupt.release();
    if (interrupt.signal.aborted) sayHowToComeBack(id, state, next, command);
    return code;
  });
}

export function sayHowToComeBack(
  id: string,
  state: BatchState,
  next: number,
  { ordered }: Pick<Telling, "ordered">,
): void {
  complain(`interrupted: batch ${id} goes on, ${shareOf(state)}`);
  complain(`  telaplan batch results ${id}${ordered ? " --ordered" : ""} --from ${next}   tells the rest`);
  complain(`  telaplan batch cancel ${id}   gives it up`);
}

/** Prints what is there, and waits for the rest where that is asked. */
export async function tellResults(fleet: Fleet, id: string, telling: Telling): Promise<Told> {
  const { output, ordered = false, wait, from, signal, isGoingOn = () => false } = telling;
  if (output !== undefined) makeFolder(output);
  const line = new BatchLine(process.stderr);
  let code: ExitCode = ExitCode.ok;
  let next = from;
  let isTold = false;
  let state = await fleet.state(id);
  try {
    while (!signal.aborted) {
      const page = ordered
        ? await fleet.ordered(id, next, PAGE).then((found) => ({ results: found, cursor: next + found.length }))
        : await fleet.results(id, next, PAGE);
      for (const result of page.results) code = worse(code, await tell(result, output));
      next = page.cursor;
      // Read before the state: what has come in between is in the next page.
      const isEnd = page.results.length === 0 && isOver(state) && !isGoingOn();
      if (isEnd || (page.results.length === 0 && !wait)) break;
      state = await fleet.state(id);
      line.update(id, state.answered, state.isSealed ? state.submitted : null);
      if (page.results.length > 0 || (isOver(state) && !isGoingOn())) continue;
      if (!isTold && telling.isGoingOn === undefined && process.stderr.isTTY !== true)
        complain(`batch ${id}: ${shareOf(state)}, and the rest is waited for`);
      isTold = true;
      await pause(POLL_MS, signal);
    }
  } finally {
    line.clear();
  }
  if (!isOver(state) || state.isCancelled) code = worse(code, ExitCode.undecided);
  return { code, state, next };
}

function shareOf({ answered, submitted }: BatchState): string {
  return `${formatCount(answered)} of ${formatCount(submitted)} problems are answered`;
}

function isOver({ isSealed, isCancelled, submitted, answered }: BatchState): boolean {
  return isCancelled || (isSealed && answered >= submitted);
}

async function tell(result: BatchResult, output: string | undefined): Promise<ExitCode> {
  const row = batchRow(result);
  const { problem, answer, memories } = result;
  if (output !== undefined && problem !== null && answer.offsets !== null) {
    const text = serialize(problem, "json", answer.offsets, memories);
    await writeOutput(join(output, resultFile(result.index, result.name)), text);
  }
  if (!process.stdout.write(`${JSON.stringify(row)}\n`)) {
    await new Promise<void>((resolve) => process.stdout.once("drain", resolve));
  }
  if (row.status === "failed") return ExitCode.badInput;
  if (row.status === "infeasible") return ExitCode.refuted;
  return row.status === "unknown" ? ExitCode.undecided : ExitCode.ok;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
