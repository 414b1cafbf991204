import { describe, expect, test } from "vitest";
import { type Document, FormatError, type ParseOptions, parse } from "../../../src/formats/index.js";
import { plan } from "../../../src/index.js";
import {
  ADD,
  buildModel,
  CALL_ONCE,
  CHAIN,
  CONV_2D,
  CUSTOM,
  EXPAND_DIMS,
  IF,
  int8,
  type ModelSpec,
  RESHAPE,
  SQUEEZE,
  type TensorSpec,
  WHILE,
} from "./build.js";

function read(spec: ModelSpec, options: ParseOptions = {}): Document {
  return parse(buildModel(spec), "model.tflite", options);
}

function refusal(spec: ModelSpec, options: ParseOptions = {}): FormatError {
  try {
    read(spec, options);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("the model was read");
}

/** `name [lower, upper) size` of each buffer. */
function rows({ problem }: Document): string[] {
  return problem.buffers.map(({ id, lower, upper, size }) => `${id} [${lower}, ${upper}) ${size}`);
}

/** A model of one tensor, which is input and output. */
const single = (tensor: TensorSpec): ModelSpec => ({ subgraphs: [{ tensors: [tensor], inputs: [0], outputs: [0] }] });

describe("lifetimes of a TensorFlow Lite model", () => {
  test("go from the operator that makes a tensor to its last use, inputs from 0, outputs to the end", () => {
    expect(rows(read(CHAIN))).toEqual(["a [0, 4) 96", "b [1, 3) 64", "c [2, 4) 16", "d [3, 4) 208"]);
  });

  test("are aligned to 16 bytes, or as --align says, and so are sizes", () => {
    expect(read(CHAIN).problem.buffers.map(({ alignment }) => alignment)).toEqual([16, 16, 16, 16]);
    const { buffers } = read(CHAIN, { alignment: 64 }).problem;
    expect(buffers.map(({ size, alignment }) => [size, alignment])).toEqual([
      [128, 64],
      [64, 64],
      [64, 64],
      [256, 64],
    ]);
    expect(refusal(CHAIN, { alignment: 0 }).detail).toMatch(/alignment must be > 0/);
  });

  test("begin before 0 for what nothing makes, and end there for what nothing uses", () => {
    const document = read({
      subgraphs: [
        {
          tensors: [int8("in", 16), int8("unmade", 16), int8("unused", 16), int8("dead", 16), int8("out", 16)],
          inputs: [0],
          outputs: [4],
          operators: [
            { code: ADD, inputs: [0], outputs: [3] },
            { code: ADD, inputs: [0, 1], outputs: [4] },
          ],
        },
      ],
    });
    expect(rows(document)).toEqual([
      "in [0, 3) 16",
      "unmade [-1, 3) 16",
      "unused [-1, 0) 16",
      "dead [1, 2) 16",
      "out [2, 3) 16",
    ]);
    expect(document.notes.join()).toContain("tensors that nothing uses: 1");
  });

  test("go on through the subgraphs of IF, each entered with a step of its own", () => {
    const branch = (name: string) => ({
      tensors: [int8(`${name}.in`, 16), int8(`${name}.out`, 16)],
      inputs: [0],
      outputs: [1],
      operators: [{ code: ADD, inputs: [0], outputs: [1] }],
    });
    const document = read({
      subgraphs: [
        {
          tensors: [int8("cond", 1), int8("x", 32), int8("y", 32), int8("z", 32)],
          inputs: [0, 1],
          outputs: [3],
          operators: [
            { code: IF, inputs: [0, 1], outputs: [2], calls: [1, 2] },
            { code: ADD, inputs: [2], outputs: [3] },
          ],
        },
        branch("then"),
        branch("else"),
      ],
    });
    // 1 IF, 2 enters then, 3 its ADD, 4 enters else, 5 its ADD, 6 the main graph's ADD.
    expect(rows(document)).toEqual([
      "cond [0, 6) 16",
      "x [0, 6) 32",
      "y [1, 7) 32",
      "z [6, 7) 32",
      "then.in [2, 4) 16",
      "then.out [3, 4) 16",
      "else.in [4, 6) 16",
      "else.out [5, 6) 16",
    ]);
  });

  test("go on through WHILE and CALL_ONCE, and pass through subgraphs that do nothing", () => {
    const document = read({
      subgraphs: [
        {
          tensors: [int8("x", 16), int8("y", 16)],
          inputs: [0],
          outputs: [1],
          operators: [
            { code: CALL_ONCE, calls: [3] },
            { code: WHILE, inputs: [0], outputs: [1], calls: [1, 2] },
          ],
        },
        {
          tensors: [int8("cond.in", 16), int8("cond.out", 1)],
          inputs: [0],
          outputs: [1],
          operators: [{ code: ADD, inputs: [0], outputs: [1] }],
        },
        { tensors: [int8("body", 16)], inputs: [0], outputs: [0] },
        { tensors: [int8("once", 16)], operators: [{ code: ADD, inputs: [], outputs: [0] }] },
      ],
    });
    // 1 CALL_ONCE, 2 enters it, 3 its ADD, 4 WHILE, 5 enters the condition, 6 its ADD, 7 enters the body.
    expect(rows(document)).toEqual([
      "x [0, 8) 16",
      "y [4, 8) 16",
      "cond.in [5, 7) 16",
      "cond.out [6, 7) 16",
      "body [7, 8) 16",
      "once [3, 4) 16",
    ]);
  });

  test("go from the first entry to the last of a subgraph that is entered twice, which is told", () => {
    const document = read({
      subgraphs: [
        {
          tensors: [int8("x", 16), int8("y", 16)],
          inputs: [0],
          outputs: [1],
          operators: [{ code: IF, inputs: [0], outputs: [1], calls: [1, 1] }],
        },
        {
          tensors: [int8("in", 16), int8("out", 16)],
          inputs: [0],
          outputs: [1],
          operators: [{ code: ADD, inputs: [0], outputs: [1] }],
        },
      ],
    });
    expect(rows(document).slice(2)).toEqual(["in [2, 6) 16", "out [3, 6) 16"]);
    expect(document.notes.join()).toContain("subgraph 1 is entered 2 times");
  });

  /** Subgraphs without tensors, each with one IF that enters two others. */
  const entering = (calls: readonly (readonly number[])[]): ModelSpec => ({
    subgraphs: calls.map((each) => ({ tensors: [], operators: each.length === 0 ? [] : [{ code: IF, calls: each }] })),
  });
  const chain = (length: number): number[][] => [...Array.from({ length }, (_, i) => [i + 1, i + 1]), []];

  test.each([
    ["itself", [[0, 1], []], "subgraph 0 enters itself"],
    [
      "itself through another",
      [
        [1, 1],
        [0, 0],
      ],
      "subgraph 0 enters itself",
    ],
    ["others more than 100 deep", chain(150), "more than 100 deep"],
    ["others two times each, 40 deep", chain(40), "time has no end"],
    ["one that is not there", [[0, 7]], "there is no subgraph 7; the file has 1"],
  ])("are refused where a subgraph enters %s", (_, calls, detail) => {
    expect(refusal(entering(calls)).detail).toContain(detail);
  });
});

describe("a tensor of a TensorFlow Lite model", () => {
  test.each([
    ["float32", { shape: [3, 5], type: 0 }, 64],
    ["a scalar without a shape", { type: 2 }, 16],
    ["a scalar with an empty shape", { shape: [], type: 4 }, 16],
    ["int4, two a byte", { shape: [3, 11], type: 17 }, 32],
    ["int4 that fills its bytes", { shape: [32], type: 17 }, 16],
    ["uint4", { shape: [33], type: 20 }, 32],
    ["int2, four a byte", { shape: [65], type: 19 }, 32],
    ["bool", { shape: [17], type: 6 }, 32],
    ["complex128", { shape: [3], type: 11 }, 48],
    ["open in its signature alone", { shape: [1, 8], type: 9, signature: [-1, 8] }, 16],
  ])("has its bytes rounded up to 16: %s", (_, tensor, size) => {
    expect(read(single({ name: "t", ...tensor })).problem.buffers.map((buffer) => buffer.size)).toEqual([size]);
  });

  test("lies not in the arena where it is constant, a variable or has no bytes", () => {
    const document = read({
      subgraphs: [
        {
          tensors: [
            { name: "empty", shape: [4, 0] },
            { name: "variable", shape: [4], isVariable: true },
            { name: "constant", shape: [4], data: new Uint8Array(16) },
            // The schema's way to say that there is no content.
            { name: "no content", shape: [4], data: new Uint8Array(0) },
          ],
          inputs: [0],
          outputs: [3],
          operators: [{ code: ADD, inputs: [0, 1, 2], outputs: [3] }],
        },
      ],
    });
    expect(rows(document)).toEqual(["no content [1, 2) 16"]);
    expect(document.notes.join()).toContain("variables, which TFLM keeps outside of the planned memory: 1");
  });

  test("goes by its name, with its number where the name is taken or there is none", () => {
    const names = ["x", "x", "", "x#1", "x"].map((name) => ({ name, shape: [1] }));
    const document = read({ subgraphs: [{ tensors: [...names, { shape: [1] }], inputs: [0, 1, 2, 3, 4, 5] }] });
    expect(document.problem.buffers.map(({ id }) => id)).toEqual(["x", "x#1", "tensor 2", "x#1#3", "x#4", "tensor 5"]);
  });

  test.each([
    ["text", { shape: [2], type: 5 }, 'tensor "t": its type, STRING, has no fixed size'],
    ["a type that is not known", { shape: [2], type: 99 }, "number 99, has no fixed size"],
    ["an open dimension", { shape: [2, -1] }, "its shape has a dimension of -1"],
    ["more than can be counted", { shape: [2147483647, 2147483647] }, "its size is beyond 2^53 − 1 bits"],
    ["content in another file", { shape: [2], externalBuffer: 3 }, "(external_buffer)"],
  ])("is refused where it is %s", (_, tensor, detail) => {
    const error = refusal(single({ name: "t", ...tensor }));
    expect(error.detail).toContain(detail);
    expect(error.byte).toBeGreaterThan(8);
  });
});

describe("operators of a TensorFlow Lite model", () => {
  test.each([
    ["CALL", 31],
    ["STABLEHLO_WHILE", 200],
  ])("are refused where they run subgraphs as TFLM does not: %s", (name, code) => {
    expect(refusal({ subgraphs: [{ tensors: [], operators: [{ code }] }] }).detail).toContain(`the operator ${name} `);
  });

  test("are refused where they name a tensor that is not there, or no subgraphs", () => {
    const missing: ModelSpec = { subgraphs: [{ tensors: [], operators: [{ code: ADD, inputs: [3] }] }] };
    expect(refusal(missing).detail).toBe("there is no tensor 3; the subgraph has 0");
    const silent: ModelSpec = { subgraphs: [{ tensors: [], operators: [{ code: IF }] }] };
    expect(refusal(silent).detail).toContain("does not say its subgraphs");
  });

  test("that may use scratch buffers are told, with custom ones, and none where there are none", () => {
    const told = (spec: ModelSpec): string =>
      read(spec)
        .notes.filter((note) => note.startsWith("scratch"))
        .join();
    expect(told(CHAIN)).toContain("may use some: CONV_2D; --log");
    const operators = [{ code: CONV_2D }, { code: CONV_2D }, { code: CUSTOM, custom: "Mine" }];
    expect(told({ subgraphs: [{ tensors: [], operators }] })).toContain('may use some: CONV_2D (2), "Mine"; --log');
    expect(told({ subgraphs: [{ tensors: [], operators: [{ code: ADD }] }] })).toBe("");
  });
});

describe("views of a TensorFlow Lite model", () => {
  /** As a model for timers has them: reshapes of its largest tensor. */
  const reshaped = (code: number, bytes = 13_056): ModelSpec => ({
    subgraphs: [
      {
        tensors: [int8("in", 13_056), int8("view", bytes), int8("out", 512)],
        inputs: [0],
        outputs: [2],
        operators: [
          { code, inputs: [0], outputs: [1] },
          { code: ADD, inputs: [1], outputs: [2] },
        ],
      },
    ],
  });

  test.each([
    ["RESHAPE", RESHAPE],
    ["SQUEEZE", SQUEEZE],
    ["EXPAND_DIMS", EXPAND_DIMS],
  ])("share their bytes by --views, so that the peak nearly halves: %s", async (_, code) => {
    const apart = read(reshaped(code));
    expect(apart.problem.aliases).toBeUndefined();
    expect((await plan(apart.problem)).peak).toBe(26_112);
    const merged = read(reshaped(code), { views: true });
    expect(merged.problem.aliases).toEqual([{ buffer: "view", of: "in" }]);
    expect(rows(merged)).toEqual(rows(apart));
    const { peak, offsets } = await plan(merged.problem);
    expect(peak).toBe(13_568);
    expect(offsets![0]).toBe(offsets![1]);
    // TFLM merges nothing itself.
    expect(merged.otherPlans).toEqual([{ planner: "TFLM", peak: 26_112, offsets: null }]);
  });

  test.each([
    ["another operator", reshaped(ADD)],
    ["another size", reshaped(RESHAPE, 100)],
    [
      "an input that is written twice",
      {
        subgraphs: [
          {
            tensors: [int8("in", 16), int8("view", 16)],
            inputs: [0],
            operators: [
              { code: ADD, inputs: [], outputs: [0] },
              { code: RESHAPE, inputs: [0], outputs: [1] },
              { code: ADD, inputs: [1], outputs: [0] },
            ],
          },
        ],
      },
    ],
    [
      "a variable",
      {
        subgraphs: [
          {
            tensors: [{ ...int8("state", 16), isVariable: true }, int8("view", 16)],
            operators: [{ code: RESHAPE, inputs: [0], outputs: [1] }],
          },
        ],
      },
    ],
  ])("are none of %s, which is told", (_, spec) => {
    const document = read(spec as ModelSpec, { views: true });
    expect(document.problem.aliases).toBeUndefined();
    expect(document.notes.join()).toContain("no operator is a view");
  });
});
