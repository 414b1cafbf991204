import { Worker } from "node:worker_threads";
import type { Limits } from "./options.js";
import { SharedBounds } from "./shared-bounds.js";
import type { Solve } from "./solve.js";
import type { Progress } from "./types.js";
import type { LaneReport, LaneTask } from "./worker.js";

/** The compiled worker; when the sources themselves run (tests), the one that the build put beside them. */
const WORKER = new URL(
  import.meta.url.endsWith(".ts") ? "../../dist/planner/worker.js" : "./worker.js",
  import.meta.url,
);

/** How often the calling thread looks at the shared counters. */
const TICK_MS = 20;

/** A lane looks at the stop flag every few milliseconds; one that has not ended by then is terminated. */
const GRACE_MS = 200;

interface Watch {
  readonly signal: AbortSignal | undefined;
  readonly tell: ((progress: Progress) => void) | undefined;
}

/**
 * Runs the open search of `solve` in `limits.threads` worker threads, each a lane with members and random numbers of its own, and ends
 * when one of them has settled it or a limit is reached. Which lane wins depends on the machine, so counters and offsets may differ
 * between runs; status and optimum may only differ where a limit was reached.
 */
export async function searchInThreads(solve: Solve, limits: Limits, watch: Watch): Promise<void> {
  const ladder = solve.ladder!;
  const bounds = new SharedBounds({ low: ladder.low, high: ladder.high, lanes: limits.threads });
  const { seed, policy, rules, stepLimit } = limits;
  const task = { arrays: solve.arrays, minimize: solve.minimize, seed, policy, rules, stepLimit };
  const lanes = Array.from({ length: limits.threads }, (_, lane) =>
    runLane({ ...task, lane, lanes: limits.threads, shared: bounds.buffer }, (offsets, peak) =>
      solve.adopt(offsets, peak),
    ),
  );
  const watched = watchLimits(solve, limits, bounds, watch);
  try {
    await Promise.race([
      Promise.any(lanes.map((lane) => lane.settled)),
      Promise.allSettled(lanes.map((lane) => lane.ended)),
      watched.stopped,
    ]);
  } finally {
    watched.end();
    bounds.stop();
    await endAll(lanes);
  }
  const ends = await Promise.allSettled(lanes.map((lane) => lane.ended));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed && ends.every((end) => end.status === "rejected")) throw failed.reason;
  for (const end of ends) if (end.status === "fulfilled" && end.value !== null) solve.count(end.value);
  ladder.tighten(bounds.low, bounds.high);
  solve.finishSearch();
}

type LaneEnd = Extract<LaneReport, { kind: "end" }>;

interface Lane {
  readonly worker: Worker;
  /** Fulfils when the lane has settled the question; never otherwise. */
  readonly settled: Promise<void>;
  /** Its counters, null if it had to be terminated; rejects if it died. */
  readonly ended: Promise<LaneEnd | null>;
}

function runLane(task: LaneTask, onPlan: (offsets: Float64Array, peak: number) => void): Lane {
  const worker = new Worker(WORKER, { workerData: task });
  let end: LaneEnd | null = null;
  let settle!: () => void;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const ended = new Promise<LaneEnd | null>((resolve, reject) => {
    worker.on("message", (message: LaneReport) => {
      if (message.kind === "plan") onPlan(message.offsets, message.peak);
      else {
        end = message;
        if (message.settled) settle();
      }
    });
    worker.once("error", reject);
    worker.once("exit", () => resolve(end));
  });
  ended.catch(() => {});
  return { worker, settled, ended };
}

/** Fulfils `stopped` when a limit is reached or the caller cancels, and tells progress meanwhile. */
function watchLimits(solve: Solve, limits: Limits, bounds: SharedBounds, { signal, tell }: Watch) {
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<void>((resolve) => {
    const look = (): void => {
      if (signal?.aborted) solve.stop("cancel");
      else if (solve.elapsedMs >= limits.timeLimitMs) solve.stop("deadline");
      else if (bounds.steps >= limits.stepLimit) solve.stop("steps");
      if (solve.done) resolve();
      else
        tell?.({
          ...solve.progress,
          lowerBound: Math.max(solve.lowerBound, bounds.low * solve.model!.unit),
          steps: bounds.steps,
        });
    };
    timer = setInterval(look, TICK_MS);
    look();
  });
  return { stopped, end: () => clearInterval(timer) };
}

async function endAll(lanes: readonly Lane[]): Promise<void> {
  const grace = setTimeout(() => {
    for (const lane of lanes) void lane.worker.terminate();
  }, GRACE_MS);
  await Promise.allSettled(lanes.map((lane) => lane.ended));
  clearTimeout(grace);
}
