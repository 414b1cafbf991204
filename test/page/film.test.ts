import { describe, expect, it } from "vitest";
import { placedAfter, wordsOf } from "../../page/app/film.js";
import { filmOf, MOST_STEPS } from "../../page/worker/film.js";
import { generate, hardFamilies } from "../../src/instances/index.js";
import { pictureOf } from "../../src/picture/index.js";
import type { Problem } from "../../src/problem/index.js";
import { simulate } from "../../src/sim/index.js";

const SMALL: Problem = {
  buffers: [
    { id: "a", lower: 0, upper: 3, size: 2 },
    { id: "b", lower: 2, upper: 5, size: 3 },
    { id: "c", lower: 4, upper: 7, size: 2 },
    { id: "d", lower: 0, upper: 7, size: 1 },
  ],
};

describe("the film of a search", () => {
  it("ends with a plan that the simulator passes, where it finds one", () => {
    const film = filmOf(SMALL, null);
    expect(film.end).toBe("placed");
    const placed = placedAfter(film.frames, film.frames.length);
    const offsets = SMALL.buffers.map((_, b) => placed.get(b) ?? -1);
    expect(simulate({ ...SMALL, capacity: film.capacity }, offsets).ok).toBe(true);
    expect(film.steps).toBe(film.frames.filter(({ kind }) => kind === "place" || kind === "waste").length);
  });

  it("lets no two buffers share a byte at any frame, and shows what it goes back on", () => {
    let [backs, jumps, failures] = [0, 0, 0];
    for (const seed of [1, 2, 3]) {
      const family = hardFamilies.find(({ name }) => name === "guillotine")!;
      const { problem } = generate(family.name, { buffers: 40, seed });
      const film = filmOf(problem, problem.capacity ?? null);
      for (const [i, frame] of film.frames.entries()) {
        if (frame.kind === "back") backs++;
        if (frame.undone > 1) jumps++;
        if (frame.failed) failures++;
        if (i % 7 !== 0 || frame.failed) continue;
        const placed = [...placedAfter(film.frames, i + 1)];
        const part = { buffers: placed.map(([b]) => problem.buffers[b]!), capacity: film.capacity };
        expect(
          simulate(
            part,
            placed.map(([, offset]) => offset),
          ).ok,
          `seed ${seed}, frame ${i}`,
        ).toBe(true);
      }
      expect(film.steps).toBeLessThanOrEqual(MOST_STEPS);
    }
    expect([backs, jumps, failures].every((count) => count > 0)).toBe(true);
  });

  it("has floors below which nothing that is placed later lies", () => {
    const film = filmOf(SMALL, null);
    for (const [i, { floors, failed }] of film.frames.entries()) {
      const next = film.frames[i + 1];
      if (failed || next?.kind !== "place") continue;
      const { lower, upper } = SMALL.buffers[next.buffer]!;
      for (const [s, floor] of floors.entries()) {
        const meets = film.lower[s]! < upper && lower < film.upper[s]!;
        if (meets && Number.isFinite(floor)) expect(next.offset).toBeGreaterThanOrEqual(floor);
      }
    }
  });

  it("says every frame in words, with names as text", () => {
    const film = filmOf(SMALL, null);
    const picture = pictureOf(SMALL, { title: "t" });
    expect(wordsOf(film.frames[0]!, picture)).toMatch(/^[abcd] is put at 0/);
    expect(wordsOf(film.frames.at(-1)!, picture)).toBe("all buffers are placed: a plan");
  });

  it("tells that nothing fits, and why there is no film", () => {
    expect(filmOf({ ...SMALL, capacity: 5 }, 5).end).toBe("refuted");
    expect(() => filmOf({ buffers: [] }, null)).toThrow("no buffers");
    expect(() => filmOf({ ...SMALL, aliases: [{ buffer: "a", of: "b" }] }, null)).toThrow("constraints");
  });
});
