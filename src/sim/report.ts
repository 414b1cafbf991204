/** What the simulator is asked, and what it answers. Bytes and times are integers; ranges are half-open: [from, to). */

export interface SimulationOptions {
  /** Bytes of memory, over the capacity of the problem; an integer ≥ 0, or Infinity for no limit. */
  readonly capacity?: number;
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

/** Events replayed. Buffers without a usable offset, of no bytes or with no time to live take part in none. */
export interface EventCounts {
  readonly allocations: number;
  readonly writes: number;
  readonly reads: number;
  readonly frees: number;
}

/** The state from `time` (after all events of that time) to the next point. */
export interface TimelinePoint {
  readonly time: number;
  readonly liveBytes: number;
  /** The highest live byte + 1, counted from the base; 0 while nothing is live. */
  readonly top: number;
  readonly fragmentation: number;
}

/** Every kind of violation, in the order of the report. */
export const VIOLATION_KINDS = ["offset", "fixed", "alignment", "capacity", "overlap", "clobbered-read"] as const;
export type ViolationKind = (typeof VIOLATION_KINDS)[number];

export type Violation =
  | OffsetViolation
  | FixedViolation
  | AlignmentViolation
  | CapacityViolation
  | OverlapViolation
  | ClobberedReadViolation;

interface ViolationBase {
  readonly kind: ViolationKind;
  /** Id of the buffer at fault. */
  readonly buffer: string;
  /** Its position in `problem.buffers`. */
  readonly bufferIndex: number;
  /** One sentence for people, with ids and numbers. */
  readonly message: string;
}

/**
 * The offset is no integer ≥ 0, or the buffer would end beyond byte 2^53 − 1. The buffer lies nowhere then: it is not
 * replayed, and none of the figures counts it.
 */
export interface OffsetViolation extends ViolationBase {
  readonly kind: "offset";
  /** As given; NaN where it is missing or no number. */
  readonly offset: number;
}

/** The buffer has a fixed offset and lies elsewhere. */
export interface FixedViolation extends ViolationBase {
  readonly kind: "fixed";
  readonly offset: number;
  readonly fixedOffset: number;
}

/** The offset is no multiple of the buffer's alignment. */
export interface AlignmentViolation extends ViolationBase {
  readonly kind: "alignment";
  readonly offset: number;
  readonly alignment: number;
}

/** The buffer ends beyond the memory, or begins below it. It is replayed all the same. */
export interface CapacityViolation extends ViolationBase {
  readonly kind: "capacity";
  readonly offset: number;
  /** offset + size, greater than base + capacity unless the offset is below the base. */
  readonly end: number;
  readonly capacity: number;
}

/** `buffer` was allocated where `other` was live. Every pair is reported once. */
export interface OverlapViolation extends ViolationBase {
  readonly kind: "overlap";
  /** Id of the buffer that was there first; at equal times the one that comes first in the problem. */
  readonly other: string;
  readonly otherIndex: number;
  /** The bytes that both hold. */
  readonly from: number;
  readonly to: number;
  /** The time from which both are live, and the first at which they no longer are. */
  readonly time: number;
  readonly until: number;
}

/**
 * `buffer`, read whole at the end of its lifetime, did not hold what was written to it. At most one for each buffer; it
 * is the consequence of an overlap, which is reported beside it.
 */
export interface ClobberedReadViolation extends ViolationBase {
  readonly kind: "clobbered-read";
  /** The lowest run of clobbered bytes that one buffer wrote. */
  readonly from: number;
  readonly to: number;
  /** Id of the buffer that last wrote [from, to), and when it did. */
  readonly writer: string;
  readonly writerIndex: number;
  readonly writtenAt: number;
  /** Time of the read. */
  readonly time: number;
  /** All clobbered bytes of the buffer, whoever wrote them. */
  readonly clobberedBytes: number;
}
