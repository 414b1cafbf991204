/** The line of source that allocated a block: `model.py:45 forward`. */
import type { Ref } from "./tape.js";
import type { Values } from "./values.js";

/** Characters of a file's and a function's name that are shown. */
const MOST_SHOWN = 48;
/** Frames of a stack that are looked at: those farther out tell how Python was started. */
const MOST_LOOKED_AT = 200;

/** How well a frame tells the user where it was: in their own Python, in that of a package, or anywhere. */
const OWN = 3;
const PACKAGE = 2;
const OTHER = 1;

interface Frame {
  readonly rank: number;
  readonly text: string;
}

/** Finds the frame of a stack that says most to its user, each stack and each frame once. */
export class SourceLines {
  readonly #values: Values;
  readonly #frames = new Map<Ref, Frame>();
  readonly #stacks = new Map<Ref, string>();

  constructor(values: Values) {
    this.#values = values;
  }

  /** The innermost frame of the user's own Python; else of a package's; else of anything; empty without frames. */
  of(stack: Ref | null): string {
    if (stack === null || this.#values.listLength(stack) === 0) return "";
    let text = this.#stacks.get(stack);
    if (text === undefined) {
      text = this.#best(stack);
      this.#stacks.set(stack, text);
    }
    return text;
  }

  #best(stack: Ref): string {
    let best: Frame = { rank: 0, text: "" };
    let count = 0;
    this.#values.each(stack, '"frames"', (ref) => {
      const frame = this.#frame(ref);
      if (frame.rank > best.rank) best = frame;
      return best.rank < OWN && ++count < MOST_LOOKED_AT;
    });
    return best.text;
  }

  #frame(ref: Ref): Frame {
    let frame = this.#frames.get(ref);
    if (frame !== undefined) return frame;
    const fields: Record<"filename" | "line" | "name", Ref | null> = { filename: null, line: null, name: null };
    this.#values.fields(ref, "a frame", fields);
    const textOf = (value: Ref | null): string => (value === null ? null : this.#values.text(value)) ?? "";
    const file = textOf(fields.filename);
    const name = textOf(fields.name);
    const line = fields.line === null ? "" : `:${this.#values.whole(fields.line, '"line" of a frame')}`;
    const isPython = /\.(?:py|ipynb)$/.test(file) || /^<ipython|ipykernel/.test(file);
    const rank = !isPython ? OTHER : /[\\/](?:site-packages|dist-packages|torch)[\\/]/.test(file) ? PACKAGE : OWN;
    const short = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
    const base = short(file.replace(/^.*[\\/]/s, ""));
    frame = { rank, text: `${base}${line} ${short(name)}`.replace(/\s+/g, " ").trim() };
    this.#frames.set(ref, frame);
    return frame;
  }
}
