// Original file: proto/telaplan/v1/planner.proto

import type { SuggestionKind as _telaplan_v1_SuggestionKind, SuggestionKind__Output as _telaplan_v1_SuggestionKind__Output } from '../../telaplan/v1/SuggestionKind.js';
import type { SuggestedChange as _telaplan_v1_SuggestedChange, SuggestedChange__Output as _telaplan_v1_SuggestedChange__Output } from '../../telaplan/v1/SuggestedChange.js';
import type { Long } from '@grpc/proto-loader';

/**
 * Changes with which everything fits.
 */
export interface Suggestion {
  /**
   * That of its changes; MIXED where they are of several kinds.
   */
  'kind'?: (_telaplan_v1_SuggestionKind);
  /**
   * All of them are needed.
   */
  'changes'?: (_telaplan_v1_SuggestedChange)[];
  /**
   * Bytes given up, added, moved or written again, over all changes; 0 where only a rule is relaxed.
   */
  'bytes'?: (number | string | Long);
  /**
   * No smaller amount of this change does; of several changes no fewer of these kinds, and no fewer bytes.
   */
  'isProved'?: (boolean);
  /**
   * In words.
   */
  'message'?: (string);
  /**
   * The plan of the changed problem, verified; buffers that are new come where the change puts them: those of a split
   * right behind the first part. Empty where offsets were left out.
   */
  'offsets'?: (number | string | Long)[];
  /**
   * Names of the memories that its buffers lie in. Empty where the problem lists none, and where offsets were left out.
   */
  'memoryId'?: (string)[];
  /**
   * Bytes; the sum over the memories.
   */
  'peak'?: (number | string | Long);
}

/**
 * Changes with which everything fits.
 */
export interface Suggestion__Output {
  /**
   * That of its changes; MIXED where they are of several kinds.
   */
  'kind': (_telaplan_v1_SuggestionKind__Output);
  /**
   * All of them are needed.
   */
  'changes': (_telaplan_v1_SuggestedChange__Output)[];
  /**
   * Bytes given up, added, moved or written again, over all changes; 0 where only a rule is relaxed.
   */
  'bytes': (number);
  /**
   * No smaller amount of this change does; of several changes no fewer of these kinds, and no fewer bytes.
   */
  'isProved': (boolean);
  /**
   * In words.
   */
  'message': (string);
  /**
   * The plan of the changed problem, verified; buffers that are new come where the change puts them: those of a split
   * right behind the first part. Empty where offsets were left out.
   */
  'offsets': (number)[];
  /**
   * Names of the memories that its buffers lie in. Empty where the problem lists none, and where offsets were left out.
   */
  'memoryId': (string)[];
  /**
   * Bytes; the sum over the memories.
   */
  'peak': (number);
}
