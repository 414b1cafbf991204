import { eventsOf } from "../model/accesses.js";
import { type Alias, type Buffer, type Free, isConstrained, type Memory, type Problem } from "../problem/index.js";
import { type CoreConstraint, isAnyByDefault, keyOf } from "./constraint.js";

/**
 * Makes problems of parts of one: some of its buffers, without some of its constraints. What is left out only ever
 * makes more plans possible, so that a part that has no plan proves that the whole has none. (One exception: without an
 * alias its two buffers may share bytes as before, unless one of them is exclusive.)
 */
export class Relaxation {
  readonly #problem: Problem;
  readonly #ties: Ties;
  readonly #everywhere: boolean;
  readonly #isConstrained: boolean;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#isConstrained = isConstrained(problem);
    this.#ties = new Ties(problem.aliases ?? []);
    this.#everywhere = problem.memories !== undefined && isAnyByDefault(problem);
  }

  /**
   * A part, of which any plan will do.
   *
   * @param buffers positions in the whole problem, ascending: those of the part
   * @param dropped keys of constraints
   */
  part(buffers: readonly number[], dropped: ReadonlySet<string>): Problem {
    const { memories, base, capacity, limits = {}, operators } = this.#problem;
    const isTimed = this.#problem.limits?.time !== undefined && !dropped.has("limit time");
    const chosen = buffers.map((b) => this.#buffer(b, dropped, isTimed));
    const ids = new Set(chosen.map(({ id }) => id));
    const kept = Object.fromEntries(Object.entries(limits).filter(([term]) => !dropped.has(`limit ${term}`)));
    const aliases = this.#keptAliases(ids, dropped);
    const apart = (this.#problem.apart ?? []).flatMap((entry, index) =>
      dropped.has(keyOf({ kind: "apart", index })) ? [] : restricted(entry, ids),
    );
    const free: Free[] = (this.#problem.free ?? []).flatMap((entry) => restricted(entry, ids));
    free.push(...this.#ties.untied(ids, aliases));
    const inplace = (this.#problem.inplace ?? []).filter(({ buffer, of }) => ids.has(buffer) && ids.has(of));
    const isCapped = !dropped.has("capacity ");
    return {
      buffers: chosen,
      ...(memories !== undefined && { memories: memories.map((memory) => memoryOf(memory, dropped)) }),
      ...(base !== undefined && { base }),
      ...(capacity !== undefined && isCapped && { capacity }),
      ...(aliases.length > 0 && { aliases }),
      ...(apart.length > 0 && { apart }),
      ...(free.length > 0 && { free }),
      ...(inplace.length > 0 && { inplace }),
      ...(Object.keys(kept).length > 0 && { limits: kept }),
      // Those that the whole problem has by default: the part's own would be fewer, and access buffers at other times.
      ...(isTimed && {
        operators: (operators ?? eventsOf(this.#problem.buffers)).map(({ reads, writes, ...operator }) => ({
          ...operator,
          ...(reads !== undefined && { reads: reads.filter((id) => ids.has(id)) }),
          ...(writes !== undefined && { writes: writes.filter((id) => ids.has(id)) }),
        })),
      }),
      // Without constraints there is nothing to minimise but the peak, which nobody asks for.
      ...(this.#isConstrained && { minimize: [] }),
    };
  }

  #buffer(b: number, dropped: ReadonlySet<string>, isTimed: boolean): Buffer {
    let buffer = this.#problem.buffers[b]!;
    // How often it is accessed says nothing but about time, and nothing true without the operators that do it.
    if (!isTimed && (buffer.reads ?? buffer.writes) !== undefined) {
      const { reads: _, writes: __, ...others } = buffer;
      buffer = others;
    }
    if (this.#everywhere && buffer.memory === undefined && buffer.memories === undefined) {
      buffer = { ...buffer, memories: this.#problem.memories!.map(({ id }) => ({ id })) };
    }
    if (dropped.size === 0) return buffer;
    const without = (kind: "alignment" | "offset" | "exclusive" | "withinBank"): boolean => dropped.has(`${kind} ${b}`);
    if (without("alignment")) buffer = { ...buffer, alignment: 1 };
    if (without("offset")) buffer = { ...buffer, offset: -1 };
    if (without("exclusive")) buffer = { ...buffer, exclusive: false };
    if (without("withinBank")) buffer = { ...buffer, withinBank: false };
    return buffer;
  }

  #keptAliases(ids: ReadonlySet<string>, dropped: ReadonlySet<string>): Alias[] {
    const { aliases = [] } = this.#problem;
    return aliases.filter(
      ({ buffer, of }, index) => ids.has(buffer) && ids.has(of) && !dropped.has(keyOf({ kind: "alias", index })),
    );
  }
}

/** The keys of all constraints but some. */
export function allBut(all: readonly CoreConstraint[], kept: readonly CoreConstraint[]): Set<string> {
  const keys = new Set(all.map(keyOf));
  for (const constraint of kept) keys.delete(keyOf(constraint));
  return keys;
}

function memoryOf(memory: Memory, dropped: ReadonlySet<string>): Memory {
  if (dropped.size === 0) return memory;
  const { capacity, reserved, ...others } = memory;
  const kept = reserved?.filter((_, index) => !dropped.has(keyOf({ kind: "reserved", memory: memory.id, index })));
  const isCapped = capacity !== undefined && !dropped.has(`capacity ${memory.id}`);
  return { ...others, ...(isCapped && { capacity }), ...(kept !== undefined && { reserved: kept }) };
}

/** An entry of lists without the buffers that are not there; [] where no two are left to tell apart. */
function restricted<E extends Free>(entry: E, ids: ReadonlySet<string>): E[] {
  const { buffers, groups, ...others } = entry;
  if (buffers !== undefined) {
    const left = buffers.filter((id) => ids.has(id));
    return left.length < 2 ? [] : [{ ...others, buffers: left } as unknown as E];
  }
  const left = (groups ?? []).map((group) => group.filter((id) => ids.has(id))).filter(({ length }) => length > 0);
  return left.length < 2 ? [] : [{ ...others, groups: left } as unknown as E];
}

/** Which buffers aliases tie together. */
class Ties {
  readonly #groups: readonly (readonly string[])[];

  constructor(aliases: readonly Alias[]) {
    this.#groups = components(aliases);
  }

  /** Buffers that were tied and are no longer may share bytes as before. */
  untied(ids: ReadonlySet<string>, kept: readonly Alias[]): Free[] {
    if (this.#groups.length === 0) return [];
    const now = new Map<string, readonly string[]>();
    for (const group of components(kept)) for (const id of group) now.set(id, group);
    return this.#groups.flatMap((group): Free[] => {
      const left = group.filter((id) => ids.has(id));
      const pieces = [...new Set(left.map((id) => now.get(id) ?? id))];
      if (pieces.length < 2) return [];
      return [{ groups: pieces.map((piece) => (typeof piece === "string" ? [piece] : piece)) }];
    });
  }
}

function components(aliases: readonly Alias[]): string[][] {
  const groupOf = new Map<string, string[]>();
  for (const { buffer, of } of aliases) {
    const [a, b] = [groupOf.get(buffer) ?? [buffer], groupOf.get(of) ?? [of]];
    if (a === b) continue;
    const [into, from] = a.length < b.length ? [b, a] : [a, b];
    into.push(...from);
    for (const id of into) groupOf.set(id, into);
  }
  return [...new Set(groupOf.values())];
}
