// Original file: proto/telaplan/v1/planner.proto

import type { LiveBuffer as _telaplan_v1_LiveBuffer, LiveBuffer__Output as _telaplan_v1_LiveBuffer__Output } from '../../telaplan/v1/LiveBuffer.js';
import type { Waste as _telaplan_v1_Waste, Waste__Output as _telaplan_v1_Waste__Output } from '../../telaplan/v1/Waste.js';
import type { PeakBound as _telaplan_v1_PeakBound, PeakBound__Output as _telaplan_v1_PeakBound__Output } from '../../telaplan/v1/PeakBound.js';
import type { Long } from '@grpc/proto-loader';

/**
 * Why the peak of one memory is as high as it is. Without a plan it is about the load.
 */
export interface MemoryWhy {
  /**
   * The memory; 0 where the problem lists none.
   */
  'memoryIndex'?: (number);
  /**
   * Bytes. Absent: unbounded.
   */
  'capacity'?: (number | string | Long);
  /**
   * Where it begins.
   */
  'base'?: (number | string | Long);
  /**
   * Greatest offset + size from the base. Absent without a plan.
   */
  'peak'?: (number | string | Long);
  /**
   * The time that is looked at: that of the peak, or without a plan that of the most live bytes. Absent where nothing
   * ever lives.
   */
  'time'?: (number | string | Long);
  /**
   * Live bytes at that time.
   */
  'liveBytes'?: (number | string | Long);
  /**
   * Who lives then, the largest first.
   */
  'live'?: (_telaplan_v1_LiveBuffer)[];
  /**
   * The most bytes that live at any time.
   */
  'loadBytes'?: (number | string | Long);
  /**
   * Times from which on something is otherwise, ascending.
   */
  'loadTime'?: (number | string | Long)[];
  /**
   * Bytes in use from then on, one for each time.
   */
  'loadLive'?: (number | string | Long)[];
  /**
   * The highest byte in use + 1, from the base, one for each time. Empty without a plan.
   */
  'loadTop'?: (number | string | Long)[];
  /**
   * What is not in use below the peak at that time. Absent without a plan.
   */
  'waste'?: (_telaplan_v1_Waste | null);
  /**
   * What no plan of this memory can be below, without a search.
   */
  'bound'?: (_telaplan_v1_PeakBound | null);
  /**
   * All of it in a few sentences.
   */
  'message'?: (string);
  '_capacity'?: "capacity";
  '_peak'?: "peak";
  '_time'?: "time";
}

/**
 * Why the peak of one memory is as high as it is. Without a plan it is about the load.
 */
export interface MemoryWhy__Output {
  /**
   * The memory; 0 where the problem lists none.
   */
  'memoryIndex': (number);
  /**
   * Bytes. Absent: unbounded.
   */
  'capacity'?: (number);
  /**
   * Where it begins.
   */
  'base': (number);
  /**
   * Greatest offset + size from the base. Absent without a plan.
   */
  'peak'?: (number);
  /**
   * The time that is looked at: that of the peak, or without a plan that of the most live bytes. Absent where nothing
   * ever lives.
   */
  'time'?: (number);
  /**
   * Live bytes at that time.
   */
  'liveBytes': (number);
  /**
   * Who lives then, the largest first.
   */
  'live': (_telaplan_v1_LiveBuffer__Output)[];
  /**
   * The most bytes that live at any time.
   */
  'loadBytes': (number);
  /**
   * Times from which on something is otherwise, ascending.
   */
  'loadTime': (number)[];
  /**
   * Bytes in use from then on, one for each time.
   */
  'loadLive': (number)[];
  /**
   * The highest byte in use + 1, from the base, one for each time. Empty without a plan.
   */
  'loadTop': (number)[];
  /**
   * What is not in use below the peak at that time. Absent without a plan.
   */
  'waste': (_telaplan_v1_Waste__Output | null);
  /**
   * What no plan of this memory can be below, without a search.
   */
  'bound': (_telaplan_v1_PeakBound__Output | null);
  /**
   * All of it in a few sentences.
   */
  'message': (string);
  '_capacity'?: "capacity";
  '_peak'?: "peak";
  '_time'?: "time";
}
