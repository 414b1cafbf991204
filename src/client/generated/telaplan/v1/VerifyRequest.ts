// Original file: proto/telaplan/v1/planner.proto

import type { Problem as _telaplan_v1_Problem, Problem__Output as _telaplan_v1_Problem__Output } from '../../telaplan/v1/Problem.js';
import type { Long } from '@grpc/proto-loader';

/**
 * A problem and a plan for it.
 */
export interface VerifyRequest {
  /**
   * Required.
   */
  'problem'?: (_telaplan_v1_Problem | null);
  /**
   * Bytes, one for each buffer in the order of the problem. Offsets that no plan may have (negative, off their
   * alignment, beyond the capacity) are reported as violations.
   */
  'offsets'?: (number | string | Long)[];
  /**
   * How many violations the report lists at most, from 0 to 10,000; all are counted in any case. Absent: 100.
   */
  'maxViolations'?: (number);
  /**
   * Add the timeline.
   */
  'timeline'?: (boolean);
  /**
   * The memory of each buffer. Empty (where each may lie in one memory only) or one entry for each buffer. A memory
   * that its buffer may not lie in is reported as a violation.
   */
  'memoryIndex'?: (number)[];
  '_maxViolations'?: "maxViolations";
}

/**
 * A problem and a plan for it.
 */
export interface VerifyRequest__Output {
  /**
   * Required.
   */
  'problem': (_telaplan_v1_Problem__Output | null);
  /**
   * Bytes, one for each buffer in the order of the problem. Offsets that no plan may have (negative, off their
   * alignment, beyond the capacity) are reported as violations.
   */
  'offsets': (number)[];
  /**
   * How many violations the report lists at most, from 0 to 10,000; all are counted in any case. Absent: 100.
   */
  'maxViolations'?: (number);
  /**
   * Add the timeline.
   */
  'timeline': (boolean);
  /**
   * The memory of each buffer. Empty (where each may lie in one memory only) or one entry for each buffer. A memory
   * that its buffer may not lie in is reported as a violation.
   */
  'memoryIndex': (number)[];
  '_maxViolations'?: "maxViolations";
}
