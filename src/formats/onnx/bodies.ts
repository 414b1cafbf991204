/** Which bytes tensors need and when: a tensor and its views are one body. Times count the nodes, from 0. */
import type { Buffer, InPlace } from "../../problem/index.js";
import { UniqueNames } from "../unique-names.js";
import type { Known } from "./known.js";

export interface Body {
  /** Of the tensor that was there first. */
  readonly name: string;
  /** Its byte in the file. */
  readonly at: number;
  /** Bytes. */
  readonly size: number;
  readonly lower: number;
  /** The last node that reads it, or the one that gives it. */
  last: number;
  isOutput: boolean;
}

/** A tensor by name; one that is fixed has no body. */
export interface Held {
  readonly known: Known;
  readonly body: Body | null;
}

/** A node that may write what it gives over what it reads, if nobody reads that later. */
interface Chance {
  readonly output: Body;
  readonly input: Body;
  readonly time: number;
}

export class Bodies {
  readonly #bodies: Body[] = [];
  readonly #chances: Chance[] = [];
  /** The tensors that have bytes, by their ids, and the index of the body of each. */
  readonly #indices = new Map<string, number>();
  readonly #indexOf = new Map<Body, number>();
  /** Tensors within functions may have names that others have too. */
  readonly #names = new UniqueNames();

  get all(): readonly Body[] {
    return this.#bodies;
  }

  add(name: string, size: number, time: number, at: number): Body {
    const body: Body = { name: this.#names.take(name), at, size, lower: time, last: time, isOutput: false };
    this.#indexOf.set(body, this.#bodies.length);
    this.#indices.set(body.name, this.#bodies.length);
    this.#bodies.push(body);
    return body;
  }

  /** Another name for the same bytes. */
  addView(name: string, body: Body): void {
    this.#indices.set(this.#names.take(name), this.#indexOf.get(body)!);
  }

  mayReplace(output: Body, input: Body, time: number): void {
    if (output !== input && output.size > 0) this.#chances.push({ output, input, time });
  }

  /** The index of its body for each tensor that has bytes. */
  get tensors(): ReadonlyMap<string, number> {
    return this.#indices;
  }

  /** @param end the number of nodes that run */
  buffers(end: number, alignment: number): Buffer[] {
    return this.#bodies.map(({ name, size, lower, last, isOutput }) => ({
      id: name,
      lower,
      upper: isOutput ? Math.max(end, 1) : last + 1,
      size,
      ...(alignment !== 1 && { alignment }),
    }));
  }

  /** Outputs that may lie where an input lies that the same node reads last. */
  inPlace(): InPlace[] {
    const isLast = ({ input, time }: Chance): boolean => input.last === time && !input.isOutput;
    const pairs = this.#chances.filter(isLast).map(({ output, input }) => ({ buffer: output.name, of: input.name }));
    const seen = new Set<string>();
    return pairs.filter(({ buffer, of }) => {
      const key = JSON.stringify([buffer, of]);
      return !seen.has(key) && seen.add(key);
    });
  }
}
