// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * What the answer holds besides status, peak, bound, counters and the simulator's verdict.
 */
export interface ReportOptions {
  /**
   * Leave the offsets out, of incumbents too.
   */
  'omitOffsets'?: (boolean);
  /**
   * Add the simulator's timeline: one point for every time at which something changes.
   */
  'timeline'?: (boolean);
  /**
   * Add why the result is what it is. It is looked for after the search, within its limits of time, and within as many
   * steps again for each reason as the limit on steps says (1,000,000 without one). Not for a session.
   */
  'why'?: (boolean);
  /**
   * Where there is no plan: add up to so many changes with which there is one, from 0 to 1,000. Not for a session.
   */
  'suggestions'?: (number);
  /**
   * Add a proof of the result of at most so many bytes, from 0 to max_proof_bytes of the capabilities. 0: none. It is
   * looked for after the search, within its limits of time. Not for a session.
   */
  'proofBytes'?: (number | string | Long);
}

/**
 * What the answer holds besides status, peak, bound, counters and the simulator's verdict.
 */
export interface ReportOptions__Output {
  /**
   * Leave the offsets out, of incumbents too.
   */
  'omitOffsets': (boolean);
  /**
   * Add the simulator's timeline: one point for every time at which something changes.
   */
  'timeline': (boolean);
  /**
   * Add why the result is what it is. It is looked for after the search, within its limits of time, and within as many
   * steps again for each reason as the limit on steps says (1,000,000 without one). Not for a session.
   */
  'why': (boolean);
  /**
   * Where there is no plan: add up to so many changes with which there is one, from 0 to 1,000. Not for a session.
   */
  'suggestions': (number);
  /**
   * Add a proof of the result of at most so many bytes, from 0 to max_proof_bytes of the capabilities. 0: none. It is
   * looked for after the search, within its limits of time. Not for a session.
   */
  'proofBytes': (number);
}
