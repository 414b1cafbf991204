import type { PlanResult } from "../../planner/index.js";
import type { Term } from "../../problem/index.js";
import { leastSteps } from "../least-capacity.js";
import type { Asking, Budget } from "../questions.js";
import { promising } from "./candidates.js";
import type { SuggestionKind } from "./change.js";
import type { Core, Lever } from "./lever.js";
import { Levers } from "./levers.js";
import type { Found } from "./ranking.js";
import { refinedAlone } from "./refine.js";
import { anyPlan, type Trial, type Trials, within } from "./trials.js";

/** What a search for suggestions works with. */
export interface Search {
  readonly trials: Trials;
  readonly budget: Budget;
  /** What is known to have no plan. [] where nothing is proved. */
  readonly cores: readonly Core[];
  readonly wanted: ReadonlySet<SuggestionKind>;
  readonly found: Found;
  readonly count: number;
  /** What it costs to change a buffer, by its id. */
  readonly costs: Readonly<Record<string, number>>;
}

/** Looks for all single changes that are enough, each at the least amount that does. */
export function* singleChanges(search: Search): Asking<void> {
  const { trials, cores, wanted, found } = search;
  const all = new Levers(trials.problem, wanted);
  const most = Math.max(LEAST_TRIED, trials.allowance);
  const tried = promising(trials.problem, trials.screen, all.buffersOf(cores), search.costs, most);
  if (!tried.isAll) trials.isCut = true;
  const levers = all.touching(cores, tried.buffers);
  for (const lever of inTurns(levers)) {
    if (!trials.isOpen) return;
    if (lever.kind === "capacity" || lever.kind === "limit") continue;
    const fit = yield* refinedAlone(trials, lever);
    if (fit === null) continue;
    const { problem, result, changes } = fit.trial;
    found.add(problem, result!, changes, fit.isProved);
  }
  if (levers.some(({ kind }) => kind === "capacity")) yield* greaterCapacity(search);
  for (const lever of levers) if (lever.kind === "limit") yield* higherLimit(search, lever);
}

/** Buffers that are tried at least, however large the problem is. */
const LEAST_TRIED = 24;

/** One of each kind after the other, so that no kind goes without where the budget ends. */
function inTurns(levers: readonly Lever[]): Lever[] {
  const turns = new Map<SuggestionKind, number>();
  const turnOf = new Map<Lever, number>();
  for (const lever of levers) {
    const turn = turns.get(lever.kind) ?? 0;
    turnOf.set(lever, turn);
    turns.set(lever.kind, turn + 1);
  }
  return levers.toSorted((a, b) => turnOf.get(a)! - turnOf.get(b)!);
}

/** The least capacity that would do: of one memory, or of each that is too small. */
function* greaterCapacity({ trials, budget, found }: Search): Asking<void> {
  const { memories, needs } = yield* within(
    leastSteps(trials.problem, budget),
    budget.part(Math.ceil(budget.leftSteps / 4), Number.POSITIVE_INFINITY),
  );
  const short = memories.filter(({ bytes, capacity }) => bytes !== null && bytes > capacity);
  const isHopeless = needs === "all" && memories.some(({ bytes }) => bytes === null);
  if (isHopeless || short.length === 0) return;
  for (const raised of needs === "all" ? [short] : short.map((each) => [each])) {
    const changes = raised.map(
      ({ memory, capacity, bytes }) => ({ kind: "capacity", memory, from: capacity, to: bytes! }) as const,
    );
    const trial: Trial = yield* trials.ask(changes);
    const isProved = raised.every((each) => each.isProved);
    if (trial.verdict === "fits") found.add(trial.problem, trial.result!, changes, isProved);
  }
}

/** The least that the limit on a term would have to be: what the term comes to at its least, the others as they are. */
function* higherLimit({ trials, found, budget }: Search, lever: Lever): Asking<void> {
  const change = lever.change([0]);
  if (change.kind !== "limit") return;
  const { [change.term]: _, ...limits } = trials.problem.limits!;
  const loose = { ...anyPlan({ ...trials.problem, limits }), minimize: [change.term] as readonly Term[] };
  const result: PlanResult = yield { problem: loose, stepLimit: Math.ceil(budget.leftSteps / 4) };
  const least = result.terms[0];
  if (least === undefined || least.value <= change.from) return;
  const changes = [{ ...change, to: least.value }];
  const trial: Trial = yield* trials.ask(changes);
  if (trial.verdict === "fits") found.add(trial.problem, trial.result!, changes, least.bound >= least.value);
}
