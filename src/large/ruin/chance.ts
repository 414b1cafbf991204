import type { Random } from "../../problem/random.js";

/**
 * Values of the exponential distribution with mean 1, equally likely: the expected order statistics of as many draws
 * (Rényi 1953). A table, because logarithms are not the same to the last bit on every machine.
 */
const PATIENCES = new Float64Array(1024);
for (let i = 0, sum = 0; i < PATIENCES.length; i++) {
  sum += 1 / (PATIENCES.length - i);
  PATIENCES[i] = sum;
}

/** Factors from e^−0.9 to e^0.9, equally far apart on a scale of logarithms; by multiplication for the same reason. */
const FACTORS = new Float64Array(64);
const LEAST_FACTOR = 0.406_569_659_740_599_1;
const RATIO = 1.028_983_507_031_559_4;
for (let i = 0, factor = LEAST_FACTOR; i < FACTORS.length; i++) {
  FACTORS[i] = factor;
  factor *= RATIO;
}

/** −ln r for an r between 0 and 1. */
export function drawPatience(random: Random): number {
  return PATIENCES[Math.floor(random.next() * PATIENCES.length)]!;
}

/** From e^−0.9 to e^0.9. */
export function drawFactor(random: Random): number {
  return FACTORS[Math.floor(random.next() * FACTORS.length)]!;
}
