import { describe, expect, it } from "vitest";
import { generate } from "../../src/instances/index.js";
import { planColumns, planColumnsSync } from "../../src/planner/index.js";
import { toColumns } from "../../src/problem/index.js";
import { edgeProblem } from "../support/edge-problems.js";

describe("a run that goes on where the heuristics of another ended", () => {
  it("takes the same steps to the same answer as one that begins anew", async () => {
    let searched = 0;
    for (let seed = 0; seed < 12; seed++) {
      const { problem } = generate("thinned", { buffers: 60 + 5 * seed, seed });
      for (const minimize of [false, true]) {
        const columns = toColumns(problem);
        const options = { minimize, stepLimit: 20_000 };
        const anew = planColumnsSync(columns, options).result;
        const { opening } = planColumnsSync(columns, { ...options, stepLimit: 0 });
        if (anew.steps > 0) expect(opening, `seed ${seed}`).not.toBeNull();
        const { solveMs: _, ...rest } = await planColumns(columns, options, opening);
        const { solveMs: __, ...wanted } = anew;
        expect(rest, `seed ${seed}, minimize ${minimize}`).toEqual(wanted);
        searched += anew.steps;
      }
    }
    expect(searched).toBeGreaterThan(5_000);
  });

  it("has none to go on from where nothing is left to search", () => {
    let settled = 0;
    for (let seed = 0; seed < 200; seed++) {
      const columns = toColumns({ ...edgeProblem(seed), capacity: 40 });
      const { result, opening } = planColumnsSync(columns, {});
      if (result.steps > 0) continue;
      settled++;
      expect(opening, `seed ${seed}`).toBeNull();
    }
    expect(settled).toBeGreaterThan(100);
  });

  it("is none where the clock cut the heuristics short", () => {
    const columns = toColumns(generate("thinned", { buffers: 200, seed: 1 }).problem);
    const { opening } = planColumnsSync(columns, { timeLimitMs: 0, stepLimit: 0 });
    expect(opening).toBeNull();
  });
});
