import { checkEntryKeys } from "../model/entry-keys.js";
import { type Buffer, InputError, type Problem, shown, TERMS, type Term } from "../problem/index.js";
import { wireFlag, wireInteger } from "./checks.js";
import { invalidArgument } from "./errors.js";
import type { Apart as WireApart } from "./generated/telaplan/v1/Apart.js";
import type { Free as WireFree } from "./generated/telaplan/v1/Free.js";
import type { Gap as WireGap } from "./generated/telaplan/v1/Gap.js";
import type { Memory as WireMemory } from "./generated/telaplan/v1/Memory.js";
import type { MemoryChoice as WireChoice } from "./generated/telaplan/v1/MemoryChoice.js";
import type { Problem as WireProblem } from "./generated/telaplan/v1/Problem.js";
import { countFields, operatorFields, speedsOf } from "./tiers.js";

// A problem's constraints in the fields of the .proto: names become positions, and what no field can say is refused.

/**
 * The fields of the constraints; those that say nothing are left out.
 *
 * @throws PlannerError for names of buffers and memories that there are not, and for numbers that the wire cannot
 * carry. What the constraints mean is the server's to judge.
 */
export function constraintFields(problem: Problem): WireProblem {
  checkEntries(problem);
  const { buffers } = problem;
  const bufferAt = finder("buffer", buffers);
  const memoryAt = finder("memory", problem.memories ?? []);
  return {
    ...listed("memories", problem.memories, (memory, m) => memoryOf(memory, `problem.memories[${m}]`)),
    ...memoryFields(buffers, memoryAt),
    ...listed("gaps", gapsOf(buffers)),
    ...listed("aliases", problem.aliases, (tie, k) => tieOf(tie, `problem.aliases[${k}]`, bufferAt)),
    ...listed("apart", problem.apart, (entry, k) => apartOf(entry, `problem.apart[${k}]`, bufferAt)),
    ...listed("free", problem.free, (entry, k) => pairsOf(entry, `problem.free[${k}]`, bufferAt)),
    ...listed("inplace", problem.inplace, (tie, k) => tieOf(tie, `problem.inplace[${k}]`, bufferAt)),
    ...listed("exclusiveIndex", flagged(buffers, "exclusive")),
    ...listed("withinBankIndex", flagged(buffers, "withinBank")),
    ...clockFields(buffers),
    ...countFields(buffers),
    ...operatorFields(problem.operators, bufferAt),
    ...listed("minimize", problem.minimize, (term, k) => termOf(term, `problem.minimize[${k}]`)),
    ...listed("limits", Object.entries(problem.limits ?? {}), ([term, value]) => {
      return { term: termOf(term, "problem.limits"), value: wireInteger(`problem.limits.${term}`, value) };
    }),
  };
}

/** A field that is a list, left out where it is empty. */
function listed<Name extends keyof WireProblem, Entry>(
  name: Name,
  entries: readonly Entry[] | null | undefined,
  convert: (entry: Entry, index: number) => unknown = (entry) => entry,
): Pick<WireProblem, Name> {
  if (entries === undefined || entries === null || entries.length === 0) return {} as Pick<WireProblem, Name>;
  return { [name]: entries.map(convert) } as Pick<WireProblem, Name>;
}

/** Refuses entries that are no objects, and keys that no field has. */
function checkEntries(problem: Problem): void {
  try {
    checkEntryKeys(problem);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { bufferIndex, field } = error.culprit;
    const owner = bufferIndex === undefined ? "problem" : `problem.buffers[${bufferIndex}]`;
    throw invalidArgument(`${owner}.${field}`, error.message, "INVALID_FIELD");
  }
}

/** The position of what a field names. @throws PlannerError where there is no such */
type Finder = (field: string, id: unknown) => number;

function finder(noun: string, named: readonly { readonly id: string }[]): Finder {
  const positions = new Map<unknown, number>(named.map(({ id }, index) => [id, index]));
  return (field, id) => {
    const position = positions.get(id);
    if (position !== undefined) return position;
    throw invalidArgument(field, `${field}: there is no ${noun} ${shown(id)}`, "INVALID_PROBLEM");
  };
}

type Memory = NonNullable<Problem["memories"]>[number];

function memoryOf(memory: Memory, field: string): WireMemory {
  const { id, capacity, base, alignment, reserved, bank } = memory;
  if (typeof id !== "string" || id === "") {
    throw invalidArgument(`${field}.id`, `${field}.id must be a non-empty string, got ${shown(id)}`, "INVALID_FIELD");
  }
  return {
    id,
    ...(capacity !== Number.POSITIVE_INFINITY && integer("capacity", capacity, field)),
    ...integer("base", base, field),
    ...integer("alignment", alignment, field),
    ...integer("bank", bank, field),
    ...speedsOf(memory, field),
    ...(reserved && {
      reserved: reserved.map(({ from, to }, k) => ({
        from: wireInteger(`${field}.reserved[${k}].from`, from),
        to: wireInteger(`${field}.reserved[${k}].to`, to),
      })),
    }),
  };
}

/** A field that is a number, left out where it is absent. */
function integer<Name extends string>(
  name: Name,
  value: number | undefined,
  owner: string,
): { readonly [K in Name]?: number } {
  if (value === undefined) return {};
  return { [name]: wireInteger(`${owner}.${name}`, value) } as { readonly [K in Name]?: number };
}

type Buffers = Problem["buffers"];

function memoryFields(buffers: Buffers, memoryAt: Finder): Pick<WireProblem, "memoryIndex" | "memoryChoices"> {
  const choices: WireChoice[] = [];
  const memoryIndex = buffers.map(({ memory, memories }, b) => {
    const field = `problem.buffers[${b}]`;
    if (memories?.length === 0) {
      const text = `buffer ${shown(buffers[b]!.id)}: memories must name at least one memory`;
      throw invalidArgument(`${field}.memories`, text, "INVALID_FIELD");
    }
    for (const [k, { id, cost }] of (memories ?? []).entries()) {
      const at = `${field}.memories[${k}]`;
      choices.push({ bufferIndex: b, memoryIndex: memoryAt(`${at}.id`, id), ...integer("cost", cost, at) });
    }
    return memory === undefined || memory === null ? -1 : memoryAt(`${field}.memory`, memory);
  });
  const isSaid = memoryIndex.some((index) => index !== -1);
  return { ...(isSaid && { memoryIndex }), ...listed("memoryChoices", choices) };
}

function gapsOf(buffers: Buffers): WireGap[] {
  return buffers.flatMap(({ gaps }, b) =>
    (gaps ?? []).map(({ lower, upper, from, to }, k) => {
      const field = `problem.buffers[${b}].gaps[${k}]`;
      return {
        bufferIndex: b,
        lower: wireInteger(`${field}.lower`, lower),
        upper: wireInteger(`${field}.upper`, upper),
        ...integer("from", from, field),
        ...integer("to", to, field),
      };
    }),
  );
}

interface Tie {
  readonly buffer: string;
  readonly of: string;
  readonly at?: number;
}

function tieOf({ buffer, of, at }: Tie, field: string, bufferAt: Finder) {
  return {
    bufferIndex: bufferAt(`${field}.buffer`, buffer),
    ofIndex: bufferAt(`${field}.of`, of),
    ...integer("at", at, field),
  };
}

type Pairs = NonNullable<Problem["free"]>[number];

function pairsOf({ buffers, groups }: Pairs, field: string, bufferAt: Finder): WireFree {
  const positions = (ids: unknown, at: string): number[] => {
    if (Array.isArray(ids)) return ids.map((id, i) => bufferAt(`${at}[${i}]`, id));
    throw invalidArgument(at, `${at} must be an array of ids, got ${shown(ids)}`, "INVALID_FIELD");
  };
  return {
    ...(buffers !== undefined && { bufferIndex: positions(buffers, `${field}.buffers`) }),
    ...(groups !== undefined && {
      groups: groups.map((ids, g) => ({ bufferIndex: positions(ids, `${field}.groups[${g}]`) })),
    }),
  };
}

type Apart = NonNullable<Problem["apart"]>[number];

function apartOf({ distance, cost, banks, ...pairs }: Apart, field: string, bufferAt: Finder): WireApart {
  return {
    ...pairsOf(pairs, field, bufferAt),
    ...integer("distance", distance, field),
    ...integer("cost", cost, field),
    ...(banks !== undefined && { banks: wireFlag(`${field}.banks`, banks) }),
  };
}

/** Positions of buffers for which it is true. */
function flagged(buffers: Buffers, field: "exclusive" | "withinBank"): number[] {
  return buffers.flatMap((buffer, b) => {
    const value = buffer[field] ?? false;
    return wireFlag(`problem.buffers[${b}].${field}`, value) ? [b] : [];
  });
}

/** Clocks have one column: all buffers have one with as many entries, or none has. */
function clockFields(buffers: Buffers): Pick<WireProblem, "clockLower" | "clockUpper"> {
  const entries = buffers.find(({ clock }) => clock)?.clock?.lower?.length;
  if (entries === undefined) return {};
  const clockLower: number[] = [];
  const clockUpper: number[] = [];
  for (const [b, buffer] of buffers.entries()) {
    for (const [side, column] of [["lower", clockLower] as const, ["upper", clockUpper] as const]) {
      column.push(...entriesOf(buffer, b, side, entries));
    }
  }
  return { clockLower, clockUpper };
}

function entriesOf({ id, clock }: Buffer, b: number, side: "lower" | "upper", entries: number): number[] {
  const field = `problem.buffers[${b}].clock`;
  const vector = clock?.[side];
  if (!Array.isArray(vector) || vector.length !== entries || entries === 0) {
    const text = `buffer ${shown(id)}: clock.${side} must be ${Math.max(1, entries)} integers, got ${shown(vector)}`;
    throw invalidArgument(`${field}.${side}`, text, "INVALID_PROBLEM");
  }
  return vector.map((entry, i) => wireInteger(`${field}.${side}[${i}]`, entry));
}

/** A term by the name of the .proto. */
function termOf(term: unknown, field: string): `TERM_${Uppercase<Term>}` {
  if (TERMS.includes(term as Term)) return `TERM_${(term as Term).toUpperCase() as Uppercase<Term>}`;
  const text = `${field} must be one of ${TERMS.join(", ")}, got ${shown(term)}`;
  throw invalidArgument(field, text, "INVALID_PROBLEM");
}
