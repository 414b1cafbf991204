/**
 * The search as a film. One member of the portfolio, with the first branching of the rules, looks for a plan, step by
 * step; after each step its state is read. It is the search that plans, not a copy of it.
 */
import { reduce } from "../../src/planner/index.js";
import { isConstrained, isSolid, markSections, type Problem, toArrays } from "../../src/problem/index.js";
import {
  buildModel,
  Experience,
  Floors,
  RULE_POLICY,
  type SearchModel,
  SectionSearch,
} from "../../src/search/index.js";

/** Steps that are filmed at most. */
export const MOST_STEPS = 1_000;
/** Buffers beyond which nobody could follow it. */
const MOST_BUFFERS = 2_000;
/** Numbers that all pictures of floors have together, at most. */
const MOST_FLOORS = 4e6;

export interface Frame {
  /**
   * A buffer is placed, a floor raised over waste, decisions are taken back; at the end all is placed, or all is
   * refuted.
   */
  readonly kind: "place" | "waste" | "back" | "placed" | "refuted";
  /** Decisions that stand after it; of one that failed, with itself. */
  readonly depth: number;
  /** Of a placement: position in the problem, and bytes; else −1. */
  readonly buffer: number;
  readonly offset: number;
  /** Of a waste: the section; else −1. */
  readonly section: number;
  /** Decisions that were taken back. */
  readonly undone: number;
  /** Whether the decision failed at once. */
  readonly failed: boolean;
  /** The floor of each section after it, in bytes; Infinity where nothing is left to be placed. */
  readonly floors: Float64Array;
}

export interface Film {
  /** Bytes: a plan is looked for within it. */
  readonly capacity: number;
  /** When each section is, in the problem's time: from its slot to that of the next. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly frames: readonly Frame[];
  readonly steps: number;
  /** How it ended within the steps that are filmed. */
  readonly end: "placed" | "refuted" | "cut";
}

/**
 * @param capacity bytes; null takes the problem's, or the load where it has none
 * @throws Error that says why there is nothing to film
 */
export function filmOf(problem: Problem, capacity: number | null): Film {
  if (isConstrained(problem)) throw new Error("a problem with constraints is planned by another search: no film of it");
  const count = problem.buffers.length;
  if (count === 0) throw new Error("there are no buffers: nothing to film");
  if (count > MOST_BUFFERS) throw new Error(`${count} buffers are too many for a film: ${MOST_BUFFERS} at most`);
  const { arrays, ground, originOf } = reduce(toArrays(problem));
  const model = buildModel(arrays);
  const loadBytes = model.loadBound * model.unit;
  const wanted = capacity ?? problem.capacity ?? loadBytes - ground;
  const within = Math.floor((Math.min(wanted, Number.MAX_SAFE_INTEGER / 2) + ground) / model.unit);
  const base = (problem.base ?? 0) - ground;
  const times = sectionTimes(problem, markSections(arrays));
  const recorder = new Recorder(model, originOf, base);
  const end = record(model, within, recorder);
  return { capacity: wanted, ...times, frames: recorder.frames, steps: recorder.steps, end };
}

function record(model: SearchModel, capacity: number, recorder: Recorder): Film["end"] {
  const [branching] = RULE_POLICY.members;
  const search = new SectionSearch(new Floors(model, true), new Experience(model, branching!), {
    fullReasons: false,
    onFailure: () => {
      recorder.failed(search);
      return false;
    },
  });
  search.begin(capacity);
  recorder.begin(search);
  const mostFrames = Math.max(50, Math.floor(MOST_FLOORS / Math.max(1, model.sectionCount)));
  while (search.steps < MOST_STEPS && recorder.frames.length < mostFrames) {
    const outcome = search.run(1);
    recorder.after(search, outcome);
    if (outcome === "placed") return "placed";
    if (outcome === "exhausted") return "refuted";
  }
  return "cut";
}

/** Compares the state before a step with that after it. */
class Recorder {
  readonly frames: Frame[] = [];
  steps = 0;
  #path: { readonly what: number; readonly level: number }[] = [];

  constructor(
    readonly model: SearchModel,
    readonly originOf: (buffer: number) => number,
    readonly base: number,
  ) {}

  begin(search: SectionSearch): void {
    this.#path = search.path();
  }

  /** A decision has failed, or all answers to a question have; nothing is taken back yet. */
  failed(search: SectionSearch): void {
    this.steps = search.steps;
    this.#note(search, true);
  }

  after(search: SectionSearch, outcome: "placed" | "exhausted" | "paused"): void {
    this.steps = search.steps;
    this.#note(search, false);
    if (outcome === "paused") return;
    const kind = outcome === "placed" ? "placed" : "refuted";
    this.#push(search, { kind, buffer: -1, offset: -1, section: -1, undone: 0, failed: false });
  }

  /** Frames for what was taken back and what was decided since the last look. */
  #note(search: SectionSearch, failed: boolean): void {
    const path = search.path();
    let same = 0;
    const isSame = (i: number): boolean =>
      path[i]?.what === this.#path[i]?.what && path[i]?.level === this.#path[i]?.level;
    while (same < path.length && same < this.#path.length && isSame(same)) same++;
    const undone = this.#path.length - same;
    if (undone > 0)
      this.#push(search, { kind: "back", buffer: -1, offset: -1, section: -1, undone, failed: false }, same);
    for (let i = same; i < path.length; i++) this.#decide(search, path[i]!, i + 1, failed && i === path.length - 1);
    this.#path = path;
  }

  #decide(
    search: SectionSearch,
    { what, level }: { what: number; level: number },
    depth: number,
    failed: boolean,
  ): void {
    const isWaste = what < 0;
    const offset = level * this.model.unit + this.base;
    const decision = isWaste
      ? { kind: "waste" as const, buffer: -1, offset, section: -1 - what }
      : { kind: "place" as const, buffer: this.originOf(what), offset, section: -1 };
    this.#push(search, { ...decision, undone: 0, failed }, depth);
  }

  #push({ floors }: SectionSearch, frame: Omit<Frame, "depth" | "floors">, depth = floors.depth): void {
    const { unit } = this.model;
    const told = Float64Array.from(floors.floor, (level) =>
      level >= floors.never ? Infinity : level * unit + this.base,
    );
    this.frames.push({ ...frame, depth, floors: told });
  }
}

/** When the sections are: the slots that are marked. */
function sectionTimes({ buffers }: Problem, marks: Uint8Array): Pick<Film, "lower" | "upper"> {
  const ends = buffers.filter(isSolid).flatMap(({ lower, upper }) => [lower, upper]);
  const times = [...new Set(ends)].sort((a, b) => a - b);
  const slots = [...marks.keys()].filter((slot) => marks[slot] !== 0);
  const lower = Float64Array.from(slots, (slot, s) => (s === 0 ? times[0]! : times[slot]!));
  const last = times.at(-1) ?? 0;
  const upper = Float64Array.from(slots, (_, s) => (s + 1 < slots.length ? times[slots[s + 1]!]! : last));
  return { lower, upper };
}
