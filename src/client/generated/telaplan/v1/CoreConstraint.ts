// Original file: proto/telaplan/v1/planner.proto

import type { CoreConstraintKind as _telaplan_v1_CoreConstraintKind, CoreConstraintKind__Output as _telaplan_v1_CoreConstraintKind__Output } from '../../telaplan/v1/CoreConstraintKind.js';
import type { Term as _telaplan_v1_Term, Term__Output as _telaplan_v1_Term__Output } from '../../telaplan/v1/Term.js';
import type { Long } from '@grpc/proto-loader';

/**
 * A constraint that is part of a core. Its kind says which fields it has.
 */
export interface CoreConstraint {
  /**
   * What it is.
   */
  'kind'?: (_telaplan_v1_CoreConstraintKind);
  /**
   * The buffer.
   */
  'bufferIndex'?: (number);
  /**
   * The memory. Absent where the problem lists none.
   */
  'memoryIndex'?: (number);
  /**
   * The position in its list, counted from 0.
   */
  'entry'?: (number);
  /**
   * What it says.
   */
  'bytes'?: (number | string | Long);
  /**
   * The term that is limited.
   */
  'term'?: (_telaplan_v1_Term);
  '_bufferIndex'?: "bufferIndex";
  '_memoryIndex'?: "memoryIndex";
  '_entry'?: "entry";
  '_bytes'?: "bytes";
  '_term'?: "term";
}

/**
 * A constraint that is part of a core. Its kind says which fields it has.
 */
export interface CoreConstraint__Output {
  /**
   * What it is.
   */
  'kind': (_telaplan_v1_CoreConstraintKind__Output);
  /**
   * The buffer.
   */
  'bufferIndex'?: (number);
  /**
   * The memory. Absent where the problem lists none.
   */
  'memoryIndex'?: (number);
  /**
   * The position in its list, counted from 0.
   */
  'entry'?: (number);
  /**
   * What it says.
   */
  'bytes'?: (number);
  /**
   * The term that is limited.
   */
  'term'?: (_telaplan_v1_Term__Output);
  '_bufferIndex'?: "bufferIndex";
  '_memoryIndex'?: "memoryIndex";
  '_entry'?: "entry";
  '_bytes'?: "bytes";
  '_term'?: "term";
}
