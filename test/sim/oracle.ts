import type { Buffer, Problem } from "../../src/problem/index.js";

/**
 * A memory of single bytes and a walk over single time steps: slow, obvious, and unlike the simulator in every way. For
 * tiny cases.
 */

export interface OracleReport {
  /** Positions of the buffers that do not lie within the memory. */
  readonly outside: number[];
  /** Pairs as "i-j", i < j. */
  readonly overlaps: Set<string>;
  /** For every clobbered reader: its clobbered bytes as [address, writer]. */
  readonly clobbered: Map<number, [number, number][]>;
  readonly peak: number;
  readonly peakTime: number | null;
  readonly maxLiveBytes: number;
  readonly maxLiveTime: number | null;
  readonly meanUtilization: number;
  readonly maxFragmentation: number;
  readonly maxFragmentationTime: number | null;
  readonly meanFragmentation: number;
  /** Events: one for each buffer that has bytes and lives. */
  readonly events: number;
  /** Live bytes and top, counted from the base, in every time step from the first event to the last. */
  readonly steps: { time: number; liveBytes: number; top: number }[];
}

/** Whether there is a byte, and a time at which both buffers hold it. */
export function sharesByte(a: Buffer, aOffset: number, b: Buffer, bOffset: number): boolean {
  const [from, to] = [Math.max(aOffset, bOffset), Math.min(aOffset + a.size, bOffset + b.size)];
  const [time, until] = [Math.max(a.lower, b.lower), Math.min(a.upper, b.upper)];
  return from < to && time < until;
}

/** Whether there is a byte and a time at which the buffer holds it. */
export function isSomething(buffer: Buffer): boolean {
  return sharesByte(buffer, 0, buffer, 0);
}

export function oracle({ buffers, base = 0, capacity = Infinity }: Problem, offsets: ArrayLike<number>): OracleReport {
  const outside = buffers.flatMap(({ size }, i) => {
    return offsets[i]! < base || offsets[i]! + size > base + capacity ? [i] : [];
  });
  const overlaps = new Set<string>();
  for (let i = 0; i < buffers.length; i++) {
    for (let j = i + 1; j < buffers.length; j++) {
      if (sharesByte(buffers[i]!, offsets[i]!, buffers[j]!, offsets[j]!)) overlaps.add(`${i}-${j}`);
    }
  }
  const solid = buffers.filter(isSomething);
  const first = Math.min(...solid.map((b) => b.lower));
  const last = Math.max(...solid.map((b) => b.upper));
  const writer = new Map<number, number>();
  const clobbered = new Map<number, [number, number][]>();
  const steps: OracleReport["steps"] = [];
  for (let time = first; time <= last; time++) {
    buffers.forEach((b, i) => {
      if (b.upper !== time || !isSomething(b)) return;
      const foreign: [number, number][] = [];
      for (let byte = offsets[i]!; byte < offsets[i]! + b.size; byte++) {
        if (writer.get(byte) !== i) foreign.push([byte, writer.get(byte)!]);
      }
      if (foreign.length > 0) clobbered.set(i, foreign);
    });
    buffers.forEach((b, i) => {
      if (b.lower !== time || !isSomething(b)) return;
      for (let byte = offsets[i]!; byte < offsets[i]! + b.size; byte++) writer.set(byte, i);
    });
    let liveBytes = 0;
    let top = 0;
    buffers.forEach((b, i) => {
      if (time < b.lower || time >= b.upper) return;
      liveBytes += b.size;
      for (let byte = offsets[i]!; byte < offsets[i]! + b.size; byte++) top = Math.max(top, byte + 1 - base);
    });
    steps.push({ time, liveBytes, top });
  }
  const span = steps.slice(0, -1);
  const busy = span.filter((s) => s.top > 0);
  const fragmentation = (s: { liveBytes: number; top: number }) => 1 - s.liveBytes / s.top;
  const peak = Math.max(0, ...buffers.map(({ size }, i) => offsets[i]! + size - base));
  const maxLiveBytes = Math.max(0, ...span.map((s) => s.liveBytes));
  const maxFragmentation = busy.length > 0 ? Math.max(...busy.map(fragmentation)) : 0;
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  return {
    outside,
    overlaps,
    clobbered,
    peak,
    peakTime: busy.find((s) => s.top === peak)?.time ?? null,
    maxLiveBytes,
    maxLiveTime: span.find((s) => s.liveBytes > 0 && s.liveBytes === maxLiveBytes)?.time ?? null,
    meanUtilization: peak === 0 ? 1 : span.length === 0 ? 0 : sum(span.map((s) => s.liveBytes)) / span.length / peak,
    maxFragmentation,
    maxFragmentationTime: busy.find((s) => fragmentation(s) === maxFragmentation)?.time ?? null,
    meanFragmentation: busy.length > 0 ? sum(busy.map(fragmentation)) / busy.length : 0,
    events: solid.length,
    steps,
  };
}
