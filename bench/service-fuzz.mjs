/**
 * Random and mutated requests: only documented codes come back, and every OK plan verifies.
 * Also what a test runs, with fewer requests.
 *
 * @import { ClientReadableStream } from "@grpc/grpc-js"
 *
 * @typedef {(below: number) => number} Draw a whole number from 0
 *
 * @typedef {object} Columns of a problem on the wire, as far as requests here have them
 * @property {number[]} lower
 * @property {number[]} upper
 * @property {number[]} size
 * @property {number[]} [alignment]
 * @property {number[]} [fixed_index]
 * @property {number[]} [fixed_offset]
 * @property {number} [capacity]
 * @property {number} [base]
 *
 * @typedef {object} PlanRequest
 * @property {Columns} problem
 * @property {{ omit_offsets?: boolean }} [report]
 *
 * @typedef {object} PlanResponse
 * @property {number[]} offsets
 * @property {number} status
 * @property {number} [peak]
 * @property {object} [infeasibility]
 * @property {{ ok: boolean }} [verification]
 *
 * @typedef {{ readonly code: number, readonly details: string, readonly answers: readonly Buffer[] }} Outcome
 */
import { Client, credentials, status } from "@grpc/grpc-js";
import { simulate } from "../dist/index.js";
import { decode, encode } from "../dist/proto/index.js";
import { must } from "./must.mjs";

/** Codes that docs/service.md lists for requests of any content. */
/** @type {ReadonlySet<number>} */
const DOCUMENTED = new Set([status.OK, status.INVALID_ARGUMENT, status.RESOURCE_EXHAUSTED, status.DEADLINE_EXCEEDED]);

const METHODS = {
  Plan: "PlanRequest",
  PlanStream: "PlanStreamRequest",
  PlanMany: "PlanManyRequest",
  Verify: "VerifyRequest",
};
/** @typedef {keyof typeof METHODS} Method */

/**
 * @param {number} seed
 * @returns {Draw}
 */
export function generator(seed) {
  let state = seed >>> 0 || 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * One of some values.
 *
 * @template Value
 * @param {Draw} draw
 * @param {readonly [Value, ...Value[]]} values
 * @returns {Value}
 */
function oneOf(draw, values) {
  return values[draw(values.length)] ?? values[0];
}

/**
 * A request that may be right, or nearly so.
 *
 * @param {Draw} draw
 * @returns {PlanRequest}
 */
function drawPlan(draw) {
  const count = draw(12);
  /** @type {<Value>(make: (i: number) => Value) => Value[]} */
  const list = (make) => Array.from({ length: draw(15) === 0 ? draw(14) : count }, (_, i) => make(i));
  const odd = () => oneOf(draw, [0, -1, 2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 32, 7]);
  /** @param {number} usual */
  const value = (usual) => (draw(60) === 0 ? odd() : usual);
  const lower = list(() => value(draw(10)));
  const problem = {
    lower,
    upper: list((i) => value((lower[i] ?? 0) + draw(6))),
    size: list(() => value(draw(21))),
    ...(draw(3) === 0 && { alignment: list(() => value(1 + draw(4))) }),
    ...(draw(3) === 0 && { id: list((i) => (draw(40) === 0 ? "" : `b${i}`)) }),
    ...(draw(5) === 0 &&
      count > 0 && { fixed_index: [draw(count)], fixed_offset: [draw(6) === 0 ? -1 : value(4 * draw(9))] }),
    ...(draw(5) === 0 && count > 0 && { hint_index: [draw(count + 1)], hint_offset: [value(draw(10) - 1)] }),
    ...(draw(2) === 0 && { capacity: value(20 + draw(100)) }),
    ...(draw(4) === 0 && { base: value(draw(30)) }),
  };
  const request = {
    problem,
    objective: draw(40) === 0 ? draw(9) : draw(3),
    limits: { ...(draw(3) === 0 && { time_limit_ms: value(draw(30)) }), step_limit: value(draw(3_000)) },
    seed: value(draw(50)),
    policy: ["", "rules", "", "", draw(20) === 0 ? "none" : ""][draw(5)],
    report: { omit_offsets: draw(6) === 0, timeline: draw(6) === 0 },
  };
  return request;
}

/**
 * @param {Uint8Array} bytes
 * @param {Draw} draw
 */
function mutate(bytes, draw) {
  let mutated = Buffer.from(bytes);
  for (let times = 1 + draw(4); times > 0; times--) {
    const at = draw(mutated.length + 1);
    const kind = draw(4);
    if (kind === 0 && at < mutated.length) mutated[at] = draw(256);
    else if (kind === 1) mutated = mutated.subarray(0, at);
    else if (kind === 2)
      mutated = Buffer.concat([mutated.subarray(0, at), Buffer.from([draw(256)]), mutated.subarray(at)]);
    else if (at < mutated.length) mutated[at] = (mutated[at] ?? 0) ^ (1 << draw(8));
  }
  return mutated;
}

const asIs = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes);

/**
 * Sends one message and collects the answers.
 *
 * @param {Client} client
 * @param {Method} method
 * @param {Uint8Array} bytes
 * @returns {Promise<Outcome>}
 */
function send(client, method, bytes) {
  return new Promise((resolve) => {
    const path = `/telaplan.v1.PlannerService/${method}`;
    const options = { deadline: Date.now() + 20_000 };
    /** @type {Buffer[]} */
    const answers = [];
    /** @type {(code: number, details?: string) => void} */
    const end = (code, details = "") => resolve({ code, details, answers });
    if (method === "Plan" || method === "Verify") {
      client.makeUnaryRequest(path, asIs, asIs, bytes, options, (error, answer) => {
        if (answer) answers.push(answer);
        end(error?.code ?? 0, error?.details);
      });
      return;
    }
    /** @param {ClientReadableStream<Buffer>} call */
    const collect = (call) => {
      call.on("data", (answer) => answers.push(answer));
      call.on("error", () => {});
      call.on("status", ({ code, details }) => end(code, details));
    };
    if (method === "PlanMany") {
      const call = client.makeBidiStreamRequest(path, asIs, asIs, options);
      collect(call);
      call.write(bytes);
      call.end();
    } else collect(client.makeServerStreamRequest(path, asIs, asIs, bytes, options));
  });
}

/**
 * What is wrong with the answers, or null.
 *
 * @param {Method} method
 * @param {() => PlanRequest} meant the request for a plan, as its bytes say it
 * @param {Outcome} outcome
 * @returns {string | null}
 */
function faultOf(method, meant, { code, details, answers }) {
  if (!DOCUMENTED.has(code)) return `code ${status[code]}: ${details}`;
  if (code !== status.OK || method === "Verify") return null;
  const last = answers.at(-1);
  if (last === undefined) return "OK without an answer";
  if (method === "Plan") {
    return faultOfResult(meant(), /** @type {PlanResponse} */ (decode("PlanResponse", last)));
  }
  const answer = /** @type {{ result?: PlanResponse, error?: { code: number } }} */ (decode(`${method}Response`, last));
  if (method === "PlanMany" && answers.length !== 1) return `${answers.length} answers to one request`;
  if (answer.error) {
    return DOCUMENTED.has(answer.error.code) ? null : `code ${status[answer.error.code]} within PlanMany`;
  }
  if (!answer.result) return `the last message of ${method} has no result`;
  return faultOfResult(meant(), answer.result);
}

/**
 * @param {PlanRequest} plan
 * @param {PlanResponse} result
 */
function faultOfResult(plan, result) {
  const { offsets, status: outcome, peak } = result;
  const isPlan = outcome === 1 || outcome === 2;
  if (!isPlan && (offsets.length > 0 || peak !== undefined)) return "offsets without a plan";
  if ((outcome === 3) !== (result.infeasibility !== undefined))
    return `status ${outcome} without its reason, or with one`;
  if (!isPlan) return null;
  if (result.verification?.ok !== true) return "a plan without a good verdict";
  if (plan.report?.omit_offsets) return offsets.length === 0 ? null : "offsets that were not wanted";
  return checkPlan(plan.problem, offsets, peak);
}

/**
 * @param {Columns} columns
 * @param {readonly number[]} offsets
 * @param {number | undefined} peak
 */
function checkPlan(columns, offsets, peak) {
  const { lower, upper, size, alignment, fixed_index = [], fixed_offset = [], capacity, base } = columns;
  const fixed = new Map(fixed_index.map((index, k) => [index, fixed_offset[k]]));
  const buffers = lower.map((time, i) => ({
    id: String(i),
    lower: time,
    upper: must(upper[i], `upper of buffer ${i}`),
    size: must(size[i], `size of buffer ${i}`),
    alignment: alignment?.length ? alignment[i] : undefined,
    offset: fixed.get(i),
  }));
  const report = simulate({ buffers, capacity, base }, offsets);
  if (!report.ok) return `the plan does not verify: ${report.violations[0]?.message}`;
  return report.peak === peak ? null : `the peak is ${report.peak}, not ${peak}`;
}

/**
 * @param {string} address
 * @param {{ requests: number, seed?: number, lanes?: number }} options
 * @returns how many answers had each code, and what was wrong, each fault with the request that brought it
 */
export async function fuzz(address, { requests, seed = 1, lanes = 16 }) {
  const client = new Client(address, credentials.createInsecure());
  /** @type {Record<string, number>} */
  const codes = {};
  /** @type {string[]} */
  const faults = [];
  let next = 0;
  const lane = async () => {
    while (next < requests) {
      const number = next++;
      const draw = generator(seed * 1_000_003 + number);
      for (let warm = 0; warm < 3; warm++) draw(2);
      const method = oneOf(draw, /** @type {const} */ (["Plan", "PlanStream", "PlanMany", "Verify"]));
      const plan = drawPlan(draw);
      const offsets = plan.problem.lower.map(() => draw(40));
      const request = {
        Plan: plan,
        PlanStream: { plan },
        PlanMany: { request_id: `r${number}`, plan },
        Verify: { problem: plan.problem, offsets },
      }[method];
      const bytes = encode(METHODS[method], request);
      const broken = draw(2) === 0;
      const sent = broken ? mutate(bytes, draw) : bytes;
      const answer = await send(client, method, sent);
      const code = status[answer.code] ?? String(answer.code);
      codes[code] = (codes[code] ?? 0) + 1;
      // What a mutated request asks for is what its bytes say now; they can be decoded, or it would not have been
      // planned.
      const meant = () => {
        const told = broken ? decode(METHODS[method], sent) : request;
        return /** @type {PlanRequest} */ ("plan" in told ? told.plan : told);
      };
      const fault = faultOf(method, meant, answer);
      if (fault !== null)
        faults.push(`request ${number} of seed ${seed} (${method}, ${Buffer.from(sent).toString("hex")}): ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  client.close();
  return { requests, codes, faults };
}
