import { describe, expect, it } from "vitest";
import { families, generate, hardSuite, optionFromText } from "../../src/instances/index.js";
import { InputError } from "../../src/problem/index.js";

const option = (family: string, name: string) =>
  families.find((candidate) => candidate.name === family)!.options.find((spec) => spec.name === name)!;

describe("options", () => {
  const bad: [family: string, options: Record<string, unknown>, message: RegExp][] = [
    ["guillotine", { buffers: 0 }, /"buffers" must be an integer from 1 to 1000000, got 0/],
    ["guillotine", { buffers: 1_000_001 }, /"buffers".*got 1000001/],
    ["guillotine", { buffers: 12.5 }, /"buffers".*got 12\.5/],
    ["guillotine", { buffers: "12" }, /"buffers".*got "12"/],
    ["guillotine", { seed: -1 }, /"seed".*got -1/],
    ["guillotine", { seed: Number.NaN }, /"seed".*got NaN/],
    ["guillotine", { style: "odd" }, /"style" must be one of any, broad, even, mixed, got "odd"/],
    ["guillotine", { style: null }, /"style".*got null/],
    ["guillotine", { capacity: 1000 }, /"capacity" must be a multiple of the unit 1024, got 1000/],
    ["guillotine", { capacity: 2 ** 52, unit: 1 }, /"capacity" times \d+ buffers must be at most 2\^53 - 1 bytes/],
    ["guillotine", { buffers: 100, ticks: 199 }, /"ticks" must be at least twice the 100 buffers, got 199/],
    ["guillotine", { tick: 0 }, /"tick".*got 0/],
    ["thinned", { removed: 61 }, /"removed".*from 0 to 60, got 61/],
    ["thinned", { full: 0 }, /"full".*got 0/],
    ["long-spans", { share: 91 }, /"share".*got 91/],
    ["residual", { chains: 17 }, /"chains".*got 17/],
    ["residual", { layers: 3 }, /family residual has no option "layers"; it has seed, buffers/],
    ["random", { largest: 1025 }, /"largest" must be a multiple of the unit 1024, got 1025/],
    ["random", { capacity: 1024 }, /has no option "capacity"/],
    ["resnet50", { batch: 0 }, /"batch".*got 0/],
    ["resnet50", { training: 1 }, /"training" must be true or false, got 1/],
    ["resnet50", { training: true, dtype: "int8" }, /"dtype" must be fp32 or fp16 with training, got "int8"/],
    ["resnet50", { resolution: 31 }, /"resolution".*got 31/],
    ["resnet50", { capacity: 1000 }, /"capacity" must be at least the largest buffer, 3211264 bytes, got 1000/],
    ["unet", { resolution: 573 }, /"resolution" must be 12 more than a multiple of 16, got 573/],
    ["bert-base", { sequence: 0 }, /"sequence".*got 0/],
    ["resnet51", {}, /there is no family "resnet51"; there are resnet50, /],
  ];

  it.each(bad)("%s with %j is refused by name and value", (family, options, message) => {
    expect(() => generate(family, options)).toThrow(message);
    expect(() => generate(family, options)).toThrow(InputError);
  });

  it("an option that is undefined counts as absent", () => {
    expect(generate("guillotine", { buffers: undefined, seed: 5 })).toEqual(generate("guillotine", { seed: 5 }));
  });

  it("are read from text as the family would take them", () => {
    expect(optionFromText(option("resnet50", "batch"), "8")).toBe(8);
    expect(optionFromText(option("resnet50", "training"), "true")).toBe(true);
    expect(optionFromText(option("resnet50", "fuse"), "false")).toBe(false);
    expect(optionFromText(option("resnet50", "dtype"), "fp16")).toBe("fp16");
    expect(() => optionFromText(option("resnet50", "batch"), "8.0")).toThrow(/"batch".*got "8\.0"/);
    expect(() => optionFromText(option("resnet50", "batch"), "")).toThrow(/"batch".*got ""/);
    expect(() => optionFromText(option("resnet50", "training"), "yes")).toThrow(/"training".*got "yes"/);
  });

  it("every family describes itself and its options in one line each, and takes its own defaults", () => {
    expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
    for (const { name, description, options, generate: make } of families) {
      expect(description).toMatch(/^\S[^\n]{10,130}$/);
      expect(new Set(options.map((spec) => spec.name)).size).toBe(options.length);
      const defaults: Record<string, unknown> = {};
      for (const spec of options) {
        expect(spec.description, `${name} ${spec.name}`).toMatch(/^\S[^\n]{3,130}$/);
        if (spec.default !== null) defaults[spec.name] = spec.default;
      }
      expect(make(defaults)).toEqual(make());
    }
  });

  it("a suite refuses a count or seed out of bounds", () => {
    expect(() => hardSuite(-1)).toThrow(/count.*got -1/);
    expect(() => hardSuite(1.5)).toThrow(/count.*got 1\.5/);
    expect(() => hardSuite(1, { seed: 0.5 })).toThrow(/seed.*got 0\.5/);
  });
});
