// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * What ends a run early. The call's deadline is a limit too: the run ends a little before it, so that the answer is in
 * time.
 */
export interface Limits {
  /**
   * Milliseconds that may be spent on solving, from 0 to max_time_limit_ms of the capabilities. At 0 the first
   * heuristic still runs. Absent: default_time_limit_ms.
   */
  'timeLimitMs'?: (number | string | Long);
  /**
   * Decisions of the exact search, at least 0. At 0 only bound and heuristics run. Absent: no limit.
   */
  'stepLimit'?: (number | string | Long);
  '_timeLimitMs'?: "timeLimitMs";
  '_stepLimit'?: "stepLimit";
}

/**
 * What ends a run early. The call's deadline is a limit too: the run ends a little before it, so that the answer is in
 * time.
 */
export interface Limits__Output {
  /**
   * Milliseconds that may be spent on solving, from 0 to max_time_limit_ms of the capabilities. At 0 the first
   * heuristic still runs. Absent: default_time_limit_ms.
   */
  'timeLimitMs'?: (number);
  /**
   * Decisions of the exact search, at least 0. At 0 only bound and heuristics run. Absent: no limit.
   */
  'stepLimit'?: (number);
  '_timeLimitMs'?: "timeLimitMs";
  '_stepLimit'?: "stepLimit";
}
