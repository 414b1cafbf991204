/** From data to pixels, and round values to mark on the way. */

export interface Scale {
  readonly min: number;
  readonly max: number;
  /** Pixel of `min`. */
  readonly from: number;
  /** Pixel of `max`; below `from` on an axis that grows upwards. */
  readonly to: number;
}

export function position(scale: Scale, value: number): number {
  const { min, max, from, to } = scale;
  return from + ((value - min) / (max - min)) * (to - from);
}

/** Multiples of 1, 2 or 5 times a power of ten within [min, max]: whole numbers, at most `atMost` + 1 of them. */
export function roundTicks(min: number, max: number, atMost: number): number[] {
  const rough = (max - min) / Math.max(1, atMost);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? 10 * power;
  return multiples(min, max, step);
}

/** As `roundTicks`, in bytes: multiples of a power of two, which fall on round KiB and MiB. */
export function byteTicks(min: number, max: number, atMost: number): number[] {
  const length = max - min;
  if (length < 256) return roundTicks(min, max, atMost);
  return multiples(min, max, 2 ** Math.ceil(Math.log2(length / Math.max(1, atMost))));
}

function multiples(min: number, max: number, step: number): number[] {
  const first = Math.ceil(min / step);
  const count = Math.floor(max / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step);
}
