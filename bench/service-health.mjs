/** A thread that asks a server for its health until it is told to end, and then says how long that took. */
import { parentPort, workerData } from "node:worker_threads";
import { credentials, makeGenericClientConstructor } from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";
import { must } from "./must.mjs";
import { quantile } from "./service-server.mjs";

/** Milliseconds between questions. */
const EACH_MS = 20;

const port = must(parentPort, "thread that started this one");
const Health = makeGenericClientConstructor(healthService, "Health");
const client = /** @type {import("./service-soak.mjs").Health} */ (
  /** @type {unknown} */ (new Health(workerData, credentials.createInsecure()))
);
/** @type {number[]} */
const times = [];
const ask = () => {
  const since = performance.now();
  client.check({ service: "" }, () => void times.push(performance.now() - since));
};
// The first makes the connection.
await new Promise((resolve) => client.check({ service: "" }, () => resolve(null)));
const timer = setInterval(ask, EACH_MS);
port.once("message", () => {
  clearInterval(timer);
  client.close();
  port.postMessage({ worst: Math.max(0, ...times), p99: quantile(times, 0.99) });
});
