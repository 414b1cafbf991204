import { piecesOf } from "../model/lifetimes.js";
import { type Apart, isSolid, type Problem } from "../problem/index.js";
import { alignmentOf, type CoreConstraint, idsListed, memoriesOf } from "./constraint.js";
import type { LeastCapacity } from "./least-words.js";
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
  /** Where all its buffers live at one time the latest beginning with the most bytes, else null. */
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
  const pieces = chosen.map((buffer) => (isSolid(buffer) ? piecesOf(buffer) : []));
  let loadBytes = Math.max(0, ...chosen.map(({ size }) => size));
  let most = 0;
  let time: number | null = null;
  for (const { lower: at } of pieces.flat()) {
    const live = pieces.flatMap((own) => own.find(({ lower, upper }) => lower <= at && at < upper) ?? []);
    const bytes = live.reduce((sum, { from, to }) => sum + to - from, 0);
    loadBytes = Math.max(loadBytes, bytes);
    if (live.length < chosen.length || bytes < most || (bytes === most && time !== null && at < time)) continue;
    most = bytes;
    time = at;
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

/** Who and what cannot go together, in a sentence. */
export function messageOf(problem: Problem, facts: CoreFacts): string {
  const { buffers, cause, time, loadBytes, neededBytes, capacity, memory } = facts;
  const ids = listed(buffers.map((b) => quote(problem.buffers[b]!.id)));
  const where = memory === null || memory === "" ? "" : ` in memory ${quote(memory)}`;
  const than = (needed: number): string =>
    `${shownBytes(needed)}, ${count(needed - capacity!)} more than there are${where}`;
  if (cause === "load") {
    return `${count(buffers.length)} buffers live at t = ${time} need ${than(neededBytes!)}: ${ids}`;
  }
  const several = severalCapacities(facts);
  if (several !== null && time !== null && loadBytes > several.bytes && several.isAll) {
    const more = `${count(loadBytes - several.bytes)} more than the ${count(several.bytes)} in ${several.text}`;
    return `${count(buffers.length)} buffers live at t = ${time} need ${shownBytes(loadBytes)}, ${more}: ${ids}`;
  }
  const binding = bindingOf(problem, facts);
  const because = binding === "" ? "" : `: ${binding}`;
  const among = several === null ? "" : ` in ${several.text}`;
  const room = capacity === null ? among : ` in the ${shownBytes(capacity)} there are${where}`;
  if (cause === "alone") {
    const needs = neededBytes === null ? `has no place${room}` : `needs ${than(neededBytes)}`;
    return `buffer ${ids} alone ${needs}${because}`;
  }
  const at = time === null ? "" : ` live at t = ${time}`;
  const who = `${count(buffers.length)} buffers${at} (${ids})`;
  const need = neededBytes === null ? "" : `; they need at least ${than(neededBytes)}`;
  if (cause === "collision") return `${who} collide, whatever the capacity: ${binding}`;
  if (cause === "fragmentation") {
    const most = `though no more than ${shownBytes(loadBytes)} live at one time`;
    return `${who} have no arrangement${room}, ${most}${need}`;
  }
  return `${who} cannot go together${room}${because}${need}`;
}

/** The capacities of a core of which it has more than one; null of others. */
function severalCapacities({ constraints }: CoreFacts): { bytes: number; text: string; isAll: boolean } | null {
  const all = constraints.filter((each) => each.kind === "capacity");
  if (all.length < 2) return null;
  const names = all.map(({ memory, bytes }) => `${quote(memory)} (${count(bytes)})`);
  const bytes = all.reduce((sum, each) => sum + each.bytes, 0);
  return { bytes, text: `memories ${listed(names)}`, isAll: all.length === constraints.length };
}

/**
 * What a reader can change, a sentence each.
 *
 * @param least what is known of the one memory whose capacity is part of the core: it tells of the whole problem, of
 *   which the core may be the smaller trouble
 */
export function remediesOf(problem: Problem, facts: CoreFacts, least: LeastCapacity | null = null): string[] {
  const { buffers, constraints, cause, time, neededBytes, capacity, memory } = facts;
  const excess = neededBytes === null || capacity === null ? null : neededBytes - capacity;
  const found: string[] = [];
  const has = (kind: CoreConstraint["kind"]): boolean => constraints.some((each) => each.kind === kind);
  const named = (kind: CoreConstraint["kind"]): string =>
    listed(
      constraints.flatMap((each) =>
        each.kind === kind && "buffer" in each ? [quote(problem.buffers[each.buffer]!.id)] : [],
      ),
    );
  if (has("alignment")) found.push(`lower an alignment: that of ${named("alignment")}`);
  if (has("offset")) found.push(`free or move a fixed offset: that of ${named("offset")}`);
  if (has("exclusive")) found.push(`let one share bytes with buffers of other times: ${named("exclusive")}`);
  if (has("withinBank")) found.push(`let one lie across banks: ${named("withinBank")}`);
  if (has("apart")) found.push(`keep fewer buffers apart: ${entries(problem, constraints, "apart")}`);
  if (has("alias")) found.push(`give up an alias: ${entries(problem, constraints, "alias")}`);
  if (has("reserved"))
    found.push(`reserve fewer bytes, or bytes at an end of the memory: ${ranges(problem, constraints)}`);
  if (has("limit")) found.push(`raise a limit: ${limits(constraints)}`);
  const isOne = buffers.length === 1;
  if (has("capacity")) {
    const several = severalCapacities(facts);
    const named = several === null ? "" : ` of one of ${several.text}`;
    const where = memory === null || memory === "" ? named : ` of memory ${quote(memory)}`;
    const isExact = cause === "load" || (isOne && constraints.length === 1);
    if (isExact) found.push(`shrink ${isOne ? "it" : "them"} by ${shownBytes(excess!)}${isOne ? "" : " in all"}`);
    else if (!isBeyond(problem, facts)) found.push(isOne ? "shrink it" : "shrink one of the buffers");
    const by = raiseOf(excess, isExact, least);
    if (by !== null) found.push(`raise the capacity${where}${by}`);
  }
  if (!isOne) {
    const isTimely = !has("apart") && !has("exclusive") && !has("alias") && !has("limit");
    if (isTimely && time !== null) found.push("end one of the buffers before the last of them begins");
    else if (isTimely) found.push("let one of the buffers live for a shorter time");
  }
  const lists = new Set((problem.memories ?? []).map(({ id }) => id));
  const canMove = (b: number): boolean => {
    const fixed = (problem.buffers[b]!.offset ?? -1) >= 0;
    return !fixed && memoriesOf(problem, b).length < lists.size;
  };
  if (buffers.some(canMove)) {
    found.push(`move ${isOne ? "it" : "one of the buffers"} to another memory`);
  }
  return found;
}

/** By how much a capacity must be raised, as far as it is known; null where no capacity would do. */
function raiseOf(excess: number | null, isExact: boolean, least: LeastCapacity | null): string | null {
  if (least !== null) {
    const { bytes, bound, capacity, isProved } = least;
    if (bound === Number.POSITIVE_INFINITY) return null;
    const missing = Math.max(excess ?? 0, bound - capacity);
    if (bytes === null) return missing > 0 ? ` by at least ${shownBytes(missing)}` : "";
    if (isProved) return ` by ${shownBytes(bytes - capacity)}`;
    const floor = missing > 0 ? ` by at least ${shownBytes(missing)}` : "";
    return `${floor}; ${shownBytes(bytes - capacity)} more are enough`;
  }
  return excess === null ? "" : ` by ${isExact ? "" : "at least "}${shownBytes(excess)}`;
}

/** Whether a core is one buffer that is fixed beyond its memory, so that no size of it has room there. */
function isBeyond(problem: Problem, { buffers, constraints, capacity, memory }: CoreFacts): boolean {
  const fixed = constraints.find((each) => each.kind === "offset");
  if (buffers.length > 1 || fixed === undefined || capacity === null) return false;
  const own = problem.memories?.find(({ id }) => id === memory);
  const base = (problem.memories === undefined ? problem.base : own?.base) ?? 0;
  return fixed.offset >= base + capacity || fixed.offset < base;
}

/** The constraints of a core in words, without its capacities; "" where there are no others. */
function bindingOf(problem: Problem, { constraints }: CoreFacts): string {
  const said: string[] = [];
  const idOf = ({ buffer }: { readonly buffer: number }): string => quote(problem.buffers[buffer]!.id);
  const say = <K extends CoreConstraint["kind"]>(
    kind: K,
    text: string,
    show: (each: Extract<CoreConstraint, { kind: K }>) => string,
    between?: string,
  ): void => {
    const own = constraints.filter((each): each is Extract<CoreConstraint, { kind: K }> => each.kind === kind);
    if (own.length > 0) said.push(`${text} (${listed(own.map(show), 8, between)})`);
  };
  say("alignment", "alignments leave gaps", (each) => `${idOf(each)} to ${count(alignmentOf(problem, each.buffer))}`);
  say("offset", "offsets are fixed", (each) => {
    const end = each.offset + problem.buffers[each.buffer]!.size;
    return `${idOf(each)} at [${count(each.offset)}, ${count(end)})`;
  });
  const apart = (entry: Apart): string => {
    const { distance = 0, banks = false } = entry;
    const by = distance > 0 ? ` by ${shownBytes(distance)}` : "";
    return `${listed(idsListed(entry).map(quote), 4)}${by}${banks ? " in banks" : ""}`;
  };
  say("apart", "buffers are kept apart at all times", ({ index }) => apart(problem.apart![index]!), "; ");
  say("alias", "aliases tie buffers together", ({ index }) => {
    const { buffer, of, at = 0 } = problem.aliases![index]!;
    return `${quote(buffer)} at ${quote(of)} + ${count(at)}`;
  });
  say("exclusive", "exclusive buffers share bytes with nobody at any time", idOf);
  say("withinBank", "buffers must lie within one bank", (each) => {
    const own = memoriesOf(problem, each.buffer);
    const banks = (problem.memories ?? []).filter(({ id }) => own.includes(id)).map(({ bank = 0 }) => count(bank));
    return `${idOf(each)} of ${count(problem.buffers[each.buffer]!.size)} in banks of ${listed(banks, 4, " or ")}`;
  });
  say("reserved", "bytes are reserved", ({ memory, index }) => {
    const { from, to } = problem.memories!.find(({ id }) => id === memory)!.reserved![index]!;
    return `[${count(from)}, ${count(to)})`;
  });
  say("limit", "terms are limited", ({ term, most }) => `${term} ≤ ${count(most)}`);
  return listed(said, said.length, " and ");
}

function entries(
  { apart = [], aliases = [] }: Problem,
  constraints: readonly CoreConstraint[],
  kind: "apart" | "alias",
): string {
  const shown = constraints.flatMap((each) => {
    if (each.kind === "apart" && kind === "apart") {
      return [`apart[${each.index}] (${listed(idsListed(apart[each.index]!).map(quote), 4)})`];
    }
    if (each.kind !== "alias" || kind !== "alias") return [];
    const { buffer, of } = aliases[each.index]!;
    return [`aliases[${each.index}] (${quote(buffer)} in ${quote(of)})`];
  });
  return listed(shown);
}

function ranges({ memories = [] }: Problem, constraints: readonly CoreConstraint[]): string {
  const shown = constraints.flatMap((each) => {
    if (each.kind !== "reserved") return [];
    const { from, to } = memories.find(({ id }) => id === each.memory)!.reserved![each.index]!;
    return [`[${count(from)}, ${count(to)}) of ${quote(each.memory)}`];
  });
  return listed(shown);
}

function limits(constraints: readonly CoreConstraint[]): string {
  return listed(constraints.flatMap((each) => (each.kind === "limit" ? [`${each.term} ≤ ${count(each.most)}`] : [])));
}
