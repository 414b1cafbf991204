// Original file: proto/telaplan/v1/planner.proto

import type { BufferGroup as _telaplan_v1_BufferGroup, BufferGroup__Output as _telaplan_v1_BufferGroup__Output } from '../../telaplan/v1/BufferGroup.js';

/**
 * Buffers that may share bytes though they live together, as those of exclusive branches: every two of buffer_index, or
 * every two of different groups. It is not transitive.
 */
export interface Free {
  /**
   * At least two buffers. Empty where there are groups.
   */
  'bufferIndex'?: (number)[];
  /**
   * At least two groups. Empty where there are buffers.
   */
  'groups'?: (_telaplan_v1_BufferGroup)[];
}

/**
 * Buffers that may share bytes though they live together, as those of exclusive branches: every two of buffer_index, or
 * every two of different groups. It is not transitive.
 */
export interface Free__Output {
  /**
   * At least two buffers. Empty where there are groups.
   */
  'bufferIndex': (number)[];
  /**
   * At least two groups. Empty where there are buffers.
   */
  'groups': (_telaplan_v1_BufferGroup__Output)[];
}
