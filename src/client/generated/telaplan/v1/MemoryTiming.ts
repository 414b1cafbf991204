// Original file: proto/telaplan/v1/planner.proto


/**
 * What one memory does meanwhile.
 */
export interface MemoryTiming {
  /**
   * The memory. Absent where the problem lists none.
   */
  'memoryIndex'?: (number);
  /**
   * How long it moves bytes.
   */
  'busyMs'?: (number | string);
  /**
   * How long operators wait for it: it is the slowest memory of each of these, the first of several alike.
   */
  'stallMs'?: (number | string);
  /**
   * Bytes, exact up to 2^53.
   */
  'bytesRead'?: (number | string);
  /**
   * Bytes, exact up to 2^53.
   */
  'bytesWritten'?: (number | string);
  '_memoryIndex'?: "memoryIndex";
}

/**
 * What one memory does meanwhile.
 */
export interface MemoryTiming__Output {
  /**
   * The memory. Absent where the problem lists none.
   */
  'memoryIndex'?: (number);
  /**
   * How long it moves bytes.
   */
  'busyMs': (number);
  /**
   * How long operators wait for it: it is the slowest memory of each of these, the first of several alike.
   */
  'stallMs': (number);
  /**
   * Bytes, exact up to 2^53.
   */
  'bytesRead': (number);
  /**
   * Bytes, exact up to 2^53.
   */
  'bytesWritten': (number);
  '_memoryIndex'?: "memoryIndex";
}
