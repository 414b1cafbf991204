// Original file: proto/telaplan/v1/planner.proto

import type { AddBuffer as _telaplan_v1_AddBuffer, AddBuffer__Output as _telaplan_v1_AddBuffer__Output } from '../../telaplan/v1/AddBuffer.js';
import type { RemoveBuffer as _telaplan_v1_RemoveBuffer, RemoveBuffer__Output as _telaplan_v1_RemoveBuffer__Output } from '../../telaplan/v1/RemoveBuffer.js';
import type { ResizeBuffer as _telaplan_v1_ResizeBuffer, ResizeBuffer__Output as _telaplan_v1_ResizeBuffer__Output } from '../../telaplan/v1/ResizeBuffer.js';
import type { RetimeBuffer as _telaplan_v1_RetimeBuffer, RetimeBuffer__Output as _telaplan_v1_RetimeBuffer__Output } from '../../telaplan/v1/RetimeBuffer.js';
import type { SetCapacity as _telaplan_v1_SetCapacity, SetCapacity__Output as _telaplan_v1_SetCapacity__Output } from '../../telaplan/v1/SetCapacity.js';

/**
 * A change of a session's problem. Buffers go by their names: those of Problem.id or AddBuffer.id, or where the problem
 * was opened without names, the index that they had then in decimal.
 */
export interface Edit {
  /**
   * A new buffer.
   */
  'add'?: (_telaplan_v1_AddBuffer | null);
  /**
   * A buffer goes. One that a constraint names cannot.
   */
  'remove'?: (_telaplan_v1_RemoveBuffer | null);
  /**
   * A buffer has another size.
   */
  'resize'?: (_telaplan_v1_ResizeBuffer | null);
  /**
   * A buffer has another lifetime.
   */
  'retime'?: (_telaplan_v1_RetimeBuffer | null);
  /**
   * The memory has another size.
   */
  'capacity'?: (_telaplan_v1_SetCapacity | null);
  /**
   * Exactly one is set.
   */
  'kind'?: "add"|"remove"|"resize"|"retime"|"capacity";
}

/**
 * A change of a session's problem. Buffers go by their names: those of Problem.id or AddBuffer.id, or where the problem
 * was opened without names, the index that they had then in decimal.
 */
export interface Edit__Output {
  /**
   * A new buffer.
   */
  'add'?: (_telaplan_v1_AddBuffer__Output | null);
  /**
   * A buffer goes. One that a constraint names cannot.
   */
  'remove'?: (_telaplan_v1_RemoveBuffer__Output | null);
  /**
   * A buffer has another size.
   */
  'resize'?: (_telaplan_v1_ResizeBuffer__Output | null);
  /**
   * A buffer has another lifetime.
   */
  'retime'?: (_telaplan_v1_RetimeBuffer__Output | null);
  /**
   * The memory has another size.
   */
  'capacity'?: (_telaplan_v1_SetCapacity__Output | null);
  /**
   * Exactly one is set.
   */
  'kind'?: "add"|"remove"|"resize"|"retime"|"capacity";
}
