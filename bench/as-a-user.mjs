/**
 * Packs a file as a user does: by the command line, in a process of its own, where no code is warm.
 *
 * @typedef {object} Cold what a run came to
 * @property {string} status
 * @property {number | null} peak bytes
 * @property {number | null} bound bytes
 * @property {number | null} ratio
 * @property {number | null} planMs inside `plan`
 * @property {number} totalMs of the process, from its start to its end
 * @property {number | null} mb most that was resident
 * @property {string | null} fault
 */
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { csvOfColumns } from "../dist/instances/index.js";

/**
 * @import { ColumnInstance } from "../dist/instances/index.js"
 */

const HOOK = new URL("rss-hook.mjs", import.meta.url).href;
/** The build beside this folder. */
export const OWN_DIST = fileURLToPath(new URL("../dist", import.meta.url));

/**
 * A folder that is gone when `use` has ended.
 *
 * @template Result
 * @param {(folder: string) => Promise<Result>} use
 */
export async function inFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), "telaplan-bench-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * @param {string} path
 * @param {Pick<ColumnInstance, "lower" | "upper" | "size">} columns
 */
export function writeColumns(path, columns) {
  const file = openSync(path, "w");
  const instance = { name: "", family: "", seed: 0, ...columns };
  for (const piece of csvOfColumns(instance)) for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
  closeSync(file);
}

/**
 * @param {string} file
 * @param {{ seconds: number, seed: number, folder: string, dist?: string, place?: boolean }} options `place`: write the
 * placed file too
 * @param {AbortSignal} signal
 * @returns {Promise<Cold>}
 */
export async function packCold(file, { seconds, seed, folder, dist = OWN_DIST, place = false }, signal) {
  const memory = join(folder, "mb");
  const args = ["--import", HOOK, join(dist, "cli/main.js"), "pack", "--minimize", "--json"];
  args.push("-t", String(seconds), "--seed", String(seed), file);
  if (place) args.push("-o", join(folder, "placed.csv"));
  const { code, stdout, stderr, totalMs } = await run(args, { ...process.env, TELAPLAN_BENCH_RSS: memory }, signal);
  const nothing = { status: "unknown", peak: null, bound: null, ratio: null, planMs: null, totalMs, mb: null };
  const line = stdout.trim().split("\n").at(-1) ?? "";
  if (!line.startsWith("{")) return { ...nothing, fault: `code ${code}: ${stderr.trim().slice(-200)}` };
  const { status, peak, lowerBound, solveMs, verified } = JSON.parse(line);
  const fault = peak === null ? "no plan" : verified === true ? null : "the plan is not verified";
  const ratio = peak === null || !(lowerBound > 0) ? null : peak / lowerBound;
  const mb = Number(readFileSync(memory, "utf8"));
  return { status, peak, bound: lowerBound, ratio, planMs: solveMs, totalMs, mb, fault };
}

/**
 * The points of the peak over time: milliseconds since `plan` was called, and bytes.
 *
 * @param {string} file
 * @param {{ seconds: number, seed: number, dist?: string }} options
 * @param {AbortSignal} signal
 * @returns {Promise<{ points: [number, number][], bound: number }>}
 */
export async function curveCold(file, { seconds, seed, dist = OWN_DIST }, signal) {
  const program = fileURLToPath(new URL("curve-once.mjs", import.meta.url));
  const args = [program, pathToFileURL(join(dist, "/")).href, file, String(1000 * seconds), String(seed)];
  const { code, stdout, stderr } = await run(args, process.env, signal);
  if (code !== 0) throw new Error(`${dist}: ${stderr.trim().slice(-300)}`);
  return JSON.parse(stdout);
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} signal
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string, totalMs: number }>}
 */
function run(args, env, signal) {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { env });
  const stop = () => child.kill();
  signal.addEventListener("abort", stop, { once: true });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("close", (code) => {
      signal.removeEventListener("abort", stop);
      done({ code, stdout, stderr, totalMs: performance.now() - startedAt });
    });
  });
}
