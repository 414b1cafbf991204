import { describe, expect, test } from "vitest";
import { FormatError, type ModelOptions, type OtherPlan, parse } from "../../../src/formats/index.js";
import { attribute, floats, ints, MODEL, modelBytes, node, type Parts, port, weights } from "./build.js";

function read(parts: Parts, options: ModelOptions = {}) {
  return parse(modelBytes(parts), "model.onnx", options);
}

/** `name [lower, upper) size`, in the order of the buffers. */
function lifetimes(parts: Parts, options: ModelOptions = {}): string[] {
  return read(parts, options).problem.buffers.map(({ id, lower, upper, size }) => `${id} [${lower}, ${upper}) ${size}`);
}

function refusal(parts: Parts | Uint8Array, options: ModelOptions = {}): FormatError {
  try {
    parse(parts instanceof Uint8Array ? parts : modelBytes(parts), "model.onnx", options);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("the model was accepted");
}

/** x → conv → relu → y, with weights. */
const SMALL: Parts = {
  inputs: { x: "float[1,3,8,8]" },
  outputs: ["y"],
  constants: [weights("w", "float[4,3,3,3]")],
  nodes: [node("Conv", ["x", "w"], ["c"], {}, "conv"), node("Relu", ["c"], ["r"]), node("Neg", ["r"], ["y"])],
};

describe("the lifetimes of a model", () => {
  test("run from the node that gives a tensor to the last that reads it, inputs from 0, outputs to the end", () => {
    expect(lifetimes(SMALL)).toEqual(["x [0, 1) 768", "c [0, 2) 576", "r [1, 3) 576", "y [2, 3) 576"]);
  });

  test("count nodes that are computed before as times at which nothing is needed", () => {
    const parts: Parts = {
      inputs: { x: "float[4]" },
      outputs: ["y"],
      nodes: [
        node("Constant", [], ["two"], { value_float: { float: 2 } }),
        node("Mul", ["two", "two"], ["four"]),
        node("Mul", ["x", "four"], ["y"]),
      ],
    };
    expect(lifetimes(parts)).toEqual(["x [0, 3) 16", "y [2, 3) 16"]);
  });

  test("end at once for an output that nobody reads, and last one step for an input that nobody does", () => {
    const parts: Parts = {
      inputs: { x: "float[1,1,4]", unused: "float[2]" },
      outputs: ["y"],
      nodes: [
        node("MaxPool", ["x"], ["p", "where"], { kernel_shape: [2] }),
        node("Relu", ["p"], ["r"]),
        node("Neg", ["r"], ["y"]),
      ],
    };
    expect(lifetimes(parts)).toEqual([
      "x [0, 1) 16",
      "unused [0, 1) 8",
      "p [0, 2) 12",
      "where [0, 1) 24",
      "r [1, 3) 12",
      "y [2, 3) 12",
    ]);
  });

  test("are those of one body for a tensor and its views, to the last reader of any", () => {
    const parts: Parts = {
      inputs: { x: "float[2,6]" },
      outputs: ["y"],
      constants: [ints("shape", [3, 4])],
      nodes: [
        node("Relu", ["x"], ["a"]),
        node("Reshape", ["a", "shape"], ["b"]),
        node("Neg", ["a"], ["c"]),
        node("Flatten", ["b"], ["d"]),
        node("Reshape", ["d", "shape"], ["e"]),
        node("Add", ["e", "e"], ["f"]),
        node("Sub", ["f", "f"], ["y"]),
      ],
    };
    expect(lifetimes(parts)).toEqual(["x [0, 1) 48", "a [0, 6) 48", "c [2, 3) 48", "f [5, 7) 48", "y [6, 7) 48"]);
    expect(lifetimes(parts, { views: true })).toEqual(lifetimes(parts));
    expect(lifetimes(parts, { views: false })).toEqual([
      "x [0, 1) 48",
      "a [0, 3) 48",
      "b [1, 4) 48",
      "c [2, 3) 48",
      "d [3, 5) 48",
      "e [4, 6) 48",
      "f [5, 7) 48",
      "y [6, 7) 48",
    ]);
  });

  test("of a view that the model gives last to the end", () => {
    const parts: Parts = {
      inputs: { x: "float[2,6]" },
      outputs: ["flat", "n"],
      nodes: [node("Flatten", ["x"], ["flat"]), node("Neg", ["x"], ["m"]), node("Neg", ["m"], ["n"])],
    };
    expect(lifetimes(parts)).toEqual(["x [0, 3) 48", "m [1, 3) 48", "n [2, 3) 48"]);
  });

  test("leave out what follows from constants and shapes, but not what chance gives", () => {
    const parts: Parts = {
      inputs: { x: "float[2,3]" },
      outputs: ["y"],
      constants: [floats("c", [1, 2, 3])],
      nodes: [
        node("Exp", ["c"], ["e"]),
        node("Shape", ["x"], ["s"]),
        node("Expand", ["e", "s"], ["big"]),
        node("RandomNormalLike", ["c"], ["noise"]),
        node("Add", ["x", "big"], ["z"]),
        node("Add", ["z", "noise"], ["y"]),
      ],
    };
    expect(lifetimes(parts)).toEqual(["x [0, 5) 24", "noise [3, 6) 12", "z [4, 6) 24", "y [5, 6) 24"]);
  });

  test("run a node that stands behind its readers directly before the first of them, and tell it", () => {
    const parts: Parts = {
      inputs: { x: "float[4]" },
      outputs: ["y"],
      nodes: [
        node("Relu", ["x"], ["a"]),
        node("Neg", ["c"], ["y"]),
        node("Abs", ["b"], ["c"]),
        node("Exp", ["a"], ["b"]),
      ],
    };
    expect(lifetimes(parts)).toEqual(["x [0, 1) 16", "a [0, 2) 16", "b [1, 3) 16", "c [2, 4) 16", "y [3, 4) 16"]);
    expect(read(parts).notes).toEqual([
      "2 nodes of the file stand behind others that read what they give: they run directly before these",
    ]);
  });

  test("are the same where the graph comes in two parts, as protobuf may have it", () => {
    const message = MODEL.decode(modelBytes(SMALL)) as unknown as { graph: { node: unknown[] } };
    const nodes = message.graph.node;
    const first = MODEL.encode(MODEL.fromObject({ ir_version: 8, graph: { node: nodes.slice(0, 1) } })).finish();
    message.graph.node = nodes.slice(1);
    const rest = MODEL.encode(MODEL.fromObject(message)).finish();
    const joined = parse(Uint8Array.from([...first, ...rest]), "model.onnx");
    expect(joined.problem).toEqual(read(SMALL).problem);
  });
});

describe("the buffers of a model", () => {
  test("are aligned at 64 bytes, or as the caller says", () => {
    expect(read(SMALL).problem.buffers.map(({ alignment }) => alignment)).toEqual([64, 64, 64, 64]);
    expect(read(SMALL, { alignment: 16 }).problem.buffers[0]!.alignment).toBe(16);
    expect(refusal(SMALL, { alignment: 0 }).message).toMatch(/^model\.onnx: byte \d+: .*alignment/);
  });

  test.each([
    ["float16[3]", 6],
    ["double[3]", 24],
    ["bool[3]", 3],
    ["int4[3]", 2],
    ["uint4[4]", 2],
    ["float8e5m2[5]", 5],
    ["complex64[2]", 16],
    ["float[]", 4],
    ["float[0,4]", 0],
  ])("of %s have %i bytes", (described, size) => {
    const parts: Parts = { inputs: { x: described }, outputs: ["x"], nodes: [] };
    expect(lifetimes(parts)).toEqual([`x [0, 1) ${size}`]);
  });

  test("do not include weights that old files list among the inputs", () => {
    const parts = { ...SMALL, inputs: { ...SMALL.inputs, w: "float[4,3,3,3]" } };
    expect(lifetimes(parts)).toEqual(lifetimes(SMALL));
  });

  test("do not include an output that is constant, which is told", () => {
    const parts: Parts = {
      inputs: { x: "float[2]" },
      outputs: ["s", "y"],
      nodes: [node("Shape", ["x"], ["s"]), node("Neg", ["x"], ["y"])],
    };
    expect(lifetimes(parts)).toEqual(["x [0, 2) 8", "y [1, 2) 8"]);
    expect(read(parts).notes).toEqual(['output "s" is constant: it has no place in the plan']);
  });
});

describe("in place", () => {
  const parts: Parts = {
    inputs: { x: "float[4]", y: "float[1]" },
    outputs: ["o", "k"],
    nodes: [
      node("Relu", ["x"], ["a"]),
      node("Neg", ["a"], ["b"]),
      node("Add", ["a", "b"], ["c"]),
      node("Mul", ["c", "y"], ["d"]),
      node("Greater", ["d", "y"], ["k"]),
      node("Softmax", ["d"], ["e"]),
      node("Abs", ["e"], ["o"]),
      node("Sign", ["o"], ["p"]),
    ],
  };

  test("writes an operator over an input that it reads last and that has the same elements, where asked", () => {
    const { problem } = read(parts, { inPlace: true });
    expect(problem.inplace).toEqual([
      { buffer: "a", of: "x" },
      // Not b over a, which is read once more.
      { buffer: "c", of: "a" },
      { buffer: "c", of: "b" },
      // Not over y, which is smaller.
      { buffer: "d", of: "c" },
      // Neither a bool over a float nor by Softmax, which reads a row whole.
      { buffer: "o", of: "e" },
      // Not p over o, which the model gives.
    ]);
    expect(read(parts).problem.inplace).toBeUndefined();
  });

  test("is not offered over the third of several inputs, which is read when the first two are added up", () => {
    const sum: Parts = {
      inputs: { x: "float[4]", y: "float[4]", z: "float[4]" },
      outputs: ["o"],
      nodes: [node("Sum", ["x", "y", "z"], ["o"])],
    };
    expect(read(sum, { inPlace: true }).problem.inplace).toEqual([
      { buffer: "o", of: "x" },
      { buffer: "o", of: "y" },
    ]);
  });

  test("counts readers of views", () => {
    const viewed: Parts = {
      inputs: { x: "float[2,2]" },
      outputs: ["y"],
      nodes: [
        node("Flatten", ["x"], ["v"]),
        node("Relu", ["x"], ["a"]),
        node("Add", ["v", "a"], ["b"]),
        node("Flatten", ["b"], ["w"]),
        node("Exp", ["w"], ["y"]),
      ],
    };
    expect(read(viewed, { inPlace: true }).problem.inplace).toEqual([
      { buffer: "b", of: "x" },
      { buffer: "b", of: "a" },
      { buffer: "y", of: "b" },
    ]);
  });
});

describe("dimensions that a model leaves open", () => {
  const open: Parts = {
    inputs: { x: "float[batch,3,?]", mask: "float[batch,seq len]" },
    outputs: ["y"],
    nodes: [node("Relu", ["x"], ["y"])],
  };

  test("get the sizes that the caller says, by name, or by place where they have none", () => {
    const dims = { batch: 2, "x[2]": 5, "seq len": 7 };
    expect(lifetimes(open, { dims })).toEqual(["x [0, 1) 120", "mask [0, 1) 56", "y [0, 1) 120"]);
  });

  test("are named with their input and the option where nobody says a size", () => {
    expect(refusal(open).detail).toBe(
      'input "x" leaves its dimension 0, "batch", open; say sizes: ' + "--dim batch=N --dim 'x[2]=N' --dim 'seq len=N'",
    );
    expect(refusal(open, { dims: { batch: 1 } }).detail).toBe(
      "input \"x\" leaves its dimension 2 open; say sizes: --dim 'x[2]=N' --dim 'seq len=N'",
    );
    expect(refusal(open, { dims: { batch: 1, "x[2]": 1 } }).detail).toBe(
      'input "mask" leaves its dimension 1, "seq len", open; say sizes: --dim \'seq len=N\'',
    );
    expect(refusal({ ...open, inputs: { x: "float[-1,3]" } }).detail).toContain("dimension 0 open");
    expect(refusal({ ...open, inputs: { x: "float" } }).detail).toBe('input "x" has no shape in the file');
  });

  test("tell a size for a name that nothing has", () => {
    expect(read(SMALL, { dims: { bacth: 1 } }).notes).toEqual([
      'no open dimension is called "bacth": the size that was given for it is not used',
    ]);
  });
});

describe("what the file says of a tensor", () => {
  const unknown: Parts = {
    inputs: { x: "float[4]" },
    outputs: ["y"],
    nodes: [node("my.own:Twice", ["x"], ["a"], {}, "n1"), node("Neg", ["a"], ["y"])],
  };

  test("counts where the operator is not known, which is told", () => {
    const parts = { ...unknown, infos: { a: "float[8]" } };
    expect(lifetimes(parts)).toEqual(["x [0, 1) 16", "a [0, 2) 32", "y [1, 2) 32"]);
    expect(read(parts).notes).toEqual([
      'operator "my.own.Twice" (1 node) is not known here: the sizes of what it gives are the file\'s',
    ]);
  });

  test("counts where only a run would tell the sizes", () => {
    const parts: Parts = { ...unknown, nodes: [node("NonZero", ["x"], ["a"]), node("Neg", ["a"], ["y"])] };
    expect(lifetimes({ ...parts, infos: { a: "int64[1,4]" } })).toEqual(["x [0, 1) 16", "a [0, 2) 32", "y [1, 2) 32"]);
    expect(refusal(parts).detail).toBe(
      'the node of "a" (NonZero) depends on the content of "x", which the model computes, ' +
        "and no value_info says what it gives",
    );
  });

  test("counts where the operator gives something else, which is told", () => {
    const parts: Parts = { ...SMALL, infos: { c: "float[1,4,6,7]" } };
    expect(lifetimes(parts)[1]).toBe("c [0, 2) 672");
    expect(read(parts).notes).toEqual([
      'the file says float[1,4,6,7] of "c", and its operator gives float[1,4,6,6]: what the file says is planned',
    ]);
  });

  test("counts for nothing while a size in it is open", () => {
    expect(lifetimes({ ...SMALL, infos: { c: "float[n,4,6,6]" } })).toEqual(lifetimes(SMALL));
  });
});

describe("functions in the file", () => {
  const scaled = {
    name: "Scaled",
    domain: "local",
    input: ["a", "b"],
    output: ["out"],
    attribute: ["by"],
    attribute_proto: [attribute("axis", 0)],
    opset_import: [{ domain: "", version: 17 }],
    node: [
      node("Constant", [], ["factor"], { value_float: { refersTo: "by" } }),
      node("Mul", ["a", "factor"], ["m"]),
      node("Concat", ["m", "b"], ["out"], { axis: { refersTo: "axis" } }),
    ],
  };
  const parts: Parts = {
    domains: ["local"],
    inputs: { x: "float[2]", z: "float[3]" },
    outputs: ["y"],
    functions: [scaled],
    nodes: [
      node("local:Scaled", ["x", "z"], ["c"], { by: { float: 2 } }, "first"),
      node("local:Scaled", ["c", "z"], ["y"], { by: { float: 3 } }),
    ],
  };

  test("run in place of the nodes that call them, with tensors of their own", () => {
    expect(lifetimes(parts)).toEqual([
      "x [0, 2) 8",
      "z [0, 6) 12",
      "first/m [1, 3) 8",
      "c [2, 5) 20",
      "Scaled/m [4, 6) 20",
      "y [5, 6) 32",
    ]);
  });

  test("that call themselves, or one another without end, are refused", () => {
    const self = { ...scaled, node: [node("local:Scaled", ["a", "b"], ["out"])] };
    expect(refusal({ ...parts, functions: [self] }).detail).toMatch(/is called by functions 32 deep$/);
    const levels = Array.from({ length: 24 }, (_, i) => ({
      ...scaled,
      name: `F${i}`,
      node: [0, 1].map((k) => node(`local:F${i + 1}`, ["a", "b"], [k === 0 ? "t" : "out"])),
    }));
    const leaf = { ...scaled, name: "F24", node: [node("Concat", ["a", "b"], ["out"], { axis: 0 })] };
    const nodes = [node("local:F0", ["x", "z"], ["y"])];
    expect(refusal({ ...parts, functions: [...levels, leaf], nodes }).detail).toMatch(/call one another too often/);
  });
});

describe("what cannot be planned", () => {
  const from = (nodes: Parts["nodes"], inputs: Parts["inputs"] = { x: "float[4]" }): Parts => ({
    inputs,
    outputs: ["y"],
    nodes,
  });

  test.each<[string, Parts, string]>([
    [
      "an operator that is not known",
      from([node("Frobnicate", ["x"], ["y"], {}, "n7")]),
      'node "n7" (Frobnicate) has an operator that is not known here, and no value_info says what it gives',
    ],
    [
      "one of another domain",
      from([node("acme:Add", ["x", "x"], ["y"])]),
      'the node of "y" (acme.Add) has an operator that is not known here',
    ],
    [
      "If",
      from([node("If", ["x"], ["y"], { then_branch: { graph: {} } }, "branch")]),
      'node "branch" (If) runs a graph of its own',
    ],
    [
      "Loop, though its sizes are said",
      { ...from([node("Loop", ["", "x"], ["y"])]), infos: { y: "float[4]" } },
      'the node of "y" (Loop) runs a graph of its own',
    ],
    [
      "any operator with a graph",
      { ...from([node("acme:Each", ["x"], ["y"], { body: { graph: {} } })]), infos: { y: "float[4]" } },
      "(acme.Each) runs a graph of its own",
    ],
    [
      "a tensor that nothing gives",
      from([node("Add", ["x", "w"], ["y"], {}, "add")]),
      'node "add" (Add) reads "w", which nothing gives',
    ],
    [
      "nodes in a ring",
      from([node("Add", ["x", "b"], ["a"]), node("Neg", ["a"], ["b"]), node("Neg", ["b"], ["y"])]),
      "which depends on what it gives itself",
    ],
    [
      "a tensor that is given twice",
      from([node("Neg", ["x"], ["y"]), node("Abs", ["x"], ["y"])]),
      'gives "y", which is there already',
    ],
    ["an output that nothing gives", from([node("Neg", ["x"], ["z"])]), 'output "y" of the model is given by no node'],
    [
      "shapes that do not fit",
      from([node("Add", ["x", "z"], ["y"], {}, "add")], { x: "float[4]", z: "float[3]" }),
      'node "add" (Add) has inputs that no shape fits: [4] and [3]',
    ],
    [
      "an output too many",
      from([node("Relu", ["x"], ["y", "z"])]),
      'has an output "z" that its operator does not have',
    ],
    ["an input too few", from([node("MatMul", ["x"], ["y"])]), "has no input 1"],
    ["texts", from([node("Identity", ["x"], ["y"])], { x: "string[4]" }), 'input "x" holds texts (string)'],
    ["a type of no number", from([node("Cast", ["x"], ["y"], { to: 99 })]), "has no type of ONNX as to: 99"],
    [
      "more bytes than can be counted",
      from([node("Neg", ["x"], ["y"])], { x: "float[9007199254740991,3]" }),
      'input "x" has more bytes than can be counted',
    ],
    [
      "a window larger than its input",
      from([node("MaxPool", ["x"], ["y"], { kernel_shape: [9] })], { x: "float[1,1,4]" }),
      "has a window of 9 over 4",
    ],
  ])("is refused by name: %s", (_, parts, detail) => {
    const error = refusal(parts);
    expect(error.detail).toContain(detail);
    expect(error.byte).not.toBeNull();
  });

  test("is refused by name: sequences and optional tensors", () => {
    const message = MODEL.decode(modelBytes(from([node("Neg", ["x"], ["y"])]))).toJSON() as {
      graph: { input: unknown[]; output: unknown[] };
    };
    const of = (kind: string) => ({ [kind]: { elem_type: port("", "float[4]").type } });
    message.graph.input = [{ name: "x", type: of("sequence_type") }];
    expect(refusal(MODEL.encode(MODEL.fromObject(message)).finish()).detail).toBe(
      'input "x" is a sequence: tensors alone are planned',
    );
    message.graph.input = [port("x", "float[4]")];
    message.graph.output = [{ name: "y", type: of("optional_type") }];
    expect(refusal(MODEL.encode(MODEL.fromObject(message)).finish()).detail).toBe(
      '"y" is optional: tensors alone are planned',
    );
  });

  test("is refused: a model without a graph, and a file that is cut off", () => {
    const whole = modelBytes(SMALL);
    for (const length of [whole.length - 1, whole.length - 40, 30]) {
      expect(refusal(whole.subarray(0, length)).message).toMatch(/^model\.onnx: byte \d+: /);
    }
  });
});

describe("weights in other files", () => {
  const parts: Parts = {
    inputs: { x: "float[6]" },
    outputs: ["y"],
    constants: [
      {
        name: "shape",
        dims: [2],
        data_type: 7,
        data_location: 1,
        external_data: [
          { key: "location", value: "model.data" },
          { key: "offset", value: "8" },
          { key: "length", value: "16" },
        ],
      },
      { name: "w", dims: [6], data_type: 1, data_location: 1, external_data: [{ key: "location", value: "none" }] },
    ],
    nodes: [
      node("Mul", ["x", "w"], ["m"]),
      node("Reshape", ["m", "shape"], ["v"]),
      node("Concat", ["v", "v"], ["y"], { axis: 0 }),
    ],
  };

  test("are looked up where a shape depends on them, and nowhere else", () => {
    const asked: string[] = [];
    const beside = (name: string): Uint8Array | null => {
      asked.push(name);
      return name === "model.data" ? new Uint8Array(BigInt64Array.of(99n, 3n, 2n).buffer) : null;
    };
    expect(lifetimes(parts, { beside })).toEqual(["x [0, 1) 24", "m [0, 3) 24", "y [2, 3) 48"]);
    expect(asked).toEqual(["model.data"]);
  });

  test("are named where they are missing, or too short", () => {
    expect(refusal(parts).detail).toContain('depends on the content of "shape", which is not read');
    expect(refusal(parts, { beside: () => new Uint8Array(20) }).detail).toContain('the content of "shape"');
  });
});

test("a reading tells no plans of others where the file has none", () => {
  const none: readonly OtherPlan[] = read(SMALL).otherPlans;
  expect(none).toEqual([]);
});
