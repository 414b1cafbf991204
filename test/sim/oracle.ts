import type { Buffer, Problem } from "../../src/problem/index.js";

/** A memory of single bytes and a walk over single time steps: slow, obvious, and unlike the simulator in every way. For tiny cases. */

export interface OracleReport {
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
  /** Live bytes and top in every time step from the first event to the last. */
  readonly steps: { time: number; liveBytes: number; top: number }[];
}

export function sharesByte(a: Buffer, aOffset: number, b: Buffer, bOffset: number): boolean {
  return a.lower < b.upper && b.lower < a.upper && aOffset < bOffset + b.size && bOffset < aOffset + a.size;
}

export function oracle({ buffers }: Problem, offsets: ArrayLike<number>): OracleReport {
  const overlaps = new Set<string>();
  for (let i = 0; i < buffers.length; i++) {
    for (let j = i + 1; j < buffers.length; j++) {
      if (sharesByte(buffers[i]!, offsets[i]!, buffers[j]!, offsets[j]!)) overlaps.add(`${i}-${j}`);
    }
  }
  const first = Math.min(...buffers.map((b) => b.lower));
  const last = Math.max(...buffers.map((b) => b.upper));
  const writer = new Map<number, number>();
  const clobbered = new Map<number, [number, number][]>();
  const steps: OracleReport["steps"] = [];
  for (let time = first; time <= last; time++) {
    buffers.forEach((b, i) => {
      if (b.upper !== time) return;
      const foreign: [number, number][] = [];
      for (let byte = offsets[i]!; byte < offsets[i]! + b.size; byte++) {
        if (writer.get(byte) !== i) foreign.push([byte, writer.get(byte)!]);
      }
      if (foreign.length > 0) clobbered.set(i, foreign);
    });
    buffers.forEach((b, i) => {
      if (b.lower !== time) return;
      for (let byte = offsets[i]!; byte < offsets[i]! + b.size; byte++) writer.set(byte, i);
    });
    let liveBytes = 0;
    let top = 0;
    buffers.forEach((b, i) => {
      if (time < b.lower || time >= b.upper) return;
      liveBytes += b.size;
      top = Math.max(top, offsets[i]! + b.size);
    });
    steps.push({ time, liveBytes, top });
  }
  const span = steps.slice(0, -1);
  const busy = span.filter((s) => s.top > 0);
  const fragmentation = (s: { liveBytes: number; top: number }) => 1 - s.liveBytes / s.top;
  const peak = Math.max(0, ...span.map((s) => s.top));
  const maxLiveBytes = Math.max(0, ...span.map((s) => s.liveBytes));
  const maxFragmentation = busy.length > 0 ? Math.max(...busy.map(fragmentation)) : 0;
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  return {
    overlaps,
    clobbered,
    peak,
    peakTime: busy.find((s) => s.top === peak)?.time ?? null,
    maxLiveBytes,
    maxLiveTime: busy.find((s) => s.liveBytes === maxLiveBytes)?.time ?? null,
    meanUtilization: peak > 0 ? sum(span.map((s) => s.liveBytes)) / span.length / peak : 1,
    maxFragmentation,
    maxFragmentationTime: busy.find((s) => fragmentation(s) === maxFragmentation)?.time ?? null,
    meanFragmentation: busy.length > 0 ? sum(busy.map(fragmentation)) / busy.length : 0,
    steps,
  };
}
