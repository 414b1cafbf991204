import { expect, it } from "vitest";
import { bundled } from "../../src/instances/index.js";
import { loadBound, toArrays, validate } from "../../src/problem/index.js";
import { hashOf, slowFaults } from "./checks.js";

/** Figures that were published stand on these instances: a change here makes them others. */
const HASHES: Record<string, string> = {
  "bert-base-inference": "120cae72",
  "bert-base-training": "fd71fa45",
  "guillotine-180": "4c80c726",
  "guillotine-96": "cc68553e",
  "inception-v3-inference": "d2944fbf",
  "inception-v3-training": "f287e6fd",
  "long-spans-110": "b8c791d3",
  "long-spans-190": "cd4ce9bb",
  "mobilenet-v2-inference": "98b22c9f",
  "mobilenet-v2-training": "0a5099e1",
  "random-150": "0dd009bc",
  "residual-140": "97d12098",
  "residual-80": "a308df29",
  "resnet50-inference": "e0049843",
  "resnet50-training": "71781a93",
  "thinned-120": "59dd9339",
  "thinned-200": "2e883119",
  "unet-inference": "fb1161c3",
  "unet-training": "dd45239f",
};

it("every bundled instance is valid, has the name it is listed under, and is what it was", () => {
  const hashes: Record<string, string> = {};
  for (const { name, generate } of bundled) {
    const instance = generate();
    expect(instance.name).toBe(name);
    validate(instance.problem);
    hashes[name] = hashOf(instance.problem);
    expect(hashOf(generate().problem)).toBe(hashes[name]);
  }
  expect(Object.keys(hashes).length).toBe(bundled.length);
  expect(hashes).toEqual(HASHES);
});

it("bundles five networks in inference and training, two of each hard family and one at random", () => {
  const by = new Map<string, number>();
  for (const { generate } of bundled) by.set(generate().family, (by.get(generate().family) ?? 0) + 1);
  expect(Object.fromEntries(by)).toEqual({
    resnet50: 2,
    "mobilenet-v2": 2,
    "inception-v3": 2,
    unet: 2,
    "bert-base": 2,
    guillotine: 2,
    thinned: 2,
    "long-spans": 2,
    residual: 2,
    random: 1,
  });
});

it("the bundled hard instances have 80 to 200 buffers and a witness at their load bound", () => {
  let seen = 0;
  for (const { generate } of bundled) {
    const { problem, optimum, plan } = generate();
    if (optimum === undefined) continue;
    seen++;
    expect(problem.buffers.length).toBeGreaterThanOrEqual(80);
    expect(problem.buffers.length).toBeLessThanOrEqual(200);
    expect(loadBound(toArrays(problem))).toBe(optimum);
    expect(problem.capacity).toBe(optimum);
    expect(slowFaults(problem, plan!)).toEqual([]);
  }
  expect(seen).toBe(8);
});
