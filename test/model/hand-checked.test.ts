import { describe, expect, it } from "vitest";
import { compile } from "../../src/model/compile.js";
import { HAND_CHECKED } from "../support/hand-checked.js";
import { bruteForce, judge } from "../support/model-brute-force.js";

describe("cases checked by hand", () => {
  it.each(HAND_CHECKED)("$claim", ({ problem, terms, values, peaks }) => {
    expect(() => compile({ ...problem, minimize: terms })).not.toThrow();
    const best = bruteForce(problem, terms);
    if (values === null) {
      expect(best).toBeNull();
      return;
    }
    expect(best?.values).toEqual(values);
    const judged = judge(problem, best!);
    expect(judged.faults).toEqual([]);
    expect(terms.map((term) => judged.sums[term])).toEqual(values);
    if (peaks !== undefined) expect(judged.peaks).toEqual(peaks);
  });

  it("are all there", () => {
    expect(HAND_CHECKED.length).toBe(29);
  });
});
