import { describe, expect, it } from "vitest";
import { Random } from "../../src/problem/random.js";
import { Rechecker, type RowPlan, simulate } from "../../src/sim/index.js";

const ROWS = 12;

function emptyPlan(base: number): RowPlan {
  const column = (fill = 0): Float64Array => new Float64Array(ROWS).fill(fill);
  return {
    high: ROWS,
    base,
    capacity: 60,
    present: new Uint8Array(ROWS),
    lower: column(),
    upper: column(),
    size: column(),
    alignment: column(1),
    fixed: column(-1),
    offset: column(-1),
  };
}

/** Whether the whole plan passes the simulator. */
function isSound(plan: RowPlan): boolean {
  const rows = Array.from(plan.present.keys()).filter((row) => plan.present[row] === 1);
  const buffers = rows.map((row) => ({
    id: `${row}`,
    lower: plan.lower[row]!,
    upper: plan.upper[row]!,
    size: plan.size[row]!,
    alignment: plan.alignment[row]!,
    offset: plan.fixed[row]!,
  }));
  const { capacity, base } = plan;
  return simulate(
    { buffers, capacity, base },
    rows.map((row) => plan.offset[row]!),
  ).ok;
}

describe("the check of what has changed", () => {
  it("passes exactly the plans that the replay of the whole passes", () => {
    let [passed, failed] = [0, 0];
    for (let seed = 0; seed < 60; seed++) {
      const random = new Random(seed);
      const between = (least: number, most: number): number => least + Math.floor(random.next() * (most - least + 1));
      const plan = emptyPlan(seed % 3 === 0 ? 8 : 0);
      const checker = new Rechecker();
      expect(checker.check(plan).fault).toBeNull();
      for (let step = 0; step < 100; step++) {
        const row = between(0, ROWS - 1);
        const columns = ["present", "lower", "upper", "size", "alignment", "fixed", "offset"] as const;
        const before = columns.map((column) => plan[column][row]!);
        plan.present[row] = between(0, 3) === 0 ? 0 : 1;
        plan.lower[row] = between(0, 10);
        plan.upper[row] = plan.lower[row]! + between(0, 4);
        plan.size[row] = between(0, 10);
        plan.alignment[row] = between(0, 2) === 0 ? 4 : 1;
        plan.offset[row] = between(plan.base - 1, 60);
        plan.fixed[row] = between(0, 5) > 0 ? -1 : between(0, 3) > 0 ? plan.offset[row]! : plan.offset[row]! + 4;
        const { fault, checked } = checker.check(plan);
        expect(fault === null, `seed ${seed}, step ${step}: ${fault}`).toBe(isSound(plan));
        if (fault === null) {
          expect(checked === null || checked <= 1).toBe(true);
          passed++;
          continue;
        }
        failed++;
        for (const [i, column] of columns.entries()) plan[column][row] = before[i]!;
        expect(checker.check(plan).fault).toBeNull();
      }
    }
    expect(passed).toBeGreaterThan(500);
    expect(failed).toBeGreaterThan(500);
  });

  it("finds a change that nobody has told it of, and replays the whole after a fault", () => {
    const plan = emptyPlan(0);
    for (const row of [0, 1]) {
      plan.present[row] = 1;
      plan.upper[row] = 4;
      plan.size[row] = 8;
      plan.offset[row] = 8 * row;
    }
    const checker = new Rechecker();
    expect(checker.check(plan)).toEqual({ fault: null, peak: 16, checked: null });
    expect(checker.check(plan)).toEqual({ fault: null, peak: 16, checked: 0 });
    plan.offset[1] = 7;
    expect(checker.check(plan).fault).toBe("rows 1 and 0 share bytes from 7 on while both live");
    plan.offset[1] = 8;
    expect(checker.check(plan).checked).toBeNull();
    expect(checker.check({ ...plan, capacity: 15 }).fault).toBe("the plan peaks at 16 bytes, the capacity is 15");
  });
});
