import { describe, expect, it } from "vitest";
import { type Buffer, InputError, type Problem, plan, planSync, simulate, validate } from "../../src/index.js";
import { checkKeys, isConstrained, validateBesidesConstraints } from "../../src/problem/index.js";
import { BUFFER_CONSTRAINTS, PROBLEM_CONSTRAINTS } from "../../src/problem/shapes.js";
import { BUFFER_NAMES, PROBLEM_NAMES } from "../../src/problem/vocabulary.js";

const BUFFERS: readonly Buffer[] = [
  { id: "a", lower: 0, upper: 4, size: 8, alignment: 4, offset: 8, hint: 0 },
  { id: "b", lower: 2, upper: 6, size: 8 },
];
const PROBLEM: Problem = { capacity: 64, base: 0, buffers: BUFFERS };

/** The second buffer with one key more. */
const withKey = (key: string, value: unknown): Problem => ({
  ...PROBLEM,
  buffers: [BUFFERS[0]!, { ...BUFFERS[1]!, [key]: value } as Buffer],
});

/** Every door of the library that takes a problem to plan. */
const DOORS: readonly (readonly [string, (problem: Problem) => unknown])[] = [
  ["validate", validate],
  ["planSync", planSync],
  ["plan", plan],
];

async function faultOf(door: (problem: Problem) => unknown, problem: Problem): Promise<InputError> {
  try {
    await door(problem);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("the problem was accepted");
}

describe.each(DOORS)("a key that %s meets", (_, door) => {
  it.each([
    ["gap", [[3, 4]], 'key "gap" is not known; did you mean "gaps"?'],
    ["pool", "sram", 'key "pool" is not known; did you mean "memory"?'],
    ["bankId", 0, 'key "bankId" is not known; did you mean "memory"?'],
    ["Memory", "sram", 'key "Memory" is not known; did you mean "memory"?'],
    ["within_bank", true, 'key "within_bank" is not known; did you mean "withinBank"?'],
    ["alias_of", "a", 'key "alias_of" is not known; did you mean "aliases" of the problem?'],
    ["free", ["a"], 'key "free" is not known; did you mean "free" of the problem?'],
    ["contiguous", true, 'key "contiguous" is not supported: it means buffers that must lie side by side'],
    ["align", 64, 'key "align" is not known; did you mean "alignment"?'],
    ["Alignment", 64, 'key "Alignment" is not known; did you mean "alignment"?'],
    ["alignement", 64, 'key "alignement" is not known; did you mean "alignment"?'],
    ["fixed_offset", 0, 'key "fixed_offset" is not known; did you mean "offset"?'],
    ["fixedOffset", 0, 'key "fixedOffset" is not known; did you mean "offset"?'],
    ["address", 0, 'key "address" is not known; did you mean "offset"?'],
    ["start", 2, 'key "start" is not known; did you mean "lower"?'],
    ["capacity", 64, 'key "capacity" is not supported: it means the size of the memory, which the problem says'],
  ])("in a buffer and that means something is refused, with the buffer's name: %s", async (key, value, text) => {
    const { message, culprit } = await faultOf(door, withKey(key, value));
    expect(message).toContain(`buffer "b": ${text}`);
    expect(culprit).toEqual({ bufferIndex: 1, field: key });
  });

  it.each([
    ["Capacity", 64, 'key "Capacity" is not known; did you mean "capacity"?'],
    ["memorySize", 64, 'key "memorySize" is not known; did you mean "capacity"?'],
    ["pool_offset", 64, 'key "pool_offset" is not known; did you mean "base"?'],
    ["separations", [["a", "b"]], 'key "separations" is not known; did you mean "apart"?'],
    ["gaps", [[0, 8]], 'key "gaps" is not known; did you mean "gaps" of a buffer?'],
    ["reserved", [[0, 8]], 'key "reserved" is not supported: it means bytes of a memory that are kept free, which'],
    ["alignment", 64, 'key "alignment" is not supported: it means an alignment of all buffers'],
    ["minimize", true, "minimize must be an array, got true"],
  ])("in the problem and that means something is refused: %s", async (key, value, text) => {
    const { message, culprit } = await faultOf(door, { ...PROBLEM, [key]: value } as Problem);
    expect(message).toContain(text);
    expect(culprit).toEqual({ field: key });
  });

  it("and that says nothing of a constraint is let pass", async () => {
    for (const value of [undefined, null, false, "", [], {}]) {
      await door(withKey("gaps", value));
      await door(withKey("align", value));
      await door({ ...PROBLEM, reserved: value } as Problem);
    }
  });

  it("and that means nothing is the caller's own, whatever it holds, also inherited or as a symbol", async () => {
    class Tensor implements Buffer {
      readonly shape = [1, 2];
      readonly #pool = "mine";
      constructor(
        readonly id: string,
        readonly lower: number,
        readonly upper: number,
        readonly size: number,
      ) {}
      get bank(): string {
        return this.#pool;
      }
    }
    const tensors = [new Tensor("x", 0, 2, 8), Object.assign(new Tensor("y", 1, 3, 8), { [Symbol("gaps")]: 1 })];
    await door({ model: "net", layers: 3, buffers: tensors } as Problem);
    await door(withKey("color", "red"));
  });

  it("is told of before numbers that are missing, as those go by its name", async () => {
    const buffer = { id: "a", start: 0, end: 4, size: 8 } as unknown as Buffer;
    expect((await faultOf(door, { buffers: [buffer] })).message).toContain(
      'key "start" is not known; did you mean "lower"?',
    );
    const renamed = { buffer: [...BUFFERS] } as unknown as Problem;
    expect((await faultOf(door, renamed)).message).toContain('key "buffer" is not known; did you mean "buffers"?');
  });
});

describe("the fields themselves", () => {
  it("are all of the vocabulary's, and pass", () => {
    const nothing = (names: object) => Object.fromEntries(Object.keys(names).map((field) => [field, null]));
    const buffer = { ...nothing(BUFFER_NAMES), id: "a", lower: 0, upper: 1, size: 1, alignment: 1, offset: 0, hint: 0 };
    const problem = { ...nothing(PROBLEM_NAMES), buffers: [buffer], capacity: 1, base: 0 };
    expect(() => validate(problem as unknown as Problem)).not.toThrow();
  });

  it("that are constraints are refused by those who cannot deal with them, and not by the others", () => {
    for (const field of BUFFER_CONSTRAINTS) {
      const refusal = `buffer "b": key "${field}" is a constraint, which is not supported here`;
      expect(() => checkKeys(withKey(field, 1))).toThrow(refusal);
      expect(() => validateBesidesConstraints(withKey(field, 1))).not.toThrow();
    }
    for (const field of PROBLEM_CONSTRAINTS) {
      const problem = { ...PROBLEM, [field]: 1 } as Problem;
      expect(() => checkKeys(problem)).toThrow(`key "${field}" is a constraint, which is not supported here`);
      expect(() => validateBesidesConstraints(problem)).not.toThrow();
      expect(isConstrained(problem)).toBe(true);
    }
  });
});

describe("onWarning", () => {
  it.each([
    ["plan", plan],
    ["planSync", planSync],
  ] as const)("is told once by %s which keys are ignored", async (_, door) => {
    const told: string[] = [];
    const onWarning = (message: string) => told.push(message);
    const buffers = BUFFERS.map((buffer) => ({ ...buffer, color: "red", tensor: {}, gaps: [] }));
    const { status } = await door({ capacity: 64, buffers, model: "net" } as Problem, { onWarning });
    expect(status).toBe("optimal");
    expect(told).toEqual(['keys "model", "color" of buffers, "tensor" of buffers are ignored']);
    told.length = 0;
    await door(withKey("color", 1), { onWarning });
    expect(told).toEqual(['key "color" of buffers is ignored']);
    told.length = 0;
    await door(PROBLEM, { onWarning });
    expect(told).toEqual([]);
  });

  it("lists a dozen of many", () => {
    const told: string[] = [];
    const many = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`x${i}`, i]));
    planSync({ ...many, buffers: [] } as Problem, { onWarning: (message) => told.push(message) });
    expect(told).toEqual([expect.stringMatching(/^keys "x0", .*"x11" and 3 more are ignored$/)]);
  });
});

it("simulate checks no keys: it judges plans of any problem", () => {
  expect(simulate(withKey("pool", "sram"), Float64Array.of(8, 0)).ok).toBe(true);
});
