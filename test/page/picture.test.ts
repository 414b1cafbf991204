import { describe, expect, it } from "vitest";
import { plan } from "../../src/constrained/index.js";
import { pictureJson, pictureOf, reportOf, scriptSafe, shownName } from "../../src/picture/index.js";
import type { Problem } from "../../src/problem/index.js";

const TWO: Problem = {
  memories: [{ id: "near", capacity: 64, reserved: [{ from: 0, to: 8 }] }, { id: "far" }],
  buffers: [
    {
      id: "a",
      lower: 0,
      upper: 4,
      size: 16,
      memory: "near",
      gaps: [
        { lower: 1, upper: 2 },
        { lower: 2, upper: 3, from: 0, to: 4 },
      ],
    },
    { id: "b", lower: 0, upper: 4, size: 32, memory: "far", offset: 0 },
    { id: "c", lower: 1, upper: 3, size: 8, memory: "far" },
  ],
  aliases: [{ buffer: "c", of: "b", at: 4 }],
};

describe("a picture", () => {
  it("has pieces, ties, fixed offsets and reserved ranges of the problem", async () => {
    const result = await plan(TWO);
    const picture = pictureOf(TWO, { title: "two", result });
    expect(picture.fits).toBe(true);
    expect([...(picture.memoryOf as Int32Array)]).toEqual([0, 1, 1]);
    expect(picture.fixed).toEqual([1]);
    expect(picture.aliases).toEqual([{ buffer: 2, of: 1, at: 4 }]);
    expect(picture.pieces).toEqual({
      buffer: [0, 0, 0],
      lower: [0, 2, 3],
      upper: [1, 3, 4],
      from: [0, 0, 0],
      to: [16, 4, 16],
    });
    expect(picture.memories.map(({ capacity }) => capacity)).toEqual([64, null]);
    expect(picture.memories[0]!.reserved).toEqual([{ from: 0, to: 8 }]);
  });

  it("is the same after it was written as JSON", async () => {
    const picture = pictureOf(TWO, { title: "two", result: await plan(TWO) });
    const read = JSON.parse(pictureJson(picture));
    expect(pictureJson(read)).toBe(pictureJson(picture));
    expect(read.offset).toEqual([...(picture.offset as Float64Array)]);
  });

  it("of what has no plan tells why, and draws the load", async () => {
    const problem = {
      capacity: 10,
      buffers: [
        { id: "x", lower: 0, upper: 2, size: 6 },
        { id: "y", lower: 1, upper: 3, size: 6 },
      ],
    };
    const picture = pictureOf(problem, { title: "no", result: await plan(problem) });
    expect(picture).toMatchObject({ status: "infeasible", fits: false, offset: null, core: [0, 1] });
    expect(picture.message).toContain("12 bytes");
    expect(picture.memories[0]).toMatchObject({ loadBytes: 12, capacity: 10, time: 1 });
  });

  it("takes another plan in place of the result's", async () => {
    const problem = {
      capacity: 10,
      buffers: [
        { id: "x", lower: 0, upper: 2, size: 6 },
        { id: "y", lower: 1, upper: 3, size: 6 },
      ],
    };
    const high = { offsets: [0, 6], memories: null, fits: false };
    const picture = pictureOf(problem, { title: "no", result: await plan(problem), plan: high });
    expect(picture).toMatchObject({ fits: false, peak: 12, status: "infeasible" });
  });
});

describe("a name as it is shown", () => {
  it.each([
    ["conv1/weights:0", "conv1/weights:0"],
    ["", "(no name)"],
    ["  ", '"  "'],
    ["a\u0000b\nc", "a⟨U+0000⟩b⟨U+000A⟩c"],
    ["user\u202Etxt.exe", "user⟨U+202E⟩txt.exe"],
    ["\u2066left\u2069", "⟨U+2066⟩left⟨U+2069⟩"],
    ["zero\u200Bwidth", "zero⟨U+200B⟩width"],
    ["half\uD800", "half⟨U+D800⟩"],
    ["<script>alert(1)</script>", "<script>alert(1)</script>"],
    ["層/重み", "層/重み"],
  ])("%j is %j", (name, shown) => {
    expect(shownName(name)).toBe(shown);
  });

  it("is no longer than asked for, and keeps both ends", () => {
    const shown = shownName(`begin${"x".repeat(10_000)}end`, 40);
    expect(Array.from(shown)).toHaveLength(40);
    expect(shown).toMatch(/^begin.*…x*end$/);
  });

  it("holds few marks on a letter", () => {
    expect(shownName(`a${"\u0301".repeat(500)}`).length).toBeLessThan(8);
  });
});

describe("a report", () => {
  const template = "<title>@@telaplan-title@@</title><script>@@telaplan-data@@</script>";
  const picture = pictureOf(
    { buffers: [{ id: "</script><!--\u2028", lower: 0, upper: 1, size: 1 }] },
    { title: "<b>$&</b>" },
  );

  it("has no markup of names and titles in it, and the same data", () => {
    const text = reportOf(template, [picture]);
    expect(text).toContain("<title>&#60;b&#62;$&#38;&#60;/b&#62;</title>");
    const [, data] = /<script>(.*)<\/script>/s.exec(text)!;
    expect(data).not.toMatch(/[<>&\u2028]/);
    expect(JSON.parse(data!)[0].ids).toEqual(["</script><!--\u2028"]);
  });

  it("needs a template with one place for the data", () => {
    expect(() => reportOf("nothing", [picture])).toThrow("no place");
    expect(() => reportOf(`${template}${template}`, [picture])).toThrow("several");
  });

  it("writes what could end its element by numbers", () => {
    expect(scriptSafe('"</script>"')).toBe('"\\u003c/script\\u003e"');
  });
});
