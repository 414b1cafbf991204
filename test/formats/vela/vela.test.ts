import { describe, expect, test } from "vitest";
import { parse } from "../../../src/formats/index.js";
import { REGOR, VELA, VELA_2 } from "../producer/dumps.js";
import { bytesOf, mutateAll, refusalOf } from "../producer/mutants.js";
import { faultsOf } from "../producer/verified.js";

describe("Vela's verbose allocation", () => {
  test("has both times live, and tensors of one live range as parts of its first", () => {
    const document = parse(VELA, "vela.log", { placed: true });
    expect(document.form.name).toBe("Vela's verbose allocation");
    expect(document.problem).toEqual({
      buffers: [
        { id: "input", lower: 0, upper: 3, size: 256, alignment: 16 },
        { id: "conv:1", lower: 1, upper: 5, size: 64, alignment: 16 },
        { id: "reshape", lower: 1, upper: 5, size: 64, alignment: 16 },
        { id: "out", lower: 3, upper: 6, size: 128, alignment: 16 },
      ],
      aliases: [{ buffer: "reshape", of: "conv:1", at: 0 }],
    });
    expect(document.otherPlans[0]).toEqual({ planner: "Vela", peak: 336, offsets: Float64Array.of(0, 256, 256, 0) });
    expect(faultsOf(document)).toEqual([]);
  });

  test("of Vela 2 has end times that are live no more", () => {
    const document = parse(VELA_2, "x", { placed: true });
    expect(document.problem.buffers.map(({ id, lower, upper }) => [id, lower, upper])).toEqual([
      ["input", 0, 2],
      ["conv", 1, 4],
      ["out", 2, 5],
    ]);
    expect(document.otherPlans[0]!.peak).toBe(320);
    expect(faultsOf(document)).toEqual([]);
    expect(parse(VELA_2, "x", { ends: "inclusive" }).problem.buffers[0]!.upper).toBe(3);
  });

  test("of Regor has a format before the name, or nothing", () => {
    const names = (text: string) => parse(text, "x").problem.buffers.map(({ id }) => id);
    expect(names(REGOR)).toEqual(["input", "a:b"]);
    const bare = REGOR.replace(": Format         :", " :")
      .replace(": NHCWB16        :", " :")
      .replace(": NHWC           :", " :");
    expect(names(bare)).toEqual(["input", "a:b"]);
  });

  test("of several memories is chosen by the memory, and lists them otherwise", () => {
    const both =
      VELA +
      VELA.replace(
        "mem_area Sram, of mem_type_set (Scratch, Scratch_fast)",
        "mem_area Dram, of mem_type_set (Scratch)",
      );
    expect(refusalOf(both)).toContain('--module names one: it has "Sram (Scratch, Scratch_fast)", "Dram (Scratch)"');
    expect(parse(both, "x", { module: "dram" }).problem.buffers).toHaveLength(4);
    expect(parse(both, "x", { module: "Sram (Scratch, Scratch_fast)" }).problem.buffers).toHaveLength(4);
    expect(refusalOf(both, { module: "Flash" })).toContain('no table is called "Flash"');
    expect(refusalOf(VELA + VELA, { module: "Sram" })).toContain('more than one table is called "Sram"');
  });

  test.each([
    ["0x140:          64:", "0x141:          64:", "x:6:1: a row of the table for Sram"],
    ["       1 -          4:", "       9 -          4:", "upper must be ≥ lower, got [9, 5)"],
  ])("with %s as %s is refused in its place", (from, to, message) => {
    expect(refusalOf(VELA.replace(from, to))).toContain(message);
  });

  test("that is damaged is read or refused in its place", () => {
    const files = [VELA, VELA_2, REGOR].map(bytesOf);
    const { read, refused } = mutateAll(files, [" - ", ":", "0x", "\n"], [{}, { placed: true }]);
    expect(read).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });
});
