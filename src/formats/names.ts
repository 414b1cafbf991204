/**
 * The rule for the names in a file, the same for columns and keys: each is used, refused because it means a
 * constraint or nearly means something, or ignored, which is told once. A reader asks a `NameJudge` about every name
 * that it meets.
 */
import { BUFFER_SHAPES, type Fields, PROBLEM_SHAPES } from "../problem/shapes.js";
import { type Level, meaningOf, type NameMeaning, refusalOf, squash } from "../problem/vocabulary.js";
import { clip } from "./errors.js";

export interface NameOptions {
  /** Names to pass over without a word, refused ones included; case and separators do not count. */
  readonly ignore?: readonly string[];
  /** Refuse what would be ignored. */
  readonly strict?: boolean;
}

/** What a reader is to do with a name. */
export interface NameVerdict {
  /** The field that it holds. */
  readonly field?: string;
  /** Why it is refused. */
  readonly refusal?: string;
  /** True where there is nothing to do: neither field nor refusal. */
  readonly isNothing?: boolean;
  /** True where it is refused even if it says nothing: an empty column, null, an empty list. */
  readonly always?: boolean;
}

/** Where a name stands: `column`, or `key` with the object that it belongs to, as messages call it. */
export interface Place {
  readonly what: "column" | "key" | "comment";
  readonly level: Level;
  /** `"buffers"`; nothing for the outermost object. */
  readonly owner?: string;
}

const NOTHING: NameVerdict = { isNothing: true };

/** Judges the names of one file, each once, and keeps what was ignored. */
export class NameJudge {
  readonly #ignore: ReadonlySet<string>;
  readonly #strict: boolean;
  readonly #verdicts = new Map<string, NameVerdict>();
  readonly #inEntries = new Map<Fields, Map<string, NameVerdict>>();
  readonly #ignored = new Map<string, { readonly name: string; readonly place: Place; readonly isTold: boolean }>();

  constructor({ ignore = [], strict = false }: NameOptions = {}) {
    this.#ignore = new Set(ignore.map(squash));
    this.#strict = strict;
  }

  /** True where the caller wants the name passed over. */
  isDropped(name: string): boolean {
    return this.#ignore.size > 0 && this.#ignore.has(squash(name));
  }

  /** Judges a name by the vocabulary. */
  judge(name: string, place: Place): NameVerdict {
    const key = `${place.owner ?? ""}\n${name}`;
    let verdict = this.#verdicts.get(key);
    if (verdict === undefined) {
      verdict = this.#judge(name, place, meaningOf(name, place.level));
      this.#verdicts.set(key, verdict);
    }
    return verdict;
  }

  /**
   * Judges the name in a comment `# NAME=VALUE`. One that means nothing is not told of, and strictness does not
   * count: comments are for people.
   */
  judgeComment(name: string): NameVerdict {
    if (this.isDropped(name)) return NOTHING;
    const meaning = meaningOf(name, "problem");
    if (meaning.kind === "field") return { field: meaning.field };
    const refusal = refusalOf(`comment ${clip(name)}`, meaning);
    return refusal === null ? NOTHING : { refusal };
  }

  /**
   * Judges a name of an object whose keys go by no other names than the schema's, and are none of them: that of a
   * field is a near miss.
   *
   * @param reserved what any key of the object means that is not known
   */
  judgeBeside(place: Place, name: string, reserved?: string): NameVerdict {
    const found = meaningOf(name, place.level);
    if (found.kind === "field") {
      const isConstraint = Object.hasOwn(BUFFER_SHAPES, found.field) || Object.hasOwn(PROBLEM_SHAPES, found.field);
      const meaning = "a constraint, which this form says in other words";
      const nearMiss: NameMeaning = { kind: "nearMiss", of: found.field };
      return this.#judge(name, place, isConstraint ? { kind: "constraint", word: name, meaning } : nearMiss);
    }
    const isReserved = found.kind === "other" && reserved !== undefined;
    return this.#judge(name, place, isReserved ? { kind: "constraint", word: name, meaning: reserved } : found);
  }

  /**
   * Judges a key of an entry of a constraint. What it has no field for is refused, whatever it may mean: it could be a
   * part of the constraint.
   *
   * @param owner the constraint, as the file calls it
   */
  judgeEntry(name: string, owner: string, fields: Fields): NameVerdict {
    let verdicts = this.#inEntries.get(fields);
    if (verdicts === undefined) {
      verdicts = new Map();
      this.#inEntries.set(fields, verdicts);
    }
    let verdict = verdicts.get(name);
    if (verdict === undefined) {
      verdict = this.#judgeEntry(name, { what: "key", level: "problem", owner }, Object.keys(fields));
      verdicts.set(name, verdict);
    }
    return verdict;
  }

  /** Every name that was ignored, in the order of the file. */
  get ignored(): string[] {
    return [...new Set([...this.#ignored.values()].map(({ name }) => name))];
  }

  /** What is to be told of names that nobody asked to ignore: a sentence for those of each place. */
  get notes(): string[] {
    const placed = new Map<string, { readonly place: Place; readonly names: string[] }>();
    for (const { name, place, isTold } of this.#ignored.values()) {
      if (!isTold) continue;
      const key = `${place.what}\n${place.owner ?? ""}`;
      const there = placed.get(key);
      if (there === undefined) placed.set(key, { place, names: [name] });
      else there.names.push(name);
    }
    return [...placed.values()].map(({ place, names }) => {
      return `${calledIn(place, names)} ${names.length === 1 ? "is" : "are"} ignored`;
    });
  }

  #judgeEntry(name: string, place: Place, known: readonly string[]): NameVerdict {
    const isDropped = this.isDropped(name);
    const squashed = squash(name);
    const field = known.find((each) => squash(each) === squashed);
    if (field !== undefined && !isDropped) return { field };
    this.#ignored.set(`[${place.owner}]\n${name}`, { name, place, isTold: !isDropped });
    if (isDropped) return NOTHING;
    const list = known.map((each) => JSON.stringify(each)).join(", ");
    return { refusal: `${calledIn(place, [name])} is not known; there are ${list}`, always: this.#strict };
  }

  #judge(name: string, place: Place, meaning: NameMeaning): NameVerdict {
    const called = calledIn(place, [name]);
    const id = `${place.owner ?? ""}\n${name}`;
    if (this.isDropped(name)) {
      this.#ignored.set(id, { name, place, isTold: false });
      return NOTHING;
    }
    if (meaning.kind === "field") return { field: meaning.field };
    this.#ignored.set(id, { name, place, isTold: true });
    const refusal = refusalOf(called, meaning) ?? (this.#strict ? `${called} is not known` : null);
    return refusal === null ? NOTHING : { refusal, always: this.#strict };
  }
}

/** Names that a message lists at most. */
const LISTED = 12;

/** Names with what they are: `column "x"`, `keys "x", "y" of buffers`. */
function calledIn({ what, owner }: Place, names: readonly string[]): string {
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  const list = names.slice(0, LISTED).map(clip).join(", ") + more;
  return `${what}${names.length === 1 ? "" : "s"} ${list}${owner === undefined ? "" : ` of ${owner}`}`;
}
