import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { encode } from "../../src/proto/index.js";
import { detailsOf, place, type Served } from "./run.js";

const at = place();

const GOOD = { lower: [0, 1], upper: [2, 3], size: [4, 5], capacity: 100 };
const MAX = Number.MAX_SAFE_INTEGER;

/** An encoded PlanRequest of these columns. */
const plan = (columns: object, more: object = {}): Uint8Array =>
  encode("PlanRequest", { problem: { ...GOOD, ...columns }, ...more });

const join = (...parts: (Uint8Array | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Uint8Array.from(part)));

/** The varint of 2^53, which is one too many. */
const TWO_53 = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10];

interface Case {
  readonly claim: string;
  readonly method?: string;
  readonly bytes: Uint8Array;
  readonly reason: string;
  readonly field: string;
  readonly says?: string;
}

const cases: readonly Case[] = [
  { claim: "no problem", bytes: encode("PlanRequest", {}), reason: "INVALID_FIELD", field: "problem" },
  { claim: "columns of two lengths", bytes: plan({ upper: [2] }), reason: "INVALID_FIELD", field: "problem.upper" },
  { claim: "too few sizes", bytes: plan({ size: [2] }), reason: "INVALID_FIELD", field: "problem.size" },
  { claim: "too few alignments", bytes: plan({ alignment: [2] }), reason: "INVALID_FIELD", field: "problem.alignment" },
  { claim: "too few names", bytes: plan({ id: ["a"] }), reason: "INVALID_FIELD", field: "problem.id" },
  { claim: "an empty name", bytes: plan({ id: ["a", ""] }), reason: "INVALID_PROBLEM", field: "problem.id[1]" },
  { claim: "a name twice", bytes: plan({ id: ["a", "a"] }), reason: "INVALID_PROBLEM", field: "problem.id[1]" },
  {
    claim: "a negative base",
    bytes: plan({ base: -1 }),
    reason: "INVALID_PROBLEM",
    field: "problem.base",
    says: "base must be an integer ≥ 0 bytes, got -1",
  },
  {
    claim: "a negative size",
    bytes: plan({ size: [-4, 4], id: ["conv3", "x"] }),
    reason: "INVALID_PROBLEM",
    field: "problem.size[0]",
    says: 'buffer "conv3": size must be ≥ 0 bytes, got -4',
  },
  {
    claim: "a lifetime that ends before it begins",
    bytes: plan({ upper: [2, 0] }),
    reason: "INVALID_PROBLEM",
    field: "problem.upper[1]",
  },
  {
    claim: "alignment 0",
    bytes: plan({ alignment: [1, 0] }),
    reason: "INVALID_PROBLEM",
    field: "problem.alignment[1]",
  },
  { claim: "a negative capacity", bytes: plan({ capacity: -1 }), reason: "INVALID_PROBLEM", field: "problem.capacity" },
  {
    claim: "a base that makes the sizes sum to too much",
    bytes: plan({ base: MAX - 8 }),
    reason: "INVALID_PROBLEM",
    field: "problem.size[1]",
  },
  {
    claim: "sizes that sum to too much",
    bytes: plan({ size: [MAX, 5], capacity: MAX }),
    reason: "INVALID_PROBLEM",
    field: "problem.size[1]",
  },
  {
    claim: "a fixed offset off its alignment",
    bytes: plan({ alignment: [1, 8], fixed_index: [1], fixed_offset: [12] }),
    reason: "INVALID_PROBLEM",
    field: "problem.fixed_offset[0]",
  },
  {
    claim: "a fixed offset below −1",
    bytes: plan({ fixed_index: [1], fixed_offset: [-2] }),
    reason: "INVALID_PROBLEM",
    field: "problem.fixed_offset[0]",
  },
  {
    claim: "an index beyond the buffers",
    bytes: plan({ fixed_index: [2], fixed_offset: [0] }),
    reason: "INVALID_FIELD",
    field: "problem.fixed_index[0]",
  },
  {
    claim: "a negative index",
    bytes: plan({ hint_index: [-1], hint_offset: [0] }),
    reason: "INVALID_FIELD",
    field: "problem.hint_index[0]",
  },
  {
    claim: "an index twice",
    bytes: plan({ fixed_index: [0, 0], fixed_offset: [0, 0] }),
    reason: "INVALID_FIELD",
    field: "problem.fixed_index[1]",
  },
  {
    claim: "an index without an offset",
    bytes: plan({ fixed_index: [0] }),
    reason: "INVALID_FIELD",
    field: "problem.fixed_offset",
  },
  {
    claim: "a negative hint",
    bytes: plan({ hint_index: [1], hint_offset: [-8] }),
    reason: "INVALID_PROBLEM",
    field: "problem.hint_offset[0]",
  },
  { claim: "a negative seed", bytes: plan({}, { seed: -1 }), reason: "INVALID_FIELD", field: "seed" },
  {
    claim: "a negative time limit",
    bytes: plan({}, { limits: { time_limit_ms: -1 } }),
    reason: "INVALID_FIELD",
    field: "limits.time_limit_ms",
  },
  {
    claim: "a time limit over the server's",
    bytes: plan({}, { limits: { time_limit_ms: 60_001 } }),
    reason: "INVALID_FIELD",
    field: "limits.time_limit_ms",
  },
  {
    claim: "a negative step limit",
    bytes: plan({}, { limits: { step_limit: -1 } }),
    reason: "INVALID_FIELD",
    field: "limits.step_limit",
  },
  {
    claim: "a policy that nobody knows",
    bytes: plan({}, { policy: "magic" }),
    reason: "UNKNOWN_VALUE",
    field: "policy",
    says: '"rules"',
  },
  {
    claim: "an objective that nobody knows",
    bytes: plan({}, { objective: 3 }),
    reason: "UNKNOWN_VALUE",
    field: "objective",
    says: "3",
  },
  {
    claim: "an unknown field",
    bytes: join(plan({}), [0x78, 1]),
    reason: "UNKNOWN_FIELD",
    field: "(15)",
    says: "telaplan.v1.PlanRequest",
  },
  {
    claim: "an unknown field within the problem",
    bytes: join([0x0a, 3, 0xf8, 0x01, 1]),
    reason: "UNKNOWN_FIELD",
    field: "problem.(31)",
    says: "telaplan.v1.Problem",
  },
  {
    claim: "2^53",
    bytes: join([0x0a, TWO_53.length + 1, 0x50], TWO_53),
    reason: "INVALID_FIELD",
    field: "problem.capacity",
    says: "9007199254740992",
  },
  {
    claim: "2^53 in a column",
    bytes: join([0x0a, TWO_53.length + 3, 0x1a, TWO_53.length + 1, 7], TWO_53),
    reason: "INVALID_FIELD",
    field: "problem.size[1]",
  },
  {
    claim: "−2^63",
    bytes: join([0x20], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]),
    reason: "INVALID_FIELD",
    field: "seed",
    says: "-9223372036854775808",
  },
  {
    claim: "a wrong wire type",
    bytes: join([0x21], [0, 0, 0, 0, 0, 0, 0, 0]),
    reason: "MALFORMED_MESSAGE",
    field: "seed",
  },
  { claim: "an end too soon", bytes: plan({}).subarray(0, 9), reason: "MALFORMED_MESSAGE", field: "problem" },
  { claim: "text that is not UTF-8", bytes: join([0x2a, 2, 0xc3, 0x28]), reason: "MALFORMED_MESSAGE", field: "policy" },
  { claim: "a boolean of 2", bytes: join([0x32, 2, 0x08, 2]), reason: "INVALID_FIELD", field: "report.omit_offsets" },
  {
    claim: "PlanStream without a plan",
    method: "PlanStream",
    bytes: encode("PlanStreamRequest", {}),
    reason: "INVALID_FIELD",
    field: "plan",
  },
  {
    claim: "PlanStream with a fault within",
    method: "PlanStream",
    bytes: encode("PlanStreamRequest", { plan: { problem: { ...GOOD, size: [-1, 1] } } }),
    reason: "INVALID_PROBLEM",
    field: "plan.problem.size[0]",
  },
  {
    claim: "Verify without a problem",
    method: "Verify",
    bytes: encode("VerifyRequest", {}),
    reason: "INVALID_FIELD",
    field: "problem",
  },
  {
    claim: "Verify with too few offsets",
    method: "Verify",
    bytes: encode("VerifyRequest", { problem: GOOD, offsets: [1] }),
    reason: "INVALID_FIELD",
    field: "offsets",
  },
  {
    claim: "Verify of a broken lifetime",
    method: "Verify",
    bytes: encode("VerifyRequest", { problem: { ...GOOD, upper: [-1, 3] }, offsets: [1, 2] }),
    reason: "INVALID_PROBLEM",
    field: "problem.upper[0]",
  },
  {
    claim: "Verify with a fixed offset below −1",
    method: "Verify",
    bytes: encode("VerifyRequest", { problem: { ...GOOD, fixed_index: [1], fixed_offset: [-8] }, offsets: [1, 2] }),
    reason: "INVALID_PROBLEM",
    field: "problem.fixed_offset[0]",
    says: "got -8",
  },
  {
    claim: "Verify with a hint below −1",
    method: "Verify",
    bytes: encode("VerifyRequest", { problem: { ...GOOD, hint_index: [0], hint_offset: [-2] }, offsets: [1, 2] }),
    reason: "INVALID_PROBLEM",
    field: "problem.hint_offset[0]",
    says: "got -2",
  },
  {
    claim: "Verify with a negative base",
    method: "Verify",
    bytes: encode("VerifyRequest", { problem: { ...GOOD, base: -4 }, offsets: [1, 2] }),
    reason: "INVALID_PROBLEM",
    field: "problem.base",
    says: "got -4",
  },
  {
    claim: "Verify of a name twice",
    method: "Verify",
    bytes: encode("VerifyRequest", { problem: { ...GOOD, id: ["a", "a"] }, offsets: [1, 2] }),
    reason: "INVALID_PROBLEM",
    field: "problem.id[1]",
  },
  {
    claim: "Verify with too many violations wanted",
    method: "Verify",
    bytes: encode("VerifyRequest", { problem: GOOD, offsets: [1, 2], max_violations: 10_001 }),
    reason: "INVALID_FIELD",
    field: "max_violations",
  },
  {
    claim: "GetCapabilities with a field",
    method: "GetCapabilities",
    bytes: Uint8Array.of(8, 1),
    reason: "UNKNOWN_FIELD",
    field: "(1)",
  },
];

describe("INVALID_ARGUMENT names the field at fault:", () => {
  it.each(cases)("$claim", async ({ method = "Plan", bytes, reason, field, says = "" }) => {
    const server = await at.shared();
    const error = await server.raw(method, bytes).then(
      () => null,
      (thrown) => detailsOf(thrown),
    );
    expect(error).toMatchObject({ code: status.INVALID_ARGUMENT, reason });
    expect(error!.violations!.map((violation) => violation.field)).toEqual([field]);
    expect(error!.message).toContain(says);
    expect(server.log.filter(({ msg }) => msg === "fault")).toEqual([]);
  });
});

describe("a request", () => {
  let server: Served;

  it("with more buffers than allowed is refused by name, before they are looked at", async () => {
    server = await at.start({ maxBuffers: 10 });
    const many = Array.from({ length: 11 }, (_, i) => i);
    const bytes = encode("PlanRequest", { problem: { lower: many, upper: many, size: many } });
    await expect(server.raw("Plan", bytes).catch((error) => Promise.reject(detailsOf(error)))).rejects.toMatchObject({
      reason: "TOO_MANY_BUFFERS",
      violations: [{ field: "problem.lower" }],
    });
  });

  it("that is large is refused just as a small one, by a worker", async () => {
    server = await at.shared();
    const size = Array.from({ length: 20_000 }, (_, i) => (i === 12_345 ? -1 : 5));
    const bytes = encode("PlanRequest", {
      problem: { lower: size.map((_, i) => i), upper: size.map((_, i) => i + 2), size },
    });
    expect(bytes.length).toBeGreaterThan(16_384);
    await expect(server.raw("Plan", bytes).catch((error) => Promise.reject(detailsOf(error)))).rejects.toMatchObject({
      reason: "INVALID_PROBLEM",
      violations: [{ field: "problem.size[12345]" }],
    });
  });

  it("with a name of 100,000 characters gets an error that fits into trailers", async () => {
    server = await at.shared();
    const name = `${"é\ud83d\ude00".repeat(30_000)}`;
    const bytes = encode("PlanRequest", { problem: { lower: [0], upper: [-1], size: [1], id: [name] } });
    const error = await server.raw("Plan", bytes).catch((thrown) => thrown);
    expect(detailsOf(error)).toMatchObject({ reason: "INVALID_PROBLEM", violations: [{ field: "problem.upper[0]" }] });
    expect(detailsOf(error).message).toContain("upper must be ≥ lower");
    const size = Object.entries(error.metadata.getMap()).reduce(
      (sum, [key, value]) => sum + key.length + String(value).length,
      0,
    );
    expect(size + encodeURI(error.details).length).toBeLessThan(8_000);
  });

  it("may have its fields in any order, unpacked, and its messages in two parts", async () => {
    server = await at.shared();
    // lower 0 and 1 unpacked, then upper and size; the problem in two parts.
    const first = [0x0a, 4, 0x08, 0, 0x08, 1];
    const second = [0x0a, 8, 0x1a, 2, 4, 5, 0x12, 2, 2, 3];
    const bytes = Uint8Array.from([...first, 0x20, 7, ...second]);
    const { decode } = await import("../../src/proto/index.js");
    expect(decode("PlanResponse", await server.raw("Plan", bytes))).toMatchObject({ peak: 9, seed: 7 });
  });
});
