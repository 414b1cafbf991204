import type { Apart, Buffer, Memory, Operator, Problem, Term } from "../../problem/index.js";
import type { GeneratedInstance } from "../instance.js";
import type { Xoshiro128 } from "../xoshiro128.js";

/** A buffer that is planted: where it lies is known. Bytes and times as in the problem. */
export interface Row {
  lower: number;
  upper: number;
  size: number;
  offset: number;
  /** Position in the draft's memories. */
  memory: number;
  /** What else the buffer says. */
  more: Partial<Buffer>;
  /** A construct has changed what it occupies: another one takes a row of its own. */
  isTaken: boolean;
}

/** `buffer` lies `at` bytes above `of`, or may. */
export interface Tie {
  readonly buffer: Row;
  readonly of: Row;
  readonly at: number;
}

/** Rows in place of ids. */
export interface ApartRule {
  readonly groups: readonly (readonly Row[])[];
  readonly more?: Omit<Apart, "buffers" | "groups">;
}

/** A problem in the making, with a plan that keeps to all of it. */
export class Draft {
  readonly rows: Row[] = [];
  readonly aliases: Tie[] = [];
  readonly inplace: Tie[] = [];
  readonly apart: ApartRule[] = [];
  readonly free: Pick<ApartRule, "groups">[] = [];
  /** One without id and nothing but a capacity becomes the capacity of the problem. */
  readonly memories: (Omit<Memory, "id"> & { readonly id?: string; readonly capacity: number })[] = [];
  readonly operators: Operator[] = [];
  /** With `time`, rows may lie in any memory, but for those that name one. */
  minimize: readonly Term[] = [];

  /** Adds a row, which is taken. */
  add(row: Omit<Row, "more" | "isTaken">, more: Partial<Buffer> = {}): Row {
    const added = { ...row, more, isTaken: true };
    this.rows.push(added);
    return added;
  }

  /**
   * The instance, its rows shuffled and the ids counting them, so that neither tells where a buffer lies in the plan.
   *
   * @param optimum the least sum of peaks in bytes, where construction proves it
   */
  finish(family: string, seed: number, random: Xoshiro128, optimum: number | null): GeneratedInstance {
    const rows = Array.from(random.permutation(this.rows.length), (from) => this.rows[from]!);
    const ids = new Map(rows.map((row, i) => [row, `b${i}`]));
    const id = (row: Row): string => ids.get(row)!;
    const isPlain = this.memories.every((memory) => memory.id === undefined);
    const memoryIds = this.memories.map(({ id: name }, m) => name ?? `m${m}`);
    const buffers = rows.map((row): Buffer => {
      const { lower, upper, size, memory, more } = row;
      const isOpen = isPlain || more.memories !== undefined || this.minimize.includes("time");
      const place = isOpen ? {} : { memory: memoryIds[memory]! };
      return { id: id(row), lower, upper, size, ...place, ...more };
    });
    const tied = ({ buffer, of, at }: Tie) => ({ buffer: id(buffer), of: id(of), at });
    const entry = ({ groups, more }: ApartRule): Apart => {
      const isPair = groups.length === 2 && groups.every((group) => group.length === 1);
      return {
        ...(isPair ? { buffers: groups.flat().map(id) } : { groups: groups.map((group) => group.map(id)) }),
        ...more,
      };
    };
    const lists = {
      aliases: this.aliases.map(tied),
      apart: this.apart.map(entry),
      free: this.free.map(entry),
      inplace: this.inplace.map(tied),
      operators: this.operators,
      minimize: this.minimize,
    };
    const problem: Problem = {
      buffers,
      ...(isPlain
        ? { capacity: this.memories[0]!.capacity }
        : { memories: this.memories.map((memory, m) => ({ id: memoryIds[m]!, ...memory })) }),
      ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    };
    return {
      name: `${family}-${rows.length}-seed${seed}`,
      problem,
      plan: Float64Array.from(rows, ({ offset }) => offset),
      ...(!isPlain && { memories: rows.map(({ memory }) => memoryIds[memory]!) }),
      ...(optimum !== null && { optimum }),
      family,
      seed,
    };
  }
}
