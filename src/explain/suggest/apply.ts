import type { Apart, Buffer, Gap, Memory, Problem } from "../../problem/index.js";
import type { SuggestedChange } from "./change.js";

/** The problem after a change; the problem itself is left as it is. What the change contradicts is for `compile`. */
export function applied(problem: Problem, change: SuggestedChange): Problem {
  switch (change.kind) {
    case "shrink":
      return edited(problem, change.buffer, ({ gaps }) => ({
        size: change.to,
        ...(gaps && { gaps: gaps.map(upTo(change.to)) }),
      }));
    case "end":
      return edited(problem, change.buffer, (buffer) => lasting(buffer, buffer.lower, change.to));
    case "start":
      return edited(problem, change.buffer, (buffer) => lasting(buffer, change.to, buffer.upper));
    case "shift":
      return edited(problem, change.buffer, ({ lower, upper, gaps }) => ({
        lower: lower + change.by,
        upper: upper + change.by,
        ...(gaps && {
          gaps: gaps.map((gap) => ({ ...gap, lower: gap.lower + change.by, upper: gap.upper + change.by })),
        }),
      }));
    case "split":
      return split(problem, change);
    case "move":
      return edited(problem, change.buffer, () => ({ memory: change.to, memories: undefined }));
    case "align":
      return edited(problem, change.buffer, () => ({ alignment: change.to }));
    case "unfix":
      return edited(problem, change.buffer, () => ({ offset: undefined }));
    case "exclusive":
    case "withinBank":
      return edited(problem, change.buffer, () => ({ [change.kind]: undefined }));
    case "apart": {
      const { apart = [] } = problem;
      const { index, pair } = change;
      return listing(problem, "apart", [
        ...apart.slice(0, index),
        ...(pair === null ? [] : withoutPair(apart[index]!, pair)),
        ...apart.slice(index + 1),
      ]);
    }
    case "reserved":
      return ofMemory(problem, change.memory, ({ reserved = [] }) => ({
        reserved: reserved.filter((_, index) => index !== change.index),
      }));
    case "limit":
      return { ...problem, limits: { ...problem.limits, [change.term]: change.to } };
    case "inplace":
      return { ...problem, inplace: [...(problem.inplace ?? []), { buffer: change.buffer, of: change.of }] };
    case "view":
      return { ...problem, aliases: [...(problem.aliases ?? []), { buffer: change.buffer, of: change.of }] };
    case "copy":
      return listing(
        problem,
        "aliases",
        problem.aliases!.filter((_, index) => index !== change.index),
      );
    case "capacity":
      return withCapacity(problem, change.memory, change.to);
  }
}

/** The problem after several changes; entries of lists are those of the problem before any of them. */
export function allApplied(problem: Problem, changes: readonly SuggestedChange[]): Problem {
  const indexOf = (change: SuggestedChange): number => ("index" in change ? change.index : -1);
  // Those of buffers first, each on its own buffer: a long set of a large problem would else copy it for each change.
  const own = new Map<string, SuggestedChange[]>();
  for (const change of changes) {
    if (!OF_ONE.has(change.kind) || !("buffer" in change)) continue;
    own.set(change.buffer, [...(own.get(change.buffer) ?? []), change]);
  }
  const buffers = problem.buffers.flatMap((buffer) => {
    const edits = own.get(buffer.id);
    return edits === undefined ? [buffer] : edits.reduce(applied, { buffers: [buffer] }).buffers;
  });
  // From the end of each list, so that what is left keeps its position.
  return changes
    .filter(({ kind }) => !OF_ONE.has(kind))
    .sort((a, b) => indexOf(b) - indexOf(a))
    .reduce(applied, { ...problem, buffers });
}

/** Kinds that change fields of one buffer. */
const OF_ONE: ReadonlySet<string> = new Set([
  ...["shrink", "end", "start", "shift", "move", "align", "unfix", "exclusive", "withinBank"],
]);

/** @param memory id, "" for a problem that lists none */
export function withCapacity(problem: Problem, memory: string, capacity: number): Problem {
  if (problem.memories === undefined) return { ...problem, capacity };
  return ofMemory(problem, memory, () => ({ capacity }));
}

/** A buffer with other fields; those that are undefined are taken away. */
function edited(problem: Problem, id: string, edit: (buffer: Buffer) => object): Problem {
  const buffers = problem.buffers.map((buffer) => (buffer.id === id ? changed(buffer, edit(buffer)) : buffer));
  return { ...problem, buffers };
}

function changed<T extends object>(whole: T, fields: object): T {
  const all = Object.entries({ ...whole, ...fields });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined)) as T;
}

function ofMemory(problem: Problem, id: string, edit: (memory: Memory) => object): Problem {
  const memories = problem.memories!.map((memory) => (memory.id === id ? changed(memory, edit(memory)) : memory));
  return { ...problem, memories };
}

/** Without the list where nothing is left of it, so that a problem is no longer taken for one with constraints. */
function listing(problem: Problem, key: "apart" | "aliases", entries: readonly unknown[]): Problem {
  return changed(problem, { [key]: entries.length > 0 ? entries : undefined });
}

/** A gap of a buffer that has no more than so many bytes. */
function upTo(size: number): (gap: Gap) => Gap {
  return ({ from, to, ...gap }) => ({
    ...gap,
    ...(from !== undefined && { from: Math.min(from, size) }),
    ...(to !== undefined && { to: Math.min(to, size) }),
  });
}

/** Another lifetime, and the gaps that are left within it. */
function lasting({ gaps }: Buffer, lower: number, upper: number): object {
  if (gaps === undefined) return { lower, upper };
  const left = gaps
    .map((gap) => ({ ...gap, lower: Math.max(gap.lower, lower), upper: Math.min(gap.upper, upper) }))
    .filter((gap) => gap.lower < gap.upper);
  return { lower, upper, gaps: left.length > 0 ? left : undefined };
}

function split(
  problem: Problem,
  { buffer: id, lower, upper, again }: Extract<SuggestedChange, { kind: "split" }>,
): Problem {
  const buffers = problem.buffers.flatMap((buffer) => {
    if (buffer.id !== id) return [buffer];
    const first = changed(buffer, lasting(buffer, buffer.lower, lower));
    const second = changed(buffer, { id: again, ...lasting(buffer, upper, buffer.upper) });
    return [first, second];
  });
  // Whoever is kept apart from the one, or may share bytes with it, is told the same of the other.
  const both = <E extends Pick<Apart, "buffers" | "groups">>(entry: E): E => {
    const groups = entry.groups ?? entry.buffers!.map((each) => [each]);
    if (!groups.some((group) => group.includes(id))) return entry;
    const { buffers: _, ...others } = entry;
    return {
      ...others,
      groups: groups.map((group) => (group.includes(id) ? [...group, again] : group)),
    } as unknown as E;
  };
  return {
    ...problem,
    buffers,
    ...(problem.apart && { apart: problem.apart.map(both) }),
    ...(problem.free && { free: problem.free.map(both) }),
  };
}

/** Entries that say of every pair what one did, but of this one. */
function withoutPair(entry: Apart, [a, b]: readonly [string, string]): Apart[] {
  const { buffers, groups = buffers!.map((id) => [id]), ...others } = entry;
  const group = groups.find((each) => each.includes(a))!;
  const rest = groups.map((each) => (each === group ? each.filter((id) => id !== a) : [...each]));
  const partners = groups.flatMap((each) => (each === group ? [] : each.filter((id) => id !== b)));
  const left = [rest.filter((each) => each.length > 0), [[a], partners].filter((each) => each.length > 0)];
  return left.filter((each) => each.length > 1).map((each) => ({ ...others, groups: each }));
}
