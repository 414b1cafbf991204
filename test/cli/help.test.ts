import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FORMS } from "../../src/formats/registry.js";
import { prepare, telaplan } from "./run.js";

prepare();

/** What the help calls each form that is read. */
const FORMS_IN_HELP: Readonly<Record<string, string>> = {
  "TensorFlow Lite model (.tflite)": ".tflite",
  "ExecuTorch program (.pte)": ".pte",
  "memory snapshot of PyTorch (pickle)": "memory snapshots of PyTorch",
  "HloProto of XLA (.hlo.pb)": ".hlo.pb",
  "profile of JAX or TensorFlow (.xplane.pb)": ".xplane.pb",
  "ONNX model": ".onnx",
  "buffer assignment of XLA (text)": "buffer assignment",
  "JSON of dsa-solver (dsa-problem-v1)": "JSON of dsa-solver",
  "tt-mlir D2M JSON": "D2M JSON",
  "log of TensorFlow Lite Micro (TF_LITE_SHOW_MEMORY_USE)": "logs of TensorFlow Lite Micro",
  "MSA allocinfo (XLA)": "MSA allocinfo",
  "Vela's verbose allocation": "Vela's --verbose-allocation",
  "IREE pack text": "stream.resource.pack",
  "MLIR text (memref)": "memref.alloc",
  "trace of allocations (CSV, JSON lines)": "rows of time,op,id,size",
  JSON: "JSON, JSON of dsa-solver",
  "CSV (MiniMalloc)": "CSV of MiniMalloc",
};

describe("help and version", () => {
  test("the help of the program and of pack names every form that is read", () => {
    expect(Object.keys(FORMS_IN_HELP).sort()).toEqual(FORMS.map(({ name }) => name).sort());
    for (const args of [["--help"], ["pack", "--help"]]) {
      const { stdout } = telaplan(args);
      for (const words of Object.values(FORMS_IN_HELP)) expect(stdout).toContain(words);
    }
  });

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
        "--to",
        "--svg",
        "--json",
        "(default: 10)",
        "Exit codes:",
        "Ctrl-C",
      ],
    ],
    [
      ["convert", "--help"],
      ["--output", "--to", "--ignore-offsets", "--capacity", "c-header", "stalloc", "perfetto", "Examples:"],
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
