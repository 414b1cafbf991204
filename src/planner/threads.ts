import { nextTurn } from "../threads/index.js";
import type { Limits } from "./options.js";
import type { Part } from "./parts.js";
import { SharedBounds } from "./shared-bounds.js";
import { SharedPlan } from "./shared-plan.js";
import type { RunState } from "./state.js";
import { exchange, type SearchTask, SLICE, type WorkerReport } from "./tasks.js";
import { untilTrue, type Watch } from "./watch.js";
import { GRACE_MS, runInWorker, type WorkerRun } from "./worker-pool.js";

/**
 * Goes on with the open search of a part in `limits.threads` threads, and ends when one of them has settled it or a
 * limit is reached. The calling thread is the first lane and keeps its state; each worker is another, with members and
 * random numbers of its own. Which lane wins depends on the machine, so counters and offsets may differ between runs;
 * status and optimum may only differ where a limit was reached.
 */
export async function searchInThreads(run: RunState, part: Part, limits: Limits, watch: Watch): Promise<void> {
  const searcher = part.searcher!;
  const { seed, policy, pruning, threads: lanes } = limits;
  const { arrays, plan: start } = part;
  const { minimize } = run;
  const bounds = new SharedBounds({ low: searcher.low, high: searcher.high, lanes });
  const plans = new SharedPlan(start);
  bounds.setCounters(0, searcher);
  // What other parts have used is not there for this one.
  const stepLimit = limits.stepLimit - (run.steps - searcher.steps);
  run.ranThreads(lanes);
  const workers = Array.from({ length: lanes - 1 }, (_, worker): WorkerRun => {
    const place = { lane: worker + 1, lanes, shared: bounds.buffer, plans: plans.buffer, slice: SLICE };
    const task: SearchTask = {
      kind: "search",
      arrays,
      start,
      minimize,
      seed,
      policy,
      pruning,
      stepLimit,
      largeFrom: limits.largeFrom,
      ends: !part.searchable,
      ...place,
    };
    return runInWorker(task, (report: WorkerReport) => {
      if (report.kind === "plan") run.adoptPart(part, report.plan);
    });
  });
  const look = (): boolean => {
    if (watch.signal?.aborted) run.stop("cancel");
    else if (run.elapsedMs >= limits.timeLimitMs) run.stop("deadline");
    else if (bounds.steps < stepLimit) {
      watch.tell?.(run.progressWith(part, bounds));
      return false;
    }
    return true;
  };
  const own = searchOwnLane(run, part, { bounds, plans }, stepLimit);
  const ends = workers.map(({ ended }, i) =>
    ended.catch((error: Error) => {
      watch.warn?.(`thread ${i + 2} of ${lanes} died, the others went on: ${error.message}`);
    }),
  );
  try {
    await untilTrue(look, [own, ...workers.map(({ settled }) => settled)]);
  } finally {
    bounds.stop();
    const timer = setTimeout(() => {
      for (const worker of workers) worker.terminate();
    }, GRACE_MS);
    await Promise.all([own, ...ends]);
    clearTimeout(timer);
  }
  for (let lane = 1; lane < lanes; lane++) run.count(bounds.counters(lane));
  searcher.tighten(bounds.low, bounds.high);
  run.takeStock(part);
}

/**
 * Searches in the calling thread, slice by slice, so that messages and timers get through. Fulfils when settled, or
 * when told to stop.
 */
async function searchOwnLane(
  run: RunState,
  part: Part,
  { bounds, plans }: { readonly bounds: SharedBounds; readonly plans: SharedPlan },
  stepLimit: number,
): Promise<void> {
  const searcher = part.searcher!;
  while (!bounds.stopped && !searcher.settled && bounds.steps < stepLimit) {
    run.searchFor(part, stepLimit - bounds.steps);
    exchange(searcher, bounds, 0, plans);
    await nextTurn();
  }
}
