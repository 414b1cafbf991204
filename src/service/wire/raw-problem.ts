import type { RawColumns } from "./columns.js";

// A problem's constraints as they came over the wire: fields named as in the .proto, those that are 0 mostly absent.

export interface RawMemory {
  readonly id?: string;
  readonly capacity?: number;
  readonly base?: number;
  readonly alignment?: number;
  readonly reserved?: readonly { readonly from?: number; readonly to?: number }[];
  readonly bank?: number;
  readonly bandwidth?: number;
  readonly latency?: number;
}

export interface RawOperator {
  readonly id?: string;
  readonly time?: number;
  readonly compute?: number;
  readonly reads?: RawList;
  readonly writes?: RawList;
}

/** Buffers that an operator accesses: none, where it is there and empty. */
export interface RawList {
  readonly buffer_index?: readonly number[];
}

export interface RawChoice {
  readonly buffer_index?: number;
  readonly memory_index?: number;
  readonly cost?: number;
}

export interface RawGap {
  readonly buffer_index?: number;
  readonly lower?: number;
  readonly upper?: number;
  readonly from?: number;
  readonly to?: number;
}

/** An alias, or an entry of `inplace`. */
export interface RawTie {
  readonly buffer_index?: number;
  readonly of_index?: number;
  readonly at?: number;
}

/** What `apart` and `free` list: buffers, or groups of them. */
export interface RawPairs {
  readonly buffer_index?: readonly number[];
  readonly groups?: readonly { readonly buffer_index?: readonly number[] }[];
}

export interface RawApart extends RawPairs {
  readonly distance?: number;
  readonly cost?: number;
  readonly banks?: boolean;
}

export interface RawConstraints {
  readonly memories?: readonly RawMemory[];
  readonly memory_index?: Float64Array;
  readonly memory_choices?: readonly RawChoice[];
  readonly gaps?: readonly RawGap[];
  readonly aliases?: readonly RawTie[];
  readonly apart?: readonly RawApart[];
  readonly free?: readonly RawPairs[];
  readonly inplace?: readonly RawTie[];
  readonly exclusive_index?: Float64Array;
  readonly within_bank_index?: Float64Array;
  readonly clock_lower?: Float64Array;
  readonly clock_upper?: Float64Array;
  readonly minimize?: Float64Array;
  readonly limits?: readonly { readonly term?: number; readonly value?: number }[];
  readonly reads?: Float64Array;
  readonly writes?: Float64Array;
  readonly operators?: readonly RawOperator[];
  readonly no_operators?: boolean;
}

export type RawProblem = RawColumns & RawConstraints;

/**
 * The fields that are constraints, or say what is to be least: lists, of which one that is not empty says something.
 */
export const CONSTRAINT_FIELDS = [
  "memories",
  "memory_index",
  "memory_choices",
  "gaps",
  "aliases",
  "apart",
  "free",
  "inplace",
  "exclusive_index",
  "within_bank_index",
  "clock_lower",
  "clock_upper",
  "minimize",
  "limits",
  "reads",
  "writes",
  "operators",
] as const satisfies readonly (keyof RawConstraints)[];

/** Whether a problem asks for more than columns. Fields that are empty say nothing. */
export function hasConstraints(raw: RawProblem): boolean {
  for (const field of CONSTRAINT_FIELDS) if ((raw[field]?.length ?? 0) > 0) return true;
  return false;
}

/** Whether buffers of a problem without constraints say where they lay before: then few bytes are to move. */
export function hasHints({ hint_offset }: RawProblem): boolean {
  return hint_offset?.some((offset) => offset >= 0) ?? false;
}

/** What a run calls buffers and memories: names that no request gives, and that can be told apart. */
export const POSITIONS: Naming = {
  buffer: (index) => `${index}`,
  memory: (index) => `m${index}`,
  operator: () => undefined,
};

/** What buffers, memories and operators are called. */
export interface Naming {
  buffer(index: number): string;
  memory(index: number): string;
  /** Operators need no name. */
  operator(index: number): string | undefined;
}

/** The names of a request; positions of buffers and memories in decimal where it has none. */
export function namesIn({ id = [], memories = [], operators = [] }: RawProblem): Naming {
  return {
    buffer: (index) => id[index] ?? `${index}`,
    memory: (index) => memories[index]?.id || `${index}`,
    operator: (index) => operators[index]?.id || undefined,
  };
}
