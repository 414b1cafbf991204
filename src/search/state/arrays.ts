import type { Levels, SearchModel } from "./model.js";

/** What the state of the section-first search consists of, as flat arrays that are sized once. */
export class StateArrays {
  readonly model: SearchModel;
  /** Words in a bitset row: enough for `maxDepth` decisions. */
  readonly words: number;
  readonly maxDepth: number;
  /** Above every level: the least offset of a placed buffer, the floor of a section that is done. */
  readonly never: number;

  /** By buffer: the least offset that it can still have; `never` once it is placed. */
  readonly least: Levels;
  /** By buffer: the section that sets its least offset. */
  readonly why: Int32Array;
  /** By section: the least offset of its open buffers; `never` when none is left. */
  readonly floor: Levels;
  /** By section: the sizes of its open buffers together. */
  readonly total: Levels;
  /**
   * By section: where the waste right under the floor begins; the floor itself where it lies on a buffer or the ground.
   */
  readonly hole: Levels;
  /** By section: its open buffers whose least offset is its floor, who could cover the floor. */
  readonly resting: Int32Array;
  /** By section, in rows of `words`: the decisions that its floor rests on, as a bitset over depths. */
  readonly reason: Int32Array;
  /** The unplaced buffers of s, its *open* ones: `members[sectionStart[s] … sectionStart[s] + open[s])`. */
  readonly members: Int32Array;
  readonly open: Int32Array;
  /** The placed buffers, as a bitset. */
  readonly placed: Int32Array;
  /** Offset of a placed buffer, in units. */
  readonly offset: Levels;
  /** The depth at which a placed buffer was placed. */
  readonly placedDepth: Int32Array;
  /** By depth: the buffer placed, or −1 − s for a waste in section s. */
  readonly decision: Int32Array;
  /** After a failure: the decisions that explain it. */
  readonly conflict: Int32Array;

  constructor(model: SearchModel) {
    const { count, sectionCount } = model;
    this.model = model;
    this.never = model.wide ? Infinity : 2 ** 30;
    this.maxDepth = count + Math.min(4 * count + 256, 2048);
    this.words = (this.maxDepth >> 5) + 1;
    this.least = levels(model, count);
    this.why = new Int32Array(count);
    this.floor = levels(model, sectionCount);
    this.total = levels(model, sectionCount);
    this.hole = levels(model, sectionCount);
    this.resting = new Int32Array(sectionCount);
    this.reason = new Int32Array(sectionCount * this.words);
    this.members = model.sectionBuffers.slice();
    this.open = new Int32Array(sectionCount);
    this.placed = new Int32Array((count + 31) >> 5);
    this.offset = levels(model, count);
    this.placedDepth = new Int32Array(count);
    this.decision = new Int32Array(this.maxDepth);
    this.conflict = new Int32Array(this.words);
  }
}

/** Room for so many levels of a model. */
export function levels({ wide }: SearchModel, length: number): Levels {
  return wide ? new Float64Array(length) : new Int32Array(length);
}
