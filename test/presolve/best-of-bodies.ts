import { type BodyProblem, pairKey } from "../../src/bodies/body-problem.js";

/** Whether bodies may lie at these offsets, read as plainly as a body problem is written. */
export function allows(problem: BodyProblem, offsets: readonly number[], buffers: number): boolean {
  return offsets.every((_, b) => allowsLast(problem, offsets.slice(0, b + 1), buffers));
}

/** The least peak in bytes from the base, and a plan of it; null where there is no plan. All offsets are tried. */
export function bestOfBodies(
  problem: BodyProblem,
  buffers: number,
  most = 40,
): { readonly peak: number; readonly offsets: readonly number[] } | null {
  const { count, base, capacity, size } = problem;
  let best: { peak: number; offsets: number[] } | null = null;
  const offsets: number[] = [];
  const place = (b: number, peak: number): void => {
    if (best !== null && peak >= best.peak) return;
    if (b === count) {
      best = { peak, offsets: [...offsets] };
      return;
    }
    const last = base + Math.min(capacity, most) - size[b]!;
    for (let offset = base; offset <= last; offset++) {
      offsets.push(offset);
      if (allowsLast(problem, offsets, buffers)) place(b + 1, Math.max(peak, offset + size[b]! - base));
      offsets.pop();
    }
  };
  place(0, 0);
  return best;
}

/** Whether the last of these bodies may lie where it does, the others being there. */
function allowsLast(problem: BodyProblem, offsets: readonly number[], buffers: number): boolean {
  const { base, capacity, size, modulus, residue, fixedOffset, reserved, bank } = problem;
  const b = offsets.length - 1;
  const offset = offsets[b]!;
  if (offset < base || offset + size[b]! > base + capacity) return false;
  if (offset % modulus[b]! !== residue[b]!) return false;
  if (fixedOffset[b]! >= 0 && fixedOffset[b] !== offset) return false;
  for (const extent of problem.extents[b]!) {
    if (reserved.some(({ from, to }) => offset + extent.from < to && from < offset + extent.to)) return false;
  }
  for (const rule of problem.forbidden) {
    if (Math.max(rule.a, rule.b) !== b) continue;
    const d = offsets[rule.b]! - offsets[rule.a]!;
    if (rule.low < d && d < rule.high) return false;
  }
  for (let a = 0; a < b; a++) {
    for (let x = problem.cellStart[a]!; x < problem.cellStart[a + 1]!; x++) {
      for (let y = problem.cellStart[b]!; y < problem.cellStart[b + 1]!; y++) {
        if (problem.cellLower[x]! >= problem.cellUpper[y]! || problem.cellLower[y]! >= problem.cellUpper[x]!) continue;
        if (problem.free.has(pairKey(problem.cellBuffer[x]!, problem.cellBuffer[y]!, buffers))) continue;
        const d = offset - offsets[a]!;
        if (problem.cellFrom[x]! - problem.cellTo[y]! < d && d < problem.cellTo[x]! - problem.cellFrom[y]!)
          return false;
      }
    }
  }
  const banksOf = (body: number, from: number, to: number): [number, number] => {
    return [Math.floor((offsets[body]! + from) / bank), Math.floor((offsets[body]! + to - 1) / bank)];
  };
  for (const { body, from, to } of problem.withinBank) {
    if (body !== b) continue;
    const [first, last] = banksOf(body, from, to);
    if (first !== last) return false;
  }
  for (const [p, q] of problem.otherBanks) {
    if (Math.max(p.body, q.body) !== b) continue;
    const [x, y] = [banksOf(p.body, p.from, p.to), banksOf(q.body, q.from, q.to)];
    if (x[0] <= y[1] && y[0] <= x[1]) return false;
  }
  return true;
}
