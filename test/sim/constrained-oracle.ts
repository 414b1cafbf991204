import type { Buffer, Problem } from "../../src/problem/index.js";
import { isSolid } from "../../src/problem/index.js";
import type { ViolationKind } from "../../src/sim/index.js";
import { judge, type Placing } from "../support/model-brute-force.js";

/**
 * The replay of a tiny plan over memories of single bytes, step by step, and every rule asked of every couple by
 * itself: slow, obvious, and unlike the simulator in every way. The rules for couples are the judge's.
 */
export interface ConstrainedOracle {
  readonly counts: Readonly<Record<Exclude<ViolationKind, "offset" | "limit">, number>>;
  /** Clobbered bytes of each read that did not find its own. */
  readonly clobberedBytes: readonly number[];
  /** By memory and time step from the first event to the last: bytes in use, and the highest + 1 from the base. */
  readonly steps: readonly { readonly time: number; readonly live: number[]; readonly top: number[] }[];
}

/** A window of bytes that a buffer holds in a piece of its lifetime. */
interface Piece {
  readonly buffer: number;
  readonly lower: number;
  readonly upper: number;
  readonly from: number;
  readonly to: number;
}

export function constrainedOracle(problem: Problem, placing: Placing): ConstrainedOracle {
  const { buffers, aliases = [], apart = [] } = problem;
  const { offsets, memories } = placing;
  const facts = problem.memories!;
  const couples = buffers.flatMap((_, b) => buffers.slice(0, b).map((_, a): [number, number] => [a, b]));
  const clashing = new Set<string>();
  const { free = [], inplace = [] } = problem;
  for (const [a, b] of couples) {
    if (clash(problem, placing, a, b, { aliases, free, inplace })) clashing.add(`${a} ${b}`);
  }
  // While all are free, they may share bytes as far as living together goes.
  const allFree = { aliases, free: [{ buffers: buffers.map(({ id }) => id) }] };
  const countBroken = (rule: Rules): number =>
    couples.filter(([a, b]) => clash(problem, placing, a, b, { ...allFree, ...rule })).length;
  const hard = apart.filter(({ cost }) => cost === undefined);
  const single = buffers.map((buffer, b) => {
    const { base = 0, capacity = Number.POSITIVE_INFINITY, alignment = 1, reserved = [], bank } = facts[memories[b]!]!;
    const [offset, end] = [offsets[b]!, offsets[b]! + buffer.size];
    const allowed = buffer.memories?.map(({ id }) => id) ?? [buffer.memory ?? facts[0]!.id];
    const bytes = Array.from({ length: buffer.size }, (_, i) => offset + i);
    return {
      fixed: (buffer.offset ?? -1) >= 0 && buffer.offset !== offset,
      alignment: offset % (buffer.alignment ?? alignment) !== 0,
      capacity: offset < base || end > base + capacity,
      reserved: bytes.some((byte) => reserved.some(({ from, to }) => from <= byte && byte < to)),
      memory: !allowed.includes(facts[memories[b]!]!.id),
      bank:
        buffer.withinBank === true && bank !== undefined && new Set(bytes.map((x) => Math.floor(x / bank))).size > 1,
    };
  });
  const countSingle = (rule: keyof (typeof single)[number]): number => single.filter((found) => found[rule]).length;
  const positionOf = (id: string): number => buffers.findIndex((buffer) => buffer.id === id);
  const stray = aliases.filter(({ buffer, of, at = 0 }) => {
    const [v, w] = [positionOf(buffer), positionOf(of)];
    return memories[v] !== memories[w] || offsets[v] !== offsets[w]! + at;
  });
  const { clobberedBytes, steps } = replayed(problem, placing, (a, b) => {
    return !clashing.has(a < b ? `${a} ${b}` : `${b} ${a}`);
  });
  return {
    counts: {
      ...{ fixed: countSingle("fixed"), alignment: countSingle("alignment"), capacity: countSingle("capacity") },
      overlap: clashing.size,
      "clobbered-read": clobberedBytes.length,
      ...{ reserved: countSingle("reserved"), memory: countSingle("memory"), alias: stray.length },
      apart: sum(hard.filter(({ banks }) => !banks).map((entry) => countBroken({ apart: [entry] }))),
      exclusive: countBroken({ exclusive: true }),
      bank:
        countSingle("bank") + sum(hard.filter(({ banks }) => banks).map((entry) => countBroken({ apart: [entry] }))),
    },
    clobberedBytes,
    steps,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Rules for couples, without all others. */
interface Rules extends Pick<Problem, "aliases" | "apart" | "free" | "inplace"> {
  readonly exclusive?: boolean;
}

/** Whether the judge forbids two buffers to lie as they do, by these rules. */
function clash(
  { buffers, memories }: Problem,
  placing: Placing,
  a: number,
  b: number,
  { exclusive = false, ...rules }: Rules,
): boolean {
  if (placing.memories[a] !== placing.memories[b]) return false;
  const couple = [a, b].map((at): Buffer => {
    const { id, lower, upper, size, gaps, clock, exclusive: isAlone } = buffers[at]!;
    const alone = exclusive && isAlone === true && { exclusive: true };
    return { id, lower, upper, size, ...(gaps && { gaps }), ...(clock && { clock }), ...alone };
  });
  const { bank } = memories![placing.memories[a]!]!;
  const { faults } = judge(
    { ...rules, buffers: couple, memories: [{ id: "m", ...(bank && { bank }) }] },
    { offsets: [placing.offsets[a]!, placing.offsets[b]!], memories: [0, 0] },
  );
  return faults.some((fault) => / and .* may not lie at /.test(fault));
}

function replayed({ buffers, memories }: Problem, placing: Placing, mayShare: (a: number, b: number) => boolean) {
  const all = buffers.flatMap(piecesOf);
  const times = all.flatMap(({ lower, upper }) => [lower, upper]);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const writers = memories!.map(() => new Map<number, Piece>());
  const clobberedBytes: number[] = [];
  const steps: { time: number; live: number[]; top: number[] }[] = [];
  const bytesOf = ({ buffer, from, to }: Piece): number[] => {
    return Array.from({ length: to - from }, (_, i) => placing.offsets[buffer]! + from + i);
  };
  for (let time = first; time <= last; time++) {
    for (const piece of all) {
      if (piece.upper !== time) continue;
      const lost = bytesOf(piece).filter((byte) => {
        const writer = writers[placing.memories[piece.buffer]!]!.get(byte)!;
        return writer !== piece && !mayShare(piece.buffer, writer.buffer);
      });
      if (lost.length > 0) clobberedBytes.push(lost.length);
    }
    for (const piece of all) {
      if (piece.lower !== time) continue;
      for (const byte of bytesOf(piece)) writers[placing.memories[piece.buffer]!]!.set(byte, piece);
    }
    const held = memories!.map((_, m) => {
      const live = all.filter(({ buffer, lower, upper }) => {
        return placing.memories[buffer] === m && lower <= time && time < upper;
      });
      return new Set(live.flatMap(bytesOf));
    });
    steps.push({
      time,
      live: held.map((bytes) => bytes.size),
      top: held.map((bytes, m) => Math.max(0, ...[...bytes].map((byte) => byte + 1 - (memories![m]!.base ?? 0)))),
    });
  }
  return { clobberedBytes, steps };
}

/** Whole steps of time with the same gap, or none, in one piece. */
function piecesOf(each: Buffer, buffer: number): Piece[] {
  const { lower, upper, size, gaps = [] } = each;
  if (!isSolid(each)) return [];
  const pieces: Piece[] = [];
  let before: unknown = null;
  for (let time = lower; time < upper; time++) {
    const gap = gaps.find((found) => found.lower <= time && time < found.upper);
    const [from, to] = gap === undefined ? [0, size] : [gap.from ?? 0, gap.to ?? 0];
    const latest = pieces.at(-1);
    if (latest !== undefined && before === gap && latest.upper === time) {
      pieces[pieces.length - 1] = { ...latest, upper: time + 1 };
    } else if (to > from) pieces.push({ buffer, lower: time, upper: time + 1, from, to });
    before = gap;
  }
  return pieces;
}
