import { contention, isSolid, type Problem, type ProblemArrays } from "../problem/index.js";
import { position, type Scale } from "./scale.js";
import { element, px } from "./svg.js";

/** Bytes live at once over time, as a filled step curve. Its height at time t is the least that any plan needs at t. */
export function drawContention(problem: Problem, arrays: ProblemArrays, time: Scale, bytes: Scale): string {
  const live = contention(arrays);
  const cuts = slotStarts(problem, arrays);
  const floor = px(position(bytes, 0));
  let path = `M${px(time.from)} ${floor}`;
  // More steps than half pixels cannot be seen: of those that share one, the highest is drawn.
  let pixel = Number.NEGATIVE_INFINITY;
  let highest = 0;
  let drawn = Number.NaN;
  const flush = () => {
    if (highest === drawn || pixel === Number.NEGATIVE_INFINITY) return;
    path += `H${px(pixel)}V${px(position(bytes, highest))}`;
    drawn = highest;
  };
  for (let slot = 0; slot < live.length; slot++) {
    const x = Math.round(position(time, cuts[slot]!) * 2) / 2;
    if (x !== pixel) {
      flush();
      pixel = x;
      highest = 0;
    }
    if (live[slot]! > highest) highest = live[slot]!;
  }
  flush();
  // Buffers that never meet others may come later than all that lives.
  const end = live.length > 0 ? position(time, cuts[live.length]!) : time.from;
  path += `H${px(end)}V${floor}Z`;
  return element("path", {
    d: path,
    fill: "#bfd3e6",
    stroke: "#55789b",
    "stroke-width": 0.9,
    "stroke-linejoin": "round",
  });
}

/** Time at which each slot begins: buffers' ends that have the rank of the slot. */
function slotStarts(problem: Problem, arrays: ProblemArrays): Float64Array {
  const starts = new Float64Array(arrays.slotCount + 1);
  for (let b = 0; b < arrays.count; b++) {
    if (!isSolid(problem.buffers[b]!)) continue;
    starts[arrays.start[b]!] = problem.buffers[b]!.lower;
    starts[arrays.end[b]!] = problem.buffers[b]!.upper;
  }
  return starts;
}
