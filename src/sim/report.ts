/** What the simulator is asked, and what it answers. Bytes and times are integers; ranges are half-open: [from, to). */
import type { EventCounts, TimelinePoint } from "./replay.js";
import type { Violation, ViolationKind } from "./rules/index.js";
import type { TimingReport } from "./timing.js";

export interface SimulationOptions {
  /** Bytes of memory, over the capacity of the problem; an integer ≥ 0, or Infinity for no limit. */
  readonly capacity?: number;
  /**
   * How many violations the report lists at most; an integer ≥ 0 or Infinity, default 100. All are counted in any case.
   */
  readonly maxViolations?: number;
  /** The id of the memory of each buffer; may be left out where each has only one to lie in. */
  readonly memories?: ArrayLike<string>;
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
  /** Bytes that the plan was held to; Infinity where there is no limit. */
  readonly capacity: number;
  /** The greatest offset + size of all buffers, counted from the base; 0 where nothing is placed. */
  readonly peak: number;
  /**
   * First time at which byte `peak − 1` is in use; null where nothing is placed, or no buffer that reaches there ever
   * lives.
   */
  readonly peakTime: number | null;
  /** Greatest sum of the sizes of the buffers live at one time. */
  readonly maxLiveBytes: number;
  /** First time at which `maxLiveBytes` are live; null where nothing is placed. */
  readonly maxLiveTime: number | null;
  readonly utilization: Utilization;
  readonly fragmentation: Fragmentation;
  readonly events: EventCounts;
  /** With `timeline: true` the state at every distinct event time, in order of time; otherwise null. */
  readonly timeline: readonly TimelinePoint[] | null;
  /** How long the plan takes; null where the problem says nothing of bandwidths, operators or times. */
  readonly timing: TimingReport | null;
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
