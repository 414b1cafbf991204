import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { prepare, telaplan } from "./run.js";

prepare();

describe("help and version", () => {
  test("--version prints the package's version", () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(telaplan(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test.each([
    [["--help"], ["pack", "verify", "generate", "Exit codes:", "Files:", "Examples:"]],
    [["help"], ["Usage: telaplan [options] [command]"]],
    [
      ["pack", "--help"],
      [
        "--capacity",
        "--base",
        "--ends",
        "--ignore",
        "--strict",
        "--ignore-offsets",
        "--minimize",
        "--previous",
        "--pin-unchanged",
        "--time-limit",
        "--step-limit",
        "--threads",
        "--seed",
        "--policy",
        "--output",
        "--svg",
        "--json",
        "(default: 10)",
        "Exit codes:",
        "Ctrl-C",
      ],
    ],
    [
      ["verify", "--help"],
      ["--capacity", "--problem", "--ignore", "--json", "fragmentation", "Exit codes:"],
    ],
    [
      ["diff", "--help"],
      ["--max-peak", "--max-growth", "--fail-if-moved", "--svg", "--json", "--rows", "Exit codes:"],
    ],
    [
      ["policy", "--help"],
      ["show", "explain", "eval", "train"],
    ],
    [
      ["policy", "show", "--help"],
      ["--json", "learned"],
    ],
    [
      ["policy", "explain", "--help"],
      ["--policy", "--capacity", "--decisions", "--problems", "--json", "shuffled"],
    ],
    [
      ["policy", "eval", "--help"],
      ["--families", "--hard", "--limit", "--seed", "--roles", "--json", "1,000 steps"],
    ],
    [
      ["help", "policy"],
      ["show", "explain", "eval", "train"],
    ],
    [
      ["policy", "train", "--help"],
      ["--problems", "--output", "--time-limit", "TensorFlow.js", "built-in families"],
    ],
    [
      ["generate", "--help"],
      ["--list", "guillotine"],
    ],
    [
      ["help", "generate"],
      ["--list", "guillotine"],
    ],
    [
      ["generate", "guillotine", "--help"],
      ["--seed", "--buffers", "--output"],
    ],
  ])("%j ends with 0 and tells what is possible on standard output, within 80 columns", (args, expected) => {
    const { code, stdout, stderr } = telaplan(args);
    expect([code, stderr]).toEqual([0, ""]);
    for (const text of expected) expect(stdout).toContain(text);
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  });
});
