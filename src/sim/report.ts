/** What the simulator is asked, and what it answers. Bytes and times are integers; ranges are half-open: [from, to). */
import type { Term } from "../problem/index.js";
import type { EventCounts, TimelinePoint } from "./replay.js";
import type { Violation, ViolationKind } from "./rules/index.js";
import type { TimingReport } from "./timing.js";

export interface SimulationOptions {
  /**
   * Bytes of memory, over the capacity of the problem; an integer ≥ 0, or Infinity for no limit. Over that of each
   * memory where there are several.
   */
  readonly capacity?: number;
  /**
   * Id of the memory that each buffer lies in, in the order of `problem.buffers`. May be left out where no buffer has a
   * choice, and so may single ids of such that have none.
   */
  readonly memories?: ArrayLike<string>;
  /**
   * How many violations the report lists at most; an integer ≥ 0 or Infinity, default 100. All are counted in any case.
   */
  readonly maxViolations?: number;
  /** Whether the report holds a point for every event time, default false. */
  readonly timeline?: boolean;
}

export interface SimulationReport {
  /** Verified: every buffer is placed, and no rule is broken. The same as `violationCount === 0`. */
  readonly ok: boolean;
  /**
   * The violations by kind (in the order of `VIOLATION_KINDS`), then by buffer or by time. At most `maxViolations`;
   * where there are more, every kind that occurs gets an equal share of the list, so that a frequent kind hides no rare
   * one.
   */
  readonly violations: readonly Violation[];
  /** All violations, listed or not. Exact. */
  readonly violationCount: number;
  /** `violationCount` by kind. */
  readonly counts: Readonly<Record<ViolationKind, number>>;
  /** Bytes that the plan was held to, in all memories; Infinity where there is no limit. */
  readonly capacity: number;
  /**
   * The greatest offset + size of all buffers, counted from the base; 0 where nothing is placed. The sum of the
   * memories' peaks where there are several.
   */
  readonly peak: number;
  /**
   * First time at which byte `peak − 1` is in use (in every memory, where there are several); null where nothing is
   * placed, or that never is.
   */
  readonly peakTime: number | null;
  /**
   * Greatest sum of the sizes of the buffers live at one time. With constraints, the greatest number of bytes in use:
   * a window counts with its bytes, and one that several buffers share counts once.
   */
  readonly maxLiveBytes: number;
  /** First time at which `maxLiveBytes` are live; null where nothing is placed. */
  readonly maxLiveTime: number | null;
  readonly utilization: Utilization;
  readonly fragmentation: Fragmentation;
  readonly events: EventCounts;
  /** With `timeline: true` the state at every distinct event time, in order of time; otherwise null. */
  readonly timeline: readonly TimelinePoint[] | null;
  /** What each memory came to, in their order in the problem; [] for a problem without constraints. */
  readonly memories: readonly MemoryReport[];
  /** What the plan costs, whether it is `ok` or not; null for a problem without constraints. */
  readonly terms: Readonly<Record<Term, number>> | null;
  /** How long the plan takes; null where the problem says nothing of bandwidths, operators or times. */
  readonly timing: TimingReport | null;
}

/** One memory, by itself. The fields are as those of the whole report. */
export interface MemoryReport {
  /** "" where the problem lists no memories. */
  readonly id: string;
  readonly capacity: number;
  readonly peak: number;
  readonly peakTime: number | null;
  readonly maxLiveBytes: number;
  readonly maxLiveTime: number | null;
}

/**
 * How much of the memory below the peak holds live bytes. 0 to 1 for a plan that is `ok`; 1 where nothing is placed
 * (nothing is wasted). Where buffers overlap, a shared byte counts once for each of them, so that the figures can
 * exceed 1.
 */
export interface Utilization {
  /** `maxLiveBytes / peak`: 1 means that no plan peaks lower. */
  readonly max: number;
  /** Live bytes averaged over the time from the first allocation to the last free (idle time included), over `peak`. */
  readonly mean: number;
}

/**
 * Unused bytes below the highest live byte: at one time 1 − live / top, where top is the highest live byte + 1. 0 while
 * nothing is live. From 0 to below 1 for a plan that is `ok`; below 0 where buffers overlap, as a shared byte is live
 * once for each of them.
 */
export interface Fragmentation {
  /** Greatest over the times at which something is live; 0 where nothing is placed. */
  readonly max: number;
  /** First time of the maximum; null where nothing is placed. */
  readonly maxTime: number | null;
  /** Averaged over the time during which something is live; 0 where nothing is placed. */
  readonly mean: number;
}
