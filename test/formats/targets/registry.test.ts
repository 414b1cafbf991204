import { describe, expect, test } from "vitest";
import {
  convert,
  FormatError,
  misnamed,
  parse,
  planFor,
  possibleTargets,
  serialize,
  TARGET_NAMES,
  TARGETS,
  targetNamed,
  targetOfFileName,
  writeAs,
} from "../../../src/formats/index.js";
import { compile } from "../../../src/model/compile.js";
import { InputError, type Problem } from "../../../src/problem/index.js";
import { CONSTRUCTS, constraintProblem } from "../../support/constraint-problems.js";
import { fakeDocument } from "./fake-form.js";

const PLAIN = "id,lower,upper,size\na,0,4,2\nb,2,6,3\n";
const PLACED = "id,lower,upper,size,offset\na,0,4,2,3\nb,2,6,3,0\n";
const PLAN = { offsets: [3, 0], memories: null };

/** With aliases in the order of their buffers, as CSV has them. */
function ordered({ aliases = [], ...problem }: Problem): Problem {
  const told = aliases.map(({ buffer, of, at = 0 }) => ({ buffer, of, at }));
  return { ...problem, aliases: told.sort((a, b) => (a.buffer < b.buffer ? -1 : 1)) };
}

describe("the registry of targets", () => {
  test("has names that differ, each found by its name, and no extension twice", () => {
    expect(new Set(TARGET_NAMES).size).toBe(TARGET_NAMES.length);
    for (const target of TARGETS) expect(targetNamed(target.name)).toBe(target);
    expect(targetNamed("chrome-trace")).toBe(targetNamed("perfetto"));
    expect(targetNamed("constructor")).toBeUndefined();
    const extensions = TARGETS.flatMap((target) => target.extensions);
    expect(new Set(extensions).size).toBe(extensions.length);
  });

  test.each([
    ["out/plan.csv", "csv"],
    ["plan.JSON", "json"],
    ["plan.trace.json", "perfetto"],
    ["trace.json", "json"],
    ["dir.h/plan", "same"],
    ["plan.h", "c-header"],
    ["plan.cc", "tflm-buffer-plan"],
    ["dev_0.stalloc", "stalloc"],
    ["plan.txt", "same"],
    ["-", "same"],
  ])("the name %s asks for %s", (name, target) => {
    expect(targetOfFileName(name).name).toBe(target);
  });

  test("refuses a text under the name of a model, and one model under the name of another", () => {
    const same = targetNamed("same")!;
    const text = parse(PLAIN, "x.csv");
    for (const name of ["out.pb", "out.tflite", "out.ONNX", "out.pickle"]) {
      expect(misnamed(text, same, name), name).toContain("CSV (MiniMalloc) is text");
    }
    expect(misnamed(text, same, "out.txt")).toBeNull();
    expect(misnamed(text, targetNamed("csv")!, "out.pb")).toBeNull();
    const model = fakeDocument("bytes", "x.tflite", PLAIN);
    expect(misnamed(model, same, "planned.tflite")).toBeNull();
    expect(misnamed(model, same, "planned.onnx")).toContain("the file's form is fake bytes");
    expect(misnamed(fakeDocument("bytes", "stdin", PLAIN), same, "planned.onnx")).toBeNull();
  });

  test("takes a packed model for what its name says without .gz", () => {
    const packed = fakeDocument("bytes", "x.tflite.gz", PLAIN);
    expect(misnamed(packed, targetNamed("same")!, "planned.tflite")).toBeNull();
    expect(misnamed(packed, targetNamed("same")!, "planned.onnx")).toContain("the file's form is fake bytes");
  });

  test("refuses to write addresses into a model, whose offsets count from the begin of its arena", () => {
    const model = fakeDocument("bytes", "x.tflite", PLAIN);
    const based = { ...model, problem: { ...model.problem, base: 4096 } };
    expect(() => writeAs(based, "same", PLAN)).toThrow("which is to begin at 4096: plan it without a base");
    expect(writeAs(model, "same", PLAN)).toEqual(Uint8Array.of(0xff, 3, 0));
  });

  test("never calls a model text that cannot be written: that it holds no plan is what is told", () => {
    const dump = fakeDocument("dump", "x.pte", PLAIN);
    expect(misnamed(dump, targetNamed("same")!, "out.pte")).toBeNull();
    expect(() => writeAs(dump, "same", PLAN)).toThrow("a file of this form holds no plan");
  });
});

describe("every target", () => {
  test("writes 150,000 buffers", () => {
    const rows = Array.from(
      { length: 150_000 },
      (_, i) => `same name,${i % 999},${(i % 999) + 1 + (i % 9)},${600 + i}`,
    );
    const text = `id,lower,upper,size\n${rows.map((row, i) => row.replace("name", String(i))).join("\n")}\n`;
    const document = parse(text, "large.csv");
    const offsets = Float64Array.from(rows, (_, i) => 1000 * i);
    for (const { name } of TARGETS) {
      const lines = (writeAs(document, name, { offsets, memories: null }) as string).split("\n").length;
      expect(lines, name).toBeGreaterThan(150_000);
    }
  });
});

describe("the form of the input", () => {
  test("is text or bytes, as it was read", () => {
    expect(writeAs(parse(PLAIN, "x.csv"), "same", PLAN)).toBe(PLACED);
    expect(writeAs(fakeDocument("bytes", "x.tflite", PLAIN), "same", PLAN)).toEqual(Uint8Array.from([0xff, 3, 0]));
  });

  test("is refused where it holds no plan, with what can be written", () => {
    const dump = fakeDocument("dump", "x.txt", PLAIN);
    expect(() => writeAs(dump, "same", PLAN)).toThrow(
      "the file cannot be written again: a file of this form holds no plan (it can be written as csv, json, ",
    );
    expect(possibleTargets(dump)).not.toContain("same");
    const form = { ...parse(PLAIN, "x.csv").form, unwritable: () => "it has an ethos-u operator" };
    expect(() => writeAs({ ...dump, form }, "same", PLAN)).toThrow("it has an ethos-u operator");
  });
});

describe("convert", () => {
  test("keeps fixed offsets, and takes them for the plan where one is needed", () => {
    expect(convert(PLACED, "x.csv", "json").content).toContain('"size": 2, "offset": 3');
    expect(convert(PLACED, "x.csv", "c-header").content).toContain("#define X_OFFSET_A 3");
    expect(convert(PLACED, "x.csv", "json", { ignoreOffsets: true }).content).not.toContain("offset");
  });

  test("refuses a target that needs a plan where there is none, or where it is passed over", () => {
    expect(() => convert(PLAIN, "x.csv", "c-header")).toThrow(FormatError);
    expect(() => convert(PLAIN, "x.csv", "c-header")).toThrow('no column "offset"');
    expect(() => convert(PLACED, "x.csv", "c-header", { ignoreOffsets: true })).toThrow("is passed over");
    expect(() => writeAs(parse(PLAIN, "x.csv"), "perfetto")).toThrow(InputError);
    expect(() => convert(PLAIN, "x.csv", "pdf")).toThrow("no form of output is called pdf");
  });

  test("refuses by name what CSV cannot say", () => {
    const { buffers } = parse(PLAIN, "x.csv").problem;
    const text = serialize({ buffers, free: [{ buffers: ["a", "b"] }], limits: { peak: 5 } }, "json");
    expect(() => convert(text, "x.json", "csv")).toThrow(
      'CSV cannot say "free", "limits" (it can be written as same, json',
    );
  });

  test("to JSON and back loses nothing, whatever the constructs", () => {
    let count = 0;
    for (let seed = 1; seed <= 40; seed++) {
      for (const constructs of [...CONSTRUCTS.map((construct) => [construct]), CONSTRUCTS]) {
        const problem: Problem = constraintProblem(seed, constructs);
        try {
          compile(problem);
        } catch (error) {
          if (error instanceof InputError) continue;
          throw error;
        }
        const first = convert(serialize(problem, "json"), "x.json", "json");
        expect(parse(first.content, "x.json").problem).toEqual(problem);
        expect(first.notes).toEqual([]);
        const csv = parse(first.content, "x.json");
        if (possibleTargets(csv).includes("csv")) {
          const capacity = problem.capacity === undefined ? {} : { capacity: problem.capacity };
          const back = convert(convert(first.content, "x.json", "csv").content, "x.csv", "json", capacity);
          expect(ordered(parse(back.content, "y.json").problem)).toEqual(ordered(problem));
        }
        count++;
      }
    }
    expect(count).toBeGreaterThan(400);
  });

  test("takes the plan of a file's producer, and says so, or says that it is left out", () => {
    const placed = parse(PLACED, "x.csv", { placed: true });
    const { offsets } = placed;
    const dump = { ...parse(PLAIN, "x.csv"), otherPlans: [{ planner: "XLA", peak: 5, offsets }] };
    const [csv, header] = [targetNamed("csv")!, targetNamed("c-header")!];
    for (const target of [csv, header]) {
      expect(planFor(dump, target, false, () => placed)).toEqual({
        plan: { offsets, memories: null },
        notes: ["the offsets are those of the file's own plan"],
      });
    }
    const lost = { plan: null, notes: ["the plan of XLA is left out"] };
    expect(planFor(dump, csv, true, () => placed)).toEqual(lost);
    const refuse = (): never => {
      throw new FormatError("x.csv", 1, 1, "the file has no plan");
    };
    expect(planFor(dump, csv, false, refuse)).toEqual(lost);
    expect(() => planFor(dump, header, false, refuse)).toThrow("the file has no plan; c-header is written for a plan");
  });
});
