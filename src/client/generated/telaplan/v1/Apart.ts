// Original file: proto/telaplan/v1/planner.proto

import type { BufferGroup as _telaplan_v1_BufferGroup, BufferGroup__Output as _telaplan_v1_BufferGroup__Output } from '../../telaplan/v1/BufferGroup.js';
import type { Long } from '@grpc/proto-loader';

/**
 * Buffers that share no byte of one memory, whenever they live: every two of buffer_index, or every two of different
 * groups.
 */
export interface Apart {
  /**
   * At least two buffers. Empty where there are groups.
   */
  'bufferIndex'?: (number)[];
  /**
   * At least two groups. Empty where there are buffers.
   */
  'groups'?: (_telaplan_v1_BufferGroup)[];
  /**
   * Bytes between the end of the lower and the offset of the higher, at least; at least 0. Absent: 0.
   */
  'distance'?: (number | string | Long);
  /**
   * It may be broken at this cost, at least 0, once for each two that do not live together and share a byte:
   * TERM_REUSE. Goes without distance. Absent: it may not be broken.
   */
  'cost'?: (number | string | Long);
  /**
   * They lie in no common bank instead, while they live together. Goes without distance and cost.
   */
  'banks'?: (boolean);
  '_distance'?: "distance";
  '_cost'?: "cost";
}

/**
 * Buffers that share no byte of one memory, whenever they live: every two of buffer_index, or every two of different
 * groups.
 */
export interface Apart__Output {
  /**
   * At least two buffers. Empty where there are groups.
   */
  'bufferIndex': (number)[];
  /**
   * At least two groups. Empty where there are buffers.
   */
  'groups': (_telaplan_v1_BufferGroup__Output)[];
  /**
   * Bytes between the end of the lower and the offset of the higher, at least; at least 0. Absent: 0.
   */
  'distance'?: (number);
  /**
   * It may be broken at this cost, at least 0, once for each two that do not live together and share a byte:
   * TERM_REUSE. Goes without distance. Absent: it may not be broken.
   */
  'cost'?: (number);
  /**
   * They lie in no common bank instead, while they live together. Goes without distance and cost.
   */
  'banks': (boolean);
  '_distance'?: "distance";
  '_cost'?: "cost";
}
