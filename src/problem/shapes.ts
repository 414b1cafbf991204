/**
 * What constraints hold, field by field: one table for all who read, write or check them by name. A new field is a
 * line here, and its type in `problem.ts` or `constraints.ts`.
 */
import { TERMS } from "./constraints.js";
import type { Problem } from "./problem.js";

/** A value, `!` where it must be there: a whole number, one that may be a fraction, an id, a word, true or false. */
export type Kind = "integer" | "integer!" | "number" | "number!" | "id" | "id!" | "word" | "flag";

/** A value, a list of values of one shape, or an object. */
export type Shape = Kind | readonly [Shape] | Fields;

export interface Fields {
  readonly [key: string]: Shape;
}

const TIED: Fields = { buffer: "id!", of: "id!", at: "integer" };
const LISTED: Fields = { buffers: ["id"], groups: [["id"]] };

/** The fields of a buffer that are constraints. */
export const BUFFER_SHAPES = {
  gaps: [{ lower: "integer!", upper: "integer!", from: "integer", to: "integer" }],
  memory: "id",
  memories: [{ id: "id!", cost: "integer" }],
  reads: "integer",
  writes: "integer",
  exclusive: "flag",
  withinBank: "flag",
  clock: { lower: ["integer"], upper: ["integer"] },
} as const satisfies Fields;

/** The fields of a problem that are constraints, or say what is to be least. */
export const PROBLEM_SHAPES = {
  memories: [
    {
      id: "id!",
      capacity: "integer",
      base: "integer",
      alignment: "integer",
      reserved: [{ from: "integer!", to: "integer!" }],
      bank: "integer",
      bandwidth: "number",
      latency: "number",
    },
  ],
  aliases: [TIED],
  apart: [{ ...LISTED, distance: "integer", cost: "integer", banks: "flag" }],
  free: [LISTED],
  inplace: [TIED],
  operators: [{ id: "id", time: "integer!", compute: "number!", reads: ["id"], writes: ["id"] }],
  minimize: ["word"],
  limits: Object.fromEntries(TERMS.map((term) => [term, "integer"])) as Fields,
} as const satisfies Fields;

export type BufferConstraint = keyof typeof BUFFER_SHAPES;
export type ProblemConstraint = keyof typeof PROBLEM_SHAPES;

export const BUFFER_CONSTRAINTS = Object.keys(BUFFER_SHAPES) as readonly BufferConstraint[];
export const PROBLEM_CONSTRAINTS = Object.keys(PROBLEM_SHAPES) as readonly ProblemConstraint[];

/** The constraints of a problem, without its buffers. */
export type Lists = Pick<Problem, ProblemConstraint>;
