// Original file: proto/telaplan/v1/planner.proto

import type { TermResult as _telaplan_v1_TermResult, TermResult__Output as _telaplan_v1_TermResult__Output } from '../../telaplan/v1/TermResult.js';
import type { Long } from '@grpc/proto-loader';

/**
 * The best known at some moment of a run.
 */
export interface Incumbent {
  /**
   * Peak of the best plan so far in bytes from the base, whether or not it is within the capacity.
   */
  'peak'?: (number | string | Long);
  /**
   * Proved: no plan peaks lower. Bytes.
   */
  'lowerBound'?: (number | string | Long);
  /**
   * The plan is within the capacity (always, where there is none).
   */
  'fits'?: (boolean);
  /**
   * The plan in the order of the request, verified. Empty where only the bound is new, or where offsets were left out.
   */
  'offsets'?: (number | string | Long)[];
  /**
   * Decisions of the search so far.
   */
  'steps'?: (number | string | Long);
  /**
   * Milliseconds since the run began.
   */
  'elapsedMs'?: (number | string);
  /**
   * The memory of each buffer, in the order of the request. Empty where the problem lists no memories, and where there
   * are no offsets.
   */
  'memoryIndex'?: (number)[];
  /**
   * What is minimised, in order, as far as it is known. Empty for a problem without constraints.
   */
  'terms'?: (_telaplan_v1_TermResult)[];
}

/**
 * The best known at some moment of a run.
 */
export interface Incumbent__Output {
  /**
   * Peak of the best plan so far in bytes from the base, whether or not it is within the capacity.
   */
  'peak': (number);
  /**
   * Proved: no plan peaks lower. Bytes.
   */
  'lowerBound': (number);
  /**
   * The plan is within the capacity (always, where there is none).
   */
  'fits': (boolean);
  /**
   * The plan in the order of the request, verified. Empty where only the bound is new, or where offsets were left out.
   */
  'offsets': (number)[];
  /**
   * Decisions of the search so far.
   */
  'steps': (number);
  /**
   * Milliseconds since the run began.
   */
  'elapsedMs': (number);
  /**
   * The memory of each buffer, in the order of the request. Empty where the problem lists no memories, and where there
   * are no offsets.
   */
  'memoryIndex': (number)[];
  /**
   * What is minimised, in order, as far as it is known. Empty for a problem without constraints.
   */
  'terms': (_telaplan_v1_TermResult__Output)[];
}
