/**
 * What the simulator calls a violation's numbers and names, and what the .proto does. A kind has some of them; one that
 * is in neither of the two tables would be lost, and a test looks for such.
 */
export const VIOLATION_FIELDS = {
  offset: "offset",
  fixedOffset: "fixed_offset",
  alignment: "alignment",
  end: "end",
  capacity: "capacity",
  from: "from_byte",
  to: "to_byte",
  time: "from_time",
  until: "to_time",
  otherIndex: "other_index",
  other: "other_id",
  writerIndex: "other_index",
  writer: "other_id",
  writtenAt: "written_at",
  clobberedBytes: "clobbered_bytes",
  memory: "memory_id",
  distance: "distance",
  bank: "bank",
  term: "term",
  value: "value",
  limit: "limit",
  allowed: "allowed_id",
  otherOffset: "other_offset",
  otherMemory: "other_memory_id",
  at: "at",
} as const;
