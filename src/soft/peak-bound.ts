import type { Model } from "../model/model.js";
import { leastPeak } from "./room.js";
import type { Scene } from "./scene.js";

type Event = readonly [time: number, bytes: number];

/**
 * A bound on the peak of each memory: the most bytes that are live at one time, of bodies of one buffer that can lie
 * nowhere else and have no pair that is free.
 */
export function peakBounds({ memories, model }: Scene): number[] {
  const shares = sharing(model);
  return memories.map(({ problem }) => {
    const { bodies, cellStart, cellLower, cellUpper, cellFrom, cellTo } = problem;
    const events: Event[] = [];
    for (const [row, body] of bodies.entries()) {
      if (model.bodies[body]!.choices.length > 1 || shares[body] === 1) continue;
      for (let c = cellStart[row]!; c < cellStart[row + 1]!; c++) {
        const bytes = cellTo[c]! - cellFrom[c]!;
        events.push([cellLower[c]!, bytes], [cellUpper[c]!, -bytes]);
      }
    }
    return leastPeak(problem, mostLive(events));
  });
}

/** A bound on the sum of all peaks, wherever bodies lie: what is live at one time lies in some memory. */
export function sumBound({ model }: Scene): number {
  // By clocks, no time is common.
  if (model.problem.buffers[0]?.clock !== undefined) return 0;
  const shares = sharing(model);
  const events: Event[] = [];
  for (const [b, { cells }] of model.bodies.entries()) {
    if (shares[b] === 1) continue;
    for (const { lower, upper, from, to } of cells) events.push([lower, to - from], [upper, from - to]);
  }
  return mostLive(events);
}

/** Bodies that may share bytes with others, or with themselves, though they live together. */
export function sharing({ bodies, bodyOf, pairs }: Model): Uint8Array {
  const shares = Uint8Array.from(bodies, ({ members }) => (members.length > 1 ? 1 : 0));
  for (const { rule, a, b } of pairs)
    if (rule === "free" || rule === "inplace") shares[bodyOf[a]!] = shares[bodyOf[b]!] = 1;
  return shares;
}

function mostLive(events: Event[]): number {
  events.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let [live, most] = [0, 0];
  for (const [, bytes] of events) {
    live += bytes;
    most = Math.max(most, live);
  }
  return most;
}
