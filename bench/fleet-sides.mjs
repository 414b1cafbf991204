/**
 * The processes of a fleet on this machine: submitters and workers as a user starts them.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connectFleet, parseAddress } from "../dist/fleet/host.js";
import { ROOT } from "./service-server.mjs";

const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** A fleet in this process, at the same queue. @param {string} url */
export function fleetAt(url) {
  return connectFleet({ address: parseAddress(url), version });
}

/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Runs `telaplan` with a queue in its environment.
 *
 * @param {string} url
 * @param {readonly string[]} args
 */
export function telaplan(url, args) {
  const child = spawn(process.execPath, [join(ROOT, "dist/cli/main.js"), ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, TELAPLAN_QUEUE: url },
  });
  let text = "";
  let peakMib = 0;
  const watch = setInterval(() => {
    peakMib = Math.max(peakMib, residentMib(child.pid));
  }, 100);
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    text = (text + chunk).slice(-4_000);
  });
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => {
    child.once("exit", (code) => {
      clearInterval(watch);
      resolve(code);
    });
  });
  return { child, ended, said: () => text, peakMib: () => peakMib };
}

/** @param {string} url @param {readonly string[]} args */
export async function startWorker(url, args) {
  const worker = telaplan(url, ["worker", ...args]);
  for (let tries = 0; !worker.said().includes("plans with"); tries++) {
    if (tries > 600 || worker.child.exitCode !== null) throw new Error(`no worker: ${worker.said()}`);
    await pause(50);
  }
  return worker;
}

/** Milliseconds of a processor that processes have used so far. @param {readonly (number | undefined)[]} pids */
export function cpuMs(pids) {
  let ticks = 0;
  for (const pid of pids) {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  const { user, system } = process.cpuUsage();
  return 10 * ticks + (user + system) / 1000;
}

/** @param {number | undefined} pid */
function residentMib(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
