import { describe, expect, test } from "vitest";
import { type OtherPlan, parse } from "../../../src/formats/index.js";
import { floats, ints, MODEL, modelBytes, node, type Parts } from "./build.js";

import { lifetimes, read, refusal, SMALL } from "./readings.js";

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

test("a reading tells no plans of others where the file has none", () => {
  const none: readonly OtherPlan[] = read(SMALL).otherPlans;
  expect(none).toEqual([]);
});
