import { describe, expect, it } from "vitest";
import { blocksOf, COLUMNS, commandsOf, linesOf, stable, unwrapped, wrapped } from "./console.js";
import { reasonNotToRun } from "./not-run.js";

const markdown =
  "a\n\n```console\n$ one \\\n  two\nout\n$ three\n```\n\n```\nplain\n```\n\n~~~sh\nfour # five\n# six\n~~~\n";

describe("reading documents", () => {
  it("finds blocks of any fence, those without a language too, at their places", () => {
    const blocks = blocksOf(markdown);
    expect(blocks.map(({ language, line }) => [language, line])).toEqual([
      ["console", 3],
      ["", 10],
      ["sh", 14],
    ]);
    for (const { content, begin, end } of blocks) expect(markdown.slice(begin, end)).toBe(content);
  });

  it("refuses a fence that is never closed", () => {
    expect(() => blocksOf("```sh\nnpm test\n")).toThrow("one is not closed");
  });

  it("parts a console block into commands, which may go on in the next line, and their outputs", () => {
    expect(commandsOf(blocksOf(markdown)[0]!)).toEqual([
      { command: "one \\\n  two", output: "out\n" },
      { command: "three", output: "" },
    ]);
  });

  it("takes each line of an sh block for a command, unless it is a comment", () => {
    expect(linesOf(blocksOf(markdown)[2]!)).toEqual(["four # five"]);
  });
});

describe("output that is too wide", () => {
  const json = `{${Array.from({ length: 40 }, (_, i) => `"key${i}":${i}`).join(",")}}`;
  const prose = Array.from({ length: 60 }, (_, i) => `word${i}`).join(" ");

  it.each([json, prose, `  ${prose}`])("is wrapped within the columns, and comes back whole: %s", (line) => {
    const shown = wrapped(`before\n${line}\nafter\n`);
    expect(Math.max(...shown.split("\n").map((each) => each.length))).toBeLessThanOrEqual(COLUMNS);
    expect(shown.split("\n").length).toBeGreaterThan(4);
    expect(unwrapped(shown)).toBe(`before\n${line}\nafter\n`);
  });

  it("stays as it is where nothing parts it", () => {
    expect(wrapped("x".repeat(200))).toBe("x".repeat(200));
  });
});

describe("comparing outputs", () => {
  it("passes over times and counters of the search, and over nothing else", () => {
    const shown = "file   gap  steps     time\na.csv  0 %      5  2.31 ms\n";
    expect(stable(shown)).toBe(stable("file   gap  steps   time\na.csv  0 %    186  12 s\n"));
    expect(stable(shown)).not.toBe(stable(shown.replace("0 %", "1 %")));
  });
});

describe("a command", () => {
  it("is left out for a reason that the list has, and otherwise run", () => {
    expect(reasonNotToRun("npm run bench -- --group suite")).toContain("minute");
    expect(reasonNotToRun("npm run demo")).toBeNull();
    expect(reasonNotToRun("telaplan pack model.csv")).toBeNull();
  });
});
