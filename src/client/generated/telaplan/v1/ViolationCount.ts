// Original file: proto/telaplan/v1/planner.proto

import type { ViolationKind as _telaplan_v1_ViolationKind, ViolationKind__Output as _telaplan_v1_ViolationKind__Output } from '../../telaplan/v1/ViolationKind.js';
import type { Long } from '@grpc/proto-loader';

/**
 * How often a rule was broken.
 */
export interface ViolationCount {
  /**
   * The rule.
   */
  'kind'?: (_telaplan_v1_ViolationKind);
  /**
   * At least 1.
   */
  'count'?: (number | string | Long);
}

/**
 * How often a rule was broken.
 */
export interface ViolationCount__Output {
  /**
   * The rule.
   */
  'kind': (_telaplan_v1_ViolationKind__Output);
  /**
   * At least 1.
   */
  'count': (number);
}
