// Original file: proto/telaplan/v1/planner.proto


/**
 * A buffer goes.
 */
export interface RemoveBuffer {
  /**
   * Which.
   */
  'id'?: (string);
}

/**
 * A buffer goes.
 */
export interface RemoveBuffer__Output {
  /**
   * Which.
   */
  'id': (string);
}
