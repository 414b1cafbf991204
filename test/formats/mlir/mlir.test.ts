import { describe, expect, test } from "vitest";
import { parse } from "../../../src/formats/index.js";
import { MLIR } from "../producer/dumps.js";
import { bytesOf, mutateAll, refusalOf } from "../producer/mutants.js";
import { faultsOf } from "../producer/verified.js";

/** A function with these operations, a line each, and the message with which it is refused. */
function within(...lines: readonly string[]): string {
  return `func.func @f(%arg0: i1, %n: index) {\n${lines.map((line) => `  ${line}\n`).join("")}  return\n}\n`;
}

/** The size of a buffer of this type. */
function sizeOf(type: string, before = ""): number {
  return parse(`${before}${within(`%a = memref.alloc() : ${type}`)}`, "x").problem.buffers[0]!.size;
}

describe("MLIR text", () => {
  test("gives a buffer its life from alloc to dealloc, by the order of operations", () => {
    const { problem, form, notes, otherPlans } = parse(MLIR, "x.mlir");
    expect(form.name).toBe("MLIR text (memref)");
    expect(problem).toEqual({
      buffers: [
        { id: "%alloc", lower: 2, upper: 7, size: 128, alignment: 64 },
        { id: "%alloc_0", lower: 5, upper: 10, size: 32 },
        { id: "%2", lower: 8, upper: 13, size: 72, alignment: 32 },
        { id: "%row", lower: 9, upper: 13, size: 64, alignment: 4 },
      ],
    });
    expect(otherPlans).toEqual([]);
    expect(notes).toEqual([
      "1 buffer has no memref.dealloc: live to the end of main",
      "1 buffer is from memref.alloca: planned too, live to the end of main",
      "elements of the type index are taken to have 8 bytes",
      'what is allocated by functions that main calls is not counted: "@foo"',
    ]);
  });

  test("frees a buffer through a cast, and passes over what belongs to somebody else", () => {
    const text = within(
      "%a = memref.alloc() : memref<4xf32>",
      "%b = memref.cast %a : memref<4xf32> to memref<?xf32>",
      "memref.dealloc %b : memref<?xf32>",
      "memref.dealloc %arg1 : memref<?xf32>",
    );
    const { problem, notes } = parse(text, "x");
    expect(problem.buffers[0]).toMatchObject({ lower: 0, upper: 2 });
    expect(notes).toEqual(["1 memref.dealloc frees what somebody else made: not counted"]);
  });

  test.each([
    ["memref<f32>", 4],
    ["memref<3x5xf16>", 30],
    ["memref<0x5xf32>", 0],
    ["memref<7xi1>", 7],
    ["memref<2xi24>", 8],
    ["memref<2xui8>", 2],
    ["memref<2xcomplex<f64>>", 32],
    ["memref<2xvector<3xf32>>", 32],
    ["memref<4xf8E4M3FN>", 4],
    ["memref<4x8xf32, strided<[16, 1], offset: 2>>", 232],
    ["memref<4x8xf32, affine_map<(d0, d1) -> (d0, d1)>>", 128],
  ])("takes %s to have %i bytes", (type, bytes) => {
    expect(sizeOf(type)).toBe(bytes);
  });

  test("resolves the aliases of types and layouts", () => {
    expect(sizeOf("!t", "!t = memref<2x3xf32>\n")).toBe(24);
    expect(sizeOf("memref<2x3xf32, #m>", "#m = affine_map<(d0, d1) -> (d0, d1)>\n")).toBe(24);
  });

  test("keeps memory spaces apart, and tells of one that all share", () => {
    const two = within("%a = memref.alloc() : memref<4xf32>", "%b = memref.alloc() : memref<4xf32, 3 : i32>");
    const { problem } = parse(two, "x");
    expect(problem.memories).toEqual([{ id: "default" }, { id: "3 : i32" }]);
    expect(problem.buffers.map(({ memory }) => memory)).toEqual(["default", "3 : i32"]);
    const one = within("%b = memref.alloc() : memref<4xf32, #gpu.address_space<workgroup>>");
    expect(parse(one, "x").notes).toContain("all buffers lie in the memory space #gpu.address_space<workgroup>");
  });

  test("takes the caller's alignment where the text states none", () => {
    const { buffers } = parse(MLIR, "x", { alignment: 128 }).problem;
    expect(buffers.map(({ alignment }) => alignment)).toEqual([64, 128, 32, 128]);
  });

  test("with addresses has the plan of its compiler", () => {
    const text = within(
      "%a = memref.alloc() {address = 64 : i64, alignment = 16 : i64} : memref<4xf32>",
      "%b = memref.alloc() {address = 0 : i64, my.hint} : memref<16xf32>",
    );
    const document = parse(text, "x", { placed: true });
    expect(document.otherPlans).toEqual([{ planner: "the compiler", peak: 80, offsets: Float64Array.of(64, 0) }]);
    expect(faultsOf(document)).toEqual([]);
  });

  test("of several functions is chosen by name, and lists them otherwise", () => {
    const f = within("%a = memref.alloc() : memref<4xf32>");
    const two = `module {\n${f}${f.replace("@f", "@g").replace("4xf32", "8xf32")}}\n`;
    expect(refusalOf(two)).toContain('several functions allocate; --module names one: "f", "g"');
    for (const module of ["g", "@g"]) expect(parse(two, "x", { module }).problem.buffers[0]!.size).toBe(32);
    expect(refusalOf(two, { module: "h" })).toContain('no function that allocates is called "h"');
    expect(refusalOf("module {\n}\n")).toContain("no function has a memref.alloc");
  });

  const alloc = "%a = memref.alloc() : memref<4xf32>";
  test.each([
    [[alloc, "scf.if %arg0 {", "}"], "x:3:3: control flow is not read: scf.if"],
    [["scf.for %i = %n to %n step %n {", alloc, "}"], "x:2:3: control flow is not read: scf.for"],
    [[alloc, "affine.for %i = 0 to 4 {", "}"], "x:3:3: control flow is not read: affine.for"],
    [[alloc, "cf.br ^bb1", "^bb1:"], "control flow is not read"],
    [[alloc, "^bb1:"], "x:3:3: control flow is not read: the function has a block ^bb1"],
    [["%a = memref.alloc(%n) : memref<?xf32>"], "x:2:21: memref.alloc of %a has a size that only the run knows, %n"],
    [["%a = memref.alloc() : memref<2x?xf32>"], 'x:2:34: buffer "%a": a dimension is dynamic (?)'],
    [["%a = memref.alloc() : memref<2x!t.tile<4x4>>"], 'the size of the element type "!t.tile<4x4>" is not known'],
    [["%a = memref.alloc() : memref<4xf32, #q.shard<4>>"], 'the layout "#q.shard<4>" is of a dialect'],
    [["%a = memref.alloc() : memref<4x4xf32, affine_map<(i, j) -> (j, i)>>"], "is an affine map"],
    [["%a = memref.alloc() {alignment = 0 : i64} : memref<4xf32>"], "x:2:36: alignment of %a must be bytes, got 0"],
    [[alloc, alloc], "x:3:3: %a is defined twice"],
    [[alloc, "memref.dealloc %a : memref<4xf32>", "memref.dealloc %a : memref<4xf32>"], "is freed twice"],
    [
      [alloc, "memref.dealloc %a : memref<4xf32>", "%v = memref.load %a[%n] : memref<4xf32>"],
      'x:4:20: buffer "%a" is used by memref.load behind its memref.dealloc',
    ],
    [[alloc, "%b = memref.realloc %a : memref<4xf32> to memref<8xf32>"], "memref.realloc is not read"],
    [[alloc, "%b = gpu.alloc () : memref<8xf32>"], "gpu.alloc is not read"],
    [[alloc, "%b = bufferization.clone %a : memref<4xf32> to memref<4xf32>"], "bufferization.clone is not read"],
    [[alloc, "memref.alloca_scope {", "}"], "memref.alloca_scope is not read"],
    [[alloc, "async.execute {", "async.yield", "}"], "operations in a region of async.execute are not read"],
    [
      [alloc, "linalg.generic {} ins(%a : memref<4xf32>) {", "%z = memref.alloc() : memref<1xf32>", "}"],
      "within linalg.generic",
    ],
    [[alloc, "}"], "a brace closes what none opened"],
    [[alloc, "foo(]"], 'closes "("'],
  ])("of %j is refused by name, in its place", (lines, message) => {
    expect(refusalOf(within(...lines))).toContain(message);
  });

  test("with regions in each other without end is refused, and not followed", () => {
    expect(refusalOf(`module {\n${"a.b {\n".repeat(100_000)}`)).toContain("regions lie deeper than 200");
  });

  test("that is damaged is read or refused in its place", () => {
    const tokens = ["{", "}", "(", "<", ">", "%alloc", "memref.dealloc", "scf.if", "^bb0:", "\n", "//", "#m", '"'];
    const { read, refused } = mutateAll([bytesOf(MLIR)], tokens, [{}, { module: "main" }]);
    expect(read).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });
});
