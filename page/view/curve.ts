/** The load over time: who lives at once, as one line of steps, each pixel the most of its times. */
import type { LoadOverTime } from "../../src/explain/index.js";
import type { Box } from "./layout.js";

/** By pixel across: the most bytes that live at any of its times. */
export function mostByPixel(
  { times, liveBytes }: Pick<LoadOverTime, "times" | "liveBytes">,
  begin: number,
  end: number,
  width: number,
): Float64Array {
  const most = new Float64Array(width);
  const { length } = times;
  const scale = width / (end - begin);
  for (let i = firstAfter(times, begin) - 1; i < length; i++) {
    if (i < 0) continue;
    const from = times[i]!;
    if (from >= end) break;
    const to = i + 1 < length ? times[i + 1]! : from;
    const bytes = liveBytes[i]!;
    if (bytes === 0) continue;
    const first = Math.max(0, Math.floor((from - begin) * scale));
    const last = Math.min(width - 1, Math.max(first, Math.ceil((to - begin) * scale) - 1));
    for (let x = first; x <= last; x++) if (bytes > most[x]!) most[x] = bytes;
  }
  return most;
}

/** The first entry that is above a value. */
function firstAfter(times: ArrayLike<number>, value: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The bytes that live at a time. */
export function loadAt({ times, liveBytes }: Pick<LoadOverTime, "times" | "liveBytes">, time: number): number {
  const at = firstAfter(times, time) - 1;
  return at < 0 ? 0 : liveBytes[at]!;
}

export interface CurveLook {
  readonly fill: string;
  readonly excess: string;
  /** Bytes at the bottom and at the top of the box. */
  readonly low: number;
  readonly high: number;
  /** Bytes above which all is too much; Infinity for none. */
  readonly capacity: number;
}

/** Fills the area below the curve; what lies beyond the capacity is hatched as well as red. */
export function drawCurve(canvas: CanvasRenderingContext2D, box: Box, most: Float64Array, look: CurveLook): void {
  const { left, top, width, height } = box;
  const bottom = top + height;
  const scale = height / (look.high - look.low);
  const yOf = (bytes: number): number => Math.max(top, Math.min(bottom, bottom - (bytes - look.low) * scale));
  const area = (from: number, to: (bytes: number) => number, fill: string | CanvasPattern): void => {
    canvas.beginPath();
    canvas.moveTo(left, from);
    for (let x = 0; x < most.length; x++) {
      const y = to(most[x]!);
      canvas.lineTo(left + (x * width) / most.length, y);
      canvas.lineTo(left + ((x + 1) * width) / most.length, y);
    }
    canvas.lineTo(left + width, from);
    canvas.closePath();
    canvas.fillStyle = fill;
    canvas.fill();
  };
  area(bottom, (bytes) => yOf(Math.min(bytes, look.capacity)), look.fill);
  if (most.some((bytes) => bytes > look.capacity)) {
    const level = yOf(look.capacity);
    area(level, (bytes) => Math.min(level, yOf(bytes)), look.excess);
    area(level, (bytes) => Math.min(level, yOf(bytes)), hatch(canvas, look.excess));
  }
}

const hatches = new Map<string, CanvasPattern>();

/** Slanting lines in a colour. */
export function hatch(canvas: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
  const known = hatches.get(colour);
  if (known !== undefined) return known;
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d")!;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.6;
  pen.beginPath();
  for (const at of [-8, 0, 8]) {
    pen.moveTo(at - 1, 9);
    pen.lineTo(at + 9, -1);
  }
  pen.stroke();
  const pattern = canvas.createPattern(tile, "repeat");
  if (pattern === null) return colour;
  hatches.set(colour, pattern);
  return pattern;
}
