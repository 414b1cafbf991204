import { describe, expect, test } from "vitest";
import { attribute, MODEL, modelBytes, node, type Parts, port } from "./build.js";

import { lifetimes, refusal, SMALL } from "./readings.js";

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
