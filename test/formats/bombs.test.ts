/** Small files that would take minutes, or all memory, where work is not held to a small multiple of their length. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type Document, FormatError, type ParseOptions, parse } from "../../src/formats/index.js";
import { programBytes } from "./executorch/program-bytes.js";
import { ints, modelBytes, node } from "./onnx/build.js";

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const lines = (count: number, line: (i: number) => string): string => upTo(count).map(line).join("\n");

function answer(content: string | Uint8Array, options: ParseOptions = {}): string | Document {
  try {
    return parse(content, "x", options);
  } catch (error) {
    if (error instanceof FormatError) return error.detail;
    throw error;
  }
}

function buffersIn(content: string | Uint8Array, options?: ParseOptions): Document["problem"]["buffers"] {
  return (answer(content, options) as Document).problem.buffers;
}

describe("texts", () => {
  test("of comments, each of which could be parted in many ways, are told to be no MLIR", () => {
    expect(answer("// ".repeat(60))).toMatch(/^no column/);
    expect(answer(`${"//===---===//\n".repeat(60)}a,b\n`)).toMatch(/^no column/);
    expect(buffersIn(`${"//===---===//\n".repeat(60)} \n%a = memref.alloc() : memref<4xf32>`)).toHaveLength(1);
  });

  test("of blank lines behind what MLIR may begin with are told to be none", () => {
    expect(answer(`%a = ${"\n".repeat(2 ** 20)}`)).toMatch(/^no column/);
  });

  test("with zeros within a number have it read once", () => {
    const size = `1.${"0".repeat(2 ** 20)}1`;
    expect(answer(`{"buffers": [{"id": "a", "lower": 0, "upper": 1, "size": ${size}}]}`)).toMatch(/must be an integer/);
  });

  test("with thousands of unknown keys list the first of them", () => {
    const keys = lines(50_000, (i) => `"k${i}": 1,`);
    expect((answer(`{${keys} "buffers": []}`) as Document).notes).toEqual([
      expect.stringMatching(/^keys "k0", .* and 49988 more are ignored$/),
    ]);
  });

  test("of Vela with a title that names what it does not have are read", () => {
    const rows =
      "Start Time - End Time: Start Addr - End Addr: Tensor Size: Memory Usage: Purpose\n0 - 1: 0x0 - 0x10: 16: 16: a";
    const title = `Tensor Allocation for mem_area Sram${"mem_type_set (".repeat(200_000)}`;
    expect(buffersIn(`${title}\n${rows}: a\n`)).toHaveLength(1);
    const old = `allocation for MemArea.Sram ${"- ".repeat(500_000)}\n16: 0x0 - 0x10: 0 - 1 a\n`;
    expect(buffersIn(old)).toHaveLength(1);
  });
});

describe("MLIR", () => {
  const inFunction = (body: string): string =>
    `module { func.func @f() {\n${body}\n%m = memref.alloc() : memref<4xf32>\n} }`;

  test("with regions between many open brackets is read once", () => {
    expect(answer(inFunction(`a.b ${"(".repeat(100_000)}${"{ a.b } ".repeat(100_000)}`))).toMatch(/closes|not closed/);
  });

  test("that makes more values than it has words is refused", () => {
    expect(answer(inFunction(lines(20_000, (i) => `%a${i}:60000 = x.y`)))).toBe("%a1 cannot stand for 60000 values");
  });

  test("whose types and layouts go by an alias of many letters is refused", () => {
    const type = `!t = memref<${"1x".repeat(300_000)}f32>\n`;
    expect(answer(type + inFunction(lines(10_000, (i) => `%a${i} = memref.alloc() : !t`)))).toMatch(
      /^the type !t of %a0/,
    );
    const dims = `(${"d0, ".repeat(100_000)}d1)`;
    const layout = `#m = affine_map<${dims} -> ${dims}>\n`;
    expect(answer(layout + inFunction(lines(10_000, (i) => `%a${i} = memref.alloc() : memref<${i}xf32, #m>`)))).toBe(
      'buffer "%a0": the layout "#m" is too long to be read',
    );
  });
});

describe("dumps", () => {
  test("of a memory for each buffer are read", () => {
    const count = 40_000;
    const values = upTo(count).map((i) => ({ sizes: [4], place: [i + 1, 0] as const }));
    expect(buffersIn(programBytes([{ values, instructions: [[1, "k", upTo(count)]] }]))).toHaveLength(count);
  });

  test("of ExecuTorch that name one list over and over are refused", () => {
    const values = [{ sizes: [4], place: [1, 0] as const }, { items: upTo(50_000).map(() => 0) }];
    const file = programBytes([{ values, instructions: [[1, "k", upTo(50_000).map(() => 1)]] }]);
    expect(answer(file)).toBe("the same lists are named over and over: the file is damaged");
  });

  test("of ExecuTorch with very many tensors at one place are refused", () => {
    const count = 100_000;
    const values = upTo(count).map(() => ({ sizes: [4], place: [1, 0] as const }));
    const file = programBytes([{ values, instructions: [[1, "k", [...upTo(count), 0]]] }]);
    expect(answer(file)).toMatch(/too many buffers over each other/);
  });

  test("of ExecuTorch with a long name of an operator are read", () => {
    const values = [0, 16].map((offset) => ({ sizes: [4], place: [1, offset] as const }));
    const [short, long] = ["aten::add.out", `aten::add${":".repeat(500_000)}\n`].map((name) => {
      return buffersIn(programBytes([{ values, instructions: [[1, name, [0, 1]]] }])).length;
    });
    expect([short, long]).toEqual([2, 2]);
  });
});

describe("ONNX", () => {
  const calls = upTo(20_000).map((i) => node("my:F", ["x"], [`o${i}`]));
  const withFunction = (nodes: object[], more: object): Uint8Array =>
    modelBytes({
      inputs: { x: "float[2]" },
      outputs: ["o0"],
      domains: ["my"],
      nodes: calls,
      functions: [
        { name: "F", domain: "my", input: ["a"], output: ["b"], opset_import: [{ version: 17 }], node: nodes, ...more },
      ],
    });
  const relu = (attributes = {}) => node("Relu", ["a"], ["b"], attributes);

  test.each([
    ["attributes of many numbers", [relu({ many: upTo(200_000) })], {}],
    ["many defaults", [relu()], { attribute_proto: upTo(10_000).map((i) => ({ name: `a${i}`, i: 1 })) }],
    ["many outputs", [relu()], { output: ["b", ...upTo(20_000).map((i) => `z${i}`)] }],
  ])("functions with %s are followed no longer than a file may ask", (_, nodes, more) => {
    expect(answer(withFunction(nodes, more))).toMatch(/call one another too often/);
  });

  test("functions that are called 20,000 times are followed", () => {
    expect(buffersIn(withFunction([relu()], {}))).toHaveLength(20_001);
  });

  test.each(["NonZero", "OneHot"])(
    "%s over one large constant again and again is not computed for ever",
    (operator) => {
      const inputs = operator === "OneHot" ? ["c", "c", "c"] : ["c"];
      const nodes = upTo(30_000).map((i) => node(operator, inputs, [`n${i}`]));
      const file = modelBytes({
        constants: [
          ints(
            "c",
            upTo(16_384).map(() => 1),
          ),
        ],
        outputs: ["n0"],
        nodes,
      });
      expect(answer(file)).toMatch(/depends on the content of "c", after too much was computed/);
    },
  );

  test("a sum of very many small tensors and a large one is not computed", () => {
    const inputs = ["c", ...upTo(200_000).map(() => "d")];
    const nodes = [node("Sum", inputs, ["s"]), node("Relu", ["x"], ["y"])];
    const constants = [ints("c", upTo(16_384)), ints("d", [1])];
    expect(buffersIn(modelBytes({ inputs: { x: "float[2]" }, constants, outputs: ["y"], nodes }))).toHaveLength(2);
  });
});

describe("TensorFlow Lite", () => {
  /** One subgraph whose tensors are tables without a field. @param isShared all are the same one */
  function manyTensors(count: number, isShared: boolean): Uint8Array {
    const root = [24, 0x334c4654, 0x10000e, 0, 4, 8, 16, 8, 12];
    const [subgraphs, buffers, subgraph] = [
      [1, 28],
      [1, 8, 0x40004, 4],
      [0x80006, 4, 8, 4],
    ] as const;
    const words = [...root, ...subgraphs, ...buffers, ...subgraph, count];
    const tables = words.length + count + 1;
    const places = upTo(count).map((i) => 4 * ((isShared ? tables : tables + i) - words.length - i));
    const bodies = upTo(isShared ? 1 : count).map((i) => 4 * (i + 1));
    return new Uint8Array(Int32Array.from([...words, ...places, 0x40004, ...bodies]).buffer);
  }

  test("tensors that are one table over and over are refused, others are read", () => {
    expect(answer(manyTensors(250_000, true))).toMatch(/describes more than it can hold: parts are used again$/);
    expect(buffersIn(manyTensors(100_000, false))).toHaveLength(100_000);
  });
});

test("a dump of very many buffers that live together, the lowest last, is read", () => {
  const header = "buffer_id,size,offset,start_time,end_time\n";
  expect(buffersIn(header + lines(150_000, (i) => `${i},8,${8 * (150_000 - i)},0,5`))).toHaveLength(150_000);
});

test("a packed file becomes no more than 256 times as large, or 64 MiB", () => {
  const packed = gzipSync(new Uint8Array(2 ** 26 + 1));
  expect(answer(packed)).toBe("the file is packed with gzip, and unpacked it has more than 67108864 bytes");
  expect(answer(gzipSync(" ".repeat(2 ** 26)))).toBe("the file is empty");
});

test("thousands of memories to choose from, and of ranges that are reserved, are read", () => {
  const memories = upTo(60_000).map((i) => ({ id: `m${i}` }));
  const few = upTo(20).map((i) => ({ id: `${i}`, lower: 0, upper: 1, size: 1 }));
  expect(buffersIn(JSON.stringify({ memories, minimize: ["time"], buffers: few }))).toHaveLength(20);
  const reserved = upTo(60_000).map((i) => ({ from: 10 ** 6 + 4 * i, to: 10 ** 6 + 4 * i + 1 }));
  const fixed = upTo(60_000).map((i) => ({ id: `${i}`, lower: 0, upper: 1, size: 1, offset: i }));
  expect(buffersIn(JSON.stringify({ memories: [{ id: "m", reserved }], buffers: fixed }))).toHaveLength(60_000);
});

test("a body of more aliases than a call has room for is one body", () => {
  const count = 200_000;
  const buffers = upTo(count).map((i) => ({ id: `${i}`, lower: i, upper: i + 1, size: 1 }));
  const aliases = upTo(count - 1).map((i) => ({ buffer: `${i + 1}`, of: "0" }));
  expect(buffersIn(JSON.stringify({ buffers, aliases }))).toHaveLength(count);
});
