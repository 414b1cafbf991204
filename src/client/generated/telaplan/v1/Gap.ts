// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * A piece of a lifetime.
 */
export interface Gap {
  /**
   * The buffer.
   */
  'bufferIndex'?: (number);
  /**
   * First time of it, within the buffer's lifetime.
   */
  'lower'?: (number | string | Long);
  /**
   * First time after it.
   */
  'upper'?: (number | string | Long);
  /**
   * The bytes that are needed in it begin here, from the buffer's offset, at least 0. Absent, as `to` is then: none are
   * needed, and the content is lost.
   */
  'from'?: (number | string | Long);
  /**
   * They end before here; at least `from`, and the buffer's size at most.
   */
  'to'?: (number | string | Long);
  '_from'?: "from";
  '_to'?: "to";
}

/**
 * A piece of a lifetime.
 */
export interface Gap__Output {
  /**
   * The buffer.
   */
  'bufferIndex': (number);
  /**
   * First time of it, within the buffer's lifetime.
   */
  'lower': (number);
  /**
   * First time after it.
   */
  'upper': (number);
  /**
   * The bytes that are needed in it begin here, from the buffer's offset, at least 0. Absent, as `to` is then: none are
   * needed, and the content is lost.
   */
  'from'?: (number);
  /**
   * They end before here; at least `from`, and the buffer's size at most.
   */
  'to'?: (number);
  '_from'?: "from";
  '_to'?: "to";
}
