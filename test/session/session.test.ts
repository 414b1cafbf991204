import { describe, expect, it } from "vitest";
import { type Edit, InputError, Planner, type Problem, planSync, simulate } from "../../src/index.js";
import { Editor, type Taste } from "./edits.js";

const EDITS = 1_000;

/** Sixteen plain problems: half of them at the least peak, the others to fit. */
const PLAIN: readonly Taste[] = [
  { buffers: 6, ticks: 6, capacity: 24 },
  { buffers: 8, ticks: 8, capacity: 30 },
  { buffers: 9, ticks: 9, capacity: 36, alignments: [1, 4, 8] },
  { buffers: 9, ticks: 30, capacity: 24 },
  { buffers: 10, ticks: 10, capacity: 60, fixed: 15 },
  { buffers: 9, ticks: 9, capacity: 40, base: 12 },
  { buffers: 9, ticks: 9, capacity: 60, base: 12, alignments: [1, 8], fixed: 10 },
  { buffers: 24, ticks: 60, capacity: 28, alignments: [1, 2] },
];

/** Small problems with constraints, to each of which the editor adds plain buffers. */
const CONSTRAINED: readonly Problem[] = [
  {
    buffers: [
      { id: "x", lower: 0, upper: 9, size: 8, memory: "fast" },
      { id: "y", lower: 2, upper: 4, size: 4, memory: "slow" },
    ],
    memories: [{ id: "fast", capacity: 40 }, { id: "slow" }],
  },
  {
    buffers: [
      { id: "x", lower: 0, upper: 8, size: 8, gaps: [{ lower: 2, upper: 5 }] },
      { id: "y", lower: 1, upper: 6, size: 6 },
    ],
    capacity: 60,
  },
  {
    buffers: [
      { id: "x", lower: 0, upper: 3, size: 8 },
      { id: "y", lower: 3, upper: 6, size: 4 },
    ],
    apart: [{ buffers: ["x", "y"] }],
  },
  {
    buffers: [
      { id: "x", lower: 0, upper: 6, size: 8 },
      { id: "y", lower: 1, upper: 3, size: 4 },
    ],
    aliases: [{ buffer: "y", of: "x", at: 2 }],
  },
];

/** To fit, a plan may meet its bound or not: either is an answer. */
function comparable(status: string, isLeast: boolean): string {
  return !isLeast && status === "optimal" ? "feasible" : status;
}

function expectAsAnew(session: Planner, options: { minimize: boolean; policy: "rules" }, note: string): string {
  const { problem } = session;
  const found = session.planSync();
  const anew = planSync(problem, options);
  const isLeast = options.minimize || (problem.capacity === undefined && problem.memories === undefined);
  expect(comparable(found.status, isLeast), note).toBe(comparable(anew.status, isLeast));
  if (isLeast) expect(found.peak, note).toBe(anew.peak);
  if (found.offsets !== null) {
    const memories = found.memories === null ? {} : { memories: found.memories };
    expect(simulate(problem, found.offsets, memories).ok, note).toBe(true);
    expect(found.lowerBound, note).toBeLessThanOrEqual(found.peak!);
  }
  if (isLeast && anew.status === "optimal") expect(found.lowerBound, note).toBe(anew.peak);
  if (found.status === "infeasible") {
    expect(found.infeasibility!.message, note).not.toBe("");
    expect(found.lowerBound, note).toBeLessThanOrEqual(Math.max(anew.lowerBound, found.lowerBound));
  }
  return found.status;
}

describe("a session", () => {
  it.each(
    PLAIN.flatMap((taste, i) => [
      { taste, minimize: true, seed: i },
      { taste, minimize: false, seed: 100 + i },
    ]),
  )(
    "answers as planning from scratch does after each of 1,000 edits: $taste, minimize $minimize",
    (given) => {
      const { taste, minimize, seed } = given;
      const options = { minimize, policy: "rules" } as const;
      const editor = new Editor(taste, seed);
      const session = new Planner(editor.problem(), { ...options, replayEvery: 50 });
      const statuses = new Set<string>();
      for (let step = 0; step <= EDITS; step++) {
        if (step > 0) session.apply([editor.edit(session.problem)]);
        statuses.add(expectAsAnew(session, options, `seed ${seed}, edit ${step}`));
      }
      expect(statuses.size).toBeGreaterThan(1);
    },
    60_000,
  );

  it.each(CONSTRAINED.map((problem, seed) => ({ problem, seed, about: Object.keys(problem).join(", ") })))(
    "answers as planning from scratch does where there are constraints: $about",
    ({ problem, seed }) => {
      const options = { minimize: true, policy: "rules" } as const;
      const editor = new Editor({ buffers: 5, ticks: 9 }, seed);
      const memory = problem.memories === undefined ? {} : { memory: problem.memories[0]!.id };
      const session = new Planner(problem, options);
      let refused = 0;
      for (let step = 0; step <= EDITS; step++) {
        const before = session.problem;
        const edit = editor.edit(before);
        try {
          session.apply([edit.kind === "add" ? { kind: "add", buffer: { ...edit.buffer, ...memory } } : edit]);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect(session.problem).toEqual(before);
          refused++;
        }
        if (step % 4 === 0) expectAsAnew(session, options, `seed ${seed}, edit ${step}`);
      }
      expect(refused).toBeLessThan(EDITS / 2);
    },
    60_000,
  );

  it("comes back to the peak that it had when edits are taken back", () => {
    const taste = { buffers: 14, ticks: 12, alignments: [1, 4] };
    for (let seed = 0; seed < 20; seed++) {
      const editor = new Editor(taste, seed);
      const session = new Planner(editor.problem(), { policy: "rules" });
      const { peak } = session.planSync();
      const back: Edit[] = [];
      for (let step = 0; step < 8; step++) {
        const edit = editor.edit(session.problem);
        back.unshift(inverse(edit, session.problem));
        session.apply([edit]);
        if (step % 3 === 0) session.planSync();
      }
      session.apply(back);
      expect(session.planSync().peak, `seed ${seed}`).toBe(peak);
    }
  });

  it("gives the same plans for the same edits, planned with and without promises", async () => {
    const run = async (isSync: boolean): Promise<unknown[]> => {
      const editor = new Editor({ buffers: 20, ticks: 20, alignments: [1, 4], capacity: 60 }, 3);
      const session = new Planner(editor.problem(), { minimize: true, policy: "rules" });
      const told: unknown[] = [];
      for (let step = 0; step < 60; step++) {
        const { status, offsets, steps, moved } = isSync ? session.planSync() : await session.plan();
        told.push([status, offsets, steps, moved]);
        session.apply([editor.edit(session.problem)]);
      }
      return told;
    };
    const first = await run(true);
    expect(await run(true)).toEqual(first);
    expect(await run(false)).toEqual(first);
  });

  it("leaves what an edit does not concern where it lies, and tells what has moved", () => {
    const buffers = Array.from({ length: 400 }, (_, i) => ({
      id: `b${i}`,
      lower: i,
      upper: i + 20,
      size: 16 + (i % 7),
    }));
    const session = new Planner({ buffers, capacity: 1_000 });
    const first = session.planSync();
    expect(first.moved).toHaveLength(400);
    session.remove("b7");
    session.add({ id: "new", lower: 100, upper: 120, size: 30 });
    const second = session.planSync();
    expect(second.moved.map(({ id }) => id)).toEqual(["new"]);
    // The new one has taken the row of the one that is gone.
    expect(second.checked).toBe(1);
    const places = new Map(buffers.map(({ id }, b) => [id, first.offsets![b]]));
    for (const [b, { id }] of session.problem.buffers.entries()) {
      if (id !== "new") expect(second.offsets![b]).toBe(places.get(id));
    }
    expect(session.planSync()).toMatchObject({ status: second.status, moved: [] });
  });

  it("hands out the simulator's whole report on each plan", () => {
    const session = new Planner({ buffers: [{ id: "a", lower: 0, upper: 2, size: 8 }] });
    const first = session.planSync();
    session.resize("a", 12);
    expect(first.verification).toMatchObject({ ok: true, peak: 8 });
    expect(session.planSync().verification).toMatchObject({ ok: true, peak: 12 });
    session.setCapacity(4);
    expect(session.planSync()).toMatchObject({ status: "infeasible", verification: null });
  });

  it("becomes one with constraints, and plain again", () => {
    const session = new Planner({ buffers: [{ id: "a", lower: 0, upper: 9, size: 8 }] });
    session.planSync();
    session.add({ id: "b", lower: 0, upper: 9, size: 8, gaps: [{ lower: 2, upper: 4 }] });
    session.add({ id: "c", lower: 2, upper: 4, size: 8 });
    expect(session.planSync()).toMatchObject({ status: "optimal", peak: 16 });
    session.remove("b");
    expect(session.planSync()).toMatchObject({ status: "optimal", peak: 16 });
  });

  it("refuses edits and plans while a plan is under way", async () => {
    const session = new Planner(new Editor({ buffers: 60, ticks: 30, alignments: [1, 4] }, 1).problem());
    const planning = session.plan();
    expect(() => session.remove("b0")).toThrow("a plan is under way");
    expect(() => session.planSync()).toThrow("under way already");
    await expect(session.plan()).rejects.toThrow("under way already");
    expect((await planning).status).toBe("optimal");
    session.remove("b0");
    expect((await session.plan()).status).toBe("optimal");
  });
});

describe("an edit that is refused", () => {
  const problem: Problem = {
    buffers: [
      { id: "a", lower: 0, upper: 4, size: 8, alignment: 4 },
      { id: "b", lower: 2, upper: 6, size: 4, offset: 8 },
    ],
    capacity: 16,
  };
  const cases: readonly (readonly [string, readonly unknown[]])[] = [
    [
      'buffer "a": there is one of this id already',
      [{ kind: "add", buffer: { id: "a", lower: 0, upper: 1, size: 1 } }],
    ],
    [
      'buffer "c": size must be ≥ 0 bytes, got -1',
      [{ kind: "add", buffer: { id: "c", lower: 0, upper: 1, size: -1 } }],
    ],
    ["the buffer: id must be a non-empty string", [{ kind: "add", buffer: { lower: 0, upper: 1, size: -1 } }]],
    ["needs a buffer, got null", [{ kind: "add", buffer: null }]],
    ['there is no buffer "c" to remove', [{ kind: "remove", id: "c" }]],
    ['buffer "a": size must be an integer', [{ kind: "resize", id: "a", size: 1.5 }]],
    ['buffer "a": upper must be ≥ lower, got [4, 2)', [{ kind: "retime", id: "a", lower: 4, upper: 2 }]],
    ["capacity must be an integer ≥ 0 bytes, got -4", [{ kind: "capacity", capacity: -4 }]],
    ['there is no edit "move"', [{ kind: "move", id: "a" }]],
    ["an edit resize needs size", [{ kind: "resize", id: "a" }]],
    ["an edit remove has no size", [{ kind: "remove", id: "a", size: 4 }]],
    ["an edit must be an object, got 7", [7]],
    ["sum to more than 2^53 − 1", [{ kind: "resize", id: "a", size: 2 ** 53 - 1 }]],
    [
      'edit 1: there is no buffer "a" to resize',
      [
        { kind: "remove", id: "a" },
        { kind: "resize", id: "a", size: 4 },
      ],
    ],
    [
      'edit 2: buffer "c": size must be ≥ 0 bytes',
      [
        { kind: "capacity", capacity: 4 },
        { kind: "add", buffer: { id: "c", lower: 0, upper: 1, size: 4 } },
        { kind: "resize", id: "c", size: -4 },
      ],
    ],
  ];

  it.each(cases)("says: %s, and changes nothing", (message, edits) => {
    const session = new Planner(problem);
    const first = session.planSync();
    expect(() => session.apply(edits as readonly Edit[])).toThrow(InputError);
    expect(() => session.apply(edits as readonly Edit[])).toThrow(message);
    expect(session.problem).toEqual(problem);
    const again = session.planSync();
    expect([again.status, again.offsets, again.moved]).toEqual([first.status, first.offsets, []]);
  });

  it("names the constraint that needs the buffer", () => {
    const session = new Planner({ ...problem, aliases: [{ buffer: "a", of: "b" }] }, { minimize: true });
    expect(() => session.remove("b")).toThrow(/alias.*"b"/);
    expect(session.size).toBe(2);
  });

  it("is one of an option as well: unknown ones, and those of a single plan", () => {
    expect(() => new Planner(problem, { minimise: true } as object)).toThrow("there is no option minimise");
    expect(() => new Planner(problem, { signal: new AbortController().signal } as object)).toThrow("hand it to plan");
    expect(() => new Planner(problem, { replayEvery: 0 })).toThrow("option replayEvery");
    expect(() => new Planner({ buffers: [{ id: "", lower: 0, upper: 1, size: 1 }] })).toThrow(InputError);
  });
});

function inverse(edit: Edit, { buffers, capacity }: Problem): Edit {
  if (edit.kind === "add") return { kind: "remove", id: edit.buffer.id };
  if (edit.kind === "capacity") return { kind: "capacity", capacity: capacity ?? null };
  const buffer = buffers.find(({ id }) => id === edit.id)!;
  if (edit.kind === "remove") return { kind: "add", buffer };
  if (edit.kind === "resize") return { kind: "resize", id: edit.id, size: buffer.size };
  return { kind: "retime", id: edit.id, lower: buffer.lower, upper: buffer.upper };
}

describe("edits that come together", () => {
  const pair = (): Planner =>
    new Planner({
      capacity: 448,
      buffers: [
        { id: "a", lower: 0, upper: 1, size: 384 },
        { id: "b", lower: 0, upper: 5, size: 64 },
      ],
    });

  it("count by what they come to, so that no sum on the way is rounded", () => {
    const session = pair();
    session.apply([
      { kind: "resize", id: "b", size: 2 ** 53 - 1 },
      { kind: "resize", id: "b", size: 64 },
    ]);
    expect(session.planSync()).toMatchObject({ status: "optimal", peak: 448, lowerBound: 448 });
  });

  it("leave what goes and comes again last, and nothing of what comes and goes", () => {
    const session = pair();
    session.planSync();
    session.apply([
      { kind: "remove", id: "a" },
      { kind: "add", buffer: { id: "c", lower: 0, upper: 2, size: 10 } },
      { kind: "add", buffer: { id: "a", lower: 0, upper: 2, size: 10 } },
      { kind: "remove", id: "c" },
      { kind: "resize", id: "a", size: 12 },
      { kind: "retime", id: "b", lower: 1, upper: 3 },
    ]);
    expect(session.problem.buffers).toEqual([
      { id: "b", lower: 1, upper: 3, size: 64 },
      { id: "a", lower: 0, upper: 2, size: 12 },
    ]);
    const { peak, moved } = session.planSync();
    expect([peak! <= 448, moved.some(({ id }) => id === "a")]).toEqual([true, true]);
  });

  it("have all that their kind needs", () => {
    expect(() => pair().apply([{ kind: "capacity", capacity: undefined } as never])).toThrow(
      "an edit capacity needs capacity",
    );
  });

  it.each([
    { size: 0, upper: 4, offset: 1 },
    { size: 4, upper: 0, offset: 1 },
    { size: 4, upper: 4, offset: 0 },
    { size: 4, upper: 0, offset: 8 },
    { size: 40, upper: 0 },
  ])("leave no plan where one lies beyond the memory, though it may meet no other: %j", (odd) => {
    const others = [
      { id: "x", lower: 0, upper: 4, size: 4 },
      { id: "y", lower: 6, upper: 8, size: 4 },
    ];
    const session = new Planner({ base: 2, capacity: 8, buffers: others });
    expect(session.planSync().status).not.toBe("infeasible");
    session.add({ id: "a", lower: 0, ...odd });
    const { infeasibility } = planSync(session.problem);
    expect(session.planSync().infeasibility).toEqual(infeasibility);
    expect(infeasibility).not.toBeNull();
    session.remove("a");
    expect(session.planSync().infeasibility).toBeNull();
  });

  it("wait for a plan that tells of its progress", () => {
    const session = new Planner({
      buffers: Array.from({ length: 40 }, (_, i) => ({ id: `b${i}`, lower: i % 7, upper: (i % 7) + 3, size: 1 + i })),
    });
    const said: string[] = [];
    const refused = (act: () => unknown): void => {
      try {
        act();
      } catch (error) {
        said.push((error as Error).message);
      }
    };
    session.planSync({
      onProgress: () => {
        refused(() => session.remove("b5"));
        refused(() => session.planSync());
      },
    });
    expect(said.length % 2).toBe(0);
    for (const message of said) expect(message).toMatch(/under way/);
    expect(session.size).toBe(40);
  });
});
