/** Quantiles of the standard Gumbel distribution, rounded so that they are the same on every machine. */
const QUANTILES = Float64Array.from({ length: 1024 }, (_, i) => {
  return Math.round(-1e4 * Math.log(-Math.log((i + 0.5) / 1024))) / 1e4;
});

/**
 * A standard Gumbel number from a uniform one in [0, 1). The greatest of scores with such noise is a draw from their
 * softmax (Yellott 1977), their whole order a draw without replacement.
 */
export function gumbel(uniform: number): number {
  return QUANTILES[Math.floor(1024 * uniform)]!;
}
