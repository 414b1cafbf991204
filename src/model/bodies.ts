import type { Problem } from "../problem/index.js";
import { fixedOffsetOf, gcd, InputError } from "../problem/index.js";
import { choicesOf } from "./check-buffers.js";
import { checkWhole, entryFault, quote } from "./fault.js";
import { piecesOf } from "./lifetimes.js";
import type { Memories } from "./memories.js";
import type { Body, Cell, Choice, Member } from "./model.js";

/** Positions of buffers by id. */
export type Positions = ReadonlyMap<string, number>;

/** Buffers that are tied together, with their bytes above the lowest of them. */
export interface Ties {
  /** The lowest position in the tie of each buffer. */
  readonly rootOf: Int32Array;
  /** Bytes from the offset of the tie's lowest member, at least 0. */
  readonly at: Float64Array;
}

/**
 * Ties buffers together as aliases say, by union-find with distances.
 *
 * @throws InputError for unknown buffers, a buffer that is its own alias, and two distances for one pair.
 */
export function ties({ buffers, aliases = [] }: Problem, positions: Positions): Ties {
  const parent = Int32Array.from(buffers.keys());
  /** Bytes from the parent's offset. */
  const above = new Float64Array(buffers.length);
  const find = (b: number): { root: number; distance: number } => {
    let root = b;
    let distance = 0;
    while (parent[root] !== root) {
      distance += above[root]!;
      root = parent[root]!;
    }
    for (let at = b, left = distance; parent[at] !== at; ) {
      const next = parent[at]!;
      const own = above[at]!;
      parent[at] = root;
      above[at] = left;
      left -= own;
      at = next;
    }
    return { root, distance };
  };
  for (const [index, { buffer, of, at = 0 }] of aliases.entries()) {
    const fail = (text: string, key?: string): InputError => entryFault("aliases", index, text, key);
    const [v, w] = [buffer, of].map((id, side) => {
      const position = positions.get(id);
      if (position === undefined) throw fail(`there is no buffer ${quote(String(id))}`, side === 0 ? "buffer" : "of");
      return position;
    }) as [number, number];
    checkWhole("at", at, Number.MIN_SAFE_INTEGER, (text) => fail(text, "at"));
    if (v === w) throw fail(`buffer ${quote(buffer)} cannot be an alias of itself`);
    const [a, b] = [find(v), find(w)];
    if (a.root === b.root) {
      const known = a.distance - b.distance;
      if (known === at) continue;
      throw fail(`buffer ${quote(buffer)} lies ${at} bytes above ${quote(of)}, and ${known} by other aliases`);
    }
    // offset(v) = offset(a.root) + a.distance, and it is offset(w) + at.
    const [from, to] = a.root < b.root ? [b.root, a.root] : [a.root, b.root];
    const gap = b.distance + at - a.distance;
    parent[from] = to;
    above[from] = from === a.root ? gap : -gap;
  }
  const rootOf = new Int32Array(buffers.length);
  const at = new Float64Array(buffers.length);
  const lowest = new Float64Array(buffers.length);
  for (let b = 0; b < buffers.length; b++) {
    const { root, distance } = find(b);
    rootOf[b] = root;
    at[b] = distance;
    lowest[root] = Math.min(lowest[root]!, distance);
  }
  for (let b = 0; b < buffers.length; b++) at[b]! -= lowest[rootOf[b]!]!;
  return { rootOf, at };
}

/**
 * The bodies of a problem, by their first buffer.
 *
 * @throws InputError where members contradict each other: fixed offsets, alignments, memories.
 */
export function bodiesOf(problem: Problem, { rootOf, at }: Ties, memories: Memories): Body[] {
  const { buffers } = problem;
  const members = new Map<number, Member[]>();
  for (let b = 0; b < buffers.length; b++) {
    const list = members.get(rootOf[b]!);
    if (list === undefined) members.set(rootOf[b]!, [{ buffer: b, at: at[b]! }]);
    else list.push({ buffer: b, at: at[b]! });
  }
  return Array.from(members.values(), (list) => bodyOf(problem, list, memories));
}

function bodyOf({ buffers }: Problem, members: readonly Member[], memories: Memories): Body {
  const cells = members.flatMap(({ buffer, at }) =>
    piecesOf(buffers[buffer]!).map(({ lower, upper, from, to }): Cell => {
      return { buffer, lower, upper, from: at + from, to: at + to };
    }),
  );
  const size = members.reduce((top, { buffer, at }) => Math.max(top, at + buffers[buffer]!.size), 0);
  const fixedOffset = sharedOffset(buffers, members);
  return { members, cells, size, fixedOffset, choices: sharedChoices(buffers, members, fixedOffset, memories) };
}

type Buffers = Problem["buffers"];

function namesOf(buffers: Buffers, members: readonly Member[]): string {
  return members.map(({ buffer }) => quote(buffers[buffer]!.id)).join(", ");
}

function fault(members: readonly Member[], text: string, field: string): InputError {
  return new InputError(text, { bufferIndex: members[0]!.buffer, field });
}

/** The memories that suit all members, with the sum of their costs. */
function sharedChoices(
  buffers: Buffers,
  members: readonly Member[],
  fixedOffset: number,
  memories: Memories,
): Choice[] {
  const [first, ...others] = members.map(({ buffer }) => choicesOf(buffers[buffer]!, buffer, memories));
  const shared = others.reduce((left, choices) => {
    const costs = new Map(choices.map(({ memory, cost }) => [memory, cost]));
    return left.flatMap(({ memory, cost }) => {
      const own = costs.get(memory);
      return own === undefined ? [] : [{ memory, cost: cost + own }];
    });
  }, first!);
  if (shared.length === 0) {
    throw fault(members, `the aliases ${namesOf(buffers, members)} have no memory in common`, "memory");
  }
  const aligned = shared.flatMap(({ memory, cost }) => {
    const where = congruence(buffers, members, memories.alignments[memory]!);
    return where === null ? [] : [{ memory, cost, ...where }];
  });
  if (aligned.length === 0) {
    const who = members.map(({ buffer, at }) => `${quote(buffers[buffer]!.id)} at +${at}`).join(", ");
    throw fault(members, `no offset suits the alignments of the aliases ${who}`, "alignment");
  }
  const suits = ({ modulus, residue }: Choice): boolean => fixedOffset < 0 || fixedOffset % modulus === residue;
  const found = aligned.filter(suits);
  if (found.length > 0) return found;
  const text = `fixed at ${fixedOffset}, which does not suit the alignment of ${namesOf(buffers, members)}`;
  throw fault(members, text, "offset");
}

/** Where the alignments of all members let the body lie, by the Chinese remainder theorem; null where nowhere. */
function congruence(
  buffers: Buffers,
  members: readonly Member[],
  alignmentByDefault: number,
): { modulus: number; residue: number } | null {
  let found: { modulus: number; residue: number } | null = { modulus: 1, residue: 0 };
  for (const { buffer, at } of members) {
    const step = buffers[buffer]!.alignment ?? alignmentByDefault;
    found = combine(found, { modulus: step, residue: ((-at % step) + step) % step });
    if (found === null) return null;
  }
  return found;
}

/** Both congruences in one; null where no number has both. Products are computed exactly. */
export function combine(
  a: { readonly modulus: number; readonly residue: number },
  b: { readonly modulus: number; readonly residue: number },
): { modulus: number; residue: number } | null {
  if (a.modulus === 1) return b;
  if (b.modulus === 1) return a;
  const common = gcd(a.modulus, b.modulus);
  if ((b.residue - a.residue) % common !== 0) return null;
  const modulus = (BigInt(a.modulus) / BigInt(common)) * BigInt(b.modulus);
  const step = BigInt(a.modulus);
  let x = BigInt(a.residue);
  const target = BigInt(b.residue);
  const other = BigInt(b.modulus);
  // a.modulus · k ≡ b.residue − a.residue (mod b.modulus), divided by what they have in common.
  const k = mod(
    ((target - x) / BigInt(common)) * inverse(step / BigInt(common), other / BigInt(common)),
    other / BigInt(common),
  );
  x = mod(x + step * k, modulus);
  if (modulus > BigInt(Number.MAX_SAFE_INTEGER)) {
    // No offset below 2^53 but perhaps the first has it.
    return { modulus: Number.MAX_SAFE_INTEGER, residue: Number(x) };
  }
  return { modulus: Number(modulus), residue: Number(x) };
}

function mod(value: bigint, modulus: bigint): bigint {
  return ((value % modulus) + modulus) % modulus;
}

/** The inverse modulo `modulus`, by Euclid's extended algorithm; 0 where the modulus is 1. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [r, next] = [mod(value, modulus), modulus];
  let [x, following] = [1n, 0n];
  while (next !== 0n) {
    const quotient = r / next;
    [r, next] = [next, r - quotient * next];
    [x, following] = [following, x - quotient * following];
  }
  return mod(x, modulus);
}

/** The offset that fixed members give the body; −1 where none is fixed. */
function sharedOffset(buffers: Buffers, members: readonly Member[]): number {
  let found = -1;
  let by = "";
  for (const { buffer, at } of members) {
    const own = buffers[buffer]!;
    const fixed = fixedOffsetOf(own);
    if (fixed < 0) continue;
    const offset = fixed - at;
    if (offset < 0) {
      throw fault(
        members,
        `buffer ${quote(own.id)}: fixed at ${fixed}, an alias of it would lie below byte 0`,
        "offset",
      );
    }
    if (found >= 0 && found !== offset) {
      throw fault(
        members,
        `the aliases ${by} and ${quote(own.id)} are fixed at offsets that contradict each other`,
        "offset",
      );
    }
    found = offset;
    by = quote(own.id);
  }
  return found;
}
