import type { BodyProblem } from "../bodies/body-problem.js";
import type { Range } from "../model/model.js";
import type { ProblemColumns } from "../problem/index.js";

/** Steps of presolve. All are taken unless switched off; none changes the least peak of a memory. */
export interface PresolveSteps {
  /** Leaves out rules that bind nothing: their bodies may not lie there anyway, or never could. */
  readonly drop?: boolean;
  /** Joins the cells of a body that overlap or adjoin, and fills gaps in which nothing else lives. */
  readonly merge?: boolean;
  /** Plans bodies apart that no conflict and no rule connects. */
  readonly split?: boolean;
  /**
   * Lays bodies that meet no other at their lowest place. The peak stays least, but other plans are lost: switched off
   * where it matters besides the peak where a body lies.
   */
  readonly loose?: boolean;
  /** Makes reserved ranges and bodies off their alignment plain: another base, another capacity, fixed buffers. */
  readonly ground?: boolean;
  /**
   * Leaves out reserved ranges that lie above a stack of all bodies, and all memory from there on. The peak stays
   * least, but other plans are lost, as with `loose`.
   */
  readonly cut?: boolean;
  /** Gives bodies whose conflicts are those of some lifetimes these lifetimes instead of rules. */
  readonly retime?: boolean;
}

/** What was done, in numbers; `explainPresolve` makes sentences of it. */
export interface PresolveTally {
  /** Memories in which bodies lie. */
  memories: number;
  /** Parts that are planned apart, bodies that presolve laid itself aside; and how many of them are plain. */
  parts: number;
  plainParts: number;
  /** Rules that bind nothing. */
  droppedRules: number;
  /** Bodies of several cells that became one rectangle. */
  mergedBodies: number;
  /** Bodies that lie at their lowest place. */
  looseBodies: number;
  /** Reserved ranges that became another base or capacity, and those that became fixed buffers. */
  trimmedRanges: number;
  groundedRanges: number;
  /** Reserved ranges that lie above all that is needed. */
  cutRanges: number;
  /** Parts whose alignments start from another byte than 0. */
  shiftedParts: number;
  /** Bodies that got other lifetimes, the rules that went with that, and the memories where that happened. */
  retimedBodies: number;
  retimedRules: number;
  retimedMemories: number;
}

interface AnyPart {
  /** Position in the model's memories. */
  readonly memory: number;
  /** The body of the model that each row is; −1 for a reserved range. */
  readonly bodies: Int32Array;
  /** A body of the part at an offset lies at offset + shift in its memory. Bytes, of any sign. */
  readonly shift: number;
  /** The memory's peak is the part's peak + lift, as far as this part goes. Bytes, ≥ 0. */
  readonly lift: number;
}

/** Bodies that make a plain problem. */
export interface PlainPart extends AnyPart {
  readonly kind: "plain";
  readonly columns: ProblemColumns;
  /**
   * Reserved ranges in the offsets of the part, ascending: buffers fixed at these bytes, the last rows. They are no
   * bodies: a peak up to the top of the last one says that the bodies end below it, and `withoutLastRange` is the
   * problem that then tells where.
   */
  readonly ranges: readonly Range[];
}

/** Bodies that keep rules. Offsets are those of the memory. */
export interface BodyPart extends AnyPart {
  readonly kind: "bodies";
  readonly problem: BodyProblem;
}

export type Part = PlainPart | BodyPart;

/** A problem in parts that are planned apart. It has a plan exactly if each part has one. */
export interface Presolved {
  readonly parts: readonly Part[];
  /** By body of the model: where presolve itself laid it, absolute; −1 where a part has it, or nobody was asked to. */
  readonly placed: Float64Array;
  /** By memory: the peak of the bodies that presolve laid itself, in bytes from the base. */
  readonly placedPeaks: Float64Array;
  readonly tally: Readonly<PresolveTally>;
}

/**
 * The offset of every body of the model, absolute, from the offsets in each part; −1 for bodies in no part.
 *
 * @param offsets by part and row
 */
export function restore({ parts, placed }: Presolved, offsets: readonly ArrayLike<number>[]): Float64Array {
  const found = placed.slice();
  for (const [p, { bodies, shift }] of parts.entries()) {
    for (let row = 0; row < bodies.length; row++) {
      if (bodies[row]! >= 0) found[bodies[row]!] = offsets[p]![row]! + shift;
    }
  }
  return found;
}
