import { describe, expect, test } from "vitest";
import { formatBytes, formatCount } from "../../src/draw/index.js";
import { COLOUR_COUNT, palette } from "../../src/draw/palette.js";
import { byteTicks, roundTicks } from "../../src/draw/scale.js";

describe("numbers for people", () => {
  test("thousands are parted, also below zero and before a decimal point", () => {
    expect([0, 999, 1000, 1048576, -12345, 1234.5678].map(formatCount)).toEqual([
      "0",
      "999",
      "1,000",
      "1,048,576",
      "−12,345",
      "1,234.5678",
    ]);
  });

  test("bytes are told in the greatest unit of which there is at least one", () => {
    expect(
      [0, 12, 1023, 1024, 1044480, 1048576, 1515472556, Number.MAX_SAFE_INTEGER].map((n) => formatBytes(n)),
    ).toEqual(["0 B", "12 B", "1,023 B", "1 KiB", "1,020 KiB", "1 MiB", "1.41 GiB", "8 PiB"]);
  });
});

describe("axis marks", () => {
  test("are round, ascending, within the range and no more than asked for", () => {
    expect(roundTicks(0, 1048576, 10)).toEqual([0, 200000, 400000, 600000, 800000, 1000000]);
    expect(roundTicks(-7, 12, 5)).toEqual([-5, 0, 5, 10]);
    expect(roundTicks(0, 3, 12)).toEqual([0, 1, 2, 3]);
    expect(byteTicks(0, 1048576, 5)).toEqual([0, 262144, 524288, 786432, 1048576]);
    expect(byteTicks(0, 12, 4)).toEqual([0, 5, 10]);
    expect(byteTicks(4_100, 8_300, 4)).toEqual([6_144, 8_192]);
    expect(byteTicks(2 ** 40 + 1, 2 ** 40 + 9, 4)).toEqual([2, 4, 6, 8].map((more) => 2 ** 40 + more));
    for (const max of [1, 2, 300, 1000, 12345, 2 ** 40, 2 ** 53 - 1]) {
      for (const atMost of [1, 3, 8, 20]) {
        for (const ticks of [byteTicks(0, max, atMost), roundTicks(0, max, atMost)]) {
          expect(ticks.length).toBeGreaterThan(0);
          expect(ticks.length).toBeLessThanOrEqual(atMost + 1);
          expect(
            ticks.every((tick, i) => Number.isInteger(tick) && tick <= max && (i === 0 || tick > ticks[i - 1]!)),
          ).toBe(true);
        }
      }
    }
  });
});

test("every colour of the palette is its own, and light enough for dark text", () => {
  expect(new Set(palette).size).toBe(COLOUR_COUNT);
  for (const colour of palette) {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    const luminance = 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    // Against the ink #1e293b (luminance 0.022), WCAG 2.1 asks for a contrast of 4.5.
    expect((luminance + 0.05) / (0.022 + 0.05)).toBeGreaterThan(4.5);
  }
});
