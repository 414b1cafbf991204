import { compile } from "../../src/model/compile.js";
import { type Apart, type Free, InputError, type Problem, TERMS } from "../../src/problem/index.js";
import type { Random } from "../../src/problem/random.js";
import type { SimulationOptions, SimulationReport } from "../../src/sim/index.js";
import { simulate } from "../../src/sim/index.js";
import { CONSTRUCTS, constraintProblem } from "../support/constraint-problems.js";
import { judge, type Placing } from "../support/model-brute-force.js";

/** A whole number from `least` to `greatest`. */
export function whole(random: Random, least: number, greatest: number): number {
  return least + Math.floor(random.next() * (greatest - least + 1));
}

/** Simulates a plan whose memories are positions. */
export function simulatePlacing(
  problem: Problem,
  { offsets, memories }: Placing,
  options: SimulationOptions = {},
): SimulationReport {
  const ids = memories.map((memory) => problem.memories?.[memory]?.id ?? "");
  return simulate(problem, offsets, { ...options, memories: ids });
}

/**
 * A problem of some constructs, every second one with lists of groups besides, some with limits; null where it
 * contradicts itself.
 */
export function randomProblem(seed: number, random: Random, most = 6): Problem | null {
  const share = random.next();
  const constructs = CONSTRUCTS.filter((_, i) =>
    seed % 3 === 0 ? i === (seed / 3) % CONSTRUCTS.length : random.next() < share,
  );
  let problem = constraintProblem(seed, constructs, most);
  if (seed % 2 === 0) problem = withGroups(problem, random);
  if (whole(random, 1, 4) === 1) {
    problem = { ...problem, memories: problem.memories!.map((memory) => ({ ...memory, base: whole(random, 0, 3) })) };
  }
  if (whole(random, 1, 6) === 1) {
    problem = { ...problem, limits: { [TERMS[whole(random, 0, 3)]!]: whole(random, 0, 8) } };
  }
  try {
    compile(problem);
    return problem;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** With entries of `apart` and of `free` for more than two. */
function withGroups(problem: Problem, random: Random): Problem {
  const ids = problem.buffers.map(({ id }) => id);
  const groups = (): string[][] => {
    const lists: string[][] = Array.from({ length: whole(random, 2, 3) }, () => []);
    for (const id of ids) if (random.next() < 0.7) lists[whole(random, 0, lists.length - 1)]!.push(id);
    return lists;
  };
  const hasBanks = problem.memories?.some(({ bank }) => bank !== undefined) === true;
  const kinds: Apart[] = [{}, { distance: whole(random, 1, 2) }, { cost: whole(random, 1, 4) }, { cost: 1 }];
  if (hasBanks) kinds.push({ banks: true }, { banks: true });
  const apart: Apart = { groups: groups(), ...kinds[whole(random, 0, kinds.length - 1)]! };
  const buffers: Apart = { buffers: ids.slice(0, 3), cost: 2 };
  const free: Free[] = random.next() < 0.4 ? [{ groups: groups() }] : [];
  return {
    ...problem,
    apart: [...(problem.apart ?? []), apart, ...(random.next() < 0.3 && ids.length > 2 ? [buffers] : [])],
    ...((problem.free ?? free).length > 0 && { free: [...(problem.free ?? []), ...free] }),
  };
}

/** Places one buffer after the other where the judge finds nothing wrong, as low as it can or a little higher. */
export function greedyPlacing(problem: Problem, random: Random): Placing {
  const offsets: number[] = [];
  const memories: number[] = [];
  const { limits: _, ...unlimited } = problem;
  for (const [j, buffer] of problem.buffers.entries()) {
    const allowed = buffer.memories?.map(({ id }) => id) ?? [buffer.memory ?? problem.memories?.[0]?.id ?? ""];
    const known = problem.memories?.map(({ id }) => id) ?? [""];
    const part = { ...unlimited, buffers: problem.buffers.slice(0, j + 1) };
    let skip = whole(random, 0, 3) === 0 ? 1 : 0;
    let found: [offset: number, memory: number] = [whole(random, 0, 10), known.indexOf(allowed[0]!)];
    search: for (const id of random.next() < 0.5 ? allowed : allowed.toReversed()) {
      const memory = known.indexOf(id);
      for (let offset = 0; offset <= 14; offset++) {
        const { faults } = judge(part, { offsets: [...offsets, offset], memories: [...memories, memory] });
        if (faults.length > 0) continue;
        found = [offset, memory];
        if (skip-- === 0) break search;
      }
    }
    offsets.push(found[0]);
    memories.push(found[1]);
  }
  return { offsets, memories };
}

/** The same plan with one small change. */
export function mutate(problem: Problem, { offsets, memories }: Placing, random: Random): Placing {
  const b = whole(random, 0, offsets.length - 1);
  const kind = whole(random, 0, 5);
  const moved = [...offsets];
  if (kind === 0 && (problem.memories?.length ?? 1) > 1) {
    return { offsets, memories: memories.with(b, whole(random, 0, problem.memories!.length - 1)) };
  }
  if (kind === 1) {
    const other = whole(random, 0, offsets.length - 1);
    [moved[b], moved[other]] = [moved[other]!, moved[b]!];
  } else if (kind === 2) moved[b] = offsets[whole(random, 0, offsets.length - 1)]!;
  else moved[b] = Math.max(0, offsets[b]! + whole(random, -2, 2));
  return { offsets: moved, memories };
}
