import { describe, expect, test } from "vitest";
import { planSync } from "../../src/constrained/index.js";
import { compile } from "../../src/model/compile.js";
import { InputError, type Problem } from "../../src/problem/index.js";
import { BUFFER_SHAPES, type Fields, PROBLEM_SHAPES, type Shape } from "../../src/problem/shapes.js";

const WRONG: readonly unknown[] = [null, 7, "x", true, {}, [null], [7], ["x"], [[]], [{}], [{ x: 1 }], { x: 1 }];

/** Values of a shape in which one place holds something of another kind. */
function* wrong(shape: Shape): Generator<unknown> {
  yield* WRONG;
  if (typeof shape === "string") return;
  if (Array.isArray(shape)) for (const inner of wrong(shape[0])) yield [inner];
  else {
    for (const [field, inner] of Object.entries(shape as Fields)) {
      for (const value of wrong(inner)) yield { buffer: "a", of: "b", id: "m", lower: 0, upper: 1, [field]: value };
    }
  }
}

const BUFFERS = [
  { id: "a", lower: 0, upper: 1, size: 1 },
  { id: "b", lower: 0, upper: 1, size: 1 },
];

function outcome(problem: unknown): "passes" | "InputError" {
  // An empty value binds nothing, so that some of these are plain problems for whoever plans.
  told(() => planSync(problem as Problem));
  return told(() => compile(problem as Problem));
}

function told(check: () => unknown): "passes" | "InputError" {
  try {
    check();
    return "passes";
  } catch (error) {
    if (error instanceof InputError) return "InputError";
    throw error;
  }
}

describe("a value of another kind, wherever it stands in a constraint", () => {
  test("of a problem is an InputError, if it is a fault at all", () => {
    const outcomes: string[] = [];
    for (const [field, shape] of Object.entries(PROBLEM_SHAPES)) {
      for (const value of wrong(shape)) outcomes.push(outcome({ buffers: BUFFERS, free: [], [field]: value }));
    }
    expect(outcomes.filter((each) => each === "InputError").length).toBeGreaterThan(300);
  });

  test("of a buffer is an InputError, if it is a fault at all", () => {
    const outcomes: string[] = [];
    for (const [field, shape] of Object.entries(BUFFER_SHAPES)) {
      for (const value of wrong(shape)) {
        for (const at of [0, 1]) {
          const buffers = BUFFERS.map((buffer, i) => (i === at ? { ...buffer, [field]: value } : buffer));
          outcomes.push(outcome({ buffers, minimize: ["peak"] }));
        }
      }
    }
    expect(outcomes.filter((each) => each === "InputError").length).toBeGreaterThan(100);
  });
});
