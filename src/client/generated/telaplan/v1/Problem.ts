// Original file: proto/telaplan/v1/planner.proto

import type { Memory as _telaplan_v1_Memory, Memory__Output as _telaplan_v1_Memory__Output } from '../../telaplan/v1/Memory.js';
import type { MemoryChoice as _telaplan_v1_MemoryChoice, MemoryChoice__Output as _telaplan_v1_MemoryChoice__Output } from '../../telaplan/v1/MemoryChoice.js';
import type { Gap as _telaplan_v1_Gap, Gap__Output as _telaplan_v1_Gap__Output } from '../../telaplan/v1/Gap.js';
import type { Alias as _telaplan_v1_Alias, Alias__Output as _telaplan_v1_Alias__Output } from '../../telaplan/v1/Alias.js';
import type { Apart as _telaplan_v1_Apart, Apart__Output as _telaplan_v1_Apart__Output } from '../../telaplan/v1/Apart.js';
import type { Free as _telaplan_v1_Free, Free__Output as _telaplan_v1_Free__Output } from '../../telaplan/v1/Free.js';
import type { InPlace as _telaplan_v1_InPlace, InPlace__Output as _telaplan_v1_InPlace__Output } from '../../telaplan/v1/InPlace.js';
import type { Term as _telaplan_v1_Term, Term__Output as _telaplan_v1_Term__Output } from '../../telaplan/v1/Term.js';
import type { TermValue as _telaplan_v1_TermValue, TermValue__Output as _telaplan_v1_TermValue__Output } from '../../telaplan/v1/TermValue.js';
import type { Operator as _telaplan_v1_Operator, Operator__Output as _telaplan_v1_Operator__Output } from '../../telaplan/v1/Operator.js';
import type { Long } from '@grpc/proto-loader';

/**
 * Buffers in columns, so that 60,000 of them are about a megabyte: buffer i is described by the i-th entry of `lower`,
 * `upper` and `size`. No buffers at all is a valid problem. The number of buffers is at most Capabilities' max_buffers.
 */
export interface Problem {
  /**
   * First time at which buffer i is live, in the caller's unit of time. One entry for each buffer.
   */
  'lower'?: (number | string | Long)[];
  /**
   * First time at which it is live no more; at least `lower`, and equal to it for a buffer that never lives. One entry
   * for each buffer.
   */
  'upper'?: (number | string | Long)[];
  /**
   * Bytes, at least 0. One entry for each buffer. All sizes (padded to their alignment) and the base sum to 2^53 − 1 at
   * most.
   */
  'size'?: (number | string | Long)[];
  /**
   * The absolute offset must be a multiple of this; bytes, at least 1. Empty (1 for all) or one entry for each buffer.
   * In a problem that has any of the fields from `memories` on, 0 (and empty) is the alignment of the buffer's memory.
   */
  'alignment'?: (number | string | Long)[];
  /**
   * Names that errors and violations use. Empty (a buffer's name is then its index in decimal) or one for each buffer:
   * not empty, and no two the same.
   */
  'id'?: (string)[];
  /**
   * Buffers with a fixed offset: buffer fixed_index[k], counted from 0, lies at fixed_offset[k] and nowhere else. Both
   * arrays have one length; no index comes twice.
   */
  'fixedIndex'?: (number)[];
  /**
   * Bytes, at least 0, a multiple of the buffer's alignment; absolute, as all offsets. −1: the buffer is not fixed. One
   * that is fixed outside of the memory, or two that collide, have no plan: PLAN_STATUS_INFEASIBLE.
   */
  'fixedOffset'?: (number | string | Long)[];
  /**
   * Buffers with a hint: buffer hint_index[k] lay at hint_offset[k] before. TERM_MOVED counts the bytes that lie
   * elsewhere. It is minimised unless `minimize` names other terms alone, or `limits` bounds it: before the peak, and
   * after it where OBJECTIVE_MINIMIZE asks for that. Both arrays have one length; no index comes twice.
   */
  'hintIndex'?: (number)[];
  /**
   * Bytes, at least 0; absolute. −1: no hint.
   */
  'hintOffset'?: (number | string | Long)[];
  /**
   * Bytes of memory, at least 0. Absent: unbounded. Absent too where `memories` are listed, which have their own.
   */
  'capacity'?: (number | string | Long);
  /**
   * Where the memory begins; bytes, at least 0. Absent: 0. Absent too where `memories` are listed.
   */
  'base'?: (number | string | Long);
  /**
   * Several memories; bytes of different ones never meet. Empty: one, of `capacity` and `base`.
   */
  'memories'?: (_telaplan_v1_Memory)[];
  /**
   * The memory that each buffer lies in. Empty (the only one, or as memory_choices say) or one entry for each buffer;
   * −1: the only one, or as memory_choices say.
   */
  'memoryIndex'?: (number)[];
  /**
   * For buffers that may lie in one of several memories, or at a cost: all that each of them may lie in. A buffer is
   * named here or has an entry that is not −1 in memory_index, not both.
   */
  'memoryChoices'?: (_telaplan_v1_MemoryChoice)[];
  /**
   * Pieces of lifetimes in which a buffer needs no bytes, or only some. Those of one buffer do not overlap.
   */
  'gaps'?: (_telaplan_v1_Gap)[];
  /**
   * Buffers that are part of others.
   */
  'aliases'?: (_telaplan_v1_Alias)[];
  /**
   * Buffers that share no byte whenever they live, or only at a cost.
   */
  'apart'?: (_telaplan_v1_Apart)[];
  /**
   * Buffers that may share bytes though they live together.
   */
  'free'?: (_telaplan_v1_Free)[];
  /**
   * Buffers that may lie in the place of others.
   */
  'inplace'?: (_telaplan_v1_InPlace)[];
  /**
   * Buffers that share no byte with any other of their memory, whenever they live. No index comes twice.
   */
  'exclusiveIndex'?: (number)[];
  /**
   * Buffers that lie within one bank of their memory. No index comes twice.
   */
  'withinBankIndex'?: (number)[];
  /**
   * Lifetimes by vector clocks, where time is only a partial order: a buffer ends before another begins if its upper is
   * not above the other's lower in any entry. Empty, or as many entries for each buffer, at least one: those of buffer
   * 0 come first, then those of buffer 1, and so on. `lower` is the sum of a buffer's entries.
   */
  'clockLower'?: (number | string | Long)[];
  /**
   * The same for the ends, at least clock_lower in every entry. `upper` is the sum of a buffer's entries.
   */
  'clockUpper'?: (number | string | Long)[];
  /**
   * Terms that are minimised one after the other; none comes twice. Empty: the terms that the problem states something
   * for (costs of memories, then costs of reuse), and then the peak where the objective or a missing capacity says so.
   */
  'minimize'?: (_telaplan_v1_Term)[];
  /**
   * The most that terms may be; no term comes twice. One that is limited is no longer minimised, unless `minimize`
   * names it too.
   */
  'limits'?: (_telaplan_v1_TermValue)[];
  /**
   * How often buffer i is read whole over its life. Empty or one entry for each buffer, at least 0; −1 (and empty):
   * once, or once by each operator whose list names it.
   */
  'reads'?: (number | string | Long)[];
  /**
   * How often it is written whole, likewise.
   */
  'writes'?: (number | string | Long)[];
  /**
   * What runs when, for TERM_TIME. Empty: every time at which a lifetime begins or ends is an operator that computes
   * nothing.
   */
  'operators'?: (_telaplan_v1_Operator)[];
  /**
   * Nothing runs at all, in place of an empty list of operators. Goes without operators.
   */
  'noOperators'?: (boolean);
  '_capacity'?: "capacity";
  '_base'?: "base";
}

/**
 * Buffers in columns, so that 60,000 of them are about a megabyte: buffer i is described by the i-th entry of `lower`,
 * `upper` and `size`. No buffers at all is a valid problem. The number of buffers is at most Capabilities' max_buffers.
 */
export interface Problem__Output {
  /**
   * First time at which buffer i is live, in the caller's unit of time. One entry for each buffer.
   */
  'lower': (number)[];
  /**
   * First time at which it is live no more; at least `lower`, and equal to it for a buffer that never lives. One entry
   * for each buffer.
   */
  'upper': (number)[];
  /**
   * Bytes, at least 0. One entry for each buffer. All sizes (padded to their alignment) and the base sum to 2^53 − 1 at
   * most.
   */
  'size': (number)[];
  /**
   * The absolute offset must be a multiple of this; bytes, at least 1. Empty (1 for all) or one entry for each buffer.
   * In a problem that has any of the fields from `memories` on, 0 (and empty) is the alignment of the buffer's memory.
   */
  'alignment': (number)[];
  /**
   * Names that errors and violations use. Empty (a buffer's name is then its index in decimal) or one for each buffer:
   * not empty, and no two the same.
   */
  'id': (string)[];
  /**
   * Buffers with a fixed offset: buffer fixed_index[k], counted from 0, lies at fixed_offset[k] and nowhere else. Both
   * arrays have one length; no index comes twice.
   */
  'fixedIndex': (number)[];
  /**
   * Bytes, at least 0, a multiple of the buffer's alignment; absolute, as all offsets. −1: the buffer is not fixed. One
   * that is fixed outside of the memory, or two that collide, have no plan: PLAN_STATUS_INFEASIBLE.
   */
  'fixedOffset': (number)[];
  /**
   * Buffers with a hint: buffer hint_index[k] lay at hint_offset[k] before. TERM_MOVED counts the bytes that lie
   * elsewhere. It is minimised unless `minimize` names other terms alone, or `limits` bounds it: before the peak, and
   * after it where OBJECTIVE_MINIMIZE asks for that. Both arrays have one length; no index comes twice.
   */
  'hintIndex': (number)[];
  /**
   * Bytes, at least 0; absolute. −1: no hint.
   */
  'hintOffset': (number)[];
  /**
   * Bytes of memory, at least 0. Absent: unbounded. Absent too where `memories` are listed, which have their own.
   */
  'capacity'?: (number);
  /**
   * Where the memory begins; bytes, at least 0. Absent: 0. Absent too where `memories` are listed.
   */
  'base'?: (number);
  /**
   * Several memories; bytes of different ones never meet. Empty: one, of `capacity` and `base`.
   */
  'memories': (_telaplan_v1_Memory__Output)[];
  /**
   * The memory that each buffer lies in. Empty (the only one, or as memory_choices say) or one entry for each buffer;
   * −1: the only one, or as memory_choices say.
   */
  'memoryIndex': (number)[];
  /**
   * For buffers that may lie in one of several memories, or at a cost: all that each of them may lie in. A buffer is
   * named here or has an entry that is not −1 in memory_index, not both.
   */
  'memoryChoices': (_telaplan_v1_MemoryChoice__Output)[];
  /**
   * Pieces of lifetimes in which a buffer needs no bytes, or only some. Those of one buffer do not overlap.
   */
  'gaps': (_telaplan_v1_Gap__Output)[];
  /**
   * Buffers that are part of others.
   */
  'aliases': (_telaplan_v1_Alias__Output)[];
  /**
   * Buffers that share no byte whenever they live, or only at a cost.
   */
  'apart': (_telaplan_v1_Apart__Output)[];
  /**
   * Buffers that may share bytes though they live together.
   */
  'free': (_telaplan_v1_Free__Output)[];
  /**
   * Buffers that may lie in the place of others.
   */
  'inplace': (_telaplan_v1_InPlace__Output)[];
  /**
   * Buffers that share no byte with any other of their memory, whenever they live. No index comes twice.
   */
  'exclusiveIndex': (number)[];
  /**
   * Buffers that lie within one bank of their memory. No index comes twice.
   */
  'withinBankIndex': (number)[];
  /**
   * Lifetimes by vector clocks, where time is only a partial order: a buffer ends before another begins if its upper is
   * not above the other's lower in any entry. Empty, or as many entries for each buffer, at least one: those of buffer
   * 0 come first, then those of buffer 1, and so on. `lower` is the sum of a buffer's entries.
   */
  'clockLower': (number)[];
  /**
   * The same for the ends, at least clock_lower in every entry. `upper` is the sum of a buffer's entries.
   */
  'clockUpper': (number)[];
  /**
   * Terms that are minimised one after the other; none comes twice. Empty: the terms that the problem states something
   * for (costs of memories, then costs of reuse), and then the peak where the objective or a missing capacity says so.
   */
  'minimize': (_telaplan_v1_Term__Output)[];
  /**
   * The most that terms may be; no term comes twice. One that is limited is no longer minimised, unless `minimize`
   * names it too.
   */
  'limits': (_telaplan_v1_TermValue__Output)[];
  /**
   * How often buffer i is read whole over its life. Empty or one entry for each buffer, at least 0; −1 (and empty):
   * once, or once by each operator whose list names it.
   */
  'reads': (number)[];
  /**
   * How often it is written whole, likewise.
   */
  'writes': (number)[];
  /**
   * What runs when, for TERM_TIME. Empty: every time at which a lifetime begins or ends is an operator that computes
   * nothing.
   */
  'operators': (_telaplan_v1_Operator__Output)[];
  /**
   * Nothing runs at all, in place of an empty list of operators. Goes without operators.
   */
  'noOperators': (boolean);
  '_capacity'?: "capacity";
  '_base'?: "base";
}
