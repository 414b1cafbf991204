// Original file: proto/telaplan/v1/planner.proto

import type { ViolationKind as _telaplan_v1_ViolationKind, ViolationKind__Output as _telaplan_v1_ViolationKind__Output } from '../../telaplan/v1/ViolationKind.js';
import type { Long } from '@grpc/proto-loader';

/**
 * A broken rule. Which of the numbers are there depends on the kind.
 */
export interface Violation {
  /**
   * The rule.
   */
  'kind'?: (_telaplan_v1_ViolationKind);
  /**
   * The buffer at fault, counted from 0.
   */
  'bufferIndex'?: (number);
  /**
   * Its name.
   */
  'bufferId'?: (string);
  /**
   * One sentence for people.
   */
  'message'?: (string);
  /**
   * OFFSET, FIXED, ALIGNMENT, CAPACITY: the offset as given.
   */
  'offset'?: (number | string | Long);
  /**
   * FIXED: where the buffer has to lie.
   */
  'fixedOffset'?: (number | string | Long);
  /**
   * ALIGNMENT: what the offset has to be a multiple of.
   */
  'alignment'?: (number | string | Long);
  /**
   * CAPACITY: offset + size.
   */
  'end'?: (number | string | Long);
  /**
   * OVERLAP, CLOBBERED_READ: the first byte, and the one after the last.
   */
  'fromByte'?: (number | string | Long);
  /**
   * See from_byte.
   */
  'toByte'?: (number | string | Long);
  /**
   * OVERLAP: the time from which both are live. CLOBBERED_READ: the time of the read.
   */
  'fromTime'?: (number | string | Long);
  /**
   * OVERLAP: the first time at which they no longer are both live.
   */
  'toTime'?: (number | string | Long);
  /**
   * OVERLAP: the buffer that was there first. CLOBBERED_READ: the one that wrote the bytes last. Counted from 0.
   */
  'otherIndex'?: (number);
  /**
   * Its name.
   */
  'otherId'?: (string);
  /**
   * CAPACITY: bytes of the memory. Absent: unbounded, and the buffer begins below it.
   */
  'capacity'?: (number | string | Long);
  /**
   * CLOBBERED_READ: when the other buffer wrote.
   */
  'writtenAt'?: (number | string | Long);
  /**
   * CLOBBERED_READ: all clobbered bytes of the buffer, whoever wrote them.
   */
  'clobberedBytes'?: (number | string | Long);
  '_offset'?: "offset";
  '_fixedOffset'?: "fixedOffset";
  '_alignment'?: "alignment";
  '_end'?: "end";
  '_capacity'?: "capacity";
  '_fromByte'?: "fromByte";
  '_toByte'?: "toByte";
  '_fromTime'?: "fromTime";
  '_toTime'?: "toTime";
  '_otherIndex'?: "otherIndex";
  '_otherId'?: "otherId";
  '_writtenAt'?: "writtenAt";
  '_clobberedBytes'?: "clobberedBytes";
}

/**
 * A broken rule. Which of the numbers are there depends on the kind.
 */
export interface Violation__Output {
  /**
   * The rule.
   */
  'kind': (_telaplan_v1_ViolationKind__Output);
  /**
   * The buffer at fault, counted from 0.
   */
  'bufferIndex': (number);
  /**
   * Its name.
   */
  'bufferId': (string);
  /**
   * One sentence for people.
   */
  'message': (string);
  /**
   * OFFSET, FIXED, ALIGNMENT, CAPACITY: the offset as given.
   */
  'offset'?: (number);
  /**
   * FIXED: where the buffer has to lie.
   */
  'fixedOffset'?: (number);
  /**
   * ALIGNMENT: what the offset has to be a multiple of.
   */
  'alignment'?: (number);
  /**
   * CAPACITY: offset + size.
   */
  'end'?: (number);
  /**
   * OVERLAP, CLOBBERED_READ: the first byte, and the one after the last.
   */
  'fromByte'?: (number);
  /**
   * See from_byte.
   */
  'toByte'?: (number);
  /**
   * OVERLAP: the time from which both are live. CLOBBERED_READ: the time of the read.
   */
  'fromTime'?: (number);
  /**
   * OVERLAP: the first time at which they no longer are both live.
   */
  'toTime'?: (number);
  /**
   * OVERLAP: the buffer that was there first. CLOBBERED_READ: the one that wrote the bytes last. Counted from 0.
   */
  'otherIndex'?: (number);
  /**
   * Its name.
   */
  'otherId'?: (string);
  /**
   * CAPACITY: bytes of the memory. Absent: unbounded, and the buffer begins below it.
   */
  'capacity'?: (number);
  /**
   * CLOBBERED_READ: when the other buffer wrote.
   */
  'writtenAt'?: (number);
  /**
   * CLOBBERED_READ: all clobbered bytes of the buffer, whoever wrote them.
   */
  'clobberedBytes'?: (number);
  '_offset'?: "offset";
  '_fixedOffset'?: "fixedOffset";
  '_alignment'?: "alignment";
  '_end'?: "end";
  '_capacity'?: "capacity";
  '_fromByte'?: "fromByte";
  '_toByte'?: "toByte";
  '_fromTime'?: "fromTime";
  '_toTime'?: "toTime";
  '_otherIndex'?: "otherIndex";
  '_otherId'?: "otherId";
  '_writtenAt'?: "writtenAt";
  '_clobberedBytes'?: "clobberedBytes";
}
