import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type Document, parse, serialize, writeAs } from "../../../src/formats/index.js";
import { cString, cWords, modelWord } from "../../../src/formats/targets/c-names.js";
import { InputError, type Problem } from "../../../src/problem/index.js";
import { id } from "../arbitraries.js";

const works = (command: string): boolean => spawnSync(command, ["--version"]).status === 0;
const hasCompilers = works("gcc") && works("g++");
if (!hasCompilers) console.warn("gcc and g++ are not both here: what the headers mean is not tried, only their text");

const folder = mkdtempSync(join(tmpdir(), "telaplan-c-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const STRICT = ["-Wall", "-Wextra", "-Werror", "-pedantic"];

function documentOf(problem: Problem, fileName: string): Document {
  return parse(serialize(problem, "json"), fileName);
}

/** What a program prints that is made of a header, as C and as C++, with the memory in a source file of its own. */
function printedBy(header: string, model: string, body: string): string[] {
  write("plan.h", header);
  const main = `#include "plan.h"\n#include <stdio.h>\nint main(void) {\n${body}\nreturn 0;\n}\n`;
  return [["gcc", "-std=c11", "c"] as const, ["g++", "-std=c++17", "cc"] as const].map(
    ([compiler, standard, extension]) => {
      const sources = [
        write(`main.${extension}`, main),
        write(`memory.${extension}`, `#define ${model}_DEFINE_ARENA\n#include "plan.h"\n`),
      ];
      const program = join(folder, `program-${extension}`);
      execFileSync(compiler, [standard, ...STRICT, "-o", program, ...sources], { stdio: "pipe" });
      return execFileSync(program, { encoding: "utf8" });
    },
  );
}

const NASTY: Problem = {
  capacity: 4096,
  buffers: [
    { id: "conv/1:0", lower: 0, upper: 2, size: 100, alignment: 16 },
    { id: "conv_1_0", lower: 1, upper: 3, size: 64, alignment: 64 },
    { id: "CONV 1 0 2", lower: 2, upper: 4, size: 8 },
    { id: 'what??/ "\\ */ é\n', lower: 2, upper: 4, size: 8 },
    { id: "int", lower: 2, upper: 4, size: 0 },
    { id: "日本", lower: 2, upper: 4, size: 8 },
    { id: "語", lower: 2, upper: 4, size: 8 },
  ],
};
const PLAN = { offsets: [128, 64, 0, 8, 16, 24, 32], memories: null };

describe("names in C", () => {
  test("are of letters, digits and single underscores, differ, and are the same again", () => {
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 12 }), (ids) => {
        const words = cWords(ids, "BUFFER");
        expect(new Set(words).size).toBe(ids.length);
        for (const word of words) expect(word).toMatch(/^[A-Z0-9]+(_[A-Z0-9]+)*$/);
        expect(cWords(ids, "BUFFER")).toEqual(words);
      }),
    );
  });

  test("that nothing resembles stay as they are; numbers avoid the names of others", () => {
    expect(cWords(["a", "A", "a 2", "a!"], "B")).toEqual(["A", "A_3", "A_2", "A_4"]);
    expect(cWords(["", "B", "*"], "B")).toEqual(["B", "B_2", "B_3"]);
  });

  test("of files are without folders, extensions and capacities", () => {
    const names = ["x/model.1024.csv", "mobile-net.tflite", "a.1MiB.json.gz", "stdin", "7.csv", "*.csv", "out.v2.csv"];
    expect(names.map(modelWord)).toEqual(["MODEL", "MOBILE_NET", "A", "PLAN", "PLAN_7", "PLAN", "OUT_V2"]);
  });

  test("as texts have neither trigraphs nor line ends", () => {
    expect(cString('a??/\n"é\\')).toBe('"a\\?\\?/\\012\\"\\303\\251\\\\"');
  });
});

describe("a C header", () => {
  const header = writeAs(documentOf(NASTY, "net.json"), "c-header", PLAN) as string;

  test("has the arena, its alignment, and each buffer's offset and size once", () => {
    expect(header).toContain("#define NET_ARENA_SIZE 228\n#define NET_ARENA_ALIGNMENT 64\n");
    const offsets = [...header.matchAll(/^#define NET_OFFSET_(\w+) (\d+)$/gm)].map(([, name, at]) => [
      name,
      Number(at),
    ]);
    expect(offsets).toEqual([
      ["CONV_1_0", 128],
      ["CONV_1_0_3", 64],
      ["CONV_1_0_2", 0],
      ["WHAT", 8],
      ["INT", 16],
      ["BUFFER", 24],
      ["BUFFER_2", 32],
    ]);
    expect(header).toContain("#define NET_SIZE_WHAT 8\n");
  });

  test.skipIf(!hasCompilers)("compiles as C11 and C++17 without a warning, and means the plan", () => {
    const body = `#define SHOW(name, text, offset, size) printf("%s %d %d;", text, (int)(offset), (int)(size));
NET_BUFFERS(SHOW)
printf("%d %d", (int)sizeof(net_arena), (int)((uintptr_t)net_arena % 64));`;
    const ids = NASTY.buffers.map(({ id: text, size }, b) => `${text} ${PLAN.offsets[b]} ${size};`).join("");
    for (const printed of printedBy(header, "NET", body)) expect(printed).toBe(`${ids}228 0`);
  });

  const tiers: Problem = {
    memories: [{ id: "sram", capacity: 1024, base: 4104 }, { id: "S-RAM", alignment: 32 }, { id: "unused" }],
    buffers: [
      { id: "a", lower: 0, upper: 2, size: 8, alignment: 16, memory: "sram" },
      { id: "b", lower: 0, upper: 2, size: 8, memories: [{ id: "sram" }, { id: "S-RAM", cost: 2 }] },
    ],
  };

  test("has an arena for each memory, whose offsets are aligned as the addresses are", () => {
    const several = writeAs(documentOf(tiers, "t.json"), "c-header", {
      offsets: [4112, 64],
      memories: ["sram", "S-RAM"],
    }) as string;
    expect(several).toContain("/* Byte 0 of the array stands for the address 4096 of the plan. */");
    expect(several).toContain("#define T_ARENA_SIZE_SRAM 24\n#define T_ARENA_ALIGNMENT_SRAM 16\n");
    expect(several).toContain("#define T_OFFSET_A 16\n");
    expect(several).toContain("#define T_ARENA_SIZE_S_RAM 72\n#define T_ARENA_ALIGNMENT_S_RAM 32\n");
    expect(several).toContain("#define T_ARENA_SIZE_UNUSED 1\n");
    if (!hasCompilers) return;
    const body = 'printf("%d %d", (int)sizeof(t_arena_s_ram), (int)sizeof(t_arena_unused));';
    expect(printedBy(several, "T", body)).toEqual(["72 1", "72 1"]);
  });

  test("says of an alignment that is no power of two where it holds, and refuses what no compiler has", () => {
    const odd = documentOf({ buffers: [{ id: "a", lower: 0, upper: 1, size: 9, alignment: 12 }] }, "o.json");
    expect(writeAs(odd, "c-header", { offsets: [0], memories: null })).toContain("#define O_ARENA_ALIGNMENT 4\n");
    const huge = documentOf({ buffers: [{ id: "a", lower: 0, upper: 1, size: 9, alignment: 2 ** 30 }] }, "o.json");
    expect(() => writeAs(huge, "c-header", { offsets: [0], memories: null })).toThrow(
      'a C header cannot say the alignment 1073741824 of buffer "a"',
    );
  });

  test("of no buffers is one all the same", () => {
    const none = writeAs(documentOf({ buffers: [] }, "n.json"), "c-header", { offsets: [], memories: null }) as string;
    expect(none).toContain("#define N_ARENA_SIZE 1\n");
    if (!hasCompilers) return;
    const body = '#define SHOW(name, text, offset, size) printf("%s", text);\nN_BUFFERS(SHOW)\nprintf("none");';
    expect(printedBy(none, "N", body)).toEqual(["none", "none"]);
  });
});

/** As the runtime declares it, in words of our own. */
const STRUCTS = `#include <stddef.h>
#include <stdint.h>
namespace tflite {
struct BufferDescriptor { int32_t offset; };
struct BufferPlan { int32_t buffer_count; BufferDescriptor buffer_plan_entries[1]; };
constexpr size_t SizeOfBufferPlan(int32_t n) {
  return sizeof(BufferPlan) + sizeof(BufferDescriptor) * (n > 1 ? n - 1 : 0);
}
}
`;

describe("a BufferPlan of TFLM", () => {
  const source = writeAs(documentOf(NASTY, "net.json"), "tflm-buffer-plan", PLAN) as string;

  test("has an offset for each buffer, in order", () => {
    expect(
      [...source.matchAll(/^ +\{(\d+)\}, {2}\/\/ (\d+):/gm)].map(([, offset, n]) => [Number(n), Number(offset)]),
    ).toEqual(PLAN.offsets.map((offset, n) => [n, offset]));
  });

  test.skipIf(!hasCompilers)("compiles against the runtime's declarations, and is what its shim reads", () => {
    write("include/tensorflow/lite/micro/memory_planner/memory_plan_struct.h", STRUCTS);
    const reader = `#include "tensorflow/lite/micro/memory_planner/memory_plan_struct.h"
#include <cstdio>
extern const tflite::BufferPlan* const net_buffer_plan;
int main() {
  const tflite::BufferDescriptor* entries = net_buffer_plan->buffer_plan_entries;
  for (int i = 0; i < net_buffer_plan->buffer_count; i++) std::printf("%d ", static_cast<int>(entries[i].offset));
}
`;
    const files = [write("plan.cc", source), write("reader.cc", reader)];
    const program = join(folder, "shim");
    execFileSync("g++", ["-std=c++17", ...STRICT, "-I", join(folder, "include"), "-o", program, ...files], {
      stdio: "pipe",
    });
    expect(execFileSync(program, { encoding: "utf8" })).toBe("128 64 0 8 16 24 32 ");
  });

  test("follows the requests of the runtime where the file knows them", () => {
    const document = documentOf(NASTY, "net.json");
    const known = { ...document, source: { ...document.source, requests: [1, 0, 0] } };
    const text = writeAs(known, "tflm-buffer-plan", PLAN) as string;
    expect([...text.matchAll(/^ +\{(\d+)\},/gm)].map(([, offset]) => Number(offset))).toEqual([64, 128, 128]);
  });

  test("is refused for several memories, and for offsets beyond 32 bits", () => {
    const several = documentOf({ memories: [{ id: "a" }, { id: "b" }], buffers: [] }, "x.json");
    expect(() => writeAs(several, "tflm-buffer-plan", { offsets: [], memories: [] })).toThrow("2 memories");
    const far = documentOf({ buffers: [{ id: "a", lower: 0, upper: 1, size: 9 }] }, "x.json");
    expect(() => writeAs(far, "tflm-buffer-plan", { offsets: [2 ** 31], memories: null })).toThrow(InputError);
  });
});
