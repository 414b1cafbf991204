import { type InputError, type Problem, shown } from "../../problem/index.js";
import { quote } from "../rules/rule.js";
import { checkInteger, entryFault, listOf } from "./faults.js";

/** An alias, by positions of buffers. */
export interface Tie {
  readonly buffer: number;
  readonly of: number;
  readonly at: number;
}

/** Buffers of a list, in groups: what is said holds for every two of different groups. */
export interface Grouped {
  /** Positions of buffers, each once. */
  readonly members: readonly number[];
  /** The group of each member, 0 to `groups` − 1. */
  readonly groupOf: readonly number[];
  readonly groups: number;
}

/** An entry of `apart`. */
export interface ApartEntry extends Grouped {
  readonly distance: number;
  /** Null where it must not be broken. */
  readonly cost: number | null;
  readonly banks: boolean;
}

/** What a problem says of several buffers. */
export interface Relations {
  readonly aliases: readonly Tie[];
  /** By buffer: a buffer to which it and all that it is tied to by aliases go. */
  readonly tied: Int32Array;
  readonly apart: readonly ApartEntry[];
  readonly free: readonly Grouped[];
  readonly inplace: readonly Tie[];
}

/** @throws InputError for buffers that there are not, and lists that say nothing or contradict themselves */
export function readRelations(problem: Problem, positions: ReadonlyMap<string, number>): Relations {
  const aliases = readTies(problem.aliases, "aliases", positions);
  const tied = tie(problem.buffers.length, aliases);
  const reader = new GroupReader(problem, positions);
  const apart: ApartEntry[] = [];
  for (const [index, entry] of entriesOf(problem, "apart").entries()) {
    const fail = (text: string): InputError => entryFault("apart", index, text);
    const { distance = 0, cost = null, banks = false } = entry;
    checkInteger("distance", distance, 0, fail);
    if (cost !== null) checkInteger("cost", cost, 0, fail);
    if (cost !== null && distance > 0) throw fail("cost and distance cannot go together");
    if (banks && (cost !== null || distance > 0)) throw fail("banks goes without cost and distance");
    const grouped = reader.read(entry, fail);
    if (cost === null && aliases.length > 0) checkUntied(problem, grouped, tied, fail);
    const { members, groupOf, groups } = grouped;
    // One literal: with spread, making it takes longer than all else here.
    apart.push({ members, groupOf, groups, distance, cost, banks });
  }
  const free: Grouped[] = [];
  for (const [index, entry] of entriesOf(problem, "free").entries()) {
    free.push(reader.read(entry, (text) => entryFault("free", index, text)));
  }
  return { aliases, tied, apart, free, inplace: readTies(problem.inplace, "inplace", positions) };
}

function entriesOf<List extends "apart" | "free">(
  problem: Problem,
  list: List,
): readonly NonNullable<Problem[List]>[number][] {
  const entries = listOf<NonNullable<Problem[List]>[number]>(problem[list], list, (text) => entryFault(list, 0, text));
  const odd = entries.findIndex((entry) => entry === null || typeof entry !== "object");
  if (odd >= 0) throw entryFault(list, odd, `must be an object, got ${shown(entries[odd])}`);
  return entries;
}

function readTies(
  given: Problem["aliases"],
  list: "aliases" | "inplace",
  positions: ReadonlyMap<string, number>,
): Tie[] {
  const ties = listOf<NonNullable<Problem["aliases"]>[number]>(given, list, (text) => entryFault(list, 0, text));
  return ties.map((entry, index) => {
    const fail = (text: string): InputError => entryFault(list, index, text);
    const { at = 0 } = entry ?? {};
    checkInteger("at", at, Number.MIN_SAFE_INTEGER, fail);
    const buffer = positionOf(entry?.buffer, positions, fail);
    const of = positionOf(entry?.of, positions, fail);
    if (buffer === of) throw fail(`buffer ${shown(entry.buffer)} is said of itself`);
    return { buffer, of, at };
  });
}

function positionOf(id: unknown, positions: ReadonlyMap<string, number>, fail: (text: string) => InputError): number {
  const position = positions.get(id as string);
  if (position === undefined) throw fail(`there is no buffer ${shown(id)}`);
  return position;
}

/** Buffers that are tied together have the same root. */
function tie(count: number, ties: readonly Tie[]): Int32Array {
  const root = new Int32Array(count);
  for (let b = 0; b < count; b++) root[b] = b;
  const find = (b: number): number => {
    let at = b;
    while (root[at] !== at) {
      root[at] = root[root[at]!]!;
      at = root[at]!;
    }
    return at;
  };
  for (const { buffer, of } of ties) root[find(buffer)] = find(of);
  for (let b = 0; b < count; b++) root[b] = find(b);
  return root;
}

/** @throws InputError where two of different groups are tied */
function checkUntied(
  { buffers }: Problem,
  { members, groupOf }: Grouped,
  tied: Int32Array,
  fail: (text: string) => InputError,
): void {
  const known = new Map<number, number>();
  for (const [i, member] of members.entries()) {
    const root = tied[member]!;
    const other = known.get(root);
    if (other === undefined) known.set(root, i);
    else if (groupOf[other] !== groupOf[i]) {
      const names = `${quote(buffers[members[other]!]!.id)} and ${quote(buffers[member]!.id)}`;
      throw fail(`buffers ${names} cannot be kept apart: aliases tie them together`);
    }
  }
}

/** Reads lists of buffers and of groups. */
class GroupReader {
  readonly #problem: Problem;
  readonly #positions: ReadonlyMap<string, number>;
  /** By buffer: its group and one more, 0 while it is not listed. */
  readonly #listed: Int32Array;

  constructor(problem: Problem, positions: ReadonlyMap<string, number>) {
    this.#problem = problem;
    this.#positions = positions;
    this.#listed = new Int32Array(problem.buffers.length);
  }

  /** @throws InputError for a buffer that there is not, or that is in two groups */
  read(
    { buffers, groups }: { readonly buffers?: readonly string[]; readonly groups?: readonly (readonly string[])[] },
    fail: (text: string) => InputError,
  ): Grouped {
    if ((buffers === undefined) === (groups === undefined)) throw fail("needs either buffers or groups");
    const lists = buffers ?? groups;
    if (!Array.isArray(lists) || lists.length < 2) throw fail("needs at least two buffers or groups");
    const members: number[] = [];
    const groupOf: number[] = [];
    const listed = this.#listed;
    const add = (id: unknown, group: number): void => {
      const member = positionOf(id, this.#positions, fail);
      if (listed[member] === group + 1) return;
      if (listed[member] !== 0) throw fail(`buffer ${quote(this.#problem.buffers[member]!.id)} is listed twice`);
      listed[member] = group + 1;
      members.push(member);
      groupOf.push(group);
    };
    try {
      for (let g = 0; g < lists.length; g++) {
        if (buffers !== undefined) add(lists[g], g);
        else {
          if (!Array.isArray(lists[g])) throw fail(`a group must be an array of ids, got ${shown(lists[g])}`);
          for (const id of lists[g]) add(id, g);
        }
      }
    } finally {
      for (const member of members) listed[member] = 0;
    }
    return { members, groupOf, groups: lists.length };
  }
}
