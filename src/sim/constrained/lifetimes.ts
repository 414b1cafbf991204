import { type Buffer, type Gap, type InputError, type ProblemColumns, shown } from "../../problem/index.js";
import { bufferFault, checkInteger, listOf } from "./faults.js";

/**
 * When each buffer needs which of its bytes: its lifetime cut at its gaps into pieces, in order of time, each with a
 * window of bytes. A buffer of no bytes, and one that never lives, has no piece.
 */
export interface Lifetimes {
  readonly count: number;
  /** First piece of every buffer; one more entry at the end. */
  readonly first: Int32Array;
  /** By piece: whose it is, its time, and its bytes above the buffer's offset. */
  readonly owner: Int32Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Whether some buffer has more than one piece. */
  readonly areSeveral: boolean;
  /** Vector clocks by buffer; null where time is an order. */
  readonly clocks: readonly Clock[] | null;
}

type Clock = NonNullable<Buffer["clock"]>;

/** @throws InputError for a gap or a clock that contradicts itself or the lifetime */
export function readLifetimes(buffers: readonly Buffer[], columns: ProblemColumns): Lifetimes {
  const total = buffers.length;
  const gaps: (readonly Gap[] | null)[] = new Array(total);
  let most = 0;
  for (let b = 0; b < total; b++) {
    gaps[b] = gapsOf(buffers[b]!, b);
    most += 1 + 2 * (gaps[b]?.length ?? 0);
  }
  const clocks = readClocks(buffers);
  const first = new Int32Array(total + 1);
  const owner = new Int32Array(most);
  const lower = new Float64Array(most);
  const upper = new Float64Array(most);
  const from = new Float64Array(most);
  const to = new Float64Array(most);
  let count = 0;
  let areSeveral = false;
  for (let b = 0; b < total; b++) {
    const size = columns.size[b]!;
    let time = columns.lower[b]!;
    first[b] = count;
    const add = (until: number, low: number, high: number): void => {
      if (until > time && high > low) {
        owner[count] = b;
        lower[count] = time + 0;
        upper[count] = until + 0;
        from[count] = low;
        to[count++] = high;
      }
      time = until;
    };
    for (const gap of gaps[b] ?? []) {
      add(gap.lower, 0, size);
      add(gap.upper, gap.from ?? 0, gap.to ?? 0);
    }
    add(columns.upper[b]!, 0, size);
    if (count > first[b]! + 1) areSeveral = true;
  }
  first[total] = count;
  return { count, first, owner, lower, upper, from, to, areSeveral, clocks };
}

/** The gaps of a buffer by time; null where it has none. */
function gapsOf(buffer: Buffer, index: number): readonly Gap[] | null {
  const { lower, upper, size } = buffer;
  const fail = (text: string): InputError => bufferFault(buffer.id, index, "gaps", text);
  const given = listOf<Gap>(buffer.gaps, "gaps", fail);
  if (given.length === 0) return null;
  const gaps = given.toSorted((a, b) => a?.lower - b?.lower);
  let end = Number.NEGATIVE_INFINITY;
  for (const gap of gaps) {
    if (gap === null || typeof gap !== "object") throw fail(`a gap must be an object, got ${shown(gap)}`);
    const text = (): string => `gap [${gap.lower}, ${gap.upper})`;
    if (!Number.isSafeInteger(gap.lower) || !Number.isSafeInteger(gap.upper) || gap.upper <= gap.lower) {
      throw fail(`${text()} must be two integers, the first below the second`);
    }
    if (gap.lower < lower || gap.upper > upper) throw fail(`${text()} lies outside its lifetime [${lower}, ${upper})`);
    if (gap.lower < end) throw fail(`${text()} overlaps the gap before it, which ends at ${end}`);
    end = gap.upper;
    if (gap.from === undefined && gap.to === undefined) continue;
    const failWindow = (what: string): InputError => fail(`window [${gap.from}, ${gap.to}) of ${text()}: ${what}`);
    checkInteger("from", gap.from, 0, failWindow);
    checkInteger("to", gap.to, gap.from!, failWindow);
    if (gap.to! > size) throw failWindow(`lies outside its ${size} bytes`);
  }
  return gaps;
}

function readClocks(buffers: readonly Buffer[]): Clock[] | null {
  if (!buffers.some(({ clock }) => clock !== undefined && clock !== null)) return null;
  const entries = buffers.find(({ clock }) => clock !== undefined && clock !== null)!.clock!.lower?.length;
  return buffers.map((buffer, index) => {
    const { clock, gaps } = buffer;
    const fail = (text: string): InputError => bufferFault(buffer.id, index, "clock", text);
    if (clock === undefined || clock === null) throw fail("has no vector clock, and other buffers have one");
    if ((gaps?.length ?? 0) > 0) throw fail("gaps are not possible where lifetimes are vector clocks");
    for (const side of ["lower", "upper"] as const) {
      const vector = clock[side];
      if (!Array.isArray(vector) || vector.length !== entries || !vector.every(Number.isSafeInteger)) {
        throw fail(`clock.${side} must be ${entries} integers, got ${shown(vector)}`);
      }
      const sum = vector.reduce((total, entry) => total + entry, 0);
      if (sum !== buffer[side]) throw fail(`${side} must be the sum of clock.${side}, ${sum}, got ${buffer[side]}`);
    }
    if (!clock.lower.every((entry, i) => entry <= clock.upper[i]!)) {
      throw fail(`clock.upper must be at or above clock.lower in every entry, got ${clock.lower} and ${clock.upper}`);
    }
    return clock;
  });
}

/** Whether two buffers need bytes at one time. */
export function areTogether(lifetimes: Lifetimes, a: number, b: number): boolean {
  return firstMeeting(lifetimes, a, b, null) !== null;
}

/** A piece of each of two buffers, the two live at one time. */
export interface Meeting {
  readonly a: number;
  readonly b: number;
}

/**
 * The first pieces of two buffers that are live at one time; null where there are none.
 *
 * @param offsets only pieces that share a byte at these offsets
 */
export function firstMeeting(
  lifetimes: Lifetimes,
  a: number,
  b: number,
  offsets: ArrayLike<number> | null,
): Meeting | null {
  const { first, lower, upper, from, to, clocks } = lifetimes;
  const [endA, endB] = [first[a + 1]!, first[b + 1]!];
  for (let p = first[a]!, q = first[b]!; p < endA && q < endB; upper[p]! < upper[q]! ? p++ : q++) {
    const meet = clocks === null ? lower[p]! < upper[q]! && lower[q]! < upper[p]! : clocksMeet(clocks[a]!, clocks[b]!);
    if (!meet) continue;
    if (offsets === null) return { a: p, b: q };
    const [x, y] = [offsets[a]!, offsets[b]!];
    if (x + from[p]! < y + to[q]! && y + from[q]! < x + to[p]!) return { a: p, b: q };
  }
  return null;
}

function clocksMeet(a: Clock, b: Clock): boolean {
  return !endsBefore(a.upper, b.lower) && !endsBefore(b.upper, a.lower);
}

function endsBefore(upper: readonly number[], lower: readonly number[]): boolean {
  for (let i = 0; i < upper.length; i++) if (upper[i]! > lower[i]!) return false;
  return true;
}
