/**
 * When each planned tensor of a method lives. Time is the number of an instruction; a tensor lives from the first to
 * the last that names it. Inputs are there from the begin, outputs to the end.
 *
 * What a program leaves unsaid is told by its plan:
 *
 * - A view that ExecuTorch elided has no instruction: its tensor is read before anything writes it, and lies exactly
 *   where another one lay that was there before. It is a part of that one, which lives on.
 * - State that is kept between runs (mutable buffers, such as caches) has bytes in the file, or a name, or is read
 *   before anything writes it at bytes that no other tensor has. It lives throughout.
 *
 * An instruction writes its last argument, and what is in it if that is a list. How many outputs a delegate has is not
 * in the file: those of its arguments that are new behind all that are not, and never its first one.
 */
import type { Alias } from "../../problem/index.js";
import type { Method, PlannedTensor } from "./program.js";

export interface LiveTensor {
  /** Index of the value. */
  readonly value: number;
  readonly id: string;
  readonly tensor: PlannedTensor;
  lower: number;
  upper: number;
}

export interface Lives {
  readonly tensors: readonly LiveTensor[];
  readonly aliases: readonly Alias[];
  /** Ids of those that are kept between runs. */
  readonly state: readonly string[];
  /** Ids of those that no instruction names. */
  readonly unused: readonly string[];
  /** Tensors of no bytes, which are left out. */
  readonly empty: number;
}

interface Use {
  first: number;
  last: number;
  /** Whether the first instruction that names it writes it. */
  isWritten: boolean;
  /** The name of that instruction. */
  maker: string;
}

export function livesIn(method: Method): Lives {
  const { values, inputs, outputs, instructions } = method;
  const end = Math.max(1, instructions.length);
  const uses = usesIn(method);
  const entering = membersOf(inputs, method);
  const leaving = membersOf(outputs, method);
  const tensors: LiveTensor[] = [];
  const readFirst: LiveTensor[] = [];
  const state: string[] = [];
  const unused: string[] = [];
  let empty = 0;
  for (const [value, { tensor }] of values.entries()) {
    if (tensor === null) continue;
    if (tensor.size === 0) {
      empty++;
      continue;
    }
    const use = uses.get(value);
    const isInput = entering.has(value);
    const kept = tensor.hasContent || tensor.name !== null;
    const live: LiveTensor = {
      value,
      id: tensor.name ?? `${isInput ? "input" : (use?.maker ?? "value")}_${value}`,
      tensor,
      lower: isInput || kept || use === undefined ? 0 : use.first,
      upper: leaving.has(value) || kept || use === undefined ? end : use.last + 1,
    };
    tensors.push(live);
    if (kept) state.push(live.id);
    else if (use === undefined && !isInput && !leaving.has(value)) unused.push(live.id);
    else if (use !== undefined && !use.isWritten && !isInput) readFirst.push(live);
  }
  const aliases = resolve(readFirst, tensors, state, end);
  return { tensors, aliases, state, unused, empty };
}

/** Values, and what is in those that are lists, each once. @throws FormatError where lists are named too often */
function membersOf(indices: readonly number[], { values, budget, at }: Method): Set<number> {
  const members = new Set<number>();
  for (const index of indices) {
    const { items } = values[index]!;
    members.add(index);
    budget.spend(items.length, at);
    for (const item of items) if (item >= 0 && item < values.length) members.add(item);
  }
  return members;
}

function usesIn(method: Method): Map<number, Use> {
  const uses = new Map<number, Use>();
  for (const [time, { name, args, isDelegate }] of method.instructions.entries()) {
    const written = isDelegate ? new Set(newBehind(args, uses)) : membersOf(args.slice(-1), method);
    for (const value of membersOf(args, method)) {
      const use = uses.get(value);
      if (use !== undefined) use.last = time;
      else uses.set(value, { first: time, last: time, isWritten: written.has(value), maker: shortName(name) });
    }
  }
  return uses;
}

/** The arguments of a delegate that nothing named before, from behind, without its first one. */
function newBehind(args: readonly number[], uses: ReadonlyMap<number, Use>): number[] {
  let begin = args.length;
  while (begin > 1 && !uses.has(args[begin - 1]!)) begin--;
  return args.slice(begin);
}

/** `cortex_m::pad.out` is `pad`. */
function shortName(name: string): string {
  const bare = name.slice(name.lastIndexOf("::") + 1).replace(/^:/, "");
  return bare.split(".", 1)[0] || "value";
}

/** Tells views from state among what is read before it is written; what is neither is scratch of its instructions. */
function resolve(
  readFirst: readonly LiveTensor[],
  tensors: readonly LiveTensor[],
  state: string[],
  end: number,
): Alias[] {
  const byPlace = new Map<string, LiveTensor[]>();
  const perMemory = new Map<number, LiveTensor[]>();
  for (const live of tensors) {
    push(byPlace, placeOf(live), live);
    push(perMemory, live.tensor.memory, live);
  }
  for (const list of byPlace.values()) list.sort((a, b) => a.lower - b.lower);
  const alone = new Set([...perMemory.values()].flatMap(withoutNeighbours));
  const bodies = new Map<LiveTensor, LiveTensor>();
  const aliases: Alias[] = [];
  for (const live of readFirst.toSorted((a, b) => a.lower - b.lower)) {
    const of = latestBefore(byPlace.get(placeOf(live))!, live.lower);
    if (of !== null) {
      const body = bodies.get(of) ?? of;
      bodies.set(live, body);
      body.upper = Math.max(body.upper, live.upper);
      aliases.push({ buffer: live.id, of: body.id, at: 0 });
    } else if (alone.has(live)) {
      Object.assign(live, { lower: 0, upper: end });
      state.push(live.id);
    }
  }
  return aliases;
}

/** The first of the tensors that began last before a time, in a list ordered by that; null where none did. */
function latestBefore(tensors: readonly LiveTensor[], time: number): LiveTensor | null {
  const countBelow = (bound: number): number => {
    let [from, to] = [0, tensors.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (tensors[middle]!.lower < bound) from = middle + 1;
      else to = middle;
    }
    return from;
  };
  const last = tensors[countBelow(time) - 1];
  return last === undefined ? null : tensors[countBelow(last.lower)]!;
}

function placeOf({ tensor: { memory, offset, size } }: LiveTensor): string {
  return `${memory} ${offset} ${size}`;
}

/** Those of one memory whose bytes no other has. */
function withoutNeighbours(tensors: readonly LiveTensor[]): LiveTensor[] {
  const ordered = tensors.toSorted((a, b) => a.tensor.offset - b.tensor.offset);
  let top = Number.NEGATIVE_INFINITY;
  return ordered.filter(({ tensor: { offset, size } }, i) => {
    const isFree = offset >= top && offset + size <= (ordered[i + 1]?.tensor.offset ?? Number.POSITIVE_INFINITY);
    top = Math.max(top, offset + size);
    return isFree;
  });
}

function push<Key>(lists: Map<Key, LiveTensor[]>, key: Key, live: LiveTensor): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [live]);
  else list.push(live);
}
