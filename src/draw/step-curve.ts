import { position, type Scale } from "./scale.js";
import { px } from "./svg.js";

/** What changes at times: values from each time on. Arrays of one length, in the order of time. */
export interface Steps {
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/**
 * The area between a floor and a step curve above it, as the data of a path; "" where it never is above. Of steps that
 * share half a pixel the highest is drawn.
 *
 * @param least pixels that the area is high at least where it is there at all
 */
export function areaOf({ times, values }: Steps, floor: number, time: Scale, bytes: Scale, least = 0): string {
  const bottom = position(bytes, floor);
  const heights = new Map<number, number>();
  const cut = (x: number): number => Math.round(x * 2) / 2;
  let path = "";
  let [from, top, to] = [Number.NaN, Number.NaN, Number.NaN];
  const flush = (): void => {
    if (!Number.isNaN(from)) path += `M${px(from)} ${px(bottom)}V${px(top)}H${px(to)}V${px(bottom)}Z`;
    from = Number.NaN;
  };
  for (let i = 0; i + 1 < times.length; i++) {
    if (values[i]! <= floor) continue;
    const [left, right] = [cut(position(time, times[i]!)), cut(position(time, times[i + 1]!))];
    const y = Math.min(position(bytes, values[i]!), bottom - least);
    for (let x = left; x < Math.max(right, left + 0.5); x += 0.5) heights.set(x, Math.min(heights.get(x) ?? y, y));
  }
  for (const [x, y] of [...heights].sort(([a], [b]) => a - b)) {
    if (x !== to || y !== top) {
      flush();
      [from, top] = [x, y];
    }
    to = x + 0.5;
  }
  flush();
  return path;
}

/** The sum of what pieces need over time. */
export function sumOf(pieces: readonly { lower: number; upper: number; bytes: number }[]): Steps {
  const changes = pieces.flatMap(({ lower, upper, bytes }) => [
    { time: lower, bytes },
    { time: upper, bytes: -bytes },
  ]);
  changes.sort((a, b) => a.time - b.time);
  const [times, values]: [number[], number[]] = [[], []];
  let sum = 0;
  for (const [i, change] of changes.entries()) {
    sum += change.bytes;
    if (changes[i + 1]?.time === change.time) continue;
    times.push(change.time);
    values.push(sum);
  }
  return { times, values };
}
