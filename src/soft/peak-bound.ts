import { leastPeak } from "./room.js";
import type { Scene } from "./scene.js";

/**
 * A bound on the peak of each memory: the most bytes that are live at one time, of bodies of one buffer that can lie
 * nowhere else and have no pair that is free.
 */
export function peakBounds({ memories, model }: Scene): number[] {
  return memories.map(({ problem }) => {
    const { bodies, cellStart, cellLower, cellUpper, cellFrom, cellTo, cellBuffer, free, buffers } = problem;
    const named = new Set<number>();
    for (const key of free) named.add(Math.floor(key / buffers)).add(key % buffers);
    const events: [number, number][] = [];
    for (const [row, body] of bodies.entries()) {
      const { choices, members } = model.bodies[body]!;
      if (choices.length > 1 || members.length > 1 || named.has(members[0]!.buffer)) continue;
      for (let c = cellStart[row]!; c < cellStart[row + 1]!; c++) {
        if (named.has(cellBuffer[c]!)) continue;
        const bytes = cellTo[c]! - cellFrom[c]!;
        events.push([cellLower[c]!, bytes], [cellUpper[c]!, -bytes]);
      }
    }
    events.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    let [live, most] = [0, 0];
    for (const [, bytes] of events) {
      live += bytes;
      most = Math.max(most, live);
    }
    return leastPeak(problem, most);
  });
}
