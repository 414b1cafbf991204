// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * One memory during the replay.
 */
export interface MemoryReport {
  /**
   * The memory; 0 where the problem lists none.
   */
  'memoryIndex'?: (number);
  /**
   * Bytes that the plan was held to. Absent: unbounded.
   */
  'capacity'?: (number | string | Long);
  /**
   * The greatest offset + size of its buffers, from its base; 0 where it has none.
   */
  'peak'?: (number | string | Long);
  /**
   * First time at which the last byte below the peak is in use. Absent where nothing is placed, or nothing that reaches
   * there ever lives.
   */
  'peakTime'?: (number | string | Long);
  /**
   * Greatest number of its bytes in use at one time.
   */
  'maxLiveBytes'?: (number | string | Long);
  /**
   * First time at which that many are. Absent where nothing is placed.
   */
  'maxLiveTime'?: (number | string | Long);
  '_capacity'?: "capacity";
  '_peakTime'?: "peakTime";
  '_maxLiveTime'?: "maxLiveTime";
}

/**
 * One memory during the replay.
 */
export interface MemoryReport__Output {
  /**
   * The memory; 0 where the problem lists none.
   */
  'memoryIndex': (number);
  /**
   * Bytes that the plan was held to. Absent: unbounded.
   */
  'capacity'?: (number);
  /**
   * The greatest offset + size of its buffers, from its base; 0 where it has none.
   */
  'peak': (number);
  /**
   * First time at which the last byte below the peak is in use. Absent where nothing is placed, or nothing that reaches
   * there ever lives.
   */
  'peakTime'?: (number);
  /**
   * Greatest number of its bytes in use at one time.
   */
  'maxLiveBytes': (number);
  /**
   * First time at which that many are. Absent where nothing is placed.
   */
  'maxLiveTime'?: (number);
  '_capacity'?: "capacity";
  '_peakTime'?: "peakTime";
  '_maxLiveTime'?: "maxLiveTime";
}
