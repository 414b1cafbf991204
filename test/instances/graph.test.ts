import { describe, expect, it } from "vitest";
import { addBackward, type Optimizer } from "../../src/graph/backward.js";
import type { Graph } from "../../src/graph/graph.js";
import { ImageLayers } from "../../src/graph/images.js";
import { type LayerMode, Layers } from "../../src/graph/layers.js";
import { type ScheduleOptions, schedule } from "../../src/graph/schedule.js";
import { validate } from "../../src/problem/index.js";

const INFERENCE: LayerMode = { training: false, elementBytes: 4, fuse: false, im2col: false };
const TRAINING: LayerMode = { ...INFERENCE, training: true };
const PLAIN: ScheduleOptions = { order: "program", inPlace: false, weights: false, alignment: 1, capacity: undefined };

/** id → "lower-upper size", which makes a schedule readable. */
function table(graph: Graph, options: Partial<ScheduleOptions> = {}): Record<string, string> {
  const problem = schedule(graph, { ...PLAIN, ...options });
  validate(problem);
  return Object.fromEntries(problem.buffers.map(({ id, lower, upper, size }) => [id, `${lower}-${upper} ${size}`]));
}

/** x → a (linear) → b (relu) → c (linear); c + a → sum. */
function skip(mode: LayerMode): Layers {
  const net = new Layers(mode);
  const x = net.input("x", [2, 3]);
  const a = net.linear("a", x, 5);
  const b = net.activate("b", a, "relu");
  const c = net.linear("c", b, 5);
  const sum = net.add("sum", c, a);
  if (mode.training) net.squaredLoss("loss", sum);
  else net.result(sum);
  return net;
}

describe("schedule", () => {
  it("keeps a tensor from its writer to its last reader, inputs from the start, results to the end", () => {
    expect(table(skip(INFERENCE).graph)).toEqual({
      x: "0-1 24",
      a: "0-4 40",
      b: "1-3 40",
      c: "2-4 40",
      sum: "3-4 40",
    });
  });

  it("plans weights when asked to, live all the time", () => {
    const planned = table(skip(INFERENCE).graph, { weights: true });
    expect(planned["a.weight"]).toBe("0-4 60");
    expect(planned["c.bias"]).toBe("0-4 20");
    expect(Object.keys(planned).length).toBe(9);
  });

  it("lets an elementwise op overwrite what nothing reads any more, and nothing else", () => {
    // b may not overwrite a, which the sum reads; the sum overwrites c, which is then live to the end.
    expect(table(skip(INFERENCE).graph, { inPlace: true })).toEqual({
      x: "0-1 24",
      a: "0-4 40",
      b: "1-3 40",
      c: "2-4 40",
    });
  });

  it("overwrites no input of the graph, no result and no tensor of another size", () => {
    const net = new Layers(INFERENCE);
    const x = net.input("x", [8]);
    const y = net.activate("y", x, "relu");
    net.result(y);
    const mask = net.input("mask", [1]);
    net.result(net.scaleAndMask("z", y, mask));
    expect(Object.keys(table(net.graph, { inPlace: true })).sort()).toEqual(["mask", "x", "y", "z"]);
  });

  it("overwrites along a chain, in one buffer called after its first tensor", () => {
    const net = new Layers(INFERENCE);
    let x = net.linear("start", net.input("x", [1, 4]), 4);
    for (let i = 0; i < 5; i++) x = net.activate(`step${i}`, x, "relu");
    net.result(net.linear("end", x, 2));
    expect(table(net.graph, { inPlace: true })).toEqual({ x: "0-1 16", start: "0-7 16", end: "6-7 8" });
  });

  it("counts the readers of a view as readers of its bytes", () => {
    const net = new Layers(INFERENCE);
    const y = net.linear("y", net.input("x", [2, 6]), 6);
    const view = net.reshape(y, [3, 4]);
    const z = net.linear("z", net.linear("between", net.input("other", [1, 1]), 1), 1);
    net.result(net.linear("last", view, 1));
    net.result(z);
    expect(table(net.graph).y).toBe("0-4 48");
  });

  it("gives workspaces one step each and puts the alignment on every buffer", () => {
    const net = new ImageLayers({ ...INFERENCE, im2col: true });
    const x = net.input("x", [2, 3, 8, 8]);
    const y = net.convolution("y", x, { channels: 4, kernel: 3, padding: 1 });
    net.result(net.convolution("z", y, { channels: 4, kernel: 1 }));
    const problem = schedule(net.graph, { ...PLAIN, alignment: 64, capacity: 10_000 });
    expect(problem.buffers.find(({ id }) => id === "y:workspace")).toEqual({
      id: "y:workspace",
      lower: 0,
      upper: 1,
      size: 3 * 9 * 8 * 8 * 4,
      alignment: 64,
    });
    expect(problem.buffers.some(({ id }) => id === "z:workspace")).toBe(false);
    expect(problem.buffers.every(({ alignment }) => alignment === 64)).toBe(true);
    expect(problem.capacity).toBe(10_000);
  });

  it("runs branches side by side when told to, and never an op before what it reads", () => {
    const net = new Layers(INFERENCE);
    const x = net.input("x", [1, 2]);
    const branches = [0, 1].map((branch) => {
      let y = x;
      for (let i = 0; i < 3; i++) y = net.linear(`b${branch}.${i}`, y, 2);
      return y;
    });
    net.result(net.add("sum", branches[0]!, branches[1]!));
    expect(table(net.graph)).toMatchObject({ x: "0-4 8", "b0.0": "0-2 8", "b0.2": "2-7 8", "b1.2": "5-7 8" });
    expect(table(net.graph, { order: "breadth" })).toMatchObject({
      x: "0-2 8",
      "b0.0": "0-3 8",
      "b1.0": "1-4 8",
      "b0.2": "4-7 8",
      "b1.2": "5-7 8",
    });
  });
});

describe("addBackward", () => {
  const trained = (optimizer: Optimizer) => {
    const { graph } = skip(TRAINING);
    addBackward(graph, optimizer);
    return graph;
  };

  it("adds one op for each gradient rule, last layer first, and adds up gradients of what two ops have read", () => {
    expect(trained("none").ops.map(({ name }) => name)).toEqual([
      ...["a", "b", "c", "sum", "loss"],
      "loss:backward",
      "c:backward", // of its weights
      "c:backward2", // of b
      "b:backward",
      "a:accumulate", // from the sum and from b
      "a:backward", // of its weights; x is an input, which needs none
    ]);
  });

  it("keeps an activation until its gradient op, and no longer", () => {
    expect(table(trained("none"))).toEqual({
      x: "0-11 24", // for a's weights
      a: "0-4 40", // only relu and the sum read it, and neither needs it again
      b: "1-9 40", // for c's weights and its own gradient
      c: "2-4 40",
      sum: "3-6 40", // for the loss
      "loss:target": "0-6 40",
      loss: "4-11 4",
      "sum:gradient": "5-10 40", // passed on to c and a unchanged
      "c.weight:gradient": "6-11 100",
      "c.bias:gradient": "6-11 20",
      "b:gradient": "7-9 40",
      "a:gradient": "8-10 40",
      "a:gradient2": "9-11 40",
      "a.weight:gradient": "10-11 60",
      "a.bias:gradient": "10-11 20",
    });
  });

  it("with an optimizer after it keeps all weight gradients until their updates", () => {
    const planned = table(trained("after"));
    expect(planned["a.weight:gradient"]).toBe("10-12 60");
    expect(planned["a.bias:gradient"]).toBe("10-13 20");
    expect(planned["c.weight:gradient"]).toBe("6-14 100");
    expect(planned["c.bias:gradient"]).toBe("6-15 20");
  });

  it("with a fused optimizer drops a weight gradient at once, in either order", () => {
    expect(table(trained("fused"))["c.weight:gradient"]).toBe("6-8 100");
    expect(table(trained("fused"))["c.bias:gradient"]).toBe("6-9 20");
    for (const optimizer of ["none", "after", "fused"] as const) {
      const { ops } = trained(optimizer);
      const graph = trained(optimizer);
      const end = Math.max(...schedule(graph, { ...PLAIN, order: "breadth" }).buffers.map(({ upper }) => upper));
      expect(end).toBe(ops.length);
    }
  });

  it("keeps updates after the whole backward pass when branches run side by side", () => {
    const graph = trained("after");
    const planned = table(graph, { order: "breadth" });
    for (const weight of ["a.weight", "a.bias", "c.weight", "c.bias"]) {
      expect(Number(planned[`${weight}:gradient`]!.match(/-(\d+)/)![1])).toBeGreaterThan(11);
    }
  });

  it("overwrites the incoming gradient of an elementwise op, but none that is read again", () => {
    const planned = table(trained("none"), { inPlace: true });
    // b's gradient turns into a's second part. The sum of both parts goes over the first, which is the gradient of the
    // sum: not before, since c's kernels read it too.
    expect(planned["b:gradient"]).toBe("7-10 40");
    expect(planned["sum:gradient"]).toBe("5-11 40");
    expect(planned["a:gradient"]).toBeUndefined();
    expect(planned["a:gradient2"]).toBeUndefined();
  });

  it("differentiates each layer by what it must keep", () => {
    const net = new ImageLayers(TRAINING);
    const x = net.input("x", [1, 3, 8, 8]);
    const y = net.normalisedConvolution("y", x, { channels: 4, kernel: 3, padding: 1 }, "relu");
    const pooled = net.maxPool("pooled", y, { kernel: 2, stride: 2 });
    const dropped = net.dropout("dropped", net.globalAverage("average", pooled));
    net.classLoss("loss", net.linear("fc", dropped, 10));
    addBackward(net.graph, "none");
    const reads = (name: string) => net.graph.ops.find((op) => op.name === name)!.inputs.map((tensor) => tensor.name);
    expect(reads("loss:backward")).toEqual(["loss:softmax", "loss:labels"]);
    expect(reads("fc:backward")).toEqual(["fc:gradient", "dropped"]);
    expect(reads("fc:backward2")).toEqual(["fc:gradient"]);
    expect(reads("dropped:backward")).toEqual(["dropped:gradient", "dropped:mask"]);
    expect(reads("average:backward")).toEqual(["average:gradient"]);
    expect(reads("pooled:backward")).toEqual(["pooled:gradient", "pooled:indices"]);
    expect(reads("y:backward")).toEqual(["y:gradient", "y"]);
    expect(reads("y.norm:backward")).toEqual(["y.norm:gradient", "y.conv", "y.norm:mean", "y.norm:deviation"]);
    expect(reads("y.conv:backward")).toEqual(["y.conv:gradient", "x"]);
    expect(net.graph.ops.some(({ name }) => name === "y.conv:backward2")).toBe(false);
    expect(table(net.graph)["dropped:mask"]).toMatch(/ 4$/);
  });

  it("leaves out what no loss depends on", () => {
    const net = new Layers(TRAINING);
    const x = net.input("x", [1, 2]);
    net.result(net.linear("unused", x, 3));
    net.squaredLoss("loss", net.linear("used", x, 2));
    addBackward(net.graph, "fused");
    expect(net.graph.tensors.some(({ name }) => name === "unused.weight:gradient")).toBe(false);
    expect(net.graph.ops.some(({ name }) => name === "used.weight:update")).toBe(true);
  });
});

describe("Graph", () => {
  it("refuses what cannot be: a name twice, a read before the write, shapes that do not fit", () => {
    const net = new ImageLayers(INFERENCE);
    const x = net.input("x", [1, 3, 8, 8]);
    expect(() => net.input("x", [1])).toThrow(/two tensors are called x/);
    const loose = net.graph.tensor("loose", [1], 4, "activation");
    expect(() => net.activate("y", loose, "relu")).toThrow(/y reads loose before it is written/);
    expect(() => net.reshape(x, [5])).toThrow(/no view of x \[1, 3, 8, 8\] as \[5\]/);
    expect(() => net.maxPool("pool", x, { kernel: 9 })).toThrow(/pool has the impossible shape \[1, 3, 0, 0\]/);
    expect(() => net.matmul("m", x, x)).not.toThrow();
    expect(() => net.matmul("n", x, net.input("z", [1, 3, 7, 8]))).toThrow(/cannot multiply/);
    expect(() => net.concatenate("c", [x, net.input("two", [2, 3, 8, 8])])).toThrow(/cannot concatenate/);
    expect(() => net.concatenate("d", [x, net.input("large", [1, 3, 9, 9])])).toThrow(/cannot crop/);
    expect(() => net.graph.find("nothing")).toThrow(/no tensor nothing/);
  });
});
