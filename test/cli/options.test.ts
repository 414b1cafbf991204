import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/cli/errors.js";
import { ExitCode, worse } from "../../src/cli/exit-codes.js";
import { bytes, MOST_THREADS, oneOf, seconds, wholeNumber } from "../../src/cli/input/options.js";
import { MAX_THREADS } from "../../src/planner/options.js";

const MOST = Number.MAX_SAFE_INTEGER;

describe("option values", () => {
  test("bytes are whole, plain or in KiB, MiB, GiB and TiB", () => {
    const parse = bytes("--capacity");
    expect(["0", "1048576", "64B", "1KiB", "1.5 MiB", "2gib", "1TiB", String(MOST)].map(parse)).toEqual([
      0,
      2 ** 20,
      64,
      1024,
      1.5 * 2 ** 20,
      2 ** 31,
      2 ** 40,
      MOST,
    ]);
  });

  test("bytes may be none, where a word says so", () => {
    expect(bytes("--capacity", "none")("none")).toBe(Number.POSITIVE_INFINITY);
    expect(() => bytes("--capacity", "none")("nil")).toThrow('(1048576, 1MiB, 1.5GiB) or "none", got "nil"');
    expect(() => bytes("--capacity")("none")).toThrow("--capacity: must be whole bytes");
  });

  test.each(["", "x", "-1", "1.5", "1MB", "0.3KiB", "1e6", "9007199254740992", "1 2", "constructor"])(
    "%j is not bytes, and the message says whose value it is",
    (text) => {
      expect(() => bytes("--capacity")(text)).toThrow(UsageError);
      expect(() => bytes("--capacity")(text)).toThrow(`--capacity: must be whole bytes ≥ 0`);
      expect(() => bytes("--capacity")(text)).toThrow(`got ${JSON.stringify(text)}`);
    },
  );

  test("whole numbers keep within their range and are told so", () => {
    expect(wholeNumber("--seed", 0)("42")).toBe(42);
    expect(wholeNumber("--threads", 1, 256)("256")).toBe(256);
    expect(() => wholeNumber("--seed", 0)("-1")).toThrow('--seed: must be a whole number ≥ 0, got "-1"');
    expect(() => wholeNumber("--seed", 0)("1.0")).toThrow('got "1.0"');
    expect(() => wholeNumber("--seed", 0)("9007199254740992")).toThrow("--seed: must be");
    expect(() => wholeNumber("--threads", 1, 256)("257")).toThrow("--threads: must be a whole number from 1 to 256");
  });

  test("the limit on threads is the planner's", () => {
    expect(MOST_THREADS).toBe(MAX_THREADS);
  });

  test("seconds become milliseconds; none is no limit", () => {
    expect(["10", "0.25", ".5"].map(seconds("-t"))).toEqual([10_000, 250, 500]);
    expect(seconds("-t")("none")).toBe(Number.POSITIVE_INFINITY);
    for (const text of ["0", "-1", "1s", "", "Infinity", "1e3"]) {
      expect(() => seconds("-t")(text)).toThrow(`-t: must be seconds > 0 or "none", got ${JSON.stringify(text)}`);
    }
  });

  test("a word is one of those offered", () => {
    expect(oneOf("--format", ["table", "json"])("json")).toBe("json");
    expect(() => oneOf("--format", ["table", "json"])("xml")).toThrow('--format: must be table or json, got "xml"');
  });
});

describe("exit codes", () => {
  test("of several, 70 counts over 2 over 1 over 3 over 0, whichever came first", () => {
    const order = [ExitCode.ok, ExitCode.undecided, ExitCode.refuted, ExitCode.badInput, ExitCode.internal];
    expect(order).toEqual([0, 3, 1, 2, 70]);
    for (const [i, a] of order.entries()) {
      for (const [j, b] of order.entries()) expect(worse(a, b)).toBe(order[Math.max(i, j)]);
    }
  });
});
