import { isSolid, type Problem } from "../problem/index.js";
import { alignmentOf, type CoreConstraint, idsListed } from "./constraint.js";
import { count, listed, quote, shownBytes } from "./words.js";

/**
 * Why a core has no plan:
 * - `load`: its buffers live together, and have more bytes than their memory;
 * - `alone`: it is one buffer, which has no place by itself;
 * - `collision`: fixed offsets contradict each other, whatever the capacity;
 * - `constraints`: its buffers would fit but for its constraints;
 * - `fragmentation`: at no time are there too many bytes, and yet no arrangement over time and address fits.
 */
export type CoreCause = "load" | "alone" | "collision" | "constraints" | "fragmentation";

/** What is told of a core. */
export interface CoreFacts {
  readonly buffers: readonly number[];
  readonly constraints: readonly CoreConstraint[];
  readonly cause: CoreCause;
  /** The latest beginning where all its buffers live then, else null. */
  readonly time: number | null;
  /** The most bytes that live at one time, gaps apart. */
  readonly loadBytes: number;
  /** What it needs at least; null where that is not known. */
  readonly neededBytes: number | null;
  /** The one memory whose capacity is part of the core, and its bytes; null where none is, or several are. */
  readonly memory: string | null;
  readonly capacity: number | null;
}

export function factsOf(
  { buffers: all }: Problem,
  buffers: readonly number[],
  constraints: readonly CoreConstraint[],
): CoreFacts {
  const chosen = buffers.map((b) => all[b]!);
  const capacities = constraints.filter((each) => each.kind === "capacity");
  const only = capacities.length === 1 ? capacities[0]! : null;
  const others = constraints.length - capacities.length;
  const solid = chosen.filter(isSolid);
  let loadBytes = Math.max(0, ...chosen.map(({ size }) => size));
  let busiest = 0;
  let time: number | null = null;
  for (const { lower } of solid) {
    const live = solid.filter((other) => other.lower <= lower && lower < other.upper);
    const bytes = live.reduce((sum, { size }) => sum + size, 0);
    loadBytes = Math.max(loadBytes, bytes);
    busiest = Math.max(busiest, live.length);
    if (live.length === chosen.length) time = time === null ? lower : Math.max(time, lower);
  }
  let cause: CoreCause = others > 0 ? "constraints" : "fragmentation";
  if (buffers.length === 1) cause = "alone";
  else if (others === 0 && only !== null && time !== null && loadBytes > only.bytes) cause = "load";
  else if (constraints.length > 0 && constraints.every(({ kind }) => kind === "offset")) cause = "collision";
  const isExact = cause === "load" || (cause === "alone" && others === 0);
  return {
    buffers,
    constraints,
    cause,
    time,
    loadBytes,
    neededBytes: isExact && only !== null ? loadBytes : null,
    memory: only?.memory ?? null,
    capacity: only?.bytes ?? null,
  };
}

/** One sentence or two: who and what cannot go together. */
export function messageOf(problem: Problem, facts: CoreFacts): string {
  const { buffers, cause, time, loadBytes, neededBytes, capacity, memory } = facts;
  const ids = listed(buffers.map((b) => quote(problem.buffers[b]!.id)));
  const where = memory === null || memory === "" ? "" : ` in memory ${quote(memory)}`;
  const than = (needed: number): string =>
    `${shownBytes(needed)}, ${count(needed - capacity!)} more than there are${where}`;
  if (cause === "load") {
    return `${count(buffers.length)} buffers live at t = ${time} need ${than(neededBytes!)}: ${ids}`;
  }
  const binding = bindingOf(problem, facts);
  const one = buffers.length === 1;
  if (cause === "alone") {
    const needs = neededBytes === null ? "has no place" : `needs ${than(neededBytes)}`;
    return `buffer ${ids} alone ${needs}${binding === "" ? "" : `, as ${binding}`}`;
  }
  if (cause === "collision") return `${binding}: they share bytes while all of them live`;
  const who = `${count(buffers.length)} ${one ? "buffer" : "buffers"}${time === null ? "" : ` live at t = ${time}`}`;
  const room = capacity === null ? "" : ` in the ${shownBytes(capacity)} there are${where}`;
  const need = neededBytes === null ? "" : `; they need at least ${than(neededBytes)}`;
  if (cause === "fragmentation") {
    const most = `no more than ${shownBytes(loadBytes)} live at one time`;
    return `${who} have no arrangement${room}, though ${most}${need}: ${ids}`;
  }
  return `${who} (${ids}) cannot go together${room}, as ${binding}${need}`;
}

/** What a reader can change, a sentence each. */
export function remediesOf(problem: Problem, facts: CoreFacts): string[] {
  const { buffers, constraints, cause, neededBytes, capacity, memory } = facts;
  const excess = neededBytes === null || capacity === null ? null : neededBytes - capacity;
  const one = buffers.length === 1;
  const some = one ? "the buffer" : "one of the buffers";
  const found: string[] = [];
  const kinds = new Set(constraints.map(({ kind }) => kind));
  const named = (kind: CoreConstraint["kind"]): string =>
    listed(
      constraints.flatMap((each) =>
        each.kind === kind && "buffer" in each ? [quote(problem.buffers[each.buffer]!.id)] : [],
      ),
    );
  if (kinds.has("alignment")) found.push(`lower an alignment: that of ${named("alignment")}`);
  if (kinds.has("offset")) found.push(`free or move a fixed offset: that of ${named("offset")}`);
  if (kinds.has("exclusive")) found.push(`let ${named("exclusive")} share bytes with buffers of other times`);
  if (kinds.has("withinBank")) found.push(`let ${named("withinBank")} lie across banks`);
  if (kinds.has("apart")) found.push(`let one pair share bytes at different times: ${entries(constraints, "apart")}`);
  if (kinds.has("alias")) found.push(`give up an alias: ${entries(constraints, "alias")}`);
  if (kinds.has("reserved")) found.push("reserve fewer bytes, or at an end of the memory");
  if (kinds.has("limit")) found.push(`raise a limit: ${limits(constraints)}`);
  if (kinds.has("capacity")) {
    const where = memory === null || memory === "" ? "" : ` of memory ${quote(memory)}`;
    if (cause === "load" || (cause === "alone" && constraints.length === 1)) {
      found.push(`shrink ${one ? "it" : "them"} by ${shownBytes(excess!)} together`);
    } else if (!one) found.push("shrink one of the buffers");
    if (!one) found.push(`end ${some} before the others begin, or move one to another memory`);
    const by = excess === null ? "" : ` by ${cause === "load" ? "" : "at least "}${shownBytes(excess)}`;
    found.push(`raise the capacity${where}${by}`);
  }
  return found;
}

/** The constraints of a core in words, without its capacities; "" where there are no others. */
function bindingOf(problem: Problem, { constraints }: CoreFacts): string {
  const said: string[] = [];
  const idOf = (b: number): string => quote(problem.buffers[b]!.id);
  const of = <K extends CoreConstraint["kind"]>(kind: K): Extract<CoreConstraint, { kind: K }>[] =>
    constraints.filter((each): each is Extract<CoreConstraint, { kind: K }> => each.kind === kind);
  const aligned = of("alignment");
  if (aligned.length > 0) {
    const who = listed(aligned.map(({ buffer }) => `${idOf(buffer)} to ${count(alignmentOf(problem, buffer))}`));
    said.push(`${who} ${aligned.length === 1 ? "is" : "are"} aligned, which leaves gaps`);
  }
  const fixed = of("offset");
  if (fixed.length > 0) {
    const who = fixed.map(({ buffer, offset }) => {
      return `${idOf(buffer)} at [${count(offset)}, ${count(offset + problem.buffers[buffer]!.size)})`;
    });
    said.push(`${listed(who)} ${fixed.length === 1 ? "is" : "are"} fixed`);
  }
  const apart = of("apart").map(({ index }) => {
    const { distance = 0, banks = false, ...entry } = problem.apart![index]!;
    const ids = listed(idsListed(entry).map(quote), 4);
    return `${ids}${distance > 0 ? ` by ${shownBytes(distance)}` : ""}${banks ? " in banks" : ""}`;
  });
  if (apart.length > 0) said.push(`these are kept apart at all times: ${listed(apart, 8, "; ")}`);
  const aliases = of("alias").map(({ index }) => {
    const { buffer, of: whole, at = 0 } = problem.aliases![index]!;
    return `${quote(buffer)} at ${quote(whole)} + ${count(at)}`;
  });
  if (aliases.length > 0) said.push(`aliases lay ${listed(aliases)}`);
  const exclusive = of("exclusive").map(({ buffer }) => idOf(buffer));
  if (exclusive.length > 0) said.push(`${listed(exclusive)} share bytes with nobody at any time`);
  const banked = of("withinBank").map(({ buffer }) => idOf(buffer));
  if (banked.length > 0) said.push(`${listed(banked)} must lie within one bank`);
  const reserved = of("reserved").map(({ memory, index }) => {
    const { from, to } = problem.memories!.find(({ id }) => id === memory)!.reserved![index]!;
    return `[${count(from)}, ${count(to)})`;
  });
  if (reserved.length > 0) said.push(`${listed(reserved)} ${reserved.length === 1 ? "is" : "are"} reserved`);
  if (of("limit").length > 0) said.push(`the limits are ${limits(constraints)}`);
  return listed(said, said.length, ", and ");
}

function entries(constraints: readonly CoreConstraint[], kind: "apart" | "alias"): string {
  const field = kind === "apart" ? "apart" : "aliases";
  return listed(constraints.flatMap((each) => (each.kind === kind ? [`${field}[${each.index}]`] : [])));
}

function limits(constraints: readonly CoreConstraint[]): string {
  return listed(constraints.flatMap((each) => (each.kind === "limit" ? [`${each.term} ≤ ${count(each.most)}`] : [])));
}
