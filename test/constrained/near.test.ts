import { describe, expect, it } from "vitest";
import { type Problem, plan, planSync, previousOf, type Term } from "../../src/index.js";
import { bundled } from "../../src/instances/index.js";
import { Random } from "../../src/problem/random.js";
import { bruteForce } from "../support/model-brute-force.js";

const CASES = 2_000;

/** A small problem, a plan of it, and the problem after one to three edits. */
function edited(seed: number) {
  const random = new Random(seed);
  const whole = (least: number, most: number): number => least + Math.floor(random.next() * (most - least + 1));
  const draw = (id: string) => {
    const lower = whole(0, 4);
    const alignment = random.next() < 0.25 ? { alignment: 2 } : {};
    return { id, lower, upper: lower + whole(1, 3), size: whole(1, 4), ...alignment };
  };
  const buffers = Array.from({ length: whole(2, 5) }, (_, i) => draw(`b${i}`));
  const old = planSync({ buffers }, { minimize: true });
  const previous = previousOf({ problem: { buffers }, offsets: old.offsets! });
  const after = buffers.slice();
  for (let edits = whole(1, 3); edits > 0; edits--) {
    const at = whole(0, after.length - 1);
    const kind = whole(0, 3);
    if (kind === 0) after[at] = { ...after[at]!, size: Math.max(1, after[at]!.size + whole(-1, 2)) };
    if (kind === 1) after[at] = { ...after[at]!, upper: after[at]!.upper + whole(1, 2) };
    if (kind === 2) after.push(draw(`n${edits}`));
    if (kind === 3 && after.length > 1) after.splice(at, 1);
  }
  const least = planSync({ buffers: after }, { minimize: true }).peak!;
  return { previous, after, least, whole };
}

/** The values of brute force, whose hints are the old offsets. */
function bestOf(problem: Problem, previous: ReturnType<typeof previousOf>, terms: readonly Term[]) {
  const old = new Map(previous.buffers.map(({ id, offset }) => [id, offset]));
  const buffers = problem.buffers.map((buffer) => {
    return old.has(buffer.id) ? { ...buffer, hint: old.get(buffer.id)! } : buffer;
  });
  return bruteForce({ ...problem, buffers }, terms, problem.capacity)?.values ?? null;
}

describe("a plan near an earlier one", () => {
  it(`moves as few bytes as brute force in ${CASES} small cases, in every order of the terms`, () => {
    let [settled, infeasible, moving] = [0, 0, 0];
    for (let seed = 0; seed < CASES; seed++) {
      const { previous, after, least, whole } = edited(seed);
      const order = ([["moved"], ["peak", "moved"], ["moved", "peak"]] as const)[seed % 3]!;
      const problem: Problem = {
        buffers: after,
        capacity: least + whole(seed % 5 === 0 ? -1 : 0, seed % 4 === 0 ? 2 : 0),
        minimize: order,
      };
      const best = bestOf(problem, previous, order);
      const result = planSync(problem, { previous });
      if (best === null) {
        expect(result.status, `seed ${seed}`).toBe("infeasible");
        infeasible++;
        continue;
      }
      expect([result.status, ...result.terms.map(({ value }) => value)], `seed ${seed}`).toEqual(["optimal", ...best]);
      settled++;
      if (best[order.indexOf("moved" as never)]! > 0) moving++;
    }
    expect(settled + infeasible).toBe(CASES);
    expect(infeasible).toBeGreaterThan(50);
    expect(moving).toBeGreaterThan(500);
  }, 300_000);

  it("minimises movement before the peak, unless the terms say otherwise", async () => {
    const buffers = [
      { id: "a", lower: 0, upper: 4, size: 2 },
      { id: "c", lower: 0, upper: 4, size: 2 },
    ];
    const previous = {
      buffers: [
        { id: "a", offset: 0 },
        { id: "c", offset: 4 },
        { id: "gone", offset: 2, size: 2 },
      ],
    };
    const near = await plan({ buffers }, { previous });
    expect([near.peak, near.terms.map(({ term }) => term)]).toEqual([6, ["moved", "peak"]]);
    expect(near.changes).toEqual({
      kept: { buffers: 2, bytes: 4 },
      moved: { buffers: 0, bytes: 0 },
      new: { buffers: 0, bytes: 0 },
      gone: { buffers: 1, bytes: 2 },
    });
    const low = await plan({ buffers, minimize: ["peak", "moved"] }, { previous });
    expect([low.status, low.peak, low.changes!.moved.bytes]).toEqual(["optimal", 4, 2]);
    const fits = await plan({ buffers, capacity: 8 }, { previous });
    expect(fits.terms).toEqual([{ term: "moved", value: 0, bound: 0 }]);
  });

  it("takes hints for an earlier plan, after the peak where that is asked for, not where other terms are named", () => {
    const live = { lower: 0, upper: 4 };
    const buffers = [
      { id: "a", size: 2, hint: 0, ...live },
      { id: "c", size: 2, hint: 4, ...live },
    ];
    const fits = planSync({ buffers, capacity: 8 });
    expect([fits.status, ...fits.offsets!]).toEqual(["optimal", 0, 4]);
    expect(fits.terms).toEqual([{ term: "moved", value: 0, bound: 0 }]);
    const more = [...buffers, { id: "n", size: 4, ...live }];
    expect(planSync({ buffers: more, capacity: 8 }).terms).toEqual([{ term: "moved", value: 2, bound: 2 }]);
    const least = planSync({ buffers, capacity: 8 }, { minimize: true });
    expect(least.terms.map(({ term, value }) => [term, value])).toEqual([
      ["peak", 4],
      ["moved", 2],
    ]);
    const named = planSync({ buffers, capacity: 8, minimize: ["peak"] });
    expect(named.terms).toEqual([{ term: "peak", value: 4, bound: 4 }]);
    expect(planSync({ buffers, capacity: 3 }).status).toBe("infeasible");
  });

  it("plans a hard problem no worse for its hints", () => {
    const buffers = bundled[0]!.generate().problem.buffers;
    const hinted = buffers.map((buffer) => ({ ...buffer, hint: 4096 }));
    const plain = planSync({ buffers }, { minimize: true });
    const near = planSync({ buffers: hinted }, { minimize: true });
    expect(near.peak).toBe(plain.peak);
    const fit = planSync({ buffers: hinted, capacity: plain.peak! });
    expect(fit.peak).toBeLessThanOrEqual(plain.peak!);
    expect(planSync({ buffers: hinted, capacity: plain.lowerBound - 1 }).status).toBe("infeasible");
  });

  it("plans as before beside a previous plan of other buffers", () => {
    const buffers = bundled[0]!.generate().problem.buffers;
    const plain = planSync({ buffers });
    const { changes, offsets } = planSync({ buffers }, { previous: { buffers: [{ id: "other", offset: 0 }] } });
    expect(offsets).toEqual(plain.offsets);
    expect(changes).toMatchObject({ new: { buffers: buffers.length }, gone: { buffers: 1, bytes: null } });
  });

  it("keeps every byte of the bundled networks where nothing changed, at their least peak", () => {
    const networks = bundled.filter(({ name }) => /inference|training/.test(name));
    expect(networks.length).toBe(10);
    for (const { name, generate } of networks) {
      const { problem } = generate();
      const old = planSync(problem, { minimize: true });
      const previous = previousOf({ problem, offsets: old.offsets! });
      const again = planSync({ ...problem, minimize: ["peak", "moved"] }, { previous });
      expect([again.status, again.peak, again.changes!.moved.buffers], name).toEqual(["optimal", old.peak, 0]);
    }
  });

  it("also keeps what it can where there are memories and other constraints", () => {
    const problem: Problem = {
      memories: [{ id: "sram", capacity: 16 }, { id: "dram" }],
      buffers: [
        { id: "a", lower: 0, upper: 4, size: 4, memory: "sram" },
        { id: "b", lower: 0, upper: 4, size: 4, memory: "sram" },
        { id: "n", lower: 0, upper: 4, size: 4, memory: "sram" },
        { id: "d", lower: 0, upper: 4, size: 4, memory: "dram" },
      ],
      apart: [{ buffers: ["a", "b"], distance: 2 }],
    };
    const at = (id: string, offset: number, memory: string) => ({ id, offset, memory });
    const previous = { buffers: [at("a", 0, "sram"), at("b", 8, "sram"), at("d", 12, "dram")] };
    const { status, offsets, changes } = planSync(problem, { previous });
    expect([status, offsets![0], offsets![1], offsets![3]]).toEqual(["optimal", 0, 8, 12]);
    expect(changes).toMatchObject({ kept: { buffers: 3 }, moved: { buffers: 0 }, new: { buffers: 1 } });
  });
});

describe("pinUnchanged", () => {
  const live = { lower: 0, upper: 4 };
  const previous = {
    buffers: [
      { id: "a", offset: 0, size: 2, ...live },
      { id: "b", offset: 4, size: 2, ...live },
    ],
  };

  it("fixes what is as it was, and lets the rest move", async () => {
    const buffers = [
      { id: "a", size: 3, ...live },
      { id: "b", size: 2, ...live },
      { id: "n", size: 4, ...live },
    ];
    const { offsets, status } = await plan({ buffers, capacity: 10 }, { previous, pinUnchanged: true });
    expect([status, ...offsets!]).toEqual(["optimal", 0, 4, 6]);
  });

  it("says that the pins are the cause where they are, and what there is without them", () => {
    const buffers = [
      { id: "a", size: 2, ...live },
      { id: "b", size: 2, ...live },
      { id: "n", size: 4, ...live },
    ];
    const pinned = planSync({ buffers, capacity: 8 }, { previous, pinUnchanged: true });
    expect([pinned.status, pinned.offsets]).toEqual(["infeasible", null]);
    expect(pinned.infeasibility!.message).toMatch(
      /^the pins leave no plan that keeps the 2 pinned buffers at the old offsets: .*; without the pins there is /,
    );
    const free = planSync({ buffers, capacity: 8 }, { previous });
    expect([free.status, free.changes!.moved.bytes]).toEqual(["optimal", 2]);
    const never = planSync({ buffers, capacity: 7 }, { previous, pinUnchanged: true });
    expect(never.status).toBe("infeasible");
    expect(never.infeasibility!.message).not.toContain("pin");
  });

  it("holds pins that the memory no longer has", () => {
    const buffers = [{ id: "b", size: 2, ...live }];
    const { status, infeasibility } = planSync({ buffers, capacity: 5 }, { previous, pinUnchanged: true });
    expect([status, infeasibility!.message]).toEqual(["infeasible", expect.stringContaining('pinned buffer ("b")')]);
    const reserved = { memories: [{ id: "m", capacity: 8, reserved: [{ from: 4, to: 6 }] }], buffers };
    const held = planSync(reserved, { previous, pinUnchanged: true });
    expect([held.status, held.infeasibility!.message]).toEqual([
      "infeasible",
      expect.stringContaining("the pins leave"),
    ]);
  });
});

describe("a previous plan that is none", () => {
  it.each([
    [null, "option previous must be a plan with a list of buffers, got null"],
    [{ buffers: [{ offset: 0 }] }, "option previous: buffer 0 has no id, got undefined"],
    [{ buffers: [{ id: "a", offset: -1 }] }, 'option previous: buffer "a": offset must be an integer ≥ 0, got -1'],
    [{ buffers: [0, 1].map((offset) => ({ id: "a", offset })) }, 'option previous: buffer "a" is there twice'],
  ])("%j is refused by name", (previous, message) => {
    expect(() => planSync({ buffers: [] }, { previous: previous as never })).toThrow(message);
  });

  it("and a run without a promise takes no threads near a plan either", () => {
    const previous = { buffers: [{ id: "a", offset: 0 }] };
    const problem = { buffers: [{ id: "a", lower: 0, upper: 1, size: 1 }] };
    expect(() => planSync(problem, { previous, threads: 2 } as never)).toThrow("planSync takes no signal");
  });

  it("and pins without a plan are refused", () => {
    expect(() => planSync({ buffers: [] }, { pinUnchanged: true })).toThrow("option pinUnchanged needs previous");
  });
});
