import { describe, expect, it } from "vitest";
import { Random } from "../../src/problem/random.js";
import { sceneOf } from "../../src/soft/scene.js";
import { valuesOf } from "../../src/soft/values.js";
import { WalkState } from "../../src/soft/walk-state.js";
import { randomProblem } from "../bodies/heuristics/random-bodies.js";
import { CONSTRUCTS } from "../support/constraint-problems.js";

describe("the state of a walk", () => {
  it("says after every move what counting anew says, on 600 random problems of every construct and mixture", () => {
    let [moves, broken, kept] = [0, 0, 0];
    for (let seed = 40_000; seed < 40_600; seed++) {
      const made = randomProblem(seed, 8, CONSTRUCTS);
      if (made === null) continue;
      const { model } = made;
      const scene = sceneOf(model)!;
      const random = new Random(seed);
      const below = (count: number): number => Math.floor(random.next() * count);
      const [state, anew] = [new WalkState(scene), new WalkState(scene)];
      const memories = Int32Array.from(model.bodies, ({ choices }) => choices[0]!.memory);
      state.begin(new Float64Array(model.bodies.length), memories);
      for (let move = 0; move < 30; move++) {
        const b = below(model.bodies.length);
        const { choices } = model.bodies[b]!;
        const { memory } = choices[below(choices.length)]!;
        const { places, rowOf } = scene.memories[memory]!;
        const x = places.next(rowOf[b]!, below(12));
        if (x === Number.POSITIVE_INFINITY) continue;
        const ways = [state.countBroken(b, memory, x, 1e9), state.countReuse(b, memory, x, 1e9)] as const;
        state.move(b, memory, x, ...ways);
        if (move % 10 === 9) state.weighBroken(0.5);
        anew.begin(state.offsets, state.memories);
        const told = `seed ${seed}, move ${move}`;
        expect(state.broken, told).toBe(anew.broken);
        expect(Array.from(state.reuseBy), told).toEqual(Array.from(anew.reuseBy));
        const { time, spill, reuse, moved, peak } = state;
        const values = valuesOf(model, scene.shared, scene.hints, state.offsets, state.memories);
        expect({ time, spill, reuse, moved, peak }, told).toEqual(values);
        moves++;
        if (state.broken > 0) broken++;
        else kept++;
      }
    }
    expect(moves).toBeGreaterThan(8_000);
    expect(broken).toBeGreaterThan(1_000);
    expect(kept).toBeGreaterThan(1_000);
  });
});
