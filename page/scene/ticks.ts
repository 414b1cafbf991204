/** Places on an axis that are round numbers. */

/** Ticks of a whole-numbered or fractional axis, some `wanted` of them. */
export function ticks(from: number, to: number, wanted: number): number[] {
  const step = niceStep((to - from) / Math.max(1, wanted));
  return multiples(from, to, Math.max(1e-9, step));
}

/** Ticks of bytes: round in the unit that fits, as 256 KiB or 1.5 MiB. */
export function byteTicks(from: number, to: number, wanted: number): number[] {
  const rough = Math.max(1, (to - from) / Math.max(1, wanted));
  return multiples(from, to, 2 ** Math.ceil(Math.log2(rough)));
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const [step = 10] = [1, 2, 5, 10].filter((each) => each * power >= rough);
  return step * power;
}

function multiples(from: number, to: number, step: number): number[] {
  const found: number[] = [];
  for (let i = Math.ceil(from / step); i * step <= to && found.length < 100; i++) found.push(i * step);
  return found;
}
