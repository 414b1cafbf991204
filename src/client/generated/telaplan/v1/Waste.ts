// Original file: proto/telaplan/v1/planner.proto

import type { Hole as _telaplan_v1_Hole, Hole__Output as _telaplan_v1_Hole__Output } from '../../telaplan/v1/Hole.js';
import type { Long } from '@grpc/proto-loader';

/**
 * Bytes below a peak that are not in use.
 */
export interface Waste {
  /**
   * The peak less the live bytes.
   */
  'bytes'?: (number | string | Long);
  /**
   * All of it, from the bottom to the peak.
   */
  'holes'?: (_telaplan_v1_Hole)[];
}

/**
 * Bytes below a peak that are not in use.
 */
export interface Waste__Output {
  /**
   * The peak less the live bytes.
   */
  'bytes': (number);
  /**
   * All of it, from the bottom to the peak.
   */
  'holes': (_telaplan_v1_Hole__Output)[];
}
