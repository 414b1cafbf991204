/**
 * Plan files of STAlloc (`output/plan/dev_0.txt`), which serves the allocations of a training run from one reservation:
 * a line of allocations that it leaves alone (none here); a line of five numbers, the most bytes that live, the bytes
 * reserved, the allocations before the iteration that repeats and in it, and the bytes of small blocks; then `offset
 * size` for each allocation, in the order in which they are made. Small blocks of up to 512 bytes come from a pool of
 * STAlloc's own, and have no lines. From its `Synthesizer/plan_generator.py` and `Allocator/main.cpp`.
 */
import type { Buffer, Problem } from "../../problem/index.js";
import type { Document } from "../document.js";
import { arenasOf, memoryCount } from "./arenas.js";
import type { Plan, Target } from "./target.js";

/** Bytes that STAlloc's pool of small blocks gives at most, and takes for each. */
const SMALL = 512;

export const stallocTarget: Target = {
  name: "stalloc",
  title: "a plan of STAlloc",
  extensions: [".stalloc"],
  summary: "a plan file of STAlloc: offset and size of each allocation, in order",
  needsPlan: true,
  refusals: ({ problem }) => unsaid(problem),
  losses: ({ problem }) => {
    const small = problem.buffers.filter(({ size }) => size <= SMALL).length;
    if (small === 0) return [];
    return [`${small} of ${problem.buffers.length} buffers have at most ${SMALL} bytes: STAlloc places those itself`];
  },
  write: (document, plan) => planText(document, plan!),
};

function unsaid(problem: Problem): string[] {
  const reasons: string[] = [];
  const several = memoryCount(problem);
  if (several > 1) reasons.push(`${several} memories: STAlloc has one`);
  for (const list of ["aliases", "inplace"] as const) {
    if (problem[list]?.length) reasons.push(`${JSON.stringify(list)}: every line is an allocation of its own`);
  }
  for (const field of ["gaps", "clock"] as const) {
    const buffer = problem.buffers.find((each) => each[field] !== undefined);
    if (buffer !== undefined) reasons.push(`the ${field} of buffer ${JSON.stringify(buffer.id)}`);
  }
  return reasons;
}

function planText({ problem }: Document, plan: Plan): string {
  const { base } = arenasOf(problem, plan)[0]!;
  const indexed = problem.buffers.map((buffer, b) => ({ buffer, offset: plan.offsets[b]! - base }));
  const large = indexed.filter(({ buffer }) => buffer.size > SMALL);
  large.sort((a, b) => a.buffer.lower - b.buffer.lower);
  const reserved = large.reduce((most, { buffer, offset }) => Math.max(most, offset + buffer.size), 0);
  const allocated = mostLive(
    large.map(({ buffer }) => buffer),
    ({ size }) => size,
  );
  const small = problem.buffers.filter(({ size }) => size > 0 && size <= SMALL);
  const title = [allocated, reserved, 0, large.length, mostLive(small, () => SMALL)].join(" ");
  return `\n${title}\n${large.map(({ buffer, offset }) => `${offset} ${buffer.size}\n`).join("")}`;
}

/** The most bytes that live at one time. */
function mostLive(buffers: readonly Buffer[], bytesOf: (buffer: Buffer) => number): number {
  const events = buffers.flatMap((buffer) => {
    if (buffer.upper <= buffer.lower) return [];
    return [
      { time: buffer.lower, bytes: bytesOf(buffer) },
      { time: buffer.upper, bytes: -bytesOf(buffer) },
    ];
  });
  // At one time, what ends goes before what begins.
  events.sort((a, b) => a.time - b.time || a.bytes - b.bytes);
  let [live, most] = [0, 0];
  for (const { bytes } of events) {
    live += bytes;
    most = Math.max(most, live);
  }
  return most;
}
