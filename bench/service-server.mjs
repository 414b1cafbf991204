/**
 * A server in a process of its own, and what it says of itself.
 *
 * @import { ChildProcess } from "node:child_process"
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { must } from "./must.mjs";

/** This checkout. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */

/**
 * Starts `telaplan serve` on loopback, on free ports.
 *
 * @param {readonly string[]} args
 * @param {string} root a checkout with a build
 */
export async function startServer(args = [], root = ROOT) {
  const { child, ended, line } = await spawnServer(args, root);
  const { port, metricsPort } = JSON.parse(line);
  return {
    child,
    address: `127.0.0.1:${port}`,
    metrics: () => readMetrics(metricsPort),
    peakMib: () => statusMib(child.pid, "VmHWM"),
    residentMib: () => statusMib(child.pid, "VmRSS"),
    stop: async () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/**
 * Resolves with the first line that the server writes.
 *
 * @param {readonly string[]} args
 * @param {string} root
 * @returns {Promise<{ child: ChildProcess, ended: Promise<number | null>, line: string }>}
 */
function spawnServer(args, root) {
  return new Promise((resolve, reject) => {
    const standard = ["serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--log-level", "info"];
    const child = spawn(process.execPath, [join(root, "dist/cli/main.js"), ...standard, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    /** @type {Promise<number | null>} */
    const ended = new Promise((end) => {
      child.once("exit", (code) => end(code));
    });
    child.once("error", reject);
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      // Later lines are the calls': read, so that the pipe stays empty, and dropped.
      if (text.includes("\n")) return;
      text += chunk;
      if (text.includes("\n")) resolve({ child, ended, line: text.slice(0, text.indexOf("\n")) });
    });
    void ended.then((code) => reject(new Error(`the server ended with ${code}`)));
  });
}

/**
 * Every metric without labels, and those with them under their full name.
 *
 * @param {number} port
 */
async function readMetrics(port) {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  /** @type {Record<string, number>} */
  const found = {};
  for (const [, name = "", value] of text.matchAll(/^([a-z_]+(?:\{[^}]*\})?) (\S+)$/gm)) found[name] = Number(value);
  return found;
}

/**
 * From Linux' /proc; NaN elsewhere.
 *
 * @param {number | undefined} pid
 * @param {string} field
 */
function statusMib(pid, field) {
  try {
    const line = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Math.round(Number(must(line, field)[1]) / 1024);
  } catch {
    return Number.NaN;
  }
}

/**
 * @param {readonly number[]} values
 * @param {number} share from 0 to 1
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** @param {number} ms */
export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
