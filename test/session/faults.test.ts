import { describe, expect, it } from "vitest";
import { type Edit, Planner, type Problem, planSync } from "../../src/index.js";

const MOST = Number.MAX_SAFE_INTEGER;

describe("a session", () => {
  it("keeps its bound exact where sizes on the way to the last edit of a batch sum to more than 2^53", () => {
    const a = { id: "a", lower: 0, upper: 1, size: 384 };
    const b = { id: "b", lower: 0, upper: 5, size: 64 };
    const batches: Edit[][] = [
      [
        { kind: "resize", id: "b", size: MOST },
        { kind: "resize", id: "b", size: 64 },
      ],
      [
        { kind: "add", buffer: { id: "c", lower: 0, upper: 5, size: MOST } },
        { kind: "remove", id: "c" },
      ],
      [
        { kind: "resize", id: "b", size: MOST - 384 },
        { kind: "remove", id: "b" },
        { kind: "add", buffer: { ...b, size: MOST } },
        { kind: "resize", id: "b", size: 64 },
      ],
    ];
    for (const batch of batches) {
      const session = new Planner({ capacity: 448, buffers: [a, b] });
      session.apply(batch);
      expect(session.problem.buffers).toEqual([a, b]);
      const { status, peak, lowerBound } = session.planSync();
      expect([status, peak, lowerBound]).toEqual(["optimal", 448, 448]);
    }
  });

  it("puts a buffer that is removed and added again in one batch behind the others", () => {
    const buffers = ["a", "b", "c"].map((id) => ({ id, lower: 0, upper: 2, size: 4 }));
    const session = new Planner({ buffers });
    session.apply([
      { kind: "add", buffer: { ...buffers[0]!, id: "d" } },
      { kind: "remove", id: "a" },
      { kind: "add", buffer: buffers[0]! },
      { kind: "resize", id: "a", size: 6 },
    ]);
    expect(session.problem.buffers.map(({ id, size }) => [id, size])).toEqual([
      ["b", 4],
      ["c", 4],
      ["d", 4],
      ["a", 6],
    ]);
  });

  it.each([
    { size: 0, upper: 4 },
    { size: 4, upper: 0 },
  ])("finds no plan where a buffer that meets no other is fixed below the base: %o", (given) => {
    const pinned = { id: "a", lower: 0, offset: 1, ...given };
    const free = { id: "b", lower: 0, upper: 4, size: 3 };
    for (const minimize of [false, true]) {
      const problem: Problem = { base: 2, capacity: 8, buffers: [pinned, free] };
      expect(planSync(problem, { minimize }).status).toBe("infeasible");
      const session = new Planner(problem, { minimize });
      expect(session.planSync().status).toBe("infeasible");
      session.remove("a");
      expect(session.planSync().status).toBe("optimal");
      session.add(pinned);
      expect(session.planSync().status).toBe("infeasible");
    }
  });

  it("refuses edits and plans from within planSync, and takes them afterwards", () => {
    const buffers = Array.from({ length: 60 }, (_, i) => ({
      id: `b${i}`,
      lower: (i * 13) % 29,
      upper: ((i * 13) % 29) + 3 + ((i * i) % 7),
      size: 3 + ((i * i * 7) % 31),
    }));
    const session = new Planner({ buffers }, { stepLimit: 2_000 });
    const told: string[] = [];
    const attempt = (act: () => void): void => {
      try {
        act();
        told.push("passed");
      } catch (error) {
        told.push((error as Error).message);
      }
    };
    session.planSync({
      onProgress: () => {
        attempt(() => session.remove("b0"));
        attempt(() => session.planSync());
      },
    });
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told)).toEqual(
      new Set([
        "a plan is under way: edits have to wait until it is there",
        "a plan of this session is under way already",
      ]),
    );
    session.remove("b0");
    expect(session.planSync().offsets).toHaveLength(59);
  });

  it("refuses a capacity that is undefined, by name", () => {
    const session = new Planner({ capacity: 8, buffers: [] });
    const edit = { kind: "capacity", capacity: undefined } as unknown as Edit;
    expect(() => session.apply([edit])).toThrow("an edit capacity needs capacity");
    expect(session.problem.capacity).toBe(8);
  });

  it("lists its own options too where there is none of a name", () => {
    const make = (): unknown => new Planner({ buffers: [] }, { zzz: 1 } as object);
    for (const name of ["minimize", "replayEvery", "presolve", "quick"]) expect(make).toThrow(name);
  });
});
