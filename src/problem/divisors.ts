/** Greatest common divisor of two integers ≥ 0; gcd(0, a) = a. */
export function gcd(a: number, b: number): number {
  while (b !== 0) {
    const rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/**
 * Least common multiple of integers > 0, up to 2^53. Beyond, it is not exact, and Infinity in the end, but never below
 * 2^53.
 */
export function lcm(a: number, b: number): number {
  let [x, y] = [a, b];
  // The rest of Infinity is NaN, which ends the loop too.
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

/**
 * The least multiple of `alignment` at or above `offset`, both integers ≥ 0. `%` is exact where a quotient need not be.
 */
export function alignUp(offset: number, alignment: number): number {
  const rest = offset % alignment;
  return rest === 0 ? offset : offset + (alignment - rest);
}
