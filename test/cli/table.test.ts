import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cannotListen } from "../../src/cli/commands/listen-error.js";
import { layOut } from "../../src/cli/output/layout.js";
import { readableLine } from "../../src/cli/output/log-lines.js";
import { packTable } from "../../src/cli/output/pack-table.js";
import { columnCount, wrap } from "../../src/cli/output/prose.js";
import type { PackRow } from "../../src/cli/output/rows.js";
import { coloursFor } from "../../src/cli/output/screen.js";
import { ListenError } from "../../src/service/index.js";

const ROW: PackRow = {
  file: "unet-training.csv",
  buffers: 166,
  fixed: 0,
  capacity: null,
  capacitySource: null,
  minimized: true,
  status: "optimal",
  peak: 773_055_052,
  lowerBound: 773_055_052,
  infeasibility: null,
  steps: 186,
  backtracks: 12,
  restarts: 3,
  solveMs: 54,
  stoppedBy: null,
  seed: 0,
  threads: 1,
  verified: true,
};

/** What the table looks like on a terminal of that many columns, without colours; on a pipe where there are none. */
function shown(columns: number | undefined, ...rows: readonly PackRow[]): string[] {
  let text = "";
  const sheet = { isTTY: columns !== undefined, columns: columns ?? 0, write: (more: string) => (text += more) };
  const table = packTable(sheet);
  for (const row of rows) table.add(row);
  table.fail({ row: { file: "missing.csv", error: "no such file" }, isUnread: true });
  table.end();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours.
  return text.replace(/\u001b\[\d+m/g, "").split("\n");
}

describe("a table", () => {
  test("is as wide as it is in a pipe, and on a terminal that is wide enough", () => {
    const wide = [
      "file               status   buffers  capacity         peak  lower bound  gap  steps   time",
      "unet-training.csv  optimal      166         –  773,055,052  773,055,052  0 %    186  54 ms",
      "missing.csv        error",
      "",
      "1 of 2 placed and verified in 54 ms; 1 could not be read",
      "",
    ];
    expect(shown(undefined, ROW)).toEqual(wide);
    expect(shown(90, ROW)).toEqual(wide);
  });

  test("on 80 columns has the file on a line of its own", () => {
    expect(shown(80, ROW)).toEqual([
      "  status   buffers  capacity         peak  lower bound  gap  steps   time",
      "unet-training.csv",
      "  optimal      166         –  773,055,052  773,055,052  0 %    186  54 ms",
      "missing.csv",
      "  error",
      "",
      "1 of 2 placed and verified in 54 ms; 1 could not be read",
      "",
    ]);
  });

  test("on 40 columns has every figure on a line of its own, with its title", () => {
    expect(shown(40, ROW).slice(0, 6)).toEqual([
      "unet-training.csv",
      "  status       optimal",
      "  buffers      166",
      "  capacity     –",
      "  peak         773,055,052",
      "  lower bound  773,055,052",
    ]);
  });

  test("shows a file's name on one line, whatever is in it", () => {
    expect(shown(undefined, { ...ROW, file: "a\nb\u001b[2J.csv" })[1]).toMatch(/^a\?b\?\[2J\.csv {2,}optimal/);
  });

  test("never tears a word or a number, and leaves no line too long that could be broken", () => {
    const colours = coloursFor({});
    const word = fc.stringMatching(/^[a-z0-9,.]{1,12}$/);
    const text = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(" "));
    const rows = fc.array(fc.array(text, { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 30, max: 200 }), fc.boolean(), (cells, width, hasRemarks) => {
        const titles = ["file", "status", "peak", "time", hasRemarks ? "" : "seed"];
        const lines = layOut(
          titles.map((title) => ({ title })),
          cells,
          colours,
          width,
        ).split("\n");
        const words = new Set(lines.flatMap((line) => line.trim().split(/ +/)));
        for (const cell of cells.flat().flatMap((each) => each.split(" "))) expect(words).toContain(cell);
        const files = new Set(cells.map(([file]) => file));
        for (const line of lines) if (!files.has(line)) expect(columnCount(line)).toBeLessThanOrEqual(width);
      }),
      { seed: 12, numRuns: 500 },
    );
  });

  test("counts two columns for characters that take two, and none for colours", () => {
    expect(["abc", "\u001b[31mabc\u001b[39m", "模型.csv", "–"].map(columnCount)).toEqual([3, 3, 8, 1]);
  });
});

describe("prose", () => {
  test("is broken between words, under its indent; entries of lists hang", () => {
    expect(wrap("one two three\n  four five six\n- seven eight nine", 10)).toBe(
      "one two\nthree\n  four\n    five\n    six\n- seven\n  eight\n  nine",
    );
  });

  test("leaves what fits, and what cannot be broken, as it is", () => {
    for (const text of ["a  b   c", "", "  - x", "abcdefghijklmnop", "    abcdefghijklmnop"])
      expect(wrap(text, 12)).toBe(text);
  });
});

describe("a line of the service's log on a terminal", () => {
  const plain = coloursFor({});
  const read = (fields: object, width = 1000) => readableLine(JSON.stringify(fields), plain, width);

  test("has time, level, what happened and the other fields, without JSON", () => {
    const line = read({
      level: 30,
      time: 0,
      service: "telaplan",
      port: 7,
      metricsPort: null,
      peer: "a b",
      msg: "call",
    });
    expect(line).toMatch(/^\d\d:\d\d:\d\d info {2}call {2}port=7 peer="a b"\n$/);
    expect(read({ level: 50, time: 0, msg: "x" })).toContain(" error x");
  });

  test("is broken between its fields, and steers no terminal", () => {
    const lines = read(
      { level: 40, time: 0, msg: "policy", warning: "w\u001b[2J", requestId: "r".repeat(30) },
      50,
    ).split("\n");
    expect(lines).toEqual([
      expect.stringMatching(/warn {2}policy {2}warning=w\?\[2J$/),
      `    requestId=${"r".repeat(30)}`,
      "",
    ]);
  });

  test("keeps the lines of a stack", () => {
    expect(read({ level: 50, time: 0, msg: "fault", error: "Error: x\n    at y" })).toMatch(
      /fault {2}error=\n {4}Error: x\n {8}at y\n$/,
    );
  });
});

describe("a server that cannot listen", () => {
  const said = (code: string) => {
    const cause = Object.assign(new Error("why"), { code });
    return cannotListen(new ListenError("--listen", "127.0.0.1:80", cause))?.message;
  };

  test.each([
    ["EADDRINUSE", "the port is in use; end what listens there"],
    ["EACCES", "the port is not for everybody; take one from 1024 on"],
    ["EADDRNOTAVAIL", "the host is no address of this machine"],
    ["ENOTFOUND", "the host's name is not known"],
  ])("with %s says which address it was and what to do", (code, reason) => {
    expect(said(code)).toMatch(`--listen: cannot listen on 127.0.0.1:80: ${reason}`);
  });

  test("for a reason that nobody knows is told as it is", () => {
    for (const code of ["", "EWHATEVER", "constructor"]) expect(said(code), code).toBeUndefined();
  });
});
