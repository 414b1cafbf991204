/** What the page and its worker say to each other. Every answer carries the number of what it answers. */
import type { Picture } from "../../src/picture/picture.js";
import type { Film } from "./film.js";

export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What is asked of a plan. */
export interface Wish {
  readonly minimize: boolean;
  /** Bytes, for each memory; null is no end. */
  readonly capacities: readonly (number | null)[];
  readonly seed: number;
  /** Milliseconds; null is none. */
  readonly timeLimitMs: number | null;
  readonly stepLimit: number | null;
  readonly policy: "learned" | "rules";
}

export type Ask =
  /** The first file is read; the others may hold what it refers to. */
  | { readonly kind: "open"; readonly files: readonly GivenFile[]; readonly asPlan: boolean }
  | { readonly kind: "plan"; readonly wish: Wish }
  | { readonly kind: "suggest" }
  | { readonly kind: "try"; readonly rank: number }
  | { readonly kind: "write"; readonly target: string }
  | { readonly kind: "film"; readonly capacity: number | null };

export type Asked = Ask & { readonly number: number };

/** A form in which the document can be written. */
export interface TargetChoice {
  readonly name: string;
  readonly title: string;
  readonly extension: string;
  readonly needsPlan: boolean;
}

export interface Opened {
  readonly fileName: string;
  readonly form: string;
  readonly picture: Picture;
  readonly targets: readonly TargetChoice[];
  /** Whether the file has a plan, which is the one in the picture. */
  readonly hasPlan: boolean;
}

/** How a run stands. */
export interface Standing {
  readonly peak: number | null;
  readonly lowerBound: number;
  readonly steps: number;
  readonly elapsedMs: number;
  /** A better plan, where there is one since the last message. */
  readonly offsets: Float64Array | null;
  readonly memories: readonly string[] | null;
}

export interface Planned {
  readonly picture: Picture;
  readonly elapsedMs: number;
}

export interface SuggestionRow {
  readonly message: string;
  readonly isProved: boolean;
  readonly peak: number;
}

export interface Tried {
  readonly picture: Picture;
  readonly targets: readonly TargetChoice[];
}

export interface Written {
  readonly fileName: string;
  readonly content: Uint8Array;
  readonly notes: readonly string[];
}

/** What ends an asking well, by what was asked. */
export interface Answers {
  readonly open: Opened;
  readonly plan: Planned;
  readonly suggest: {
    readonly picture: Picture | null;
    readonly rows: readonly SuggestionRow[];
    readonly note: string;
  };
  readonly try: Tried;
  readonly write: Written;
  readonly film: Film;
}

export type Told =
  | { readonly kind: "answer"; readonly number: number; readonly answer: Answers[keyof Answers] }
  | { readonly kind: "failed"; readonly number: number; readonly message: string; readonly isFault: boolean }
  | { readonly kind: "standing"; readonly number: number; readonly standing: Standing }
  | { readonly kind: "warning"; readonly number: number; readonly message: string };

/** Whatever is under way ends, with what it has. */
export interface Cancel {
  readonly kind: "cancel";
}
