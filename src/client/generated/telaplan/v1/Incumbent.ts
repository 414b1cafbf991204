// Original file: proto/telaplan/v1/planner.proto

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
}
