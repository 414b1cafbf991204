// Original file: proto/telaplan/v1/planner.proto

import type { BoundReason as _telaplan_v1_BoundReason, BoundReason__Output as _telaplan_v1_BoundReason__Output } from '../../telaplan/v1/BoundReason.js';
import type { Long } from '@grpc/proto-loader';

/**
 * What no plan is below.
 */
export interface PeakBound {
  /**
   * From the base.
   */
  'bytes'?: (number | string | Long);
  /**
   * Why.
   */
  'restsOn'?: (_telaplan_v1_BoundReason);
}

/**
 * What no plan is below.
 */
export interface PeakBound__Output {
  /**
   * From the base.
   */
  'bytes': (number);
  /**
   * Why.
   */
  'restsOn': (_telaplan_v1_BoundReason__Output);
}
