import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { FormatError, type ParseOptions, parse } from "../../../src/formats/index.js";
import { simulate } from "../../../src/index.js";
import { ASSIGNMENT_TEXT, RANGES_TEXT } from "./builders.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Files of one folder, by name. */
function folder(files: Readonly<Record<string, string | Uint8Array>>): ParseOptions {
  return {
    beside: (name) => {
      const file = files[name];
      return file === undefined ? null : typeof file === "string" ? bytesOf(file) : file;
    },
  };
}

const BOTH = folder({ "m-buffer-assignment.txt": ASSIGNMENT_TEXT, "m-live-range.txt": RANGES_TEXT });
const ONE = `${ASSIGNMENT_TEXT}\n\n${RANGES_TEXT}`;

function fault(text: string, fileName = "m-buffer-assignment.txt", options: ParseOptions = {}): FormatError {
  try {
    parse(text, fileName, options);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
}

describe("the text of a buffer assignment", () => {
  test("with live ranges beside it gives the temporary values, the last step of each included", () => {
    const { problem, otherPlans, form, notes } = parse(ASSIGNMENT_TEXT, "/d/m-buffer-assignment.txt", BOTH);
    expect(form.name).toBe("buffer assignment of XLA (text)");
    expect(problem).toEqual({
      buffers: [
        { id: "dot.1", lower: 1, upper: 3, size: 1024, alignment: 256 },
        { id: "fusion.1{0}", lower: 2, upper: 6, size: 512, alignment: 256 },
        { id: "copy", lower: 2, upper: 3, size: 64, alignment: 256 },
      ],
    });
    expect(otherPlans).toEqual([{ planner: "XLA", peak: 1600, offsets: Float64Array.of(0, 1024, 1536) }]);
    expect(simulate(problem, otherPlans[0]!.offsets!)).toMatchObject({ ok: true, peak: 1600 });
    expect(notes).toEqual([
      "4 values are planned, which XLA lays in 1600 bytes of temporary memory; XLA allocates besides: parameters of " +
        "4096 bytes (1), outputs of 64 bytes (1)",
      "1 value is written in place of others, and they are one buffer: fusion.2 over fusion.1{0}",
      "the alignment is taken to be 256 bytes, as XLA's own offsets allow (at most 256); --align says another",
    ]);
  });

  test("is read the same from the live ranges, from one file with both, and packed", () => {
    const { problem } = parse(ASSIGNMENT_TEXT, "m-buffer-assignment.txt", BOTH);
    expect(parse(RANGES_TEXT, "m-live-range.txt", BOTH).problem).toEqual(problem);
    expect(parse(ONE, "anything").problem).toEqual(problem);
    expect(parse(ONE.replaceAll("\n", "\r\n"), "anything").problem).toEqual(problem);
    const packed = folder({ "m-live-range.txt.gz": gzipSync(RANGES_TEXT) });
    expect(parse(gzipSync(ASSIGNMENT_TEXT), "m-buffer-assignment.txt.gz", packed).problem).toEqual(problem);
  });

  test("gives the same in the spellings of older versions", () => {
    const { problem } = parse(ONE, "x");
    const withPointers = ONE.replace(/^(allocation \d+:)/gm, "$1 0x55d5c0ffee,");
    const oldLines = withPointers.replace(/^ value: (.*) \(size=(\d+),offset=(\d+)\)/gm, "  $1 [$3,$2]");
    const oldValues = [
      oldLines.replace(/<(\d+) (\S+)( \(phi\))? @0> \[/g, "$2(#$1 @0) ["),
      oldLines.replace(/<(\d+) (\S+)( \(phi\))? @0> \[/g, "$1 PHI $2 ["),
      oldLines.replace(/<(\d+) (\S+)( \(phi\))? @0> \[/g, "$2 ["),
    ];
    for (const text of [withPointers, oldLines, ...oldValues]) expect(parse(text, "x").problem).toEqual(problem);
  });

  test("passes over what newer versions tell of other colours and of pages", () => {
    const newer = ONE.replace("size 1600,", "size 1600, page 3,").replace(
      "\n\nTotal bytes",
      "\n reused by buffers of a different color:\n  value: <5 copy (phi) @0> (color=1)\n\nTotal bytes",
    );
    expect(parse(newer, "x").problem).toEqual(parse(ONE, "x").problem);
  });

  test("plans temporary allocations of several memory spaces as memories", () => {
    const spaces = ONE.replace(
      " value: <5 copy",
      "allocation 3: size 64, color 1, preallocated-temp:\n value: <5 copy",
    ).replace("offset=1536", "offset=0");
    const { problem, otherPlans } = parse(spaces, "x");
    expect(problem.memories).toEqual([{ id: "allocation 2" }, { id: "allocation 3, memory space 1" }]);
    expect(problem.buffers[2]).toMatchObject({ id: "copy", memory: "allocation 3, memory space 1" });
    expect(otherPlans[0]!.peak).toBe(1600);
  });

  test("lets a value without a live range live the whole time, and tells it", () => {
    const { problem, notes } = parse(ONE.replace("    copy{}:2-2\n", ""), "x");
    expect(problem.buffers[2]).toMatchObject({ id: "copy", lower: 0, upper: 7 });
    expect(notes.at(-1)).toBe("1 value has no live range, and a whole life is taken instead: copy");
  });

  test("has XLA's offsets as the plan where one is to be verified", () => {
    expect(parse(ONE, "x", { placed: true }).offsets).toEqual(Float64Array.of(0, 1024, 1536));
  });
});

describe("what is refused of the text", () => {
  const how = "XLA writes both with --xla_dump_to=FOLDER --xla_dump_hlo_as_text --xla_dump_buffer_assignment_analysis";

  test("a file whose other half is missing, with the name that was looked for", () => {
    expect(fault(ASSIGNMENT_TEXT, "/d/m-buffer-assignment.txt", folder({})).detail).toBe(
      `the live ranges of its values are not in the file, and there is no m-live-range.txt beside it; ${how}`,
    );
    expect(fault(RANGES_TEXT, "m-live-range.txt").detail).toBe(
      `the buffer assignment is not in the file, and there is no m-buffer-assignment.txt beside it; ${how}`,
    );
    expect(fault(ASSIGNMENT_TEXT, "notes.txt", BOTH).detail).toMatch(/its name does not end with -buffer-assign/);
    const empty = folder({ "m-live-range.txt": "HloLiveRange not available (finalized)" });
    expect(fault(ASSIGNMENT_TEXT, "m-buffer-assignment.txt", empty).message).toMatch(
      /^m-live-range.txt:1:1: a live range that XLA says is not available/,
    );
    const wrong = folder({ "m-live-range.txt": ASSIGNMENT_TEXT });
    expect(fault(ASSIGNMENT_TEXT, "m-buffer-assignment.txt", wrong).detail).toMatch(/does not say it either/);
  });

  test.each([
    ["Total bytes used: 5 (5B)\n\nAllocations sorted by size:\n", /^a memory usage report of XLA says neither/],
    ["Memory Space: default (color=0)\nTotal bytes: 5 (5B)\n", /^a memory usage report of XLA says neither/],
    ["HloDataflowAnalysis, module jit_f\n", /^an analysis of values by XLA says neither/],
    ["HloAliasAnalysis, module jit_f\n", /^an analysis of values by XLA says neither/],
    ["BufferAssignment OOM Debugging.\nBufferAssignment stats:\n", /exhausted memory lists no offsets/],
  ])("another text that XLA writes beside: %j", (text, detail) => {
    expect(fault(text).detail).toMatch(detail);
  });

  test.each([
    ["a line that XLA does not print", [" value: <5", " valve: <5"], "<5 copy", /none that XLA prints here: " valve/],
    [
      "a kind of allocation that is not known",
      [", preallocated-temp", ", stack"],
      "allocation 2",
      /allocation 2 is of no kind/,
    ],
    [
      "a value beyond its allocation",
      ["size 1600", "size 1590"],
      "<5 copy",
      /ends at 1600, beyond the 1590 bytes of alloc/,
    ],
    ["a size that is not known", ["(size=64,offset=1536", "(size=-1,offset=1536"], "<5 copy", /has -1 bytes/],
    ["a range that ends too early", ["copy{}:2-2", "copy{}:2-1"], "copy{}:2-2", /live range 2-1 ends before it begins/],
    ["a range of no form", ["copy{}:2-2", "copy{} 2"], "copy{}:2-2", /no live range as XLA prints it/],
    ["two ranges of one value", ["copy{}:2-2", "dot.1{}:2-2"], "copy{}:2-2", /value "dot.1" has two live ranges/],
    [
      "a number that is too large",
      ["size 1600", "size 99999999999999999999"],
      "allocation 2",
      /is beyond ±\(2\^53 − 1\)/,
    ],
  ] as const)("%s", (_, [from, to], inLine, detail) => {
    const error = fault(ONE.replace(from, to));
    expect(error.detail).toMatch(detail);
    const line = ONE.slice(0, ONE.indexOf(inLine)).split("\n").length;
    expect(error.message).toContain(`m-buffer-assignment.txt:${line}:1: `);
  });

  test("the dumps of two modules in one file", () => {
    expect(fault(`${ONE}\n${ONE}`).detail).toBe("the text has two buffer assignments: one module at a time is read");
  });
});
