// Original file: proto/telaplan/v1/planner.proto

import type { WasteCause as _telaplan_v1_WasteCause, WasteCause__Output as _telaplan_v1_WasteCause__Output } from '../../telaplan/v1/WasteCause.js';
import type { Long } from '@grpc/proto-loader';

/**
 * Bytes that are not in use, absolute.
 */
export interface Hole {
  /**
   * It begins here.
   */
  'from'?: (number | string | Long);
  /**
   * It ends before here.
   */
  'to'?: (number | string | Long);
  /**
   * Why.
   */
  'cause'?: (_telaplan_v1_WasteCause);
  /**
   * The buffer that lies next above it. Absent where none does.
   */
  'aboveIndex'?: (number);
  '_aboveIndex'?: "aboveIndex";
}

/**
 * Bytes that are not in use, absolute.
 */
export interface Hole__Output {
  /**
   * It begins here.
   */
  'from': (number);
  /**
   * It ends before here.
   */
  'to': (number);
  /**
   * Why.
   */
  'cause': (_telaplan_v1_WasteCause__Output);
  /**
   * The buffer that lies next above it. Absent where none does.
   */
  'aboveIndex'?: (number);
  '_aboveIndex'?: "aboveIndex";
}
