import type { Floors } from "../state/floors.js";
import type { Experience } from "./experience.js";

/** What a search keeps of each node that it has open, by depth. */
export class Nodes {
  /** The section branched on. */
  readonly section: Int32Array;
  /**
   * Its buffers stand in the search's children from `begin` to before `end`, in the order of trial; `next` is the one
   * to try next.
   */
  readonly begin: Int32Array;
  readonly end: Int32Array;
  readonly next: Int32Array;
  /** The level that the waste rises to; −1 before it was asked for. */
  readonly wasteTo: Float64Array;
  /** By how much a model's score puts the first child before the second; 0 where the branching decided. */
  readonly lead: Float64Array;
  /** Steps of the search when the node was opened. */
  readonly enteredAt: Float64Array;
  /** How often failures jumped back to the node. */
  readonly targeted: Int32Array;

  constructor(maxDepth: number) {
    this.section = new Int32Array(maxDepth);
    this.begin = new Int32Array(maxDepth);
    this.end = new Int32Array(maxDepth);
    this.next = new Int32Array(maxDepth);
    this.wasteTo = new Float64Array(maxDepth);
    this.lead = new Float64Array(maxDepth);
    this.enteredAt = new Float64Array(maxDepth);
    this.targeted = new Int32Array(maxDepth);
  }
}

/** A search as those see it that guide it or learn from it: state, open nodes, and what its member remembers. */
export interface SearchView {
  readonly floors: Floors;
  readonly nodes: Nodes;
  readonly experience: Experience;
  readonly steps: number;
  /** Decisions before this depth were given and are not taken back. */
  readonly root: number;
}

/**
 * A decision that can be made again: `what` is a buffer, or −1 − s for a waste in section s; `level` where it lies, or
 * rises to.
 */
export interface Decision {
  readonly what: number;
  readonly level: number;
}
