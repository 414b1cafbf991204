import type { TimeRelaxation } from "./time-relaxation.js";

/** A slot that begins, or an operator that runs. */
export interface Step {
  /** −1 where it is none; one of the two is given. */
  readonly slot: number;
  readonly operator: number;
  /** Bodies that are decided at it, and gone after it. */
  readonly begin: number[];
  readonly end: number[];
  /** Entries of `timing` of an operator, with their bodies. */
  readonly accessors: { readonly body: number; readonly entry: number }[];
}

export interface Timeline {
  readonly steps: readonly Step[];
  /** By body: where states keep its memory. Bodies that are never there together share one. */
  readonly positionOf: Int32Array;
  readonly positions: number;
}

/** Slots and operators in order, and which bodies are there from which step to which. */
export function timelineOf(relaxation: TimeRelaxation): Timeline {
  const { timing, bodies, slots, firstOperator, cellStart, cellFrom, cellTo } = relaxation;
  const operators = timing.computePs.length;
  const steps: Step[] = [];
  const ofSlot = new Int32Array(slots);
  const ofOperator = new Int32Array(operators);
  const add = (slot: number, operator: number): number =>
    steps.push({ slot, operator, begin: [], end: [], accessors: [] }) - 1;
  for (let o = 0, s = 0; o <= operators; o++) {
    while (s < slots && firstOperator[s]! <= o) ofSlot[s] = add(s++, -1);
    if (o < operators) ofOperator[o] = add(-1, o);
  }
  for (let b = 0; b < bodies; b++) {
    let [first, last] = [steps.length, -1];
    const touch = (step: number): void => {
      first = Math.min(first, step);
      last = Math.max(last, step);
    };
    for (let i = timing.start[b]!; i < timing.start[b + 1]!; i++) {
      const step = ofOperator[timing.operator[i]!]!;
      steps[step]!.accessors.push({ body: b, entry: i });
      touch(step);
    }
    for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
      touch(ofSlot[cellFrom[c]!]!);
      touch(ofSlot[cellTo[c]! - 1]!);
    }
    if (last < 0) continue;
    steps[first]!.begin.push(b);
    steps[last]!.end.push(b);
  }
  const positionOf = new Int32Array(bodies).fill(-1);
  const free: number[] = [];
  let positions = 0;
  for (const { begin, end } of steps) {
    for (const b of begin) positionOf[b] = free.pop() ?? positions++;
    for (const b of end) free.push(positionOf[b]!);
  }
  return { steps, positionOf, positions };
}

export interface CellsOfSlots {
  /** Cells that begin with a slot, and that end with it. */
  readonly begin: readonly number[][];
  readonly end: readonly number[][];
  readonly bodyOf: Int32Array;
}

export function cellsOfSlots({ bodies, slots, cellStart, cellFrom, cellTo }: TimeRelaxation): CellsOfSlots {
  const begin: number[][] = Array.from({ length: slots }, () => []);
  const end: number[][] = Array.from({ length: slots }, () => []);
  const bodyOf = new Int32Array(cellFrom.length);
  for (let b = 0; b < bodies; b++) {
    for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
      bodyOf[c] = b;
      begin[cellFrom[c]!]!.push(c);
      end[cellTo[c]! - 1]!.push(c);
    }
  }
  return { begin, end, bodyOf };
}
