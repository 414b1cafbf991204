// Original file: proto/telaplan/v1/planner.proto

import type { ViolationKind as _telaplan_v1_ViolationKind, ViolationKind__Output as _telaplan_v1_ViolationKind__Output } from '../../telaplan/v1/ViolationKind.js';
import type { Term as _telaplan_v1_Term, Term__Output as _telaplan_v1_Term__Output } from '../../telaplan/v1/Term.js';
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
   * The buffer at fault, counted from 0. LIMIT: −1, no buffer by itself.
   */
  'bufferIndex'?: (number);
  /**
   * Its name; empty where there is none.
   */
  'bufferId'?: (string);
  /**
   * One sentence for people.
   */
  'message'?: (string);
  /**
   * OFFSET, FIXED, ALIGNMENT, CAPACITY, and other kinds where it matters: the offset as given.
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
   * OVERLAP, CLOBBERED_READ, RESERVED, APART, EXCLUSIVE, BANK: the first byte at issue, and the one after the last.
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
   * OVERLAP: the buffer that was there first. CLOBBERED_READ: the one that wrote the bytes last. ALIAS: what the buffer
   * is part of. APART, EXCLUSIVE, BANK: the other of the two; absent where one alone is at fault. Counted from 0.
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
  /**
   * The memory that it is about. Absent where the problem lists none.
   */
  'memoryIndex'?: (number);
  /**
   * Its name.
   */
  'memoryId'?: (string);
  /**
   * APART: bytes that have to lie between the two.
   */
  'distance'?: (number | string | Long);
  /**
   * BANK: bytes of a bank.
   */
  'bank'?: (number | string | Long);
  /**
   * LIMIT: the term.
   */
  'term'?: (_telaplan_v1_Term);
  /**
   * LIMIT: what it comes to.
   */
  'value'?: (number | string | Long);
  /**
   * LIMIT: the most that it may be.
   */
  'limit'?: (number | string | Long);
  /**
   * MEMORY: the memories in one of which it has to lie.
   */
  'allowedIndex'?: (number)[];
  /**
   * Their names.
   */
  'allowedId'?: (string)[];
  /**
   * ALIAS, APART: the offset of the other.
   */
  'otherOffset'?: (number | string | Long);
  /**
   * ALIAS: the memory of the other. Absent where the problem lists none.
   */
  'otherMemoryIndex'?: (number);
  /**
   * Its name.
   */
  'otherMemoryId'?: (string);
  /**
   * ALIAS: bytes from the offset of the other to where the buffer has to lie.
   */
  'at'?: (number | string | Long);
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
  '_memoryIndex'?: "memoryIndex";
  '_memoryId'?: "memoryId";
  '_distance'?: "distance";
  '_bank'?: "bank";
  '_term'?: "term";
  '_value'?: "value";
  '_limit'?: "limit";
  '_otherOffset'?: "otherOffset";
  '_otherMemoryIndex'?: "otherMemoryIndex";
  '_otherMemoryId'?: "otherMemoryId";
  '_at'?: "at";
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
   * The buffer at fault, counted from 0. LIMIT: −1, no buffer by itself.
   */
  'bufferIndex': (number);
  /**
   * Its name; empty where there is none.
   */
  'bufferId': (string);
  /**
   * One sentence for people.
   */
  'message': (string);
  /**
   * OFFSET, FIXED, ALIGNMENT, CAPACITY, and other kinds where it matters: the offset as given.
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
   * OVERLAP, CLOBBERED_READ, RESERVED, APART, EXCLUSIVE, BANK: the first byte at issue, and the one after the last.
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
   * OVERLAP: the buffer that was there first. CLOBBERED_READ: the one that wrote the bytes last. ALIAS: what the buffer
   * is part of. APART, EXCLUSIVE, BANK: the other of the two; absent where one alone is at fault. Counted from 0.
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
  /**
   * The memory that it is about. Absent where the problem lists none.
   */
  'memoryIndex'?: (number);
  /**
   * Its name.
   */
  'memoryId'?: (string);
  /**
   * APART: bytes that have to lie between the two.
   */
  'distance'?: (number);
  /**
   * BANK: bytes of a bank.
   */
  'bank'?: (number);
  /**
   * LIMIT: the term.
   */
  'term'?: (_telaplan_v1_Term__Output);
  /**
   * LIMIT: what it comes to.
   */
  'value'?: (number);
  /**
   * LIMIT: the most that it may be.
   */
  'limit'?: (number);
  /**
   * MEMORY: the memories in one of which it has to lie.
   */
  'allowedIndex': (number)[];
  /**
   * Their names.
   */
  'allowedId': (string)[];
  /**
   * ALIAS, APART: the offset of the other.
   */
  'otherOffset'?: (number);
  /**
   * ALIAS: the memory of the other. Absent where the problem lists none.
   */
  'otherMemoryIndex'?: (number);
  /**
   * Its name.
   */
  'otherMemoryId'?: (string);
  /**
   * ALIAS: bytes from the offset of the other to where the buffer has to lie.
   */
  'at'?: (number);
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
  '_memoryIndex'?: "memoryIndex";
  '_memoryId'?: "memoryId";
  '_distance'?: "distance";
  '_bank'?: "bank";
  '_term'?: "term";
  '_value'?: "value";
  '_limit'?: "limit";
  '_otherOffset'?: "otherOffset";
  '_otherMemoryIndex'?: "otherMemoryIndex";
  '_otherMemoryId'?: "otherMemoryId";
  '_at'?: "at";
}
