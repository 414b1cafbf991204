import type { Term } from "../../problem/index.js";
import type { ViolationBase } from "../rules/rule.js";

/**
 * What only a plan of a problem with constraints can break. `memory` is the id of the memory that the buffers lie in,
 * "" where the problem lists none.
 */

/** The buffer lies on bytes of its memory at which nothing may be placed. At most one for each buffer. */
export interface ReservedViolation extends ViolationBase {
  readonly kind: "reserved";
  readonly memory: string;
  readonly offset: number;
  /** offset + size. */
  readonly end: number;
  /** The lowest reserved range that is hit; those that touch count as one. */
  readonly from: number;
  readonly to: number;
}

/** The buffer lies in a memory that it may not lie in. In one that the problem does not have, it lies nowhere. */
export interface MemoryViolation extends ViolationBase {
  readonly kind: "memory";
  /** As given; "" where none was. */
  readonly memory: string;
  /** The memories in one of which it must lie. */
  readonly allowed: readonly string[];
}

/** The buffer is an alias, and does not lie where the other has it. Once for each alias that the problem lists. */
export interface AliasViolation extends ViolationBase {
  readonly kind: "alias";
  readonly offset: number;
  readonly memory: string;
  /** What it is an alias of, where that lies, and how far above the buffer must lie. */
  readonly other: string;
  readonly otherIndex: number;
  readonly otherOffset: number;
  readonly otherMemory: string;
  readonly at: number;
}

/** Two that are to be kept apart are too near to each other. Once for each entry of `apart` that names the two. */
export interface ApartViolation extends ViolationBase {
  readonly kind: "apart";
  readonly memory: string;
  readonly offset: number;
  readonly other: string;
  readonly otherIndex: number;
  readonly otherOffset: number;
  /** Bytes that must lie between them. */
  readonly distance: number;
}

/** Two share bytes, and one of them (`buffer`) shares none with anybody. Every pair is reported once. */
export interface ExclusiveViolation extends ViolationBase {
  readonly kind: "exclusive";
  readonly memory: string;
  readonly other: string;
  readonly otherIndex: number;
  /** The bytes that both hold, if not at the same time. */
  readonly from: number;
  readonly to: number;
}

/**
 * The buffer does not lie within one bank (`other` is null then), or lies in a bank with another that it must keep out
 * of while both live. The latter once for each entry of `apart` that names the two.
 */
export interface BankViolation extends ViolationBase {
  readonly kind: "bank";
  readonly memory: string;
  readonly offset: number;
  /** Bytes of a bank. */
  readonly bank: number;
  readonly other: string | null;
  readonly otherIndex: number | null;
}

/** A term is above its limit. No single buffer is at fault: `buffer` is "" and `bufferIndex` −1. */
export interface LimitViolation extends ViolationBase {
  readonly kind: "limit";
  readonly term: Term;
  readonly value: number;
  readonly limit: number;
}

export type ConstraintViolation =
  | ReservedViolation
  | MemoryViolation
  | AliasViolation
  | ApartViolation
  | ExclusiveViolation
  | BankViolation
  | LimitViolation;

/** In the order of the report. */
export const CONSTRAINT_KINDS = [
  "reserved",
  "memory",
  "alias",
  "apart",
  "exclusive",
  "bank",
  "limit",
] as const satisfies readonly ConstraintViolation["kind"][];
