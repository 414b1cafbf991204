import { InputError } from "../problem/index.js";
import type { GeneratedInstance } from "./instance.js";
import { families, generate, hardFamilies } from "./registry.js";
import { DRAWN_BUFFERS } from "./synthetic/ground.js";
import { Xoshiro128 } from "./xoshiro128.js";

/** An instance that is always there: made when it is asked for, the same every time. */
export interface BundledInstance {
  readonly name: string;
  readonly generate: () => GeneratedInstance;
}

/** Two of each hard family, by number of buffers and seed, and one at random. */
const HARD = [
  { family: "guillotine", buffers: 96, seed: 1 },
  { family: "guillotine", buffers: 180, seed: 2 },
  { family: "thinned", buffers: 120, seed: 1 },
  { family: "thinned", buffers: 200, seed: 2 },
  { family: "long-spans", buffers: 110, seed: 1 },
  { family: "long-spans", buffers: 190, seed: 2 },
  { family: "residual", buffers: 80, seed: 1 },
  { family: "residual", buffers: 140, seed: 2 },
] as const;

/** Every network in inference and in training, then the synthetic ones. The names are unique. */
export const bundled: readonly BundledInstance[] = [
  ...families
    .filter(({ kind }) => kind === "network")
    .flatMap((family) => [
      { name: `${family.name}-inference`, generate: () => family.generate() },
      { name: `${family.name}-training`, generate: () => family.generate({ training: true }) },
    ]),
  ...HARD.map(({ family, buffers, seed }) => ({
    name: `${family}-${buffers}`,
    generate: () => generate(family, { buffers, seed }),
  })),
  { name: "random-150", generate: () => generate("random", { buffers: 150, seed: 1, headroom: 10 }) },
].map(({ name, generate: make }) => ({ name, generate: () => ({ ...make(), name }) }));

export interface HardSuiteOptions {
  /** A whole number from 0 to 2^53 − 1; 0 if absent. */
  readonly seed?: number;
}

/**
 * `count` instances of the hard families in turn, of 80 to 340 buffers, at their load bound. Longer suites begin with
 * the shorter ones of the same seed.
 *
 * @throws InputError that names the value: a count that is no integer from 0 to 100,000, a seed out of its bounds.
 */
export function hardSuite(count: number, { seed = 0 }: HardSuiteOptions = {}): GeneratedInstance[] {
  if (!Number.isSafeInteger(count) || count < 0 || count > 100_000) {
    throw new InputError(`the suite's count must be an integer from 0 to 100000, got ${count}`, { field: "count" });
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InputError(`the suite's seed must be an integer from 0 to 2^53 - 1, got ${seed}`, { field: "seed" });
  }
  const random = new Xoshiro128(seed, "hard suite");
  return Array.from({ length: count }, (_, i) => {
    const buffers = random.between(DRAWN_BUFFERS.min, DRAWN_BUFFERS.max);
    const own = random.uint32();
    return hardFamilies[i % hardFamilies.length]!.generate({ buffers, seed: own });
  });
}
