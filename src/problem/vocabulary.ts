/**
 * What the names of columns, keys and properties mean. One table for all doors, so that a constraint is never dropped
 * because it goes by a name that telaplan does not know: such a name is refused, and only what plainly means nothing
 * to a plan is ignored.
 */

/** What a name belongs to. */
export type Level = "buffer" | "problem";

/** A field of a buffer, by the name that the problem gives it. */
export type BufferField = "id" | "lower" | "upper" | "size" | "alignment" | "offset" | "hint";

/** A field of a problem. */
export type ProblemField = "buffers" | "capacity" | "base";

export type NameMeaning =
  /** One of the names of a field, in any case, with or without separators. */
  | { readonly kind: "field"; readonly field: BufferField | ProblemField }
  /** A constraint or a cost that telaplan does not support, at least not here. `meaning` completes "it means …". */
  | { readonly kind: "constraint"; readonly word: string; readonly meaning: string }
  /** Too close to a name that means something to be ignored; `of` is that name. */
  | { readonly kind: "nearMiss"; readonly of: string }
  /** Nothing that a plan depends on, as far as anybody knows. */
  | { readonly kind: "other" };

/** The names of each field of a buffer, the first being the one that is written. */
export const BUFFER_NAMES: Readonly<Record<BufferField, readonly string[]>> = {
  id: ["id", "buffer", "buffer_id"],
  lower: ["lower", "start", "begin"],
  upper: ["upper", "end"],
  size: ["size"],
  alignment: ["alignment", "align"],
  offset: ["offset", "fixed_offset"],
  hint: ["hint"],
};

/** The names of each field of a problem; `pool_offset` is OmniMalloc's word. */
export const PROBLEM_NAMES: Readonly<Record<ProblemField, readonly string[]>> = {
  buffers: ["buffers"],
  capacity: ["capacity"],
  base: ["base", "pool_offset"],
};

/** Constraints: what they mean, and the words that say so, in the singular and without separators. */
const CONSTRAINTS: readonly (readonly [meaning: string, words: string])[] = [
  ["times at which a buffer needs no memory", "gap"],
  ["the bytes of a buffer that are needed at a time", "window"],
  ["several lifetimes of one buffer", "interval lifetimes liveranges"],
  [
    "one of several memories",
    "pool memory bank heap arena region device tier scratchpad addressspace addrspace memspace memid",
  ],
  ["bytes of the memory that are kept free", "reserved reserve reservation"],
  [
    "buffers that share bytes on purpose",
    "alias aliased aliasing viewof sharedwith shareswith colocation colocated colocate reuse",
  ],
  [
    "buffers that must not share bytes",
    "apart separation separated separate distance conflict interference disjoint exclusive exclusion",
  ],
  ["an output in the place of an input", "inplace"],
  ["buffers that must lie side by side", "contiguous adjacent"],
  ["what a choice costs", "spill spilled spillable cost penalty"],
];

/** Words that are a constraint only where they are the whole name. */
const WHOLE: readonly (readonly [meaning: string, words: string])[] = [
  ["buffers that are never needed together", "free"],
  ["one of several memories", "space mem"],
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
    ["what is to be minimised, which is no part of the problem", "minimize minimise objective"],
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

interface Table {
  readonly fields: ReadonlyMap<string, BufferField | ProblemField>;
  readonly misses: ReadonlyMap<string, string>;
  /** By the whole name. */
  readonly whole: ReadonlyMap<string, string>;
  /** By any word of the name. */
  readonly words: ReadonlyMap<string, string>;
  /** Names that others may be misspellings of. */
  readonly spelt: readonly string[];
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
  const near = misses.get(squashed) ?? misses.get(singular(squashed));
  if (near !== undefined) return { kind: "nearMiss", of: near };
  const parts = wordsOf(name);
  const candidates = [squashed, ...parts, ...parts.slice(1).map((part, i) => parts[i]! + part)];
  for (const word of [squashed, singular(squashed)]) {
    const meaning = whole.get(word);
    if (meaning !== undefined) return { kind: "constraint", word, meaning };
  }
  for (const candidate of candidates) {
    for (const word of [candidate, singular(candidate)]) {
      const meaning = words.get(word);
      if (meaning !== undefined) return { kind: "constraint", word, meaning };
    }
  }
  for (const candidate of candidates) {
    const miss = fieldWithin(candidate, level);
    if (miss !== undefined) return { kind: "nearMiss", of: miss };
  }
  const typo = spelt.find((word) => isTypo(squashed, word));
  return typo === undefined ? { kind: "other" } : { kind: "nearMiss", of: typo };
}

/**
 * Why a name is refused that means something; null for one that means nothing.
 *
 * @param called the name as messages call it, as in `key "gaps"`
 */
export function refusalOf(called: string, meaning: NameMeaning): string | null {
  if (meaning.kind === "constraint") return `${called} is not supported: it means ${meaning.meaning}`;
  return meaning.kind === "nearMiss" ? `${called} is not known; did you mean ${JSON.stringify(meaning.of)}?` : null;
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
function fieldWithin(word: string, level: Level): string | undefined {
  if (level === "problem") {
    if (/^capacit(y|ies)/.test(word)) return "capacity";
    return /^offsets?$/.test(word) || word === "address" ? "base" : undefined;
  }
  if (/^align(s|ed|ing|ments?)?$/.test(word)) return "alignment";
  if (/^hints?$/.test(word)) return "hint";
  if (/^offsets?$/.test(word) || word === "address") return "offset";
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
  const words = spread(CONSTRAINTS);
  return {
    fields,
    misses: new Map([...spread(MISSES[level])]),
    whole: new Map([...spread(WHOLE), ...spread(MISPLACED[level])]),
    words,
    spelt: [level === "buffer" ? ["alignment", "offset"] : ["capacity"], [...words.keys()]]
      .flat()
      // A plural that means more than its singular is not what that is meant to be.
      .filter((word) => word.length >= SPELT && !word.endsWith("s")),
  };
}

/** Word by word: what stands before the words of its line. */
function spread(lines: readonly (readonly [what: string, words: string])[]): Map<string, string> {
  return new Map(lines.flatMap(([what, words]) => words.split(" ").map((word) => [word, what] as const)));
}
