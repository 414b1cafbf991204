// Original file: proto/telaplan/v1/planner.proto

import type { Violation as _telaplan_v1_Violation, Violation__Output as _telaplan_v1_Violation__Output } from '../../telaplan/v1/Violation.js';
import type { ViolationCount as _telaplan_v1_ViolationCount, ViolationCount__Output as _telaplan_v1_ViolationCount__Output } from '../../telaplan/v1/ViolationCount.js';
import type { TimelinePoint as _telaplan_v1_TimelinePoint, TimelinePoint__Output as _telaplan_v1_TimelinePoint__Output } from '../../telaplan/v1/TimelinePoint.js';
import type { MemoryReport as _telaplan_v1_MemoryReport, MemoryReport__Output as _telaplan_v1_MemoryReport__Output } from '../../telaplan/v1/MemoryReport.js';
import type { TermValue as _telaplan_v1_TermValue, TermValue__Output as _telaplan_v1_TermValue__Output } from '../../telaplan/v1/TermValue.js';
import type { TimingReport as _telaplan_v1_TimingReport, TimingReport__Output as _telaplan_v1_TimingReport__Output } from '../../telaplan/v1/TimingReport.js';
import type { Long } from '@grpc/proto-loader';

/**
 * What the simulator saw when it replayed a plan over a memory in which every byte has an owner.
 */
export interface SimulationReport {
  /**
   * Every buffer is placed, and no rule is broken.
   */
  'ok'?: (boolean);
  /**
   * By kind, then by buffer or by time.
   */
  'violations'?: (_telaplan_v1_Violation)[];
  /**
   * All of them, listed or not.
   */
  'violationCount'?: (number | string | Long);
  /**
   * The same by kind, kinds that do not occur left out.
   */
  'counts'?: (_telaplan_v1_ViolationCount)[];
  /**
   * Bytes that the plan was held to. Absent: unbounded.
   */
  'capacity'?: (number | string | Long);
  /**
   * The greatest offset + size of all buffers, from the base; 0 where nothing is placed.
   */
  'peak'?: (number | string | Long);
  /**
   * First time at which the last byte below the peak is in use. Absent where nothing is placed, or nothing that reaches
   * there ever lives.
   */
  'peakTime'?: (number | string | Long);
  /**
   * Greatest sum of the sizes of the buffers live at one time.
   */
  'maxLiveBytes'?: (number | string | Long);
  /**
   * First time at which that many are live. Absent where nothing is placed.
   */
  'maxLiveTime'?: (number | string | Long);
  /**
   * max_live_bytes / peak: 1 means that no plan peaks lower.
   */
  'utilizationMax'?: (number | string);
  /**
   * Live bytes averaged over time, over the peak.
   */
  'utilizationMean'?: (number | string);
  /**
   * Greatest share of unused bytes below the highest live one, over time.
   */
  'fragmentationMax'?: (number | string);
  /**
   * The same averaged over the time at which something is live.
   */
  'fragmentationMean'?: (number | string);
  /**
   * First time of the greatest fragmentation. Absent where nothing is placed.
   */
  'fragmentationMaxTime'?: (number | string | Long);
  /**
   * The state at every time at which something changes, where it was asked for.
   */
  'timeline'?: (_telaplan_v1_TimelinePoint)[];
  /**
   * Buffers that were replayed: allocated, written, read and freed once each. Those without a usable offset, of no
   * bytes or of no time were not.
   */
  'allocations'?: (number | string | Long);
  /**
   * Each memory by itself, in the order of the problem. Empty for a problem without constraints.
   */
  'memories'?: (_telaplan_v1_MemoryReport)[];
  /**
   * What each term comes to. Empty for a problem without constraints.
   */
  'terms'?: (_telaplan_v1_TermValue)[];
  /**
   * How long the plan takes. Absent where the problem says nothing of time: no bandwidths, latencies, operators, reads
   * or writes, and TERM_TIME neither minimised nor limited.
   */
  'timing'?: (_telaplan_v1_TimingReport | null);
  '_capacity'?: "capacity";
  '_peakTime'?: "peakTime";
  '_maxLiveTime'?: "maxLiveTime";
  '_fragmentationMaxTime'?: "fragmentationMaxTime";
}

/**
 * What the simulator saw when it replayed a plan over a memory in which every byte has an owner.
 */
export interface SimulationReport__Output {
  /**
   * Every buffer is placed, and no rule is broken.
   */
  'ok': (boolean);
  /**
   * By kind, then by buffer or by time.
   */
  'violations': (_telaplan_v1_Violation__Output)[];
  /**
   * All of them, listed or not.
   */
  'violationCount': (number);
  /**
   * The same by kind, kinds that do not occur left out.
   */
  'counts': (_telaplan_v1_ViolationCount__Output)[];
  /**
   * Bytes that the plan was held to. Absent: unbounded.
   */
  'capacity'?: (number);
  /**
   * The greatest offset + size of all buffers, from the base; 0 where nothing is placed.
   */
  'peak': (number);
  /**
   * First time at which the last byte below the peak is in use. Absent where nothing is placed, or nothing that reaches
   * there ever lives.
   */
  'peakTime'?: (number);
  /**
   * Greatest sum of the sizes of the buffers live at one time.
   */
  'maxLiveBytes': (number);
  /**
   * First time at which that many are live. Absent where nothing is placed.
   */
  'maxLiveTime'?: (number);
  /**
   * max_live_bytes / peak: 1 means that no plan peaks lower.
   */
  'utilizationMax': (number);
  /**
   * Live bytes averaged over time, over the peak.
   */
  'utilizationMean': (number);
  /**
   * Greatest share of unused bytes below the highest live one, over time.
   */
  'fragmentationMax': (number);
  /**
   * The same averaged over the time at which something is live.
   */
  'fragmentationMean': (number);
  /**
   * First time of the greatest fragmentation. Absent where nothing is placed.
   */
  'fragmentationMaxTime'?: (number);
  /**
   * The state at every time at which something changes, where it was asked for.
   */
  'timeline': (_telaplan_v1_TimelinePoint__Output)[];
  /**
   * Buffers that were replayed: allocated, written, read and freed once each. Those without a usable offset, of no
   * bytes or of no time were not.
   */
  'allocations': (number);
  /**
   * Each memory by itself, in the order of the problem. Empty for a problem without constraints.
   */
  'memories': (_telaplan_v1_MemoryReport__Output)[];
  /**
   * What each term comes to. Empty for a problem without constraints.
   */
  'terms': (_telaplan_v1_TermValue__Output)[];
  /**
   * How long the plan takes. Absent where the problem says nothing of time: no bandwidths, latencies, operators, reads
   * or writes, and TERM_TIME neither minimised nor limited.
   */
  'timing': (_telaplan_v1_TimingReport__Output | null);
  '_capacity'?: "capacity";
  '_peakTime'?: "peakTime";
  '_maxLiveTime'?: "maxLiveTime";
  '_fragmentationMaxTime'?: "fragmentationMaxTime";
}
