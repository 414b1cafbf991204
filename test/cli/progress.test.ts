import { describe, expect, test } from "vitest";
import { ProgressLine } from "../../src/cli/output/progress.js";
import { StageLine } from "../../src/cli/output/stage-line.js";

function screen(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  return { written, isTTY, columns, write: (text: string) => written.push(text) };
}

const at = (elapsedMs: number, peak: number | null = 1_048_576) => ({
  peak,
  lowerBound: 1_039_360,
  terms: [],
  steps: 12_345,
  elapsedMs,
});
const CLEAR = "\r\u001b[2K";

describe("the line of a stage", () => {
  test("says the unit of its numbers where there is one", () => {
    const terminal = screen(true, 120);
    new StageLine(terminal, true, () => 0).update("reading s.pickle", 34, 100, " %");
    expect(terminal.written).toEqual([`${CLEAR}reading s.pickle: 34 of 100 %`]);
  });
});

describe("the progress line", () => {
  test("tells incumbent, bound, steps and seconds on one line that it rewrites", () => {
    const terminal = screen(true, 120);
    const line = new ProgressLine(terminal, "C.csv");
    line.update(at(1000, null));
    line.update(at(2000));
    expect(terminal.written).toEqual([
      `${CLEAR}C.csv  no plan yet  bound 1,039,360  12,345 steps  1.0 s`,
      `${CLEAR}C.csv  peak 1,048,576  bound 1,039,360  12,345 steps  2.0 s`,
    ]);
    expect(terminal.written.join("")).not.toContain("\n");
  });

  test("tells what is minimised of a problem with constraints", () => {
    const terminal = screen(true, 120);
    const line = new ProgressLine(terminal, "C.json");
    const terms = [
      { term: "spill", value: 5, bound: 5 },
      { term: "reuse", value: 1_227, bound: 11 },
    ] as const;
    line.update({ ...at(1000, null), terms });
    line.update({ ...at(2000), terms });
    expect(terminal.written).toEqual([
      `${CLEAR}C.json  no plan yet  bound 1,039,360  12,345 steps  1.0 s`,
      `${CLEAR}C.json  spill 5, proved  reuse 1,227, at least 11  12,345 steps  2.0 s`,
    ]);
  });

  test("is taken away at the end, once", () => {
    const terminal = screen(true, 120);
    const line = new ProgressLine(terminal, "C.csv");
    line.update(at(1000));
    line.clear();
    line.clear();
    expect(terminal.written.slice(1)).toEqual([CLEAR]);
  });

  test("writes nothing where there is no terminal", () => {
    const pipe = screen(false);
    const line = new ProgressLine(pipe, "C.csv");
    expect(line.visible).toBe(false);
    line.update(at(5000));
    line.clear();
    expect(pipe.written).toEqual([]);
  });

  test("stays away from runs that are over at once, and does not write more often than can be read", () => {
    const terminal = screen(true, 120);
    const line = new ProgressLine(terminal, "C.csv");
    for (let ms = 0; ms < 1000; ms++) line.update(at(ms));
    expect(terminal.written.length).toBeGreaterThan(5);
    expect(terminal.written.length).toBeLessThan(15);
    expect(terminal.written[0]).toContain("0.1 s");
  });

  test("never reaches the last column, so that it cannot wrap", () => {
    for (const columns of [20, 0, undefined]) {
      const terminal = screen(true, columns);
      new ProgressLine(terminal, "a-name-that-is-longer-than-the-terminal-is-wide".repeat(3)).update(at(1000));
      expect(terminal.written[0]!.length - CLEAR.length).toBe((columns || 80) - 1);
    }
  });
});

describe("the line of a long run", () => {
  test("is rewritten on a terminal within its width, and taken away once", () => {
    const terminal = screen(true, 20);
    const line = new StageLine(terminal, false);
    line.update("measuring", 1, 20);
    line.update("measuring what takes long", 2, 20);
    line.clear();
    line.clear();
    expect(terminal.written).toEqual([`${CLEAR}measuring: 1 of 20`, `${CLEAR}measuring what take`, CLEAR]);
  });

  test("tells after two seconds how long the stage has taken, and will take", () => {
    const terminal = screen(true, 80);
    let nowMs = 0;
    const line = new StageLine(terminal, false, () => nowMs);
    const at = (ms: number, stage: string, done: number) => {
      nowMs = ms;
      line.update(stage, done, 400);
      return terminal.written.at(-1)!.slice(CLEAR.length);
    };
    expect(at(5_000, "measuring", 100)).toBe("measuring: 100 of 400");
    expect(at(6_900, "measuring", 110)).toBe("measuring: 110 of 400");
    // What an earlier run had done took no time in this one.
    expect(at(15_000, "measuring", 200)).toBe("measuring: 200 of 400, 10 s, some 20 s left");
    expect(at(135_000, "measuring", 400)).toBe("measuring: 400 of 400, 2 min");
    expect(at(135_100, "learning", 0)).toBe("learning: 0 of 400");
    expect(at(138_100, "learning", 0)).toBe("learning: 0 of 400, 3 s");
  });

  test("elsewhere is one line a stage, or nothing where it is to be quiet", () => {
    const [log, quiet] = [screen(false), screen(false)];
    for (const [pipe, isQuiet] of [
      [log, false],
      [quiet, true],
    ] as const) {
      const line = new StageLine(pipe, isQuiet);
      for (const stage of ["one", "one", "two"]) line.update(stage, 1, 2);
      line.clear();
    }
    expect(log.written).toEqual(["one\n", "two\n"]);
    expect(quiet.written).toEqual([]);
  });
});
