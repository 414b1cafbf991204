import { defineColumnFamily } from "../columns.js";
import type { Xoshiro128 } from "../xoshiro128.js";
import { Xoshiro128 as Random } from "../xoshiro128.js";
import { ELEMENT, WIDE } from "./kernels.js";
import { largeOptions, runProgram, statesOption } from "./step.js";
import type { Tape } from "./tape.js";

/** Buffers of a table and batch, at most. */
const TABLE = 20;
/** Rows of tables, as classes of them: a few are huge. */
const ROWS = [1_000, 10_000, 10_000, 100_000, 100_000, 1_000_000, 10_000_000] as const;
/** How many values of a table one example looks up. */
const LOOKUPS = [1, 1, 1, 2, 10, 50] as const;

interface Table {
  readonly rows: number;
  readonly lookups: number;
}

interface RecommendationShape {
  readonly examples: number;
  /** Elements of an embedding. */
  readonly width: number;
  readonly tables: readonly Table[];
  /** Outputs of the dense layers, the last of them one. */
  readonly layers: readonly number[];
  /** Whether the tables and a number a row are planned too. */
  readonly kept: boolean;
}

/**
 * Recommendation models with many embedding tables (Naumov et al., "Deep learning recommendation model for
 * personalization and recommendation systems", 2019), several batches one after the other. The values of the next batch
 * are there while a batch is at its dense layers. Gradients of tables are sparse: rows that were looked up.
 */
export const recommendation = defineColumnFamily(
  {
    name: "recommendation",
    kind: "large",
    description: "training steps of a recommendation model: huge embedding tables, sparse gradients, next batch ahead",
    options: [
      ...largeOptions,
      statesOption,
      {
        name: "tables",
        type: "integer",
        min: 1,
        max: 4096,
        default: null,
        description: "embedding tables; absent: 16 to 400, drawn, or fewer where buffers are few",
      },
    ],
  },
  (values) => {
    const draw = new Random(values.seed, "recommendation");
    const drawn = Math.min(draw.between(16, 400), Math.floor(values.buffers / (2 * TABLE)));
    const shape = recommendationShape(draw, values.tables ?? drawn, values.states);
    return runProgram("recommendation", values, (tape, batches, random) =>
      new Recommender(tape, shape, random).run(batches),
    );
  },
);

function recommendationShape(draw: Xoshiro128, tables: number, states: string): RecommendationShape {
  const kept = draw.chance(60);
  const top = draw.pick([
    [1024, 1024, 512, 256, 1],
    [512, 256, 1],
    [2048, 2048, 1024, 1024, 512, 1],
  ]);
  return {
    examples: draw.pick([2048, 8192, 16_384]),
    width: draw.pick([32, 64, 128]),
    layers: top,
    kept: states === "kept" || (states === "any" && kept),
    tables: Array.from({ length: tables }, () => ({ rows: draw.pick(ROWS), lookups: draw.pick(LOOKUPS) })),
  };
}

class Recommender {
  readonly #tape: Tape;
  readonly #shape: RecommendationShape;
  readonly #random: Xoshiro128;
  /** Indices and where those of an example begin, of the batch that comes next, by table. */
  #ahead: number[] = [];

  constructor(tape: Tape, shape: RecommendationShape, random: Xoshiro128) {
    this.#tape = tape;
    this.#shape = shape;
    this.#random = random;
  }

  run(batches: number): void {
    const { kept, tables, width } = this.#shape;
    if (kept) {
      for (const { rows } of tables) {
        this.#tape.keep(rows * width * WIDE);
        this.#tape.keep(rows * WIDE);
      }
    }
    this.#tape.op();
    this.#fetch();
    for (let batch = 0; batch < batches; batch++) this.#batch();
    this.#tape.op();
    this.#tape.free(...this.#ahead);
  }

  /** Copies the next batch's values. */
  #fetch(): void {
    const { tables, examples } = this.#shape;
    this.#ahead = [];
    for (const { lookups } of tables) {
      this.#tape.op();
      this.#ahead.push(this.#tape.make(examples * lookups * 8), this.#tape.make((examples + 1) * 8));
    }
  }

  #batch(): void {
    const { tables, width, examples } = this.#shape;
    const tape = this.#tape;
    const indices = this.#ahead;
    const pooledBytes = examples * width * WIDE;
    const pooled = tables.map(() => tape.write(pooledBytes));
    const joined = tape.write(pooledBytes * tables.length);
    tape.free(...pooled);
    this.#fetch();
    const dJoined = this.#dense(joined, pooledBytes * tables.length);
    const dPooled = tables.map(() => tape.write(pooledBytes));
    tape.free(dJoined);
    // The tables' gradients come in an order of their own in each batch.
    for (const table of this.#random.permutation(tables.length)) {
      const { lookups, rows } = tables[table]!;
      const looked = Math.min(examples * lookups, rows);
      const values = tape.write(looked * width * WIDE);
      const unique = tape.make(looked * 8);
      tape.free(dPooled[table]!, indices[2 * table]!, indices[2 * table + 1]!);
      const squares = tape.write(looked * WIDE);
      const update = tape.write(looked * width * WIDE);
      tape.free(values, squares);
      tape.op();
      tape.free(update, unique);
    }
  }

  /** The dense layers, forward and backward, in 16 bits. @returns the row of the gradient of `x` */
  #dense(x: number, bytes: number): number {
    const { layers, examples } = this.#shape;
    const tape = this.#tape;
    const saved: number[] = [];
    let last = tape.write(bytes / 2);
    tape.free(x);
    for (const outputs of layers) {
      saved.push(last);
      const product = tape.write(examples * outputs * ELEMENT);
      last = tape.write(examples * outputs * ELEMENT);
      tape.free(product);
    }
    let g = tape.write(examples * WIDE);
    tape.free(last);
    for (let layer = layers.length - 1; layer >= 0; layer--) {
      const inputs = layer === 0 ? bytes / 2 / examples / ELEMENT : layers[layer - 1]!;
      const weight = tape.write(inputs * layers[layer]! * ELEMENT);
      const before = tape.write(layer === 0 ? bytes : examples * inputs * ELEMENT);
      tape.free(g, saved.pop()!);
      tape.op();
      tape.free(weight);
      g = before;
    }
    return g;
  }
}
