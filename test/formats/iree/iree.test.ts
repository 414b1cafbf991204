import { describe, expect, test } from "vitest";
import { parse } from "../../../src/formats/index.js";
import { plan } from "../../../src/index.js";
import { IREE } from "../producer/dumps.js";
import { bytesOf, mutateAll, refusalOf } from "../producer/mutants.js";

const SECOND = IREE.replace(/#config = [^>]*>\n/, "")
  .replace("@layout", "@other")
  .replaceAll("%t", "%u");

describe("IREE's pack text", () => {
  test("has slices with both times live, in sizes rounded up to the range alignment, and needs 432", async () => {
    const { problem, form, notes, otherPlans } = parse(IREE, "x.mlir");
    expect(form.name).toBe("IREE pack text");
    expect(problem.buffers).toEqual([
      { id: "%t#1", lower: 0, upper: 2, size: 112, alignment: 16 },
      { id: "%t#2", lower: 1, upper: 3, size: 112, alignment: 16 },
      { id: "%t#3", lower: 2, upper: 4, size: 112, alignment: 16 },
      { id: "%t#4", lower: 0, upper: 5, size: 208, alignment: 16 },
      { id: "%t#5", lower: 5, upper: 7, size: 208, alignment: 16 },
      { id: "%t#6", lower: 5, upper: 9, size: 112, alignment: 16 },
    ]);
    expect([notes, otherPlans]).toEqual([[], []]);
    const { status, peak } = await plan(problem);
    expect([status, peak]).toEqual(["optimal", 432]);
  });

  test("without a configuration is aligned as IREE aligns for hosts, or as the caller says", () => {
    const bare = IREE.replace("    attributes {stream.resources = #config} {", "    {");
    const { problem, notes } = parse(bare, "x");
    expect(problem.buffers[0]).toMatchObject({ size: 128, alignment: 64 });
    expect(notes).toEqual(["the text states no stream.resources: alignment 64, as IREE takes it for hosts"]);
    expect(parse(bare, "x", { alignment: 16 }).problem).toEqual(parse(IREE, "x").problem);
  });

  test("finds the nearest configuration around, in words or by its alias", () => {
    const inner = "#stream.resource_config<{min_buffer_offset_alignment = 32, min_buffer_range_alignment = 8}>";
    const bare = SECOND.replace("    attributes {stream.resources = #config} {", "    {");
    const text = `module attributes {stream.resources = ${inner}} {\n${bare}}\n`;
    expect(parse(text, "x").problem.buffers[0]).toMatchObject({ size: 104, alignment: 32 });
    const outer = `#config = ${inner}\nmodule {\n${SECOND}}\n`;
    expect(parse(outer, "x").problem.buffers[0]).toMatchObject({ size: 104, alignment: 32 });
  });

  test("of several packs is chosen by function or value, and lists them otherwise", () => {
    const two = IREE + SECOND;
    expect(refusalOf(two)).toContain('--module names one: "layout/%t", "other/%u"');
    for (const module of ["layout", "@layout", "layout/%t", "%t", "t"]) {
      expect(parse(two, "x", { module }).problem.buffers[0]!.id).toBe("%t#1");
    }
    expect(refusalOf(two, { module: "none" })).toContain('no stream.resource.pack is called "none"');
  });

  test("with an affinity and an offset begins there", () => {
    const text = IREE.replace("pack slices", "pack on(#hal.device.affinity<@dev>) offset(%small) slices");
    expect(parse(text, "x").problem.base).toBe(100);
  });

  test.each([
    ["[1, 2] = %small", "[1, 2] = %arg0", "x:15:14: size %arg0 is no constant number of bytes: it is an argument"],
    ["arith.constant 2", "arith.shli 2", "size %large is no constant number of bytes: it comes from arith.muli"],
    ["[1, 2] = %small", "[2, 1] = %small", "x:15:5: slice [2, 1] ends before it begins"],
    ["[1, 2] = %small", "[1] = %small", "x:15:5: a slice must be of the form [first, last] = %size"],
    ["%t:7", "%t:6", "x:13:3: stream.resource.pack makes a total and 6 offsets, but 6 values are named"],
    ["= #config", "= #other", "stream.resources is no #stream.resource_config"],
    ["  }) : index", "", 'x:13:37: "(" is not closed'],
  ])("with %s as %s is refused in its place", (from, to, message) => {
    expect(refusalOf(IREE.replace(from, to))).toContain(message);
  });

  test("has no plan to verify", () => {
    expect(refusalOf(IREE, { placed: true })).toContain("the file has no plan to verify");
  });

  test("that is damaged is read or refused in its place", () => {
    const tokens = ["{", "}", "(", "[", "%t", "stream.resource.pack", "arith.constant 7", "\n", "//", "<"];
    const { read, refused } = mutateAll([bytesOf(IREE)], tokens);
    expect(read).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });
});
