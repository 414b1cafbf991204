import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { fuzz } from "../../bench/service-fuzz.mjs";
import { Random } from "../../src/problem/random.js";
import { decode, decodeStrict, encode, messageType, WireError } from "../../src/proto/index.js";
import { easyProblem, place } from "./run.js";

const at = place();

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && typeof value[0] === "number";
}

describe("random and mutated requests", () => {
  it("get documented codes only, and every OK plan verifies", async () => {
    const server = await at.start();
    const { requests, codes, faults } = await fuzz(server.address, { requests: 1_500, seed: 7 });
    expect(faults).toEqual([]);
    expect(Object.values(codes).reduce((sum, count) => sum + count, 0)).toBe(requests);
    expect(codes.OK).toBeGreaterThan(300);
    expect(codes.INVALID_ARGUMENT).toBeGreaterThan(200);
    expect((await server.client().plan(easyProblem(1))).verification?.ok).toBe(true);
    expect(server.log.filter(({ level }) => (level as number) >= 50)).toEqual([]);
  });
});

describe("strict decoding", () => {
  it("reads what protobufjs writes, in every form that the wire allows", () => {
    const random = new Random(3);
    const whole = (below: number): number => Math.floor(random.next() * below);
    const number = (): number => {
      const magnitude = Math.floor(2 ** (random.next() * 53));
      return Math.min(Number.MAX_SAFE_INTEGER, magnitude) * (whole(2) === 0 ? 1 : -1);
    };
    for (let round = 0; round < 500; round++) {
      const list = (): number[] => Array.from({ length: whole(6) }, number);
      const problem = {
        lower: list(),
        upper: list(),
        size: list(),
        id: ["", "ä", "b€", "😀"].slice(0, whole(5)),
        capacity: number(),
        operators: Array.from({ length: whole(3) }, () => ({
          time: number(),
          compute: random.next() * 2 ** whole(99),
        })),
      };
      const request = {
        problem,
        objective: whole(3),
        seed: number(),
        policy: "péak",
        report: { timeline: whole(2) === 1 },
      };
      const bytes = encode("PlanRequest", request);
      const strict = decodeStrict(messageType("PlanRequest"), bytes, 100);
      // What is absent is absent in the strict form, and empty or missing in the other; numbers come in columns.
      const { problem: read, ...others } = decode("PlanRequest", bytes) as { problem: Record<string, unknown[]> };
      const full = Object.fromEntries(
        Object.entries(read)
          .filter(([, value]) => !(Array.isArray(value) && value.length === 0))
          .map(([name, value]) => [name, isNumbers(value) ? Float64Array.from(value) : value]),
      );
      expect({ ...strict }, `round ${round}`).toEqual({ ...others, problem: full });
    }
  });

  it("never hangs and never throws anything but a WireError, whatever the bytes", () => {
    const random = new Random(5);
    let refused = 0;
    for (let round = 0; round < 20_000; round++) {
      const bytes = Uint8Array.from({ length: Math.floor(random.next() * 24) }, () =>
        Math.floor(random.next() * (round % 2 === 0 ? 256 : 16)),
      );
      try {
        decodeStrict(messageType("PlanManyRequest"), bytes, 100);
      } catch (error) {
        refused++;
        expect(error, Buffer.from(bytes).toString("hex")).toBeInstanceOf(WireError);
      }
    }
    expect(refused).toBeGreaterThan(10_000);
  });

  it("knows every kind of field that requests have", () => {
    for (const name of [
      "PlanRequest",
      "PlanStreamRequest",
      "PlanManyRequest",
      "VerifyRequest",
      "GetCapabilitiesRequest",
    ]) {
      expect(decodeStrict(messageType(name), new Uint8Array(), 0)).toEqual({});
    }
    for (const odd of ["float", "repeated double"]) {
      const type = protobuf
        .parse(`syntax = 'proto3'; message Odd { ${odd} x = 1; }`)
        .root.resolveAll()
        .lookupType("Odd");
      expect(() => decodeStrict(type, new Uint8Array(), 0)).toThrow(`knows no ${odd}, which .Odd.x has`);
    }
  });
});
