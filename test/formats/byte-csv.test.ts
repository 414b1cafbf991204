import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { format, formatBytes, type ParseOptions, parse, serialize, unsaidInCsv } from "../../src/formats/index.js";
import { constraintFamilies, families } from "../../src/instances/index.js";
import { plan } from "../../src/planner/index.js";
import { columnsBehind, openedProblems } from "../../src/problem/index.js";
import { simulate } from "../../src/sim/index.js";

/** What a file comes to, be it read or refused. A document without what is only for its own writer. */
function outcome(content: string | Uint8Array, options: ParseOptions, name = "net.csv"): unknown {
  try {
    const document = parse(content, name, options);
    const { source: _, problem, ...said } = document;
    const offsets = document.offsets ?? Float64Array.from(problem.buffers, (_buffer, b) => 16 * b);
    return { ...said, problem: { ...problem }, written: format(document, offsets) };
  } catch (error) {
    return { name: (error as Error).name, message: (error as Error).message, ...(error as object) };
  }
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);
const isInColumns = (text: string, options: ParseOptions = {}): boolean =>
  columnsBehind(parse(encoded(text), "net.csv", options).problem) !== null;

/** Numbers from 0 to below `most`, by a seed (mulberry32). */
function numbers(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * most);
  };
}

const HEADERS = [
  ["id", "buffer", "buffer_id", "Buffer"],
  ["lower", "start", "begin", "LOWER"],
  ["upper", "end", "Upper"],
  ["size", "SIZE"],
  ["alignment", "align"],
  ["offset", "fixed_offset"],
  ["hint", "gaps", "memory", "alias", "note", "color", "", "capacity", "exclusive"],
] as const;
const ODD_CELLS = [
  "",
  " ",
  "x",
  "-1",
  "-0",
  "0x10",
  "+4",
  "1e3",
  "9007199254740992",
  "1.5",
  '"7"',
  '"a',
  " 12 ",
  "é",
  "#",
];
const ODD_CELLS_TOO = [
  "\u00a07",
  "7\u00a0",
  "\u0085",
  "a\u00a0",
  "1:2",
  "٣",
  "\v3",
  "3\f",
  "-",
  "00012",
  "\0",
  "\u001d",
];
const COMMENTS = [
  "# prose",
  "# pool_offset=16",
  "# capacity=4096",
  "  # base=8",
  "#a,1,2,3",
  "# memory fast capacity=64",
];

/** A file that is nearly always odd in some way. */
function oddFile(seed: number): { text: string; options: ParseOptions } {
  const draw = numbers(seed);
  const one = <T>(list: readonly T[]): T => list[draw(list.length)]!;
  const sometimes = (percent: number): boolean => draw(100) < percent;
  const oddness = one([0, 0, 1, 3, 10]);
  const separator = one([",", ",", ";", "\t"]);
  const lineEnd = one(["\n", "\n", "\r\n", "\r"]);
  const kinds = [0, 1, 2, 3];
  if (sometimes(40)) kinds.push(4);
  if (sometimes(50)) kinds.push(5);
  if (sometimes(25)) kinds.push(6);
  if (sometimes(oddness)) kinds.splice(draw(kinds.length), 1);
  for (let i = kinds.length - 1; i > 0; i--) {
    const j = sometimes(40) ? draw(i + 1) : i;
    [kinds[i], kinds[j]] = [kinds[j]!, kinds[i]!];
  }
  const blank = (): string => (sometimes(4) ? one([" ", "  ", "\t", "\v"]) : "");
  const count = draw(8);
  const cell = (kind: number, row: number): string => {
    if (sometimes(oddness)) return one(sometimes(50) ? ODD_CELLS : ODD_CELLS_TOO);
    if (kind === 0) return sometimes(oddness) ? "b0" : one(["b", "tensor.", "ü", "a b "]) + row;
    if (kind === 1) return String(draw(50));
    if (kind === 2) return String(50 + draw(50));
    if (kind === 3) return String(draw(1000));
    if (kind === 4) return one(["", "1", "2", "16"]);
    if (kind === 5) return one(["", "-1", String(16 * draw(40)), String(16 * draw(40)), "0"]);
    return one(["", "", "0", "red"]);
  };
  const lines: string[] = [];
  const line = (cells: readonly string[]): void => {
    lines.push(cells.map((text) => blank() + text + blank()).join(separator));
  };
  if (sometimes(15)) lines.push(one(COMMENTS));
  if (sometimes(5)) lines.push(blank());
  line(kinds.map((kind) => (sometimes(60) ? HEADERS[kind]![0]! : one(HEADERS[kind]!))));
  for (let row = 0; row < count; row++) {
    if (sometimes(oddness)) lines.push(one([...COMMENTS, "", " "]));
    const cells = kinds.map((kind) => cell(kind, row));
    if (sometimes(oddness)) cells.push("9");
    line(cells);
  }
  const text = (sometimes(10) ? "\uFEFF" : "") + lines.join(lineEnd) + one(["", lineEnd, lineEnd, lineEnd + lineEnd]);
  const options: ParseOptions = {
    ...(sometimes(10) && { placed: true }),
    ...(sometimes(10) && { ignoreOffsets: true }),
    ...(sometimes(10) && { ends: one(["exclusive", "inclusive", "open"] as const) }),
    ...(sometimes(10) && { capacity: one([Number.POSITIVE_INFINITY, 100, 5000]) }),
    ...(sometimes(10) && { base: one([0, 16, 64]) }),
    ...(sometimes(5) && { strict: true }),
    ...(sometimes(5) && { ignore: [one(["offset", "note", "hint", "size", "alias"])] }),
    ...(sometimes(3) && { views: true }),
  };
  return { text, options };
}

describe("CSV read as bytes", () => {
  test("comes to the same documents, files and errors as read as text, whatever is odd about it", () => {
    let inColumns = 0;
    let refused = 0;
    for (let seed = 0; seed < 4_000; seed++) {
      const { text, options } = oddFile(seed);
      const asText = outcome(text, options);
      const bytes = encoded(text);
      expect(outcome(bytes, options), `seed ${seed}: ${JSON.stringify(text)}`).toEqual(asText);
      if (typeof asText === "object" && asText !== null && "message" in asText) refused++;
      else if (columnsBehind(parse(bytes, "net.csv", options).problem) !== null) inColumns++;
    }
    // Neither way is idle.
    expect(inColumns).toBeGreaterThan(1_000);
    expect(refused).toBeGreaterThan(1_000);
  }, 120_000);

  test("takes comments, a byte order mark, other names, columns that are kept, and missing cells", () => {
    const text = "\uFEFF# capacity=64\r\nnote;buffer;start;end;align;size\r\nä ;a;0;3;;8\r\n;b é; 2 ;4;1;16\r\n";
    expect(isInColumns(text)).toBe(true);
    expect(outcome(encoded(text), {})).toEqual(outcome(text, {}));
    expect(parse(encoded(text), "net.csv").problem.buffers).toEqual([
      { id: "a", lower: 0, upper: 4, size: 8 },
      { id: "b é", lower: 2, upper: 5, size: 16, alignment: 1 },
    ]);
  });

  test("leaves quotes, constraints and all that is wrong to the other reader", () => {
    for (const text of [
      'id,lower,upper,size\n"a",0,1,2\n',
      "id,lower,upper,size,gaps\na,0,1,2,\n",
      "id,lower,upper,size,hint\na,0,1,2,\n",
      "# memory fast capacity=64\nid,lower,upper,size\na,0,1,2\n",
      "id,lower,upper,size\na,0:1,1:2,2\n",
    ]) {
      expect(isInColumns(text), text).toBe(false);
    }
  });

  test("tells apart ids whose hashes are the same, and finds one that is there twice", () => {
    // FNV-1a gives both words one hash (0x… of 32 bits).
    const text = "id,lower,upper,size\ncostarring,0,1,2\nliquid,0,1,2\n";
    expect(isInColumns(text)).toBe(true);
    expect(outcome(encoded(`${text}liquid,0,1,2\n`), {})).toEqual(outcome(`${text}liquid,0,1,2\n`, {}));
    expect(outcome(encoded(`${text}liquid,0,1,2\n`), {})).toMatchObject({ line: 4 });
  });

  test("writes offsets of any length, in pieces that together are the text", () => {
    const rows = Array.from({ length: 300_000 }, (_, b) => `b${b},0,1,0`).join("\n");
    const text = `id,lower,upper,size\n${rows}`;
    const offsets = Float64Array.from({ length: 300_000 }, (_, b) => Math.floor(2 ** ((b % 530) / 10)));
    offsets.set([0, 9, 10, 999_999_999, 1_000_000_000, 1e15, 9_007_199_254_740_991]);
    const expected = text
      .split("\n")
      .map((line, row) => `${line},${row === 0 ? "offset" : offsets[row - 1]}`)
      .join("\n");
    const document = parse(encoded(text), "net.csv");
    expect(new TextDecoder().decode(formatBytes(document, offsets))).toBe(expected);
    // A placed file keeps its column.
    const again = parse(encoded(expected), "net.csv", { placed: true });
    expect(again.offsets).toEqual(offsets);
    expect(format(again, offsets)).toBe(expected);
  }, 60_000);

  test("does not heed what becomes of the caller's bytes", () => {
    const bytes = encoded("id,lower,upper,size\na,0,1,2\n");
    const { problem } = parse(bytes, "net.csv");
    bytes.fill(0);
    expect(problem.buffers[0]!.id).toBe("a");
  });
});

describe("a document in columns", () => {
  const text = "id,lower,upper,size\na,0,3,8\nb,2,4,16\nc,3,5,8\n";

  test("is planned, checked and written without one object for a buffer, packed too", async () => {
    const before = openedProblems();
    for (const content of [encoded(text), gzipSync(text)]) {
      const document = parse(content, "net.csv");
      const { offsets, peak } = await plan(document.problem, { onWarning: () => {} });
      expect(peak).toBe(24);
      expect(simulate(document.problem, offsets!).ok).toBe(true);
      const placed = parse(formatBytes(document, offsets!), "placed.csv", { placed: true });
      expect(simulate(placed.problem, placed.offsets!).peak).toBe(24);
    }
    expect(openedProblems()).toBe(before);
  });

  test("makes its buffers where somebody asks, once, and heeds what he does with them", async () => {
    const { problem } = parse(encoded(text), "net.csv");
    const { buffers } = problem;
    expect(problem.buffers).toBe(buffers);
    (buffers[1] as { size: number }).size = 100;
    expect((await plan(problem)).peak).toBe(108);
    expect(Object.keys(problem)).toEqual(["buffers"]);
  });

  test("heeds a capacity that is set beside it", async () => {
    const { problem } = parse(encoded(text), "net.csv");
    (problem as { capacity?: number }).capacity = 20;
    expect((await plan(problem)).status).toBe("infeasible");
  });

  test("is the same for every example, every family that CSV can say, and public instances that are there", () => {
    const examples = csvFilesIn(new URL("../../examples/", import.meta.url));
    const publicOnes = csvFilesIn(new URL("../../../shared/benchmarks/", import.meta.url));
    if (publicOnes.length === 0) console.warn("no public instances beside the checkout: compared on our own alone");
    const own = [...families, ...constraintFamilies]
      .map(({ generate }) => generate({}))
      .filter(({ problem }) => unsaidInCsv(problem).length === 0)
      .map(({ name, problem }) => [`${name}.csv`, encoded(serialize(problem, "csv"))] as const);
    expect(examples.length).toBeGreaterThan(1);
    expect(own.length).toBeGreaterThan(8);
    for (const [name, bytes] of [...examples, ...publicOnes, ...own]) {
      expect(outcome(bytes, {}, name), name).toEqual(outcome(new TextDecoder().decode(bytes), {}, name));
    }
  }, 120_000);
});

/** Name and content of the CSV files below a folder; none where it is not there. */
function csvFilesIn(folder: URL): (readonly [string, Uint8Array])[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".csv"))
    .map((file) => [file, readFileSync(new URL(file, folder))] as const);
}
