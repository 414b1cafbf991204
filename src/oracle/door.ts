import { type Buffer, type Problem, validate } from "../problem/index.js";
import { simulate } from "../sim/index.js";
import { loadBoundOf } from "./frame.js";
import type { Oracle, OracleResult } from "./oracle.js";

/**
 * What a solver is asked about: buffers that have bytes and live, in a memory that begins at 0. Solvers know nothing else, so that every
 * model stays small; what is left out, and where memory begins, is settled here, naively and without the planner's code.
 */
interface Asked {
  readonly problem: Problem;
  /** Bytes of a fixed buffer at the bottom, which stands for what is left of the base. It is the last buffer, if there is one. */
  readonly ground: number;
  /** Bytes by which addresses were moved down. */
  readonly shift: number;
  /** Bytes from the base: the greatest offset + size of what was left out. */
  readonly peakWithout: number;
}

/** The oracle for any problem. What is obviously impossible it answers by itself. */
export function atTheDoor({ name, solve }: Oracle): Oracle {
  return {
    name,
    async solve(problem, options) {
      validate(problem);
      const reason = impossible(problem);
      if (reason !== null) return { ...nothing(boundOf(problem)), status: "infeasible", note: reason };
      return answerTo(problem, await solve(askedOf(problem).problem, options));
    },
  };
}

/** What is known of any problem where a solver said nothing. */
export function unanswered(problem: Problem, note: string): OracleResult {
  const bound = boundOf(problem);
  const infeasible = impossible(problem) !== null || bound > (problem.capacity ?? Infinity);
  return { ...nothing(bound), status: infeasible ? "infeasible" : "unknown", note };
}

function nothing(bound: number): Omit<OracleResult, "status" | "note"> {
  return { peak: null, offsets: null, bound };
}

/** Why no plan exists in a memory of any size, or null. */
function impossible({ buffers, base = 0 }: Problem): string | null {
  const fixed = buffers.filter(({ offset = -1 }) => offset >= 0).sort((a, b) => a.lower - b.lower);
  const below = fixed.find(({ offset }) => offset! < base);
  if (below !== undefined) return `buffer ${JSON.stringify(below.id)} is fixed below the memory`;
  for (const [i, a] of fixed.entries()) {
    for (let j = i + 1; j < fixed.length && fixed[j]!.lower < a.upper; j++) {
      const b = fixed[j]!;
      const inSpace = Math.max(a.offset!, b.offset!) < Math.min(a.offset! + a.size, b.offset! + b.size);
      if (inSpace && meetsOthers(a) && meetsOthers(b))
        return `fixed buffers ${JSON.stringify(a.id)} and ${JSON.stringify(b.id)} collide`;
    }
  }
  return null;
}

function meetsOthers({ size, lower, upper }: Buffer): boolean {
  return size > 0 && lower < upper;
}

function firstAligned({ alignment = 1 }: Buffer, base: number): number {
  return base % alignment === 0 ? base : base + alignment - (base % alignment);
}

/** Where a buffer that meets no others lies. */
function placeAlone(buffer: Buffer, base: number): number {
  const { offset = -1 } = buffer;
  return offset >= 0 ? offset : firstAligned(buffer, base);
}

function askedOf({ buffers, capacity = Infinity, base = 0 }: Problem): Asked {
  const alone = buffers.filter((buffer) => !meetsOthers(buffer));
  const peakWithout = alone.reduce((peak, one) => Math.max(peak, placeAlone(one, base) + one.size - base), 0);
  const met = buffers.filter(meetsOthers);
  // Down by a common multiple of the alignments, so that what is aligned stays so; not at all where none is as small as the base.
  const step = met.reduce((multiple, { alignment = 1 }) => Math.min(base + 1, commonMultiple(multiple, alignment)), 1);
  const ground = base % step;
  const shift = base - ground;
  const moved = met.map((buffer): Buffer => {
    const { offset = -1, hint, ...free } = buffer;
    return offset < 0 ? free : { ...free, offset: offset - shift };
  });
  if (ground > 0 && met.length > 0) {
    const lower = Math.min(...met.map((buffer) => buffer.lower));
    const upper = Math.max(...met.map((buffer) => buffer.upper));
    moved.push({ id: groundId(met), lower, upper, size: ground, offset: 0 });
  }
  const limit = Number.isFinite(capacity) ? { capacity: capacity + ground } : {};
  return { problem: { buffers: moved, ...limit }, ground, shift, peakWithout };
}

function groundId(buffers: readonly Buffer[]): string {
  let id = "ground";
  while (buffers.some((buffer) => buffer.id === id)) id += "'";
  return id;
}

function commonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

function boundOf(problem: Problem): number {
  const { buffers, base = 0 } = problem;
  const { problem: asked, ground, peakWithout } = askedOf(problem);
  const alone = buffers.reduce((most, buffer) => Math.max(most, placeAlone(buffer, base) + buffer.size - base), 0);
  return Math.max(peakWithout, alone, loadBoundOf(asked) - ground);
}

/** The answer about the whole problem, from one about what was asked. Its plan is replayed once more, whole. */
function answerTo(problem: Problem, found: OracleResult): OracleResult {
  const { buffers, capacity = Infinity, base = 0 } = problem;
  const { ground, shift } = askedOf(problem);
  const bound = Math.max(boundOf(problem), found.bound - ground);
  if (found.offsets === null) {
    return { ...found, bound, status: bound > capacity ? "infeasible" : found.status };
  }
  let next = 0;
  const offsets = Float64Array.from(buffers, (buffer) =>
    meetsOthers(buffer) ? found.offsets![next++]! + shift : placeAlone(buffer, base),
  );
  const peak = buffers.reduce((top, { size }, b) => Math.max(top, offsets[b]! + size - base), 0);
  if (peak > capacity)
    return { ...nothing(bound), status: bound > capacity ? "infeasible" : "unknown", note: found.note };
  const { ok, violations } = simulate(problem, offsets);
  if (!ok) throw new Error(`${violations[0]!.message} (in a plan that passed for a part of the problem)`);
  return { status: peak <= bound ? "optimal" : "feasible", peak, offsets, bound, note: found.note };
}
