// Original file: proto/telaplan/v1/planner.proto


/**
 * A proof of a result, or why there is none. The rest of the answer is the same with and without.
 */
export interface Proof {
  /**
   * Lines of a proof that the result is optimal, that there is no plan, or else that none peaks below lower_bound, as
   * docs/proof.md says, for `telaplan check` and others. Buffers are positions in the request. Empty where there is
   * none.
   */
  'text'?: (string);
  /**
   * Why there is none, as where it would be too large, or of a constraint that proofs do not cover. Empty where there
   * is one.
   */
  'reason'?: (string);
}

/**
 * A proof of a result, or why there is none. The rest of the answer is the same with and without.
 */
export interface Proof__Output {
  /**
   * Lines of a proof that the result is optimal, that there is no plan, or else that none peaks below lower_bound, as
   * docs/proof.md says, for `telaplan check` and others. Buffers are positions in the request. Empty where there is
   * none.
   */
  'text': (string);
  /**
   * Why there is none, as where it would be too large, or of a constraint that proofs do not cover. Empty where there
   * is one.
   */
  'reason': (string);
}
