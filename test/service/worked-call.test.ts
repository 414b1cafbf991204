import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decode, encode, messageType } from "../../src/proto/index.js";
import { place, spoken, VERSION } from "./run.js";

const DOCS = readFileSync(new URL("../../docs/service.md", import.meta.url), "utf8");
const SESSIONS = readFileSync(new URL("../../docs/sessions.md", import.meta.url), "utf8");
const at = place();

/** A message in the JSON of protobuf, as the schema names and numbers it. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "string") return /^\d+$/.test(value) ? Number(value) : value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      plain(entry),
    ]),
  );
}

describe("the call that docs/service.md works out", () => {
  const request = JSON.parse(/-d '(\{.*\})'/.exec(DOCS)![1]!) as object;
  const answer = plain(JSON.parse(/```json\n(\{\n {2}"status"[^`]*)```/.exec(DOCS)![1]!)) as Record<string, unknown>;
  const numberOf = (name: string, word: unknown): number | undefined =>
    messageType("PlanResponse").root.lookupEnum(`telaplan.v1.${name}`).values[word as string];

  it("gets the answer that is printed there, and the stored one when it is made again", async () => {
    const server = await at.shared();
    const bytes = encode("PlanRequest", request);
    expect(DOCS).toContain(`The request has ${bytes.length} bytes.`);
    const first = decode("PlanResponse", await server.raw("Plan", bytes));
    const { solve_ms, solver_version, status, stopped_by, counters, ...rest } = answer;
    expect(first).toMatchObject({
      ...rest,
      status: numberOf("PlanStatus", status),
      stopped_by: numberOf("StoppedBy", stopped_by),
      solver_version: VERSION,
    });
    expect([typeof solve_ms, typeof solver_version, counters]).toEqual(["number", "string", {}]);
    expect(first.counters).toEqual({ steps: 0, backtracks: 0, restarts: 0 });
    expect(DOCS).toContain('`"cached": true`');
    expect(decode("PlanResponse", await server.raw("Plan", bytes))).toMatchObject({ ...first, cached: true });
  });
});

describe("the session that docs/sessions.md works out", () => {
  it("gets the answers that are drawn there", async () => {
    const messages = [...SESSIONS.matchAll(/^'(\{.*\})'/gm)].map(([, text]) => JSON.parse(text!) as object);
    const sent = messages.map((message) => encode("PlanSessionRequest", message));
    const answers = await spoken(await at.shared(), sent);
    const drawn = answers.map(({ result, moved, error }) => {
      if (error) {
        const { details } = error as { details: { value: Uint8Array }[] };
        const { reason } = decode("google.rpc.ErrorInfo", details[0]!.value);
        const { field_violations } = decode("google.rpc.BadRequest", details[1]!.value);
        return `error: ${reason} at ${(field_violations as { field: string }[])[0]!.field}`;
      }
      const { status, peak, offsets } = result as { status: number; peak: number; offsets: number[] };
      const word = Object.entries(messageType("PlanResponse").root.lookupEnum("telaplan.v1.PlanStatus").values).find(
        ([, number]) => number === status,
      )![0];
      const placed = moved as { id: string; offset: number }[];
      const told =
        placed.length === 1 ? `${placed[0]!.id} at ${placed[0]!.offset}` : placed.map(({ id }) => id).join(", ");
      const short = word.replace("PLAN_STATUS_", "").toLowerCase();
      return `result: ${short}, peak ${peak}, offsets ${offsets.join(" ")}; moved: ${told}`;
    });
    const inDrawing = [...SESSIONS.matchAll(/^ {3}│ {2}((?:result|error): .*?) +│$/gm)].map(([, text]) => text);
    expect(drawn).toEqual(inDrawing);
    expect(drawn).toHaveLength(3);
    expect(answers[1]!.checked).toBe(2);
    expect(SESSIONS).toContain("`checked: 2`");
  });
});
