/**
 * What the page draws of a problem and its plan, and tells of it: plain data that can be posted to a worker, cloned, or
 * written as JSON into a report. Buffers are columns, in the order of the problem's.
 */
import { explainPeak, type MemoryExplanation } from "../explain/index.js";
import { piecesOf } from "../model/lifetimes.js";
import type { PlanResult, TermResult } from "../planner/index.js";
import type { Memory, Problem } from "../problem/index.js";

/** A memory of the picture, and why its peak is as high as it is. Infinity is written as null. */
export interface MemoryPicture extends Omit<MemoryExplanation, "capacity"> {
  /** Bytes; null where it has no end. */
  readonly capacity: number | null;
  readonly reserved: readonly { readonly from: number; readonly to: number }[];
  /** Bytes of a bank; 0 where there are none. */
  readonly bank: number;
}

/** Bytes that a buffer needs for a piece of its life, where it has gaps or windows: columns of one length. */
export interface PieceColumns {
  readonly buffer: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** From the buffer's offset. */
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Two buffers that have to do with each other, by position: `buffer` lies `at` bytes above the offset of `of`. */
export interface Tie {
  readonly buffer: number;
  readonly of: number;
  readonly at: number;
}

export interface Picture {
  readonly title: string;
  /** `given` is a plan that came with the file. */
  readonly status: PlanResult["status"] | "given";
  readonly stoppedBy: PlanResult["stoppedBy"];
  /** Whether what is drawn is a plan that fits; else offsets are those of one that is too high, or there are none. */
  readonly fits: boolean;
  /** Bytes; the sum over the memories. Null without a plan. */
  readonly peak: number | null;
  readonly lowerBound: number;
  readonly steps: number;
  readonly seed: number;
  readonly terms: readonly TermResult[];
  readonly ids: readonly string[];
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  readonly size: ArrayLike<number>;
  readonly alignment: ArrayLike<number>;
  /** Absolute; null where there is no plan at all. */
  readonly offset: ArrayLike<number> | null;
  /** Positions in `memories`; −1 where a buffer may choose and no plan says. */
  readonly memoryOf: ArrayLike<number>;
  /** Positions of buffers whose offset is fixed. */
  readonly fixed: readonly number[];
  readonly pieces: PieceColumns;
  readonly aliases: readonly Tie[];
  readonly inplace: readonly Tie[];
  readonly memories: readonly MemoryPicture[];
  /** Positions of the buffers that cannot go together; [] where that is not known or there is a plan. */
  readonly core: readonly number[];
  /** Why there is no plan, or what the peak is made of, in words. */
  readonly message: string;
  /** What there is to say of how the file was read. */
  readonly notes: readonly string[];
}

/** What is known besides the problem. All that is left out is not known. */
export interface PictureFacts {
  readonly title: string;
  readonly result?: PlanResult | null;
  /** A plan in place of the result's: the file's own, or one that is too high. */
  readonly plan?: {
    readonly offsets: ArrayLike<number>;
    readonly memories: ArrayLike<string> | null;
    readonly fits: boolean;
  } | null;
  readonly core?: readonly number[];
  readonly message?: string;
  readonly notes?: readonly string[];
}

/** @throws InputError for a malformed problem, or a plan that does not suit it */
export function pictureOf(problem: Problem, facts: PictureFacts): Picture {
  const { title, result = null, plan = null, core, message, notes = [] } = facts;
  const { buffers } = problem;
  const offsets = plan?.offsets ?? result?.offsets ?? null;
  const ids = plan === null ? (result?.memories ?? null) : plan.memories;
  const told = explainPeak(problem, {
    offsets,
    memories: ids,
    ...(result !== null && plan === null && { lowerBound: result.lowerBound }),
  });
  const memories = memoriesOf(problem, told.memories);
  const peaks = memories.map(({ peak }) => peak ?? 0);
  return {
    title,
    status: result?.status ?? "given",
    stoppedBy: result?.stoppedBy ?? null,
    fits: plan?.fits ?? offsets !== null,
    peak: offsets === null ? null : peaks.reduce((sum, peak) => sum + peak, 0),
    lowerBound: result?.lowerBound ?? told.bound.bytes,
    steps: result?.steps ?? 0,
    seed: result?.seed ?? 0,
    terms: result?.terms ?? [],
    ids: buffers.map(({ id }) => id),
    lower: Float64Array.from(buffers, ({ lower }) => lower),
    upper: Float64Array.from(buffers, ({ upper }) => upper),
    size: Float64Array.from(buffers, ({ size }) => size),
    alignment: Float64Array.from(buffers, ({ alignment = 1 }) => alignment),
    offset: offsets === null ? null : Float64Array.from(offsets),
    memoryOf: memoryOf(problem, ids),
    fixed: buffers.flatMap(({ offset = -1 }, b) => (offset >= 0 ? [b] : [])),
    pieces: pieceColumns(problem),
    ...tiesOf(problem),
    memories,
    core: core ?? result?.infeasibility?.buffers ?? [],
    message: message ?? result?.infeasibility?.message ?? memories.map((memory) => memory.message).join("; "),
    notes,
  };
}

/** A picture as JSON writes it: typed arrays become lists. */
export function pictureJson(picture: Picture): string {
  return JSON.stringify(picture, (_, value) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value));
}

function memoriesOf(problem: Problem, told: readonly MemoryExplanation[]): MemoryPicture[] {
  const listed: readonly (Memory | undefined)[] = problem.memories ?? [undefined];
  return told.map((memory, m) => ({
    ...memory,
    capacity: Number.isFinite(memory.capacity) ? memory.capacity : null,
    reserved: listed[m]?.reserved ?? [],
    bank: listed[m]?.bank ?? 0,
  }));
}

function memoryOf({ buffers, memories }: Problem, ids: ArrayLike<string> | null): Int32Array {
  if (memories === undefined) return new Int32Array(buffers.length);
  const at = new Map(memories.map(({ id }, m) => [id, m]));
  const only = memories.length === 1 ? memories[0]!.id : "";
  return Int32Array.from(buffers, (buffer, b) => {
    const choices = buffer.memories ?? [];
    const own = buffer.memory ?? (choices.length === 1 ? choices[0]!.id : only);
    return at.get(ids?.[b] ?? own) ?? -1;
  });
}

function pieceColumns({ buffers }: Problem): PieceColumns {
  const columns = { buffer: [], lower: [], upper: [], from: [], to: [] } as Record<keyof PieceColumns, number[]>;
  for (const [b, buffer] of buffers.entries()) {
    if (buffer.gaps === undefined || buffer.gaps.length === 0) continue;
    for (const { lower, upper, from, to } of piecesOf(buffer)) {
      columns.buffer.push(b);
      columns.lower.push(lower);
      columns.upper.push(upper);
      columns.from.push(from);
      columns.to.push(to);
    }
  }
  return columns;
}

function tiesOf({ buffers, aliases = [], inplace = [] }: Problem): Pick<Picture, "aliases" | "inplace"> {
  if (aliases.length === 0 && inplace.length === 0) return { aliases: [], inplace: [] };
  const at = new Map(buffers.map(({ id }, b) => [id, b]));
  const tie = ({ buffer, of, at: above = 0 }: { buffer: string; of: string; at?: number }): Tie[] => {
    const [part, whole] = [at.get(buffer), at.get(of)];
    return part === undefined || whole === undefined ? [] : [{ buffer: part, of: whole, at: above }];
  };
  return { aliases: aliases.flatMap(tie), inplace: inplace.flatMap(tie) };
}
