/** A server in a process of its own, and what it says of itself. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

/** Starts `telaplan serve` on loopback, on free ports. */
export function startServer(args = []) {
  return new Promise((resolve, reject) => {
    const standard = ["serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--log-level", "info"];
    const child = spawn(process.execPath, [MAIN, ...standard, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    const ended = new Promise((end) => {
      child.once("exit", (code) => end(code));
    });
    child.once("error", reject);
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      // Later lines are the calls': read, so that the pipe stays empty, and dropped.
      if (text.includes("\n")) return;
      text += chunk;
      if (!text.includes("\n")) return;
      const { port, metricsPort } = JSON.parse(text.slice(0, text.indexOf("\n")));
      const server = {
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
      resolve(server);
    });
    void ended.then((code) => reject(new Error(`the server ended with ${code}`)));
  });
}

/** Every metric without labels, and those with them under their full name. */
async function readMetrics(port) {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const found = {};
  for (const [, name, value] of text.matchAll(/^([a-z_]+(?:\{[^}]*\})?) (\S+)$/gm)) found[name] = Number(value);
  return found;
}

/** From Linux' /proc; NaN elsewhere. */
function statusMib(pid, field) {
  try {
    const line = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Math.round(Number(line[1]) / 1024);
  } catch {
    return Number.NaN;
  }
}

export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
