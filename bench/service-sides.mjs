/**
 * Checkouts that are measured side by side in one run: each with its server, its client and its planner in this
 * process. They take turns, so that what the machine does meanwhile meets both.
 *
 * @import { PlannerClient } from "../dist/client/index.js"
 * @import { plan } from "../dist/index.js"
 * @import { Server } from "./service-server.mjs"
 *
 * @typedef {object} Side
 * @property {string} root of the checkout
 * @property {typeof plan} plan
 * @property {PlannerClient} client
 * @property {Client} raw sends bytes as they are
 * @property {Server} server
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Client, credentials } from "@grpc/grpc-js";
import { decode } from "../dist/proto/index.js";
import { ROOT, startServer } from "./service-server.mjs";

/** Every call is worked on. */
export const NO_CACHE = ["--cache", "0"];

/** Bytes of a message: as many as a request or answer of 60,000 buffers may have. */
const MESSAGE_BYTES = 64 * 2 ** 20;

const asIs = (/** @type {Buffer} */ bytes) => bytes;

/**
 * This checkout, and another one where there is one.
 *
 * @param {string | undefined} against folder of a checkout that is built
 */
export async function startSides(against) {
  const roots = against === undefined ? [ROOT] : [ROOT, resolve(against)];
  for (const root of roots) {
    if (!existsSync(join(root, "dist/index.js"))) throw new Error(`${root} has no dist/index.js: build it first`);
  }
  /** @type {Side[]} */
  const sides = [];
  for (const root of roots) sides.push(await startSide(root));
  return sides;
}

/** @param {readonly Side[]} sides */
export async function stopSides(sides) {
  for (const { client, raw, server } of sides) {
    client.close();
    raw.close();
    await server.stop();
  }
}

/**
 * @param {string} root
 * @returns {Promise<Side>}
 */
async function startSide(root) {
  /** @type {typeof import("../dist/index.js")} */
  const library = await import(pathToFileURL(join(root, "dist/index.js")).href);
  /** @type {typeof import("../dist/client/index.js")} */
  const clients = await import(pathToFileURL(join(root, "dist/client/index.js")).href);
  const server = await startServer(NO_CACHE, root);
  const raw = new Client(server.address, credentials.createInsecure(), {
    "grpc.max_receive_message_length": MESSAGE_BYTES,
    "grpc.max_send_message_length": MESSAGE_BYTES,
  });
  return { root, plan: library.plan, client: new clients.PlannerClient(server.address), raw, server };
}

/**
 * Rounds in which every side has its turn; who begins changes from round to round.
 *
 * @param {readonly Side[]} sides
 * @param {number} rounds
 * @param {(side: Side, index: number, round: number) => Promise<void>} turn
 */
export async function inTurns(sides, rounds, turn) {
  for (let round = 0; round < rounds; round++) {
    const order = [...sides.entries()];
    if (round % 2 === 1) order.reverse();
    for (const [index, side] of order) await turn(side, index, round);
  }
}

/**
 * One call of `Plan` with a request that is encoded already. The clock stops before the answer is decoded.
 *
 * @param {Side} side
 * @param {Uint8Array} bytes
 * @returns {Promise<{ ms: number, solveMs: number, buffers: number }>}
 */
export async function rawPlan({ raw }, bytes) {
  const request = Buffer.from(bytes);
  const startedAt = performance.now();
  /** @type {{ ms: number, answer: Buffer }} */
  const { ms, answer } = await new Promise((done, fail) => {
    raw.makeUnaryRequest("/telaplan.v1.PlannerService/Plan", asIs, asIs, request, (error, value) => {
      if (value === undefined) fail(error ?? new Error("no answer"));
      else done({ ms: performance.now() - startedAt, answer: value });
    });
  });
  const response = /** @type {{ solve_ms: number, offsets: number[] }} */ (decode("PlanResponse", answer));
  const { solve_ms: solveMs, offsets } = response;
  return { ms, solveMs, buffers: offsets.length };
}
