import type { Plan } from "../heuristics/index.js";
import { Random } from "../problem/random.js";
import type { Scene } from "./scene.js";
import { coreOf, type Goal, MOST_OF_ALL, planAround, stackCore, type Work } from "./stack.js";

/** A core is what meets a load of at least so much of the load bound. */
const SHARES = [1, 0.98, 0.95, 0.9, 0.8, 0.7];

/** Factors of sizes where a stack is drawn at random. */
const LEAST_FACTOR = 0.7;
const FACTORS = 0.6;

/** What a ladder asks and tells. */
export interface CoreLadderOptions {
  /** Bytes: the load bound. */
  readonly load: number;
  readonly seed: number;
  /** What is looked for now. */
  goal(): Goal;
  adopt(plan: Plan): void;
  /**
   * Looks for plans of a core by exact search, and hands each better one on as the order of its buffers from the bottom
   * up.
   *
   * @param core free buffers, by index
   * @param pass how often cores were asked about before
   */
  search(core: Int32Array, pass: number): Generator<number | Int32Array, void>;
}

/**
 * Plans ever larger cores, with the whole lifetimes of their buffers, and the rest around each. The first passes go by
 * the orders of the peak stack and the exact search, later ones by orders drawn at random and by searches that go on.
 * Never ends by itself unless there is no core.
 */
export function* coreLadder(scene: Scene, options: CoreLadderOptions): Work<void> {
  const cores = coresOf(scene, options.load);
  if (cores.length === 0) return;
  const random = new Random(options.seed);
  const adopt = (plan: Plan): void => options.adopt({ ...plan, foundBy: "core ladder" });
  for (const core of cores) yield* stackCore(scene, core, { ...options.goal(), onPlan: adopt });
  for (let pass = 0; ; pass++) {
    for (const core of cores) {
      if (pass > 0) yield* adopted(planAround(scene, drawn(scene, core, random), options.goal()), adopt);
      for (const found of options.search(core, pass)) {
        if (typeof found === "number") yield found;
        else yield* adopted(planAround(scene, found, options.goal()), adopt);
      }
    }
  }
}

/** The cores that are worth a stack, from the smallest up. */
function coresOf(scene: Scene, load: number): Int32Array[] {
  const cores: Int32Array[] = [];
  for (const share of SHARES) {
    const core = coreOf(scene, share * load);
    if (core.length > MOST_OF_ALL * scene.arrays.count) break;
    if (core.length > (cores.at(-1)?.length ?? 0)) cores.push(core);
  }
  return cores;
}

function* adopted(work: Work<Plan | null>, adopt: (plan: Plan) => void): Work<void> {
  const plan = yield* work;
  if (plan !== null) adopt(plan);
}

/** The core by size, but for what chance puts first. */
function drawn({ arrays }: Scene, core: Int32Array, random: Random): Int32Array {
  const key = new Float64Array(arrays.count);
  const byLifetime = random.next() < 0.5;
  for (const b of core) {
    const own = byLifetime ? arrays.end[b]! - arrays.start[b]! : arrays.size[b]!;
    key[b] = own * (LEAST_FACTOR + FACTORS * random.next());
  }
  return core.slice().sort((a, b) => key[b]! - key[a]! || a - b);
}
