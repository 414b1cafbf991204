import type { Problem } from "../problem/index.js";
import type { ColumnInstance } from "./columns.js";
import { type OptionSpec, type Options, resolveOptions, type Values } from "./options.js";

/** A problem that a family made, with what is known about it by construction. */
export interface GeneratedInstance {
  /** Family, main options and seed; fit for a file's name. */
  readonly name: string;
  readonly problem: Problem;
  /**
   * The least peak that any plan has, in bytes, where construction proves it. It is then also the load bound, but for
   * reserved ranges and buffers that are exclusive. With several memories: the least sum of their peaks.
   */
  readonly optimum?: number;
  /**
   * A witness: offsets in bytes, in the order of `problem.buffers`, of a plan whose peak is `optimum`, if known.
   */
  readonly plan?: Float64Array;
  /** Of the witness: the id of the memory of each buffer; absent where the problem lists no memories. */
  readonly memories?: readonly string[];
  readonly family: string;
  /** 0 for a network, which nothing is drawn for. */
  readonly seed: number;
}

/** A kind of instances, under one interface for networks and for what is drawn at random. */
export interface Family {
  readonly name: string;
  /** `large`: what runs of 1,000 to 1,000,000 buffers look like, drawn. */
  readonly kind: "network" | "synthetic" | "large";
  /** One line. */
  readonly description: string;
  readonly options: readonly OptionSpec[];
  /**
   * The same options give the same instance on every machine.
   *
   * @throws InputError that names the option and its value.
   */
  readonly generate: (options?: Options) => GeneratedInstance;
  /** The same as columns, where the family makes them: for great numbers of buffers. */
  readonly columns?: (options?: Options) => ColumnInstance;
}

/** Ties a family's specifications to its builder, which gets checked and complete values. */
export function defineFamily<const S extends readonly OptionSpec[]>(
  parts: Pick<Family, "name" | "kind" | "description"> & { readonly options: S },
  build: (values: Values<S>) => GeneratedInstance,
): Family {
  return { ...parts, generate: (options = {}) => build(resolveOptions(parts.name, parts.options, options)) };
}
