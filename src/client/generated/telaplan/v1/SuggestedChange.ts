// Original file: proto/telaplan/v1/planner.proto

import type { SuggestionKind as _telaplan_v1_SuggestionKind, SuggestionKind__Output as _telaplan_v1_SuggestionKind__Output } from '../../telaplan/v1/SuggestionKind.js';
import type { Term as _telaplan_v1_Term, Term__Output as _telaplan_v1_Term__Output } from '../../telaplan/v1/Term.js';
import type { Long } from '@grpc/proto-loader';

/**
 * One change of a problem. Buffers and memories go by their names, since a change may make new ones; memory_id is empty
 * where the problem lists no memories.
 */
export interface SuggestedChange {
  /**
   * What is changed; it says which fields there are.
   */
  'kind'?: (_telaplan_v1_SuggestionKind);
  /**
   * The buffer.
   */
  'bufferId'?: (string);
  /**
   * The other buffer.
   */
  'ofId'?: (string);
  /**
   * What the problem says.
   */
  'from'?: (number | string | Long);
  /**
   * What it should say.
   */
  'to'?: (number | string | Long);
  /**
   * By how much.
   */
  'by'?: (number | string | Long);
  /**
   * The name of a new buffer.
   */
  'againId'?: (string);
  /**
   * The position in its list, counted from 0.
   */
  'entry'?: (number);
  /**
   * Two buffers, or none.
   */
  'pairId'?: (string)[];
  /**
   * The memory.
   */
  'memoryId'?: (string);
  /**
   * Where a buffer may lie now.
   */
  'fromMemoryId'?: (string)[];
  /**
   * What is limited.
   */
  'term'?: (_telaplan_v1_Term);
  '_from'?: "from";
  '_to'?: "to";
  '_by'?: "by";
  '_entry'?: "entry";
  '_term'?: "term";
}

/**
 * One change of a problem. Buffers and memories go by their names, since a change may make new ones; memory_id is empty
 * where the problem lists no memories.
 */
export interface SuggestedChange__Output {
  /**
   * What is changed; it says which fields there are.
   */
  'kind': (_telaplan_v1_SuggestionKind__Output);
  /**
   * The buffer.
   */
  'bufferId': (string);
  /**
   * The other buffer.
   */
  'ofId': (string);
  /**
   * What the problem says.
   */
  'from'?: (number);
  /**
   * What it should say.
   */
  'to'?: (number);
  /**
   * By how much.
   */
  'by'?: (number);
  /**
   * The name of a new buffer.
   */
  'againId': (string);
  /**
   * The position in its list, counted from 0.
   */
  'entry'?: (number);
  /**
   * Two buffers, or none.
   */
  'pairId': (string)[];
  /**
   * The memory.
   */
  'memoryId': (string);
  /**
   * Where a buffer may lie now.
   */
  'fromMemoryId': (string)[];
  /**
   * What is limited.
   */
  'term'?: (_telaplan_v1_Term__Output);
  '_from'?: "from";
  '_to'?: "to";
  '_by'?: "by";
  '_entry'?: "entry";
  '_term'?: "term";
}
