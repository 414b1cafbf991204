import { describe, expect, it } from "vitest";
import { addBackward } from "../../src/graph/backward.js";
import { bytesOf, type Graph } from "../../src/graph/graph.js";
import type { LayerMode } from "../../src/graph/layers.js";
import { schedule } from "../../src/graph/schedule.js";
import { families, generate } from "../../src/instances/index.js";
import { bertGraph } from "../../src/instances/networks/bert.js";
import { inceptionV3Graph } from "../../src/instances/networks/inception-v3.js";
import { mobileNetV2Graph } from "../../src/instances/networks/mobilenet-v2.js";
import { resnet50Graph } from "../../src/instances/networks/resnet50.js";
import { uNetGraph } from "../../src/instances/networks/unet.js";
import { loadBound, type Problem, toArrays, validate } from "../../src/problem/index.js";

const INFERENCE: LayerMode = { training: false, elementBytes: 4, fuse: true, im2col: false };
const TRAINING: LayerMode = { training: true, elementBytes: 4, fuse: false, im2col: false };

const GRAPHS: Record<string, (mode: LayerMode, batch?: number) => Graph> = {
  resnet50: (mode, batch = 1) => resnet50Graph({ batch, resolution: 224 }, mode),
  "mobilenet-v2": (mode, batch = 1) => mobileNetV2Graph({ batch, resolution: 224 }, mode),
  "inception-v3": (mode, batch = 1) => inceptionV3Graph({ batch, resolution: 299, auxiliary: mode.training }, mode),
  unet: (mode, batch = 1) => uNetGraph({ batch, resolution: 572 }, mode),
  "bert-base": (mode, batch = 1) => bertGraph({ batch, sequence: 128, layers: 12 }, mode),
};
const NETWORKS = Object.keys(GRAPHS);

const bound = (problem: Problem) => loadBound(toArrays(problem));

describe("published parameter counts", () => {
  it.each([
    ["resnet50", INFERENCE, 25_557_032],
    ["resnet50", TRAINING, 25_557_032],
    ["mobilenet-v2", INFERENCE, 3_504_872],
    ["mobilenet-v2", TRAINING, 3_504_872],
    ["inception-v3", INFERENCE, 23_834_568], // without the auxiliary classifier
    ["inception-v3", TRAINING, 27_161_264], // with it
    ["unet", INFERENCE, 31_030_658],
    ["bert-base", INFERENCE, 85_054_464], // 12 layers of 7,087,872, without embeddings
    ["bert-base", TRAINING, 85_054_464],
  ] as const)("%s (%j) has %d", (name, mode, parameters) => {
    expect(GRAPHS[name]!(mode).parameters()).toBe(parameters);
  });
});

describe("published shapes", () => {
  it.each([
    // Table 1 of He et al.
    ["resnet50", "conv1", [1, 64, 112, 112]],
    ["resnet50", "pool1", [1, 64, 56, 56]],
    ["resnet50", "conv2_3", [1, 256, 56, 56]],
    ["resnet50", "conv3_4", [1, 512, 28, 28]],
    ["resnet50", "conv4_6", [1, 1024, 14, 14]],
    ["resnet50", "conv5_3", [1, 2048, 7, 7]],
    ["resnet50", "fc", [1, 1000]],
    // Table 2 of Sandler et al.
    ["mobilenet-v2", "conv1", [1, 32, 112, 112]],
    ["mobilenet-v2", "block1_1.project", [1, 16, 112, 112]],
    ["mobilenet-v2", "block2_1.expand", [1, 96, 112, 112]],
    ["mobilenet-v2", "block4_4", [1, 64, 14, 14]],
    ["mobilenet-v2", "block7_1.project", [1, 320, 7, 7]],
    ["mobilenet-v2", "conv2", [1, 1280, 7, 7]],
    // Table 1 of Szegedy et al.
    ["inception-v3", "conv3", [1, 64, 147, 147]],
    ["inception-v3", "conv5", [1, 192, 71, 71]],
    ["inception-v3", "mixed35_3", [1, 288, 35, 35]],
    ["inception-v3", "mixed17_5", [1, 768, 17, 17]],
    ["inception-v3", "mixed8_3", [1, 2048, 8, 8]],
    // Figure 1 of Ronneberger et al.
    ["unet", "down0.conv2", [1, 64, 568, 568]],
    ["unet", "down4.conv2", [1, 1024, 28, 28]],
    ["unet", "up3.concat", [1, 1024, 56, 56]],
    ["unet", "up0.concat", [1, 128, 392, 392]],
    ["unet", "classify", [1, 2, 388, 388]],
    // Base size of Devlin et al.
    ["bert-base", "layer0.scores", [1, 12, 128, 128]],
    ["bert-base", "layer11.feed1", [1, 128, 3072]],
    ["bert-base", "layer11.norm2", [1, 128, 768]],
  ])("%s: %s is %j", (name, tensor, shape) => {
    expect(GRAPHS[name]!(INFERENCE).find(tensor).shape).toEqual(shape);
  });
});

describe.each(NETWORKS)("%s", (name) => {
  it("is a valid problem with every option, and its load bound is at least what any step needs", () => {
    const tries: Record<string, unknown>[] = [
      {},
      { training: true },
      { training: true, optimizer: "after", order: "breadth", inPlace: true, im2col: true, batch: 4 },
      { training: true, optimizer: "fused", dtype: "fp16", weights: true, alignment: 64 },
      { fuse: false, order: "breadth", inPlace: true, dtype: "int8" },
    ];
    for (const options of tries) {
      const { problem, seed, family, optimum } = generate(name, options);
      validate(problem);
      expect(problem.capacity).toBeUndefined();
      expect([seed, family, optimum]).toEqual([0, name, undefined]);
      expect(problem.buffers.length).toBeGreaterThan(20);
    }
  });

  it("in training keeps every activation that a gradient op reads until that op", () => {
    const forward = GRAPHS[name]!(TRAINING);
    const rules = forward.ops.flatMap((op) =>
      op.gradient === "pass" ? [] : op.gradient.map((rule) => ({ op, rule })),
    );
    const graph = GRAPHS[name]!(TRAINING);
    addBackward(graph, "none");
    const step = new Map(graph.ops.map((op) => [op.name, op.index]));
    const options = { order: "program", inPlace: false, weights: false, alignment: 1, capacity: undefined } as const;
    const lifetime = new Map(schedule(graph, options).buffers.map((buffer) => [buffer.id, buffer]));
    let kept = 0;
    for (const { op, rule } of rules) {
      const trained = rule.of.filter((tensor) => tensor.base.role !== "input");
      if (trained.length === 0) continue;
      const written = trained.map((tensor) => `${tensor.base.name}:gradient`);
      // The kernel is found by what it writes first, not by how the pass numbers its ops.
      const kernel = graph.ops.find(
        (candidate) =>
          candidate.name.startsWith(`${op.name}:backward`) &&
          written.some((gradient) => candidate.outputs.some((output) => output.name.startsWith(gradient))),
      )!;
      expect(kernel, op.name).toBeDefined();
      for (const needed of rule.needs) {
        const buffer = lifetime.get(needed.base.name)!;
        expect(buffer.lower, needed.name).toBeLessThanOrEqual(step.get(op.name)!);
        expect(buffer.upper, needed.name).toBeGreaterThan(kernel.index);
        kept++;
      }
    }
    expect(kept).toBeGreaterThan(name === "unet" ? 40 : 100);
  });

  it("in training has a gradient for every weight, of its size, live from its kernel to the end", () => {
    const graph = GRAPHS[name]!(TRAINING);
    const weights = graph.tensors.filter(({ role }) => role === "weight");
    const { problem } = generate(name, { training: true });
    const end = Math.max(...problem.buffers.map(({ upper }) => upper));
    const byId = new Map(problem.buffers.map((buffer) => [buffer.id, buffer]));
    for (const weight of weights) {
      const gradient = byId.get(`${weight.name}:gradient`)!;
      expect(gradient.size, weight.name).toBe(bytesOf(weight));
      expect(gradient.upper).toBe(end);
    }
    expect(weights.length).toBeGreaterThan(40);
  });

  it("needs more with training, less with a fused optimizer, half in 16 bits, and no more in place", () => {
    const peak = (options: Record<string, unknown>) => bound(generate(name, options).problem);
    expect(peak({ training: true })).toBeGreaterThan(3 * peak({}));
    expect(peak({ training: true, optimizer: "fused" })).toBeLessThan(peak({ training: true }));
    expect(peak({ training: true, optimizer: "after" })).toBeLessThanOrEqual(peak({ training: true }));
    expect(peak({ dtype: "fp16" })).toBe(peak({}) / 2);
    expect(peak({ dtype: "int8" })).toBe(peak({}) / 4);
    expect(peak({ inPlace: true, fuse: false })).toBeLessThanOrEqual(peak({ fuse: false }));
    expect(peak({ training: true, inPlace: true })).toBeLessThanOrEqual(peak({ training: true }));
    expect(peak({ batch: 8 })).toBe(8 * peak({}));
  });

  it("plans its weights when asked to: as many bytes more as it has parameters", () => {
    const bytes = ({ buffers }: Problem) => buffers.reduce((sum, { size }) => sum + size, 0);
    const without = bytes(generate(name).problem);
    const planned = bytes(generate(name, { weights: true }).problem);
    expect(planned - without).toBe(4 * GRAPHS[name]!(INFERENCE).parameters());
  });

  it("has no buffer that the order of ops cannot explain: none longer than the run, none empty", () => {
    for (const training of [false, true]) {
      const { buffers } = generate(name, { training }).problem;
      const end = Math.max(...buffers.map(({ upper }) => upper));
      for (const { id, lower, upper } of buffers) expect(lower >= 0 && upper > lower && upper <= end, id).toBe(true);
    }
  });
});

describe("networks", () => {
  it("are the five of the registry", () => {
    expect(families.filter(({ kind }) => kind === "network").map(({ name }) => name)).toEqual(NETWORKS);
  });

  it("ResNet-50's inference peaks in its first stage, with three maps of 256 x 56 x 56", () => {
    expect(bound(generate("resnet50").problem)).toBe(3 * 256 * 56 * 56 * 4);
  });

  it("U-Net's inference peaks where the largest skip is concatenated", () => {
    expect(bound(generate("unet").problem)).toBe((64 * 568 ** 2 + 64 * 392 ** 2 + 128 * 392 ** 2) * 4);
  });

  it("U-Net's skips nest: the first one made is the last one read", () => {
    const { buffers } = generate("unet").problem;
    const skips = [0, 1, 2, 3].map((level) => buffers.find(({ id }) => id === `down${level}.conv2`)!);
    for (let level = 1; level < 4; level++) {
      expect(skips[level]!.lower).toBeGreaterThan(skips[level - 1]!.lower);
      expect(skips[level]!.upper).toBeLessThan(skips[level - 1]!.upper);
    }
  });

  it("fusing takes the maps between convolution and activation away", () => {
    const ids = (fuse: boolean) => generate("resnet50", { fuse }).problem.buffers.map(({ id }) => id);
    expect(ids(false)).toEqual(expect.arrayContaining(["conv1.conv", "conv1.norm", "conv1"]));
    expect(ids(true)).toContain("conv1");
    expect(ids(true).some((id) => id.includes(".conv") || id.includes(".norm"))).toBe(false);
  });

  it("BERT's length scales its scores with the square of the tokens", () => {
    const scores = (sequence: number) =>
      generate("bert-base", { sequence, layers: 1 }).problem.buffers.find(({ id }) => id === "layer0.scores")!.size;
    expect(scores(512)).toBe(16 * scores(128));
  });

  it("a capacity that fits the largest buffer is carried along", () => {
    expect(generate("unet", { capacity: 300_000_000 }).problem.capacity).toBe(300_000_000);
  });
});
