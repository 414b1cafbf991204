import { describe, expect, it } from "vitest";
import { planSync } from "../../src/constrained/index.js";
import { infeasibleCore, infeasibleCoreSync } from "../../src/explain/index.js";
import { InputError, type Problem } from "../../src/problem/index.js";
import { CAUSES, type Cause, infeasibleProblem } from "./infeasible-problems.js";
import { hasPlan, problemOf, withBuffers } from "./subsets.js";

/** Problems of each cause: 510 in all. */
const MANY: Readonly<Record<Cause, number>> = { load: 110, aligned: 110, fixed: 110, apart: 60, mixed: 60, search: 60 };

function problemsOf(cause: Cause): readonly { seed: number; problem: Problem }[] {
  return Array.from({ length: MANY[cause] }, (_, seed) => ({ seed, problem: infeasibleProblem(seed, cause) }));
}

/** The fewest buffers that have no plan, with all that is said of them. */
function fewestBuffers(problem: Problem, known: number): number {
  const count = problem.buffers.length;
  const subsets = Array.from({ length: 2 ** count }, (_, bits) =>
    Array.from({ length: count }, (_, b) => b).filter((b) => (bits >> b) & 1),
  );
  const fewer = subsets.filter(({ length }) => length > 0 && length < known).sort((a, b) => a.length - b.length);
  return fewer.find((kept) => !hasPlan(withBuffers(problem, kept)))?.length ?? known;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

describe("the core of an infeasible problem", () => {
  it.each(CAUSES)(
    "has no plan, and has one without any of its members: %s",
    (cause) => {
      for (const { seed, problem } of problemsOf(cause)) {
        const core = infeasibleCoreSync(problem);
        expect(core, `seed ${seed}`).not.toBeNull();
        const { buffers, constraints, isIrreducible } = core!;
        expect(isIrreducible, `seed ${seed}`).toBe(true);
        expect(hasPlan(problemOf(problem, core!)), `seed ${seed}`).toBe(false);
        expect(hasPlan(core!.problem), `seed ${seed}: its own problem`).toBe(false);
        for (const gone of buffers) {
          const rest = { buffers: buffers.filter((b) => b !== gone), constraints };
          expect(hasPlan(problemOf(problem, rest)), `seed ${seed} without buffer ${gone}`).toBe(true);
        }
        for (const gone of constraints) {
          const rest = { buffers, constraints: constraints.filter((each) => each !== gone) };
          expect(hasPlan(problemOf(problem, rest)), `seed ${seed} without ${JSON.stringify(gone)}`).toBe(true);
        }
      }
    },
    240_000,
  );

  it.each(CAUSES.filter((cause) => cause !== "search"))(
    "is hardly larger than the smallest: %s",
    (cause) => {
      const ratios = problemsOf(cause).map(({ problem }) => {
        expect(problem.buffers.length).toBeLessThanOrEqual(12);
        const { buffers } = infeasibleCoreSync(problem)!;
        return buffers.length / fewestBuffers(problem, buffers.length);
      });
      expect(ratios.length).toBe(MANY[cause]);
      expect(median(ratios)).toBeLessThanOrEqual(1.3);
    },
    240_000,
  );

  it("is the same with a promise", async () => {
    for (const cause of CAUSES) {
      const problem = infeasibleProblem(3, cause);
      expect(await infeasibleCore(problem)).toEqual(infeasibleCoreSync(problem));
    }
  });

  it("begins with the reason that is already known", () => {
    const problem = infeasibleProblem(1, "search");
    const result = planSync(problem);
    const [with_, without] = [infeasibleCoreSync(problem, { result })!, infeasibleCoreSync(problem)!];
    expect({ ...with_, questions: 0, steps: 0 }).toEqual({ ...without, questions: 0, steps: 0 });
    expect(with_.questions).toBe(without.questions - 1);
  });

  it("is nothing where there is a plan", () => {
    const buffers = [{ id: "a", lower: 0, upper: 1, size: 4 }];
    expect(infeasibleCoreSync({ buffers, capacity: 4 })).toBeNull();
    expect(infeasibleCoreSync({ buffers })).toBeNull();
    expect(infeasibleCoreSync({ buffers: [] })).toBeNull();
  });

  it("is found where accesses need operators that a part of the problem would not have", () => {
    const buffers = [
      {
        id: "x",
        lower: 0,
        upper: 4,
        size: 4,
        gaps: [
          { lower: 0, upper: 2 },
          { lower: 3, upper: 4 },
        ],
        writes: 2,
      },
      { id: "y", lower: 2, upper: 4, size: 5 },
      { id: "z", lower: 2, upper: 4, size: 5 },
    ];
    const memories = [{ id: "m", capacity: 8, latency: 1 }];
    expect(infeasibleCoreSync({ buffers, memories })!.buffers).toEqual([1, 2]);
    const operators = [{ time: 2, compute: 1 }];
    expect(infeasibleCoreSync({ buffers: [buffers[0]!], memories, operators, limits: { moved: 0 } })).toBeNull();
    const blocked = [buffers[0]!, { ...buffers[1]!, size: 8 }];
    expect(infeasibleCoreSync({ buffers: blocked, memories, operators, limits: { moved: 0 } })!.buffers).toEqual([
      0, 1,
    ]);
    // Two writes of x take 2 ns, those of y at time 2 and its read at 4 one each; 9 ns are not to be had in 1.
    const timed = infeasibleCoreSync({
      buffers: buffers.slice(0, 2),
      memories: [{ id: "m", latency: 1 }],
      limits: { time: 1 },
    });
    expect(timed!.constraints).toEqual([{ kind: "limit", term: "time", most: 1 }]);
  });

  it("claims to be irreducible only as far as its questions were answered", () => {
    const problem = infeasibleProblem(1, "search");
    const result = planSync(problem);
    const core = infeasibleCoreSync(problem, { result, timeLimitMs: 0 })!;
    expect(core.isIrreducible).toBe(false);
    expect(core.questions).toBe(0);
    expect(hasPlan(core.problem)).toBe(false);
  });

  it("refuses what is malformed", () => {
    const broken = { buffers: [{ id: "a", lower: 0, upper: 1, size: -4 }], capacity: 4 };
    expect(() => infeasibleCoreSync(broken)).toThrow(InputError);
    expect(() => infeasibleCoreSync({ ...broken, apart: [{ buffers: ["a", "b"] }] })).toThrow(InputError);
  });
});

describe("a result that is not of this problem", () => {
  const live = { lower: 0, upper: 4, size: 4 };
  const problem: Problem = {
    capacity: 8,
    buffers: [
      { id: "a", ...live },
      { id: "b", ...live },
    ],
  };
  const previous = {
    buffers: [
      { id: "a", offset: 0 },
      { id: "b", offset: 2 },
    ],
  };
  const pinned = planSync(problem, { previous, pinUnchanged: true });

  it("gives no core where only the pins leave no plan, and one of the problem that has the pins", () => {
    expect(pinned.status).toBe("infeasible");
    expect(pinned.infeasibility!.pinned).toEqual(["a", "b"]);
    expect(infeasibleCoreSync(problem, { result: pinned })).toBeNull();
    const buffers = problem.buffers.map((each, b) => ({ ...each, offset: b * 2 }));
    expect(infeasibleCoreSync({ ...problem, buffers }, { result: pinned })!.cause).toBe("collision");
  });

  it("gives none where nothing says that there were pins, as the problem has a plan", () => {
    const { pinned: _, ...infeasibility } = pinned.infeasibility!;
    expect(infeasibleCoreSync(problem, { result: { ...pinned, infeasibility } })).toBeNull();
    const silent = { ...pinned, infeasibility: null };
    expect(infeasibleCoreSync(problem, { result: silent })).toBeNull();
  });

  it("gives the problem's own core where it has one beside the pins", () => {
    const tight = infeasibleProblem(3, "aligned");
    const { buffers } = infeasibleCoreSync(tight)!;
    const pins = { ...pinned.infeasibility!, pinned: tight.buffers.map(({ id }) => id), buffers: [] };
    expect(infeasibleCoreSync(tight, { result: { ...pinned, infeasibility: pins } })!.buffers).toEqual(buffers);
  });
});
