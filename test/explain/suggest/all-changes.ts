import type { SuggestedChange, SuggestionKind } from "../../../src/explain/index.js";
import type { Buffer, Problem } from "../../../src/problem/index.js";
import { isValid } from "../../support/valid.js";
import { hasPlan } from "../subsets.js";

/** A change by hand: what it is called, what it costs in bytes, and the problem after it. */
export interface Attempt {
  readonly kind: SuggestionKind;
  /** What is changed; attempts of one name differ in how much. */
  readonly name: string;
  readonly bytes: number;
  readonly problem: Problem;
  /** What it was made from, for tests that put changes together. */
  readonly apply: (problem: Problem) => Problem;
}

/** Bytes up to which capacities are raised. */
const ENOUGH = 40;

/**
 * Every single change of a small problem, by every amount, from the raw problem alone. Times are whole and few.
 */
export function allChanges(problem: Problem): Attempt[] {
  const found: Attempt[] = [];
  const add = (kind: SuggestionKind, name: string, bytes: number, apply: (problem: Problem) => Problem): void => {
    found.push({ kind, name: `${kind} ${name}`, bytes, problem: apply(problem), apply });
  };
  const times = problem.buffers.flatMap(({ lower, upper, size }) => (size > 0 && lower < upper ? [lower, upper] : []));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const named = new Set(
    [...(problem.aliases ?? []), ...(problem.inplace ?? [])].flatMap(({ buffer, of }) => [buffer, of]),
  );
  for (const buffer of problem.buffers) {
    const { id, lower, upper, size, offset = -1, exclusive } = buffer;
    if (size === 0 || lower === upper) continue;
    const edit = (fields: Partial<Buffer>) => (whole: Problem) => ({
      ...whole,
      buffers: whole.buffers.map((each) => (each.id === id ? { ...each, ...fields } : each)),
    });
    for (let to = size - 1; to >= 1; to--) {
      const gaps = buffer.gaps?.map(({ from, to: end, ...gap }) =>
        from === undefined ? gap : { ...gap, from: Math.min(from, to), to: Math.min(end!, to) },
      );
      add("shrink", id, size - to, edit({ size: to, ...(gaps && { gaps }) }));
    }
    if (buffer.clock === undefined) {
      const live = (from: number, to: number) => ({
        lower: from,
        upper: to,
        ...(buffer.gaps && {
          gaps: buffer.gaps
            .map((gap) => ({ ...gap, lower: Math.max(from, gap.lower), upper: Math.min(to, gap.upper) }))
            .filter((gap) => gap.lower < gap.upper),
        }),
      });
      for (let to = lower + 1; to < upper; to++) {
        add("end", id, size, edit(live(lower, to)));
        add("start", id, size, edit(live(to, upper)));
      }
      for (let by = first - lower; upper + by <= last && !named.has(id); by++) {
        const gaps = buffer.gaps?.map((gap) => ({ ...gap, lower: gap.lower + by, upper: gap.upper + by }));
        if (by !== 0) add("shift", id, size, edit({ lower: lower + by, upper: upper + by, ...(gaps && { gaps }) }));
      }
      if (!named.has(id) && exclusive !== true) {
        for (let from = lower + 1; from < upper; from++) {
          for (let to = from + 1; to < upper; to++) {
            add("split", id, size, (whole) => {
              const twice = (entry: {
                readonly buffers?: readonly string[];
                readonly groups?: readonly string[][];
              }) => {
                const { buffers, groups, ...others } = entry;
                const lists = groups ?? buffers!.map((each) => [each]);
                return { ...others, groups: lists.map((list) => (list.includes(id) ? [...list, "again"] : list)) };
              };
              return {
                ...whole,
                buffers: whole.buffers.flatMap((each) =>
                  each.id === id
                    ? [
                        { ...each, ...live(lower, from) },
                        { ...each, id: "again", ...live(to, upper) },
                      ]
                    : [each],
                ),
                ...(whole.apart && { apart: whole.apart.map((entry) => twice(entry as never)) as never }),
                ...(whole.free && { free: whole.free.map((entry) => twice(entry as never)) as never }),
              };
            });
          }
        }
      }
    }
    const memories = problem.memories ?? [];
    const own = buffer.memories?.map((each) => each.id) ?? [buffer.memory ?? memories[0]?.id];
    const defaults = memories.filter((each) => own.includes(each.id)).map(({ alignment = 1 }) => alignment);
    const alignment = buffer.alignment ?? Math.max(1, ...defaults);
    for (let to = alignment - 1; to >= 1; to--) {
      if (alignment % to === 0) add("align", id, 0, edit({ alignment: to }));
    }
    for (const memory of memories) {
      if (own.includes(memory.id) || offset >= 0) continue;
      const { memories: _, ...plain } = buffer;
      add("move", `${id} ${memory.id}`, size, (whole) => ({
        ...whole,
        buffers: whole.buffers.map((each) =>
          each.id === id ? { ...plain, size: each.size, memory: memory.id } : each,
        ),
      }));
    }
    if (offset >= 0) add("unfix", id, size, edit({ offset: -1 }));
    if (exclusive === true) add("exclusive", id, 0, edit({ exclusive: false }));
    if (buffer.withinBank === true) add("withinBank", id, 0, edit({ withinBank: false }));
    for (const of of problem.buffers) {
      if (of === buffer || of.size < size || named.has(id) || named.has(of.id)) continue;
      if (exclusive === true || of.exclusive === true || of.lower === of.upper || buffer.clock !== undefined) continue;
      const pair = { buffer: id, of: of.id };
      const isBetween = (time: number): boolean => lower < time && time < of.upper;
      const isOneStep = of.upper === lower + 1 || !times.some(isBetween);
      if (of.lower < lower && lower < of.upper && of.upper < upper) {
        if (!isOneStep) continue;
        add("inplace", `${id} ${of.id}`, size, (whole) => ({ ...whole, inplace: [...(whole.inplace ?? []), pair] }));
      } else if (of.lower <= lower && upper <= of.upper && (of.lower === lower || of.upper === upper)) {
        // Of two that are alike, either may be the view of the other: one of them is told.
        if (of.lower === lower && of.upper === upper && of.size === size && id > of.id) continue;
        add("view", `${id} ${of.id}`, size, (whole) => ({ ...whole, aliases: [...(whole.aliases ?? []), pair] }));
      }
    }
  }
  for (const [index, entry] of (problem.apart ?? []).entries()) {
    if (entry.cost !== undefined) continue;
    const without = (put: Problem["apart"]) => (whole: Problem) => ({
      ...whole,
      apart: whole.apart!.flatMap((each, i) => (i === index ? put! : [each])),
    });
    add("apart", String(index), 0, without([]));
    const ids = entry.buffers ?? [];
    const { buffers: _, ...others } = entry;
    for (const [i, a] of ids.entries()) {
      for (const b of ids.slice(i + 1)) {
        const pairs = ids.flatMap((x, k) => ids.slice(k + 1).map((y) => [x, y]));
        const left = pairs.filter(([x, y]) => x !== a || y !== b).map((pair) => ({ ...others, buffers: pair }));
        if (ids.length > 2) add("apart", `${index} ${a} ${b}`, 0, without(left));
      }
    }
  }
  for (const [index, { of, buffer }] of (problem.aliases ?? []).entries()) {
    const size = problem.buffers.find(({ id }) => id === buffer)!.size;
    add("copy", `${buffer} ${of}`, size, (whole) => ({
      ...whole,
      aliases: whole.aliases!.filter((_, i) => i !== index),
    }));
  }
  for (const [m, memory] of (problem.memories ?? []).entries()) {
    for (const [index, { from, to }] of (memory.reserved ?? []).entries()) {
      const reserved = memory.reserved!.filter((_, i) => i !== index);
      add("reserved", `${m} ${index}`, to - from, (whole) => ({
        ...whole,
        memories: whole.memories!.map((each, i) => (i === m ? { ...each, reserved } : each)),
      }));
    }
    for (let to = (memory.capacity ?? ENOUGH) + 1; to <= ENOUGH; to++) {
      add("capacity", memory.id, to - memory.capacity!, (whole) => ({
        ...whole,
        memories: whole.memories!.map((each, i) => (i === m ? { ...each, capacity: to } : each)),
      }));
    }
  }
  if (problem.memories === undefined) {
    for (let to = problem.capacity! + 1; to <= ENOUGH; to++) {
      add("capacity", "", to - problem.capacity!, (whole) => ({ ...whole, capacity: to }));
    }
  }
  return found;
}

/** The least bytes of each thing that can be changed so that there is a plan, by its name. */
export function leastByName(problem: Problem): Map<string, number> {
  const least = new Map<string, number>();
  for (const { name, bytes, problem: changed } of allChanges(problem).sort((a, b) => a.bytes - b.bytes)) {
    if (least.has(name) || !isValid(changed)) continue;
    if (hasPlan(changed)) least.set(name, bytes);
  }
  return least;
}

/** What `leastByName` calls a change. */
export function nameOf(change: SuggestedChange): string {
  switch (change.kind) {
    case "move":
      return `move ${change.buffer} ${change.to}`;
    case "inplace":
    case "view":
    case "copy":
      return `${change.kind} ${change.buffer} ${change.of}`;
    case "apart":
      return ["apart", change.index, ...(change.pair ?? [])].join(" ");
    case "reserved":
      return `reserved ${change.memory.slice(1)} ${change.index}`;
    case "capacity":
      return `capacity ${change.memory}`;
    case "limit":
      return `limit ${change.term}`;
    default:
      return `${change.kind} ${change.buffer}`;
  }
}
