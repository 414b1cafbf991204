import { describe, expect, it } from "vitest";
import {
  arraysOf,
  checkColumns,
  emptyColumns,
  InputError,
  type Problem,
  type ProblemColumns,
  toArrays,
  toColumns,
} from "../../src/problem/index.js";
import { edgeProblem } from "../support/edge-problems.js";

/** Columns as someone makes them who has no objects. */
function columnsOf(rows: readonly (readonly number[])[], ids: readonly string[] | null = null): ProblemColumns {
  const columns = emptyColumns(rows.length, { capacity: 100, base: 0, ids });
  rows.forEach(([lower, upper, size, alignment = 1, fixedOffset = -1], b) => {
    columns.lower[b] = lower!;
    columns.upper[b] = upper!;
    columns.size[b] = size!;
    columns.alignment[b] = alignment;
    columns.fixedOffset[b] = fixedOffset;
  });
  return columns;
}

function refusal(check: () => void): InputError {
  try {
    check();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("accepted");
}

describe("columns", () => {
  it("say the same as the objects that they were made from", () => {
    for (let seed = 0; seed < 300; seed++) {
      const problem: Problem = { ...edgeProblem(seed), capacity: 50 };
      const { ids, lower, upper, size, alignment, fixedOffset, base, capacity, count } = toColumns(problem);
      const said = problem.buffers.map((buffer) => {
        const { id, alignment = 1, offset = -1 } = buffer;
        return [id, buffer.lower, buffer.upper, buffer.size, alignment, offset];
      });
      const read = Array.from({ length: count }, (_, b) => {
        return [ids!.at(b), lower[b], upper[b], size[b], alignment[b], fixedOffset[b]];
      });
      expect(read, `seed ${seed}`).toEqual(said);
      expect([base, capacity]).toEqual([problem.base ?? 0, 50]);
      expect(arraysOf(toColumns(problem))).toEqual(toArrays(problem));
    }
  });

  it("are refused as objects are, with the position for a name where ids were not given", () => {
    const cases: readonly [string, readonly number[]][] = [
      ["upper must be ≥ lower, got [5, 4)", [5, 4, 1]],
      ["size must be ≥ 0 bytes, got -1", [0, 4, -1]],
      ["alignment must be > 0 bytes, got 0", [0, 4, 1, 0]],
      ["fixed offset 3 is no multiple of the alignment 2", [0, 4, 1, 2, 3]],
      ["fixed offset must be ≥ 0 bytes, or −1 for none, got -2", [0, 4, 1, 1, -2]],
      ["size must be an integer within ±(2^53 − 1), got 0.5", [0, 4, 0.5]],
    ];
    for (const [says, row] of cases) {
      const unnamed = refusal(() => checkColumns(columnsOf([[0, 1, 1], row])));
      expect(unnamed.message).toBe(`buffer "1": ${says}`);
      expect(unnamed.culprit.bufferIndex).toBe(1);
      const named = refusal(() => checkColumns(columnsOf([[0, 1, 1], row], ["a", "conv"])));
      expect(named.message).toBe(`buffer "conv": ${says}`);
    }
    expect(refusal(() => checkColumns(columnsOf([[0, 1, 1]], [""]))).message).toContain("non-empty");
    const twice = refusal(() =>
      checkColumns(
        columnsOf(
          [
            [0, 1, 1],
            [0, 1, 1],
          ],
          ["a", "a"],
        ),
      ),
    );
    expect(twice.message).toContain('"a": id is used twice');
  });

  it("of many rows lie in shared memory, of few in memory of their own, each in one piece", () => {
    const few = emptyColumns(100, { capacity: 1, base: 0, ids: null });
    const many = emptyColumns(10_000, { capacity: 1, base: 0, ids: null });
    expect(few.size.buffer).toBeInstanceOf(ArrayBuffer);
    expect(many.size.buffer).toBeInstanceOf(SharedArrayBuffer);
    for (const { lower, upper, size, alignment, fixedOffset, count } of [few, many]) {
      const arrays = [lower, upper, size, alignment, fixedOffset];
      expect(new Set(arrays.map(({ buffer }) => buffer)).size).toBe(1);
      expect(size.buffer.byteLength).toBe(5 * 8 * count);
      expect(alignment.every((value) => value === 1) && fixedOffset.every((value) => value === -1)).toBe(true);
    }
  });
});
