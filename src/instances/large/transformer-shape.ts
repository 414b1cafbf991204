import type { Xoshiro128 } from "../xoshiro128.js";

/** What all layers of a model have in common. Widths in elements. */
export interface TransformerShape {
  /** Of the whole batch. */
  readonly tokens: number;
  readonly sequence: number;
  readonly width: number;
  /** Width of all keys together; less than `width` where heads share them. */
  readonly keyWidth: number;
  readonly heads: number;
  readonly feed: number;
  readonly vocabulary: number;
  readonly flash: boolean;
  readonly dropout: boolean;
  readonly bias: boolean;
  /** Whether the feed-forward part has two branches that are multiplied. */
  readonly gated: boolean;
}

/** Width, heads and the inner width for a plain and a gated feed-forward part, as published models have them. */
const WIDTHS = [
  [768, 12, 3072, 2048],
  [1024, 16, 4096, 2816],
  [2048, 16, 8192, 5504],
  [2560, 32, 10_240, 6912],
  [4096, 32, 16_384, 11_008],
  [5120, 40, 20_480, 13_824],
] as const;

export function transformerShape(random: Xoshiro128, flash: boolean): TransformerShape {
  const [width, heads, plain, narrow] = random.pick(WIDTHS);
  const gated = random.chance(40);
  const sequence = random.pick(flash ? [1024, 2048, 4096, 8192] : [128, 384, 512, 1024]);
  const sequences = random.pick(flash ? [1, 1, 2, 4] : [4, 8, 16]);
  return {
    tokens: sequence * sequences,
    sequence,
    width,
    keyWidth: random.chance(40) ? width / 4 : width,
    heads,
    feed: gated ? narrow : plain,
    vocabulary: random.pick([30_528, 32_000, 50_304, 128_256]),
    flash,
    // The newest models have neither.
    dropout: random.chance(50),
    bias: !gated && random.chance(70),
    gated,
  };
}
