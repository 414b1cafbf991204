/**
 * What the names of columns, keys and properties mean. One table for all doors, so that a constraint is never dropped
 * because it goes by a name that telaplan does not know: such a name is refused, and only what plainly means nothing
 * to a plan is ignored.
 */

import { BUFFER_CONSTRAINTS, type BufferConstraint, PROBLEM_CONSTRAINTS, type ProblemConstraint } from "./shapes.js";

/** What a name belongs to. */
export type Level = "buffer" | "problem";

/** A field of a buffer, by the name that the problem gives it. */
export type BufferField = "id" | "lower" | "upper" | "size" | "alignment" | "offset" | "hint" | BufferConstraint;

/** A field of a problem. */
export type ProblemField = "buffers" | "capacity" | "base" | ProblemConstraint;

export type NameMeaning =
  /** One of the names of a field, in any case, with or without separators. */
  | { readonly kind: "field"; readonly field: BufferField | ProblemField }
  /** A constraint or a cost that is said otherwise, or not supported. `meaning` completes "it means …". */
  | { readonly kind: "constraint"; readonly word: string; readonly meaning: string }
  /** Too close to a name that means something to be ignored: to `of`, which stands at the level `at` if at another. */
  | { readonly kind: "nearMiss"; readonly of: string; readonly at?: Level }
  /** Nothing that a plan depends on, as far as anybody knows. */
  | { readonly kind: "other" };

/** The names of each field of a buffer, the first being the one that is written. Constraints go by their own. */
export const BUFFER_NAMES: Readonly<Record<BufferField, readonly string[]>> = {
  id: ["id", "buffer", "buffer_id"],
  lower: ["lower", "start", "begin"],
  upper: ["upper", "end"],
  size: ["size"],
  alignment: ["alignment", "align"],
  offset: ["offset", "fixed_offset"],
  hint: ["hint"],
  ...ownNames(BUFFER_CONSTRAINTS),
};

/** The names of each field of a problem; `pool_offset` is OmniMalloc's word. */
export const PROBLEM_NAMES: Readonly<Record<ProblemField, readonly string[]>> = {
  buffers: ["buffers"],
  capacity: ["capacity"],
  base: ["base", "pool_offset"],
  ...ownNames(PROBLEM_CONSTRAINTS),
};

/** A field, and the level at which it stands. */
type Place = readonly [level: Level, field: BufferField | ProblemField];

/**
 * Other words for constraints, in the singular and without separators. None is certain enough to be taken for the
 * field. The first place is what it nearly means in a buffer, the second in a problem.
 */
const SYNONYMS: readonly (readonly [inBuffer: Place, inProblem: Place, words: string])[] = [
  [["buffer", "gaps"], ["buffer", "gaps"], "gap window interval lifetimes liveranges"],
  [
    ["buffer", "memory"],
    ["problem", "memories"],
    "pool memory bank heap arena region device tier scratchpad addressspace addrspace memspace memid",
  ],
  [
    ["problem", "apart"],
    ["problem", "apart"],
    "apart separation separated separate distance conflict interference disjoint noalias nooverlap",
  ],
  [
    ["problem", "aliases"],
    ["problem", "aliases"],
    "alias aliased aliasing viewof sharedwith shareswith colocation colocated colocate",
  ],
  [["buffer", "exclusive"], ["buffer", "exclusive"], "exclusive"],
  [["problem", "inplace"], ["problem", "inplace"], "inplace"],
  [["buffer", "clock"], ["buffer", "clock"], "vectorclock"],
  [["problem", "minimize"], ["problem", "minimize"], "minimize minimise objective"],
  [["problem", "free"], ["problem", "free"], "temporalexclusion"],
];

/** Words that nearly mean a constraint only where they are the whole name. */
const WHOLE: typeof SYNONYMS = [
  [["problem", "free"], ["problem", "free"], "free"],
  [["buffer", "memory"], ["problem", "memories"], "space mem"],
];

/** What no single field says, or none at all: what it means, and the words that say so. */
const CONSTRAINTS: readonly (readonly [meaning: string, words: string])[] = [
  ['bytes of a memory that are kept free, which entries of "memories" say', "reserved reserve reservation"],
  ['buffers that share bytes, of which "aliases", "inplace" and costs of "apart" tell', "reuse"],
  ['buffers that exclude each other, which "apart", "free" and "exclusive" say', "exclusion"],
  ['what a choice costs, which entries of "memories" and "apart" say', "spill spilled spillable cost penalty"],
  ["buffers that must lie side by side", "contiguous adjacent"],
];

/** Fields in the wrong place, by the level at which they stand there. */
const MISPLACED: Readonly<Record<Level, readonly (readonly [meaning: string, words: string])[]>> = {
  buffer: [
    ["the size of the memory, which the problem says and not a buffer", "capacity"],
    ["the first address of the memory, which the problem says and not a buffer", "base pooloffset"],
  ],
  problem: [
    ["an alignment of all buffers, which each buffer says for itself", "alignment align"],
    ["a wish for all buffers, which each buffer says for itself", "hint"],
  ],
};

/** Other words for a field that are not certain enough to be taken for it. */
const MISSES: Readonly<Record<Level, readonly (readonly [of: string, words: string])[]>> = {
  buffer: [
    ["offset", "address addr ptr pointer location placement fixed fixedat pinned pin pinnedat preplaced"],
    ["alignment", "granularity multiple multipleof"],
  ],
  problem: [
    ["capacity", "size limit budget memorysize memsize memorylimit memlimit memorycapacity totalmemory maxmemory"],
    ["base", "offset origin address addr"],
    ["buffers", "buffer bufferlist"],
  ],
};

/** The least length of a word that one letter more, less, other or out of place is a near miss of. */
const SPELT = 6;

type Refused = Exclude<NameMeaning, { readonly kind: "field" | "other" }>;

interface Table {
  readonly fields: ReadonlyMap<string, BufferField | ProblemField>;
  readonly misses: ReadonlyMap<string, Refused>;
  /** By the whole name. */
  readonly whole: ReadonlyMap<string, Refused>;
  /** By any word of the name. */
  readonly words: ReadonlyMap<string, Refused>;
  /** Names that others may be misspellings of, with what is to be told. */
  readonly spelt: ReadonlyMap<string, Refused>;
}

const TABLES: Readonly<Record<Level, Table>> = { buffer: tableOf("buffer"), problem: tableOf("problem") };

/**
 * What a name means at its level. Case, blanks, underscores, hyphens and dots do not count, nor does a plural;
 * `camelCase` and `snake_case` are taken apart, and one word that means a constraint makes the name mean one.
 */
export function meaningOf(name: string, level: Level): NameMeaning {
  const { fields, misses, whole, words, spelt } = TABLES[level];
  const squashed = squash(name);
  const field = fields.get(squashed);
  if (field !== undefined) return { kind: "field", field };
  const parts = wordsOf(name);
  const candidates = [squashed, ...parts, ...parts.slice(1).map((part, i) => parts[i]! + part)];
  const found =
    misses.get(squashed) ??
    misses.get(singular(squashed)) ??
    whole.get(squashed) ??
    whole.get(singular(squashed)) ??
    firstOf(candidates, (word) => words.get(word) ?? words.get(singular(word))) ??
    firstOf(candidates, (word) => fieldWithin(word, level));
  if (found !== undefined) return found;
  for (const [word, meaning] of spelt) if (isTypo(squashed, word)) return meaning;
  return { kind: "other" };
}

function firstOf<Found>(names: readonly string[], find: (name: string) => Found | undefined): Found | undefined {
  for (const name of names) {
    const found = find(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Why a name is refused that means something; null for one that means nothing.
 *
 * @param called the name as messages call it, as in `key "pool"`
 */
export function refusalOf(called: string, meaning: NameMeaning): string | null {
  if (meaning.kind === "constraint") return `${called} is not supported: it means ${meaning.meaning}`;
  if (meaning.kind !== "nearMiss") return null;
  const where = meaning.at === undefined ? "" : meaning.at === "buffer" ? " of a buffer" : " of the problem";
  return `${called} is not known; did you mean ${JSON.stringify(meaning.of)}${where}?`;
}

/**
 * True for a value that says of a constraint that there is none: nothing, false, a blank text, an empty list or
 * object.
 */
export function bindsNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  if (typeof value === "string") return value.trim() === "";
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** The form in which names are compared: two that differ in case and separators alone are the same. */
export function squash(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]+/g, "");
}

function wordsOf(name: string): string[] {
  const apart = name.replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2").toLowerCase();
  return apart.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}

function singular(word: string): string {
  if (/(s|x|sh|ch)es$/.test(word)) return word.slice(0, -2);
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  return /[^s]s$/.test(word) && word !== "alias" ? word.slice(0, -1) : word;
}

/**
 * The optional field that a word of a longer name is about: `byte_alignment`, `alignedTo`, `offset_hint`,
 * `max_capacity`.
 */
function fieldWithin(word: string, level: Level): Refused | undefined {
  const near = (of: string): Refused => ({ kind: "nearMiss", of });
  if (level === "problem") {
    if (/^capacit(y|ies)/.test(word)) return near("capacity");
    return /^offsets?$/.test(word) || word === "address" ? near("base") : undefined;
  }
  if (/^align(s|ed|ing|ments?)?$/.test(word)) return near("alignment");
  if (/^hints?$/.test(word)) return near("hint");
  if (/^offsets?$/.test(word) || word === "address") return near("offset");
  return undefined;
}

/** True where one letter more, less, other or out of place makes `word` of `name`. */
function isTypo(name: string, word: string): boolean {
  if (Math.abs(name.length - word.length) > 1 || name === word) return false;
  let at = 0;
  while (at < name.length && name[at] === word[at]) at++;
  const rest = name.slice(at);
  const wanted = word.slice(at);
  if (rest.slice(1) === wanted.slice(1)) return true;
  if (rest.slice(1) === wanted || rest === wanted.slice(1)) return true;
  return rest.slice(2) === wanted.slice(2) && rest[0] === wanted[1] && rest[1] === wanted[0];
}

function tableOf(level: Level): Table {
  const names = level === "buffer" ? BUFFER_NAMES : PROBLEM_NAMES;
  const fields = new Map<string, BufferField | ProblemField>();
  for (const [field, known] of Object.entries(names)) {
    for (const name of known) fields.set(squash(name), field as BufferField | ProblemField);
  }
  const constraint = (word: string, meaning: string): Refused => ({ kind: "constraint", word, meaning });
  const near = (of: string): Refused => ({ kind: "nearMiss", of });
  const synonyms = (lines: typeof SYNONYMS): [string, Refused][] =>
    lines.flatMap(([inBuffer, inProblem, all]) => {
      const [at, of] = level === "buffer" ? inBuffer : inProblem;
      const meaning: Refused = { kind: "nearMiss", of, ...(at !== level && { at }) };
      return all.split(" ").map((word): [string, Refused] => [word, meaning]);
    });
  const words = new Map([...synonyms(SYNONYMS), ...spread(CONSTRAINTS, constraint)]);
  const spelt = new Map<string, Refused>();
  for (const field of level === "buffer" ? ["alignment", "offset"] : ["capacity"]) spelt.set(field, near(field));
  for (const field of level === "buffer" ? BUFFER_CONSTRAINTS : PROBLEM_CONSTRAINTS)
    spelt.set(squash(field), near(field));
  // A plural that means more than its singular is not what that is meant to be.
  for (const [word, meaning] of words) if (!word.endsWith("s")) spelt.set(word, meaning);
  for (const word of spelt.keys()) if (word.length < SPELT) spelt.delete(word);
  return {
    fields,
    misses: new Map(spread(MISSES[level], (_, of) => near(of))),
    whole: new Map([...synonyms(WHOLE), ...spread(MISPLACED[level], constraint)]),
    words,
    spelt,
  };
}

/** Word by word: what is made of what stands before the words of its line. */
function spread(
  lines: readonly (readonly [what: string, words: string])[],
  make: (word: string, what: string) => Refused,
): [string, Refused][] {
  return lines.flatMap(([what, words]) => words.split(" ").map((word): [string, Refused] => [word, make(word, what)]));
}

/** Fields that go by their own name alone. */
function ownNames<Name extends string>(names: readonly Name[]): Record<Name, readonly string[]> {
  return Object.fromEntries(names.map((name) => [name, [name]] as const)) as unknown as Record<Name, readonly string[]>;
}
