/**
 * The worker that reads, plans and writes. It keeps one document; what it is asked comes one after the other, and a
 * cancel is heard on the way. Nothing here sends anything anywhere: what could is taken away first.
 */
import "./turns.js";
import type { Document } from "../../src/formats/index.js";
import type { Picture, PictureFacts } from "../../src/picture/picture.js";
import { type PlannerOptions, type PlanResult, type Progress, plan as planPlain } from "../../src/planner/index.js";
import { bufferCount, InputError, isConstrained, isHinted, type Problem } from "../../src/problem/index.js";
import type { Answers, Ask, Asked, Cancel, Opened, Planned, Standing, Told, Tried, Wish } from "./messages.js";
import { policyNamed } from "./policy.js";

for (const name of ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "indexedDB", "caches"]) {
  Object.defineProperty(globalThis, name, { value: undefined, writable: false, configurable: false });
}

/** Up to so many buffers, better plans are shown while they arrive. */
const MOST_SHOWN_ON_THE_WAY = 200_000;

interface Kept {
  readonly document: Document;
  /** The problem with the capacities that were wished. */
  problem: Problem;
  result: PlanResult | null;
  /** What is written: the file's own plan, until there is another. */
  plan: { readonly offsets: ArrayLike<number>; readonly memories: readonly string[] | null } | null;
  suggestions: readonly {
    readonly problem: Problem;
    readonly offsets: Float64Array;
    readonly memories: readonly string[] | null;
    readonly message: string;
  }[];
}

let kept: Kept | null = null;
let stop = new AbortController();
let queue: Promise<void> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<Asked | Cancel>) => {
  if (data.kind === "cancel") {
    stop.abort();
    return;
  }
  queue = queue.then(() => answer(data));
};

function tell(told: Told, transfer: Transferable[] = []): void {
  (self as unknown as Worker).postMessage(told, transfer);
}

async function answer(asked: Asked): Promise<void> {
  const { number } = asked;
  stop = new AbortController();
  try {
    tell({ kind: "answer", number, answer: await answerTo(asked, number) });
  } catch (error) {
    const { name, message } = error as Error;
    const isExpected = error instanceof InputError || ["FormatError", "RangeError", "Refused"].includes(name);
    tell({ kind: "failed", number, message: isExpected ? message : `${name}: ${message}`, isFault: !isExpected });
  }
}

function answerTo(ask: Ask, number: number): Promise<Answers[keyof Answers]> {
  if (ask.kind === "open") return open(ask);
  if (ask.kind === "plan") return planWith(ask.wish, number);
  if (ask.kind === "suggest") return suggestions(number);
  if (ask.kind === "try") return tryOne(ask.rank);
  if (ask.kind === "write") return written(ask.target);
  return film(ask.capacity);
}

/** What was asked for cannot be had, and the message says why. */
class Refused extends Error {
  override readonly name = "Refused";
}

function have(): Kept {
  if (kept === null) throw new Refused("no file is open");
  return kept;
}

async function open({ files, asPlan }: Extract<Ask, { kind: "open" }>): Promise<Opened> {
  const { read, readPlan, targetsOf } = await import("./reader.js");
  const document = await read(files);
  const placed = asPlan ? await readPlan(files) : null;
  const plan = placed?.offsets == null ? null : { offsets: placed.offsets, memories: placed.memories };
  const { problem, fileName, form, notes } = placed ?? document;
  kept = { document, problem: document.problem, result: null, plan, suggestions: [] };
  const drawn = plan === null ? null : { ...plan, fits: true };
  const picture = await draw(problem, { title: fileName, notes, plan: drawn });
  return { fileName, form: form.name, picture, targets: targetsOf(document), hasPlan: plan !== null };
}

async function draw(problem: Problem, facts: PictureFacts): Promise<Picture> {
  const { pictureOf } = await import("../../src/picture/picture.js");
  return pictureOf(problem, facts);
}

/** Constraints have a planner of their own, which is loaded where there are some. */
async function plan(problem: Problem, options: PlannerOptions): Promise<PlanResult> {
  if (!isConstrained(problem) && !isHinted(problem)) return planPlain(problem, options);
  const constrained = await import("../../src/constrained/index.js");
  return constrained.plan(problem, options);
}

/** The problem with other capacities. @throws Refused where there is another number of memories */
function withCapacities(problem: Problem, capacities: readonly (number | null)[]): Problem {
  const { capacity: _, memories, ...rest } = problem;
  if (memories === undefined) {
    const [capacity = null] = capacities;
    return capacity === null ? { ...rest } : { ...rest, capacity };
  }
  if (capacities.length !== memories.length) throw new Refused(`there are ${memories.length} memories`);
  return {
    ...rest,
    memories: memories.map(({ capacity: _own, ...memory }, m) => {
      const capacity = capacities[m]!;
      return capacity === null ? memory : { ...memory, capacity };
    }),
  };
}

async function planWith(wish: Wish, number: number): Promise<Planned> {
  const now = have();
  const { document } = now;
  const same = isSame(document.problem, wish.capacities);
  // A problem over columns stays one only if nothing of it is changed.
  const problem = same ? document.problem : withCapacities(document.problem, wish.capacities);
  Object.assign(now, { problem, result: null, suggestions: [] });
  const shows = bufferCount(problem) <= MOST_SHOWN_ON_THE_WAY;
  let sent: Float64Array | null = null;
  const hear = ({ peak, lowerBound, steps, elapsedMs, offsets, memories }: Progress): void => {
    const isNew = shows && offsets !== null && offsets !== sent;
    if (isNew) sent = offsets;
    const standing: Standing = {
      peak,
      lowerBound,
      steps,
      elapsedMs,
      ...(isNew ? { offsets, memories } : { offsets: null, memories: null }),
    };
    tell({ kind: "standing", number, standing });
  };
  const result = await plan(problem, {
    minimize: wish.minimize,
    seed: wish.seed,
    policy: await policyNamed(wish.policy),
    signal: stop.signal,
    ...(wish.timeLimitMs !== null && { timeLimitMs: wish.timeLimitMs }),
    ...(wish.stepLimit !== null && { stepLimit: wish.stepLimit }),
    onProgress: hear,
    onWarning: (message) => tell({ kind: "warning", number, message }),
  });
  now.result = result;
  now.plan = result.offsets === null ? null : { offsets: result.offsets, memories: result.memories };
  const title = document.fileName;
  const near = result.offsets === null && sent !== null ? await closest(problem, sent) : null;
  const picture = await draw(problem, { title, result, notes: document.notes, plan: near });
  return { picture, elapsedMs: result.solveMs };
}

function isSame(problem: Problem, capacities: readonly (number | null)[]): boolean {
  const own = problem.memories?.map(({ capacity }) => capacity) ?? [problem.capacity];
  return own.length === capacities.length && own.every((capacity, m) => (capacity ?? null) === capacities[m]);
}

/** A plan that is only too high, drawn where there is none that fits. */
async function closest(problem: Problem, offsets: Float64Array): Promise<PictureFacts["plan"]> {
  if (problem.memories !== undefined) return null;
  const { checkedPlan } = await import("../../src/explain/closest-plan.js");
  const found = checkedPlan(problem, offsets, null);
  return found === null ? null : { offsets: found.offsets, memories: found.memories, fits: false };
}

async function suggestions(number: number): Promise<Answers["suggest"]> {
  const now = have();
  const { problem, result, document } = now;
  if (result === null || result.offsets !== null) return { picture: null, rows: [], note: "there is a plan" };
  const { closestOf, headline, GapRecorder, explainResult, suggest } = await import("../../src/explain/index.js");
  const { signal } = stop;
  const policy = await policyNamed("learned");
  const limits = { signal, policy, timeLimitMs: 10_000 };
  const reasons = await explainResult(problem, result, new GapRecorder(), () => limits);
  const near = closestOf(reasons);
  const picture = await draw(problem, {
    title: document.fileName,
    result,
    notes: document.notes,
    core: reasons.core?.buffers ?? result.infeasibility?.buffers ?? [],
    message: headline(reasons),
    plan: near === null ? null : { offsets: near.offsets, memories: near.memories, fits: false },
  });
  tell({ kind: "warning", number, message: "looking for changes with which it fits" });
  const found = await suggest(problem, { ...limits, result, count: 6 });
  now.suggestions = found.suggestions;
  const rows = found.suggestions.map(({ message, isProved, peak }) => ({ message, isProved, peak }));
  const note = found.isComplete ? "" : "a limit may have kept others from being found";
  return { picture, rows, note };
}

async function tryOne(rank: number): Promise<Tried> {
  const now = have();
  const suggestion = now.suggestions[rank];
  if (suggestion === undefined) throw new Refused(`there is no suggestion ${rank + 1}`);
  const { problem, offsets, memories, message } = suggestion;
  const { documentOf, targetsOf } = await import("./reader.js");
  const document = documentOf(problem, now.document.fileName);
  const picture = await draw(problem, {
    title: document.fileName,
    notes: [message],
    plan: { offsets, memories, fits: true },
  });
  kept = { document, problem, result: null, plan: { offsets, memories }, suggestions: now.suggestions };
  return { picture, targets: targetsOf(document) };
}

async function written(target: string): Promise<Answers["write"]> {
  const { document, plan } = have();
  const { write } = await import("./reader.js");
  return write(document, target, plan);
}

async function film(capacity: number | null): Promise<Answers["film"]> {
  const { filmOf } = await import("./film.js");
  try {
    return filmOf(have().problem, capacity);
  } catch (error) {
    throw new Refused((error as Error).message);
  }
}
