// Original file: proto/telaplan/v1/planner.proto

import type { CoreConstraint as _telaplan_v1_CoreConstraint, CoreConstraint__Output as _telaplan_v1_CoreConstraint__Output } from '../../telaplan/v1/CoreConstraint.js';
import type { CoreCause as _telaplan_v1_CoreCause, CoreCause__Output as _telaplan_v1_CoreCause__Output } from '../../telaplan/v1/CoreCause.js';
import type { Long } from '@grpc/proto-loader';

/**
 * Buffers and constraints that cannot go together; nothing else of the problem matters.
 */
export interface Core {
  /**
   * Ascending.
   */
  'bufferIndex'?: (number)[];
  /**
   * What of the constraints is part of it.
   */
  'constraints'?: (_telaplan_v1_CoreConstraint)[];
  /**
   * What kind of core it is.
   */
  'cause'?: (_telaplan_v1_CoreCause);
  /**
   * A time at which all its buffers live. Absent where they never all do.
   */
  'time'?: (number | string | Long);
  /**
   * Bytes that its buffers need at least in the one memory whose capacity is part of it. Absent where no capacity is,
   * or several are.
   */
  'neededBytes'?: (number | string | Long);
  /**
   * Bytes of that memory.
   */
  'capacity'?: (number | string | Long);
  /**
   * Who and what cannot go together.
   */
  'message'?: (string);
  /**
   * What a reader can change, a sentence each. Each is about this core alone: there may be others.
   */
  'remedies'?: (string)[];
  /**
   * It was proved of each of its members that the rest has a plan without it.
   */
  'isIrreducible'?: (boolean);
  /**
   * Problems that were planned to find it.
   */
  'questions'?: (number | string | Long);
  /**
   * The search steps that took.
   */
  'steps'?: (number | string | Long);
  '_time'?: "time";
  '_neededBytes'?: "neededBytes";
  '_capacity'?: "capacity";
}

/**
 * Buffers and constraints that cannot go together; nothing else of the problem matters.
 */
export interface Core__Output {
  /**
   * Ascending.
   */
  'bufferIndex': (number)[];
  /**
   * What of the constraints is part of it.
   */
  'constraints': (_telaplan_v1_CoreConstraint__Output)[];
  /**
   * What kind of core it is.
   */
  'cause': (_telaplan_v1_CoreCause__Output);
  /**
   * A time at which all its buffers live. Absent where they never all do.
   */
  'time'?: (number);
  /**
   * Bytes that its buffers need at least in the one memory whose capacity is part of it. Absent where no capacity is,
   * or several are.
   */
  'neededBytes'?: (number);
  /**
   * Bytes of that memory.
   */
  'capacity'?: (number);
  /**
   * Who and what cannot go together.
   */
  'message': (string);
  /**
   * What a reader can change, a sentence each. Each is about this core alone: there may be others.
   */
  'remedies': (string)[];
  /**
   * It was proved of each of its members that the rest has a plan without it.
   */
  'isIrreducible': (boolean);
  /**
   * Problems that were planned to find it.
   */
  'questions': (number);
  /**
   * The search steps that took.
   */
  'steps': (number);
  '_time'?: "time";
  '_neededBytes'?: "neededBytes";
  '_capacity'?: "capacity";
}
