/** The words of allocation traces: what rows do, and what their fields are called. */
import { squash } from "../../problem/vocabulary.js";

/** What a row does. */
export type Deed = "alloc" | "free" | "realloc" | "nothing";

/** Without case. Letters and signs are those of malloc logs. */
const DEEDS: Readonly<Record<Deed, string>> = {
  alloc:
    "alloc allocate malloc calloc valloc memalign aligned_alloc posix_memalign new new[] + a " +
    "lifetime.start llvm.lifetime.start",
  free: "free dealloc deallocate delete delete[] release - f free_completed lifetime.end llvm.lifetime.end",
  realloc: "realloc reallocate",
  // What PyTorch's allocator tells besides: memory that it gets, and releases that are asked for and not complete.
  nothing: "free_requested segment_alloc segment_free segment_map segment_unmap snapshot workspace_snapshot oom",
};

const DEED_OF = new Map<string, Deed>();
for (const [deed, words] of Object.entries(DEEDS)) for (const word of words.split(" ")) DEED_OF.set(word, deed as Deed);

/** What a word of a row means; undefined where it is not known. */
export function deedOf(word: string): Deed | undefined {
  return DEED_OF.get(word) ?? DEED_OF.get(word.trim().toLowerCase());
}

/** For messages. */
export const KNOWN_WORDS = "alloc, malloc, calloc, new, +, a, free, delete, -, f, realloc";

/** A field of a row. */
export type TraceField = "time" | "op" | "id" | "addr" | "old" | "size" | "count" | "alignment";

const NAMES: Readonly<Record<TraceField, string>> = {
  time: "time t timestamp ts time_us time_ns time_ms clock step tick",
  op: "op operation action event type call",
  id: "id id|addr buffer buffer_id name tensor handle object",
  addr: "addr address ptr pointer",
  old: "old old_addr old_address old_ptr old_id previous",
  size: "size bytes nbytes size_bytes length",
  count: "count nmemb",
  alignment: "alignment align",
};

const FIELD_OF = new Map<string, TraceField>();
for (const [field, names] of Object.entries(NAMES)) {
  for (const name of names.split(" ")) FIELD_OF.set(squash(name), field as TraceField);
}

/** The field that a column or a key is called after; undefined where it is none. */
export function fieldOf(name: string): TraceField | undefined {
  return FIELD_OF.get(squash(name));
}

/** All names of fields, squashed: what a header is recognised by. */
export const FIELD_NAMES: readonly string[] = [...FIELD_OF.keys()];

/** Names that a table of lifetimes has, and a trace has not. */
const OF_LIFETIMES = new Set(
  "lower upper start begin end starttime endtime first last firstuse lastuse offset buffers".split(" "),
);

/** Whether names are those of a trace: what is done, and with what. */
export function areOfTrace(names: readonly string[]): boolean {
  const squashed = names.map((name) => squash(name));
  if (squashed.some((name) => OF_LIFETIMES.has(name))) return false;
  const fields = new Set(squashed.map((name) => FIELD_OF.get(name)));
  return fields.has("op") && (fields.has("id") || fields.has("addr"));
}

/** Addresses that are none: freeing them does nothing, and getting them means that there was no memory. */
export function isNull(address: string): boolean {
  return /^(?:0+|0x0+|\(nil\)|nil|null|none)$/i.test(address);
}
