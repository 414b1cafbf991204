import { MAX_BYTES } from "../../problem/index.js";
import type { ColumnInstance } from "../columns.js";
import { optionError, type Values } from "../options.js";
import { Xoshiro128 } from "../xoshiro128.js";
import { Tape, type TapeStyle } from "./tape.js";

/** What every large family is asked. */
export const largeOptions = [
  {
    name: "seed",
    type: "integer",
    min: 0,
    max: MAX_BYTES,
    default: 0,
    description: "the same seed, the same instance",
  },
  {
    name: "buffers",
    type: "integer",
    min: 1000,
    max: 1_000_000,
    default: 20_000,
    description: "how many: so deep is the model, or so many are the batches",
  },
] as const;

export const statesOption = {
  name: "states",
  type: "choice",
  choices: ["any", "kept", "none"],
  default: "any",
  description: "whether weights and the optimizer's states are planned too, live throughout; any: drawn",
} as const;

/** What the training steps are asked too. */
export const stepOptions = [
  ...largeOptions,
  {
    name: "gradients",
    type: "choice",
    choices: ["any", "fused", "after", "sharded"],
    default: "any",
    description:
      "fused: each weight is updated at once; after: all gradients stay until the updates; " +
      "sharded: a layer's gradients are gathered and reduced; any: drawn from the seed",
  },
  statesOption,
] as const;

export type StepValues = Values<typeof stepOptions>;

/** Writes a program of so many units (layers, blocks, batches) on a tape. Each unit adds as many buffers and ops. */
export type Program = (tape: Tape, units: number, random: Xoshiro128) => void;

/**
 * Runs a program with as many units as the number of buffers allows. Those that remain become scratch of ops, so that
 * there are exactly `buffers`.
 *
 * @throws InputError where there are too few buffers for one unit
 */
export function runProgram(
  family: string,
  { seed, buffers }: { readonly seed: number; readonly buffers: number },
  program: Program,
): ColumnInstance {
  const draw = new Xoshiro128(seed, `${family}, allocator`);
  const latePercent = draw.pick([0, 0, 5, 20]);
  const scratchBytes = draw.pick([65_536, 1_048_576, 8_519_680, 33_554_432]);
  const drawn = draw.pick([0, 1, 2, 4]);
  const write = (units: number, rest: Pick<TapeStyle, "temporaries" | "scratch" | "ops">): Tape => {
    const random = new Xoshiro128(seed, `${family}, program`);
    const tape = new Tape(new Xoshiro128(seed, `${family}, frees`), { latePercent, scratchBytes, ...rest });
    program(tape, units, random);
    return tape;
  };
  let least = 0;
  // Fewer temporaries where one unit would be too much with those that were drawn.
  for (let temporaries = drawn; temporaries >= 0; temporaries--) {
    const one = write(1, { temporaries, scratch: 0, ops: 1 });
    least = one.count;
    if (least > buffers) continue;
    const two = write(2, { temporaries, scratch: 0, ops: 1 });
    const each = two.count - one.count;
    const further = Math.floor((buffers - one.count) / each);
    const scratch = buffers - one.count - further * each;
    const tape = write(1 + further, { temporaries, scratch, ops: one.ops + further * (two.ops - one.ops) });
    return { name: `${family}-${buffers}-seed${seed}`, family, seed, ...tape.columns() };
  }
  throw optionError("buffers", buffers, `must be at least ${least} for this seed`);
}
