import {
  gcd,
  InputError,
  lcm,
  type Memory,
  type Problem,
  TERMS,
  type Term,
  validateBesidesConstraints,
} from "../../problem/index.js";
import { couplesOf, scaledSpan } from "./couples.js";
import type { Couple, Part, Reading, ReadMemory, Span, Tie } from "./reading.js";
import { asksTime, readTiming } from "./timing.js";

/**
 * @param coarse counts in the greatest unit that loses no optimum, and no higher than is enough for one; else in bytes,
 * for plans of any kind
 * @throws InputError for a malformed problem, and for buffers, memories and terms that there are not.
 */
export function readProblem(problem: Problem, coarse = true): Reading {
  validateBesidesConstraints(problem);
  const { buffers, minimize, limits = {} } = problem;
  const memories: readonly (Omit<Memory, "id"> & { readonly id: string | null })[] = problem.memories ?? [
    { ...onlyMemory(problem), id: null },
  ];
  const positions = new Map(buffers.map(({ id }, b) => [id, b]));
  const at = (id: string): number => {
    const position = positions.get(id);
    if (position === undefined) throw new InputError(`there is no buffer ${JSON.stringify(id)}`);
    return position;
  };
  const ties = (problem.aliases ?? []).map(({ buffer, of, at: above = 0 }) => ({
    a: at(of),
    b: at(buffer),
    at: above,
  }));
  const terms = minimize !== undefined && minimize.length > 0 ? minimize : statedTerms(problem);
  const asksMoved = !coarse || terms.includes("moved") || limits.moved !== undefined;
  const unnamed = asksTime(problem) ? memories : memories.slice(0, 1);
  const wholes = buffers.map((buffer): Part => {
    const { size, offset = -1, hint = -1, alignment, withinBank = false } = buffer;
    const given = buffer.memories ?? (buffer.memory === undefined ? null : [{ id: buffer.memory }]);
    const choices = (given ?? unnamed).map(({ id, cost = 0 }: { id: string | null; cost?: number }) => {
      const memory = memories.findIndex((each) => each.id === id);
      if (memory < 0) throw new InputError(`there is no memory ${JSON.stringify(id)}`);
      return { memory, cost, alignment: alignment ?? memories[memory]!.alignment ?? 1 };
    });
    const wish = asksMoved && hint >= 0 ? hint : null;
    return { size, choices, fixed: offset >= 0 ? offset : null, hint: wish, withinBank };
  });
  const couples = couplesOf(problem, at, ties);
  const unit = !coarse
    ? 1
    : unitOf(
        [
          ...memories.flatMap(({ base = 0, bank = 0, reserved = [] }) => [base, bank, ...reserved.flatMap(endsOf)]),
          ...wholes.flatMap(({ size, fixed, hint }) => [size, fixed ?? 0, hint ?? 0]),
          ...ties.map((tie) => tie.at),
          ...couples.flatMap(({ never, unlessInPlace, places, share }) => {
            return [...[...never, ...unlessInPlace, share].flatMap(endsOf), ...places];
          }),
        ],
        wholes.flatMap(({ choices }) => choices.map(({ alignment }) => alignment)),
      );
  const parts = wholes.map(({ size, choices, fixed, hint, withinBank }) => ({
    size: size / unit,
    choices: choices.map((choice) => {
      return { ...choice, alignment: unit % choice.alignment === 0 ? 1 : choice.alignment / unit };
    }),
    fixed: fixed === null ? null : fixed / unit,
    hint: hint === null ? null : hint / unit,
    withinBank,
  }));
  const rigid = ties.map((tie) => ({ ...tie, at: tie.at / unit }));
  const scaled = couples.map((couple) => ({
    ...couple,
    never: couple.never.map((span) => scaledSpan(span, unit)),
    unlessInPlace: couple.unlessInPlace.map((span) => scaledSpan(span, unit)),
    places: couple.places.map((place) => place / unit),
    share: scaledSpan(couple.share, unit),
  }));
  const read = memories.map(({ id, capacity = Infinity, base = 0, reserved = [], bank = 0 }) => ({
    id,
    base: base / unit,
    end: Math.floor((base + capacity) / unit),
    reserved: reserved.flatMap((range) => (range.from < range.to ? [scaledSpan(range, unit)] : [])),
    bank: bank / unit,
  }));
  const enough = coarse ? heightEnough(parts, rigid, scaled, read) : Infinity;
  return {
    unit,
    memories: read.map((memory) => ({ ...memory, end: Math.min(memory.end, memory.base + enough) })),
    parts,
    ties: rigid,
    couples: scaled,
    timing: readTiming(problem, at),
    terms,
    limits: limitsOf(limits, unit),
  };
}

/** The terms that something is stated for, and the peak: oracles always look for the least. */
function statedTerms({ buffers, apart = [] }: Problem): Term[] {
  const spills = buffers.some(({ memories = [] }) => memories.some(({ cost = 0 }) => cost > 0));
  const reuses = apart.some(({ cost = 0 }) => cost > 0);
  return [...(spills ? (["spill"] as const) : []), ...(reuses ? (["reuse"] as const) : []), "peak"];
}

function limitsOf(limits: NonNullable<Problem["limits"]>, unit: number): Record<Term, number> {
  const of = (term: Term): number => {
    const most = limits[term] ?? Infinity;
    return term === "moved" || term === "peak" ? Math.floor(most / unit) : most;
  };
  return Object.fromEntries(TERMS.map((term) => [term, of(term)])) as Record<Term, number>;
}

function onlyMemory({ capacity, base }: Problem) {
  return { ...(capacity !== undefined && { capacity }), ...(base !== undefined && { base }) };
}

function endsOf({ from, to }: Span): number[] {
  return [from, to];
}

/** Divides all bytes, and either divides an alignment or is divided by it; 1 where there is nothing. */
function unitOf(bytes: readonly number[], alignments: readonly number[]): number {
  let unit = bytes.reduce((divisor, each) => gcd(divisor, Math.abs(each)), 0);
  for (let before = -1; before !== unit; ) {
    before = unit;
    for (const alignment of alignments) if (unit % alignment !== 0) unit = gcd(unit, alignment);
  }
  return Math.max(1, unit);
}

/**
 * The lowest offsets come from a chain of buffers that begins at a constant and has each of them once. Each adds its
 * size and distances, and is rounded up to the alignments of its body and to banks.
 */
function heightEnough(
  parts: readonly Part[],
  ties: readonly Tie[],
  couples: readonly Couple[],
  memories: readonly Pick<ReadMemory, "base" | "reserved" | "bank">[],
): number {
  const constants = [
    0,
    ...memories.flatMap(({ reserved }) => reserved.map(({ to }) => to)),
    ...parts.map(({ size, fixed, hint }) => Math.max(fixed ?? 0, hint ?? 0) + size),
  ];
  const steps = parts.map(({ choices }) => choices.reduce((step, { alignment }) => lcm(step, alignment), 1));
  // Alignments of tied buffers are rounded up together.
  for (const _ of parts) for (const { a, b } of ties) steps[a] = steps[b] = lcm(steps[a]!, steps[b]!);
  const bank = Math.max(0, ...memories.map((memory) => memory.bank));
  const widest = couples.map(({ never, unlessInPlace, places }) => {
    return Math.max(0, ...[...never, ...unlessInPlace].flatMap(endsOf).map(Math.abs), ...places.map(Math.abs));
  });
  const reach = parts.map(({ size }, b) => {
    const [ofTies, ofCouples] = [ties, couples.map((couple, i) => ({ ...couple, at: widest[i]! }))].map((rules) => {
      return rules.reduce(
        (most, { a, b: other, at }) => (a === b || other === b ? Math.max(most, Math.abs(at)) : most),
        0,
      );
    });
    return size + steps[b]! + 2 * bank + ofTies! + ofCouples!;
  });
  return reach.reduce((sum, each) => sum + each, Math.max(...constants));
}
