import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { keepDisagreement, refuseContradictions } from "../../optima/disagreement.mjs";
import { drawInstance, FAMILIES } from "../../optima/families.mjs";
import { readFamily } from "../../optima/records.mjs";
import { prepare } from "../cli/run.js";
import { bruteForce } from "../support/brute-force.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "telaplan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
prepare();

function run(script: string, ...args: string[]) {
  return spawnSync(process.execPath, [join(ROOT, "optima", script), ...args], { encoding: "utf8", cwd: ROOT });
}

describe("npm run regress", () => {
  it("replays the families and the share that it is given, and says how many", () => {
    const { status, stdout, stderr } = run("regress.mjs", "small-plain", "small-fixed", "--every", "50");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^small-plain: 9 replayed, .* 0 open, \d+ proofs checked, 0 wrong, /m);
    expect(stdout).toMatch(/^small-fixed: 12 replayed, .* 0 open, \d+ proofs checked, 0 wrong, /m);
    expect(stdout).toMatch(/^21 replayed, .* 0 wrong$/m);
  });

  it("refuses a share that is none", () => {
    const { status, stderr } = run("regress.mjs", "--every", "0");
    expect(status).not.toBe(0);
    expect(stderr).toContain("--every must be a whole number ≥ 1, got 0");
  });
});

describe("npm run optima", () => {
  it("draws the instances that are on file from their seeds", () => {
    let drawn = 0;
    for (const family of FAMILIES) {
      for (const { seed, problem } of readFamily(family.name).filter((_, i) => i % 10 === 0)) {
        expect(drawInstance(family, seed), `${family.name}, seed ${seed}`).toEqual(problem);
        drawn++;
      }
    }
    expect(drawn).toBeGreaterThan(250);
  });

  it("draws no instance whose fixed buffers collide, and passes seeds over for it", () => {
    const counts = { drawn: 0, left: 0 };
    for (const family of FAMILIES.filter(({ name }) => /^small-(fixed|mixed)$/.test(name))) {
      for (let seed = 0; seed < 500; seed++) {
        const problem = drawInstance(family, seed);
        if (problem === null) counts.left++;
        else {
          const pinned = { buffers: problem.buffers.filter(({ offset = -1 }) => offset >= 0) };
          const top = Math.max(0, ...pinned.buffers.map(({ offset, size }) => offset! + size));
          expect(bruteForce(pinned, top), `${family.name}, seed ${seed}`).not.toBeNull();
          counts.drawn++;
        }
      }
    }
    expect(Math.min(counts.drawn, counts.left)).toBeGreaterThan(100);
  });
});

describe("a disagreement", () => {
  const problem = {
    buffers: [
      { id: "a", lower: 0, upper: 9, size: 70, alignment: 8 },
      { id: "b", lower: 3, upper: 5, size: 30 },
      { id: "c", lower: 4, upper: 8, size: 20 },
    ],
  };

  it("is kept whole and shrunk", async () => {
    const [whole, minimal] = await keepDisagreement(
      "kept",
      problem,
      ({ buffers }) => buffers.some(({ size }) => size > 25),
      folder,
    );
    expect(JSON.parse(readFileSync(whole, "utf8"))).toEqual(problem);
    expect(JSON.parse(readFileSync(minimal, "utf8")).buffers).toEqual([expect.objectContaining({ size: 26 })]);
  });

  it("ends the run with the names of those who disagree, and their files", async () => {
    const opinions = [
      { solver: "brute", status: "optimal", peak: 120, bound: 120 },
      { solver: "search", status: "unknown", peak: null, bound: 121 },
    ] as const;
    const refused = refuseContradictions("found", problem, opinions, { brute: 100, search: 100 }, folder);
    await expect(refused).rejects.toThrow("brute has a plan of 120 bytes, search says that none is below 121");
    for (const name of ["found.json", "found.minimal.json"]) expect(existsSync(join(folder, name))).toBe(true);
    await refuseContradictions("none", problem, opinions.slice(0, 1), { brute: 100 }, folder);
    expect(existsSync(join(folder, "none.json"))).toBe(false);
  });
});
