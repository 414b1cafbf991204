import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build as bundle } from "esbuild";
import type { Problem } from "../../src/index.js";
import { run } from "./console.js";

/** What a consumer prints: how its run went, and what it was warned of. */
export interface Told {
  readonly status: string;
  readonly peak: number;
  readonly steps: number;
  readonly backtracks: number;
  readonly warnings: string[];
  /** Rectangles of a drawing; absent where files and drawings are not asked for. */
  readonly drawn?: number;
}

/** Options of the run that all consumers make: so that each takes the steps of the policy that it has. */
export const OPTIONS = { minimize: true, stepLimit: 3_000 } as const;

/** What every consumer does with `plan`, and what it says of it. */
function body(problem: Problem, more = ""): string {
  return `
const problem = ${JSON.stringify(problem)};
async function main(say) {
  const warnings = [];
  const onWarning = (message) => warnings.push(message);
  const options = { ...${JSON.stringify(OPTIONS)}, onWarning };
  const { status, peak, steps, backtracks, offsets } = await plan(problem, options);
  await plan({ buffers: [] }, { threads: 2, onWarning });
  ${more}
  say(JSON.stringify({ status, peak, steps, backtracks, warnings${more === "" ? "" : ", drawn"} }));
}
`;
}

/** Files and drawings: one package reads a quoted table, another finds a misplaced comma. */
const DRAWS = `
  const { problem: read } = parse('id,lower,upper,size\\n"a, b",0,4,8\\n', "model.csv");
  if (read.buffers[0].id !== "a, b") throw new Error("the table was read otherwise");
  let fault = null;
  try { parse('{ "buffers": [,] }', "model.json"); } catch (error) { fault = error; }
  if (fault?.line !== 1) throw new Error("the place of the fault was not found: " + fault);
  const drawn = drawPlan(problem, offsets).split("<rect").length;
`;

const IMPORTS = `import { plan } from "telaplan";
import { parse } from "telaplan/formats";
import { drawPlan } from "telaplan/draw";
`;

const REQUIRES = `const { plan } = require("telaplan");
const { parse } = require("telaplan/formats");
const { drawPlan } = require("telaplan/draw");
`;

/** A way to use the package that is installed in a folder. */
export interface Way {
  readonly name: string;
  /** Which warning of threads there is: none where they are there. */
  readonly threads: "here" | "missing" | "none";
  readonly told: (folder: string, problem: Problem) => Promise<string>;
}

/** Writes a file into the folder, and gives its path. */
function written(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const node = (folder: string, ...args: string[]): string => run(process.execPath, args, folder);

/** Runs a script where nothing is that only Node has. */
async function inPage(text: string): Promise<string> {
  const page = { performance, MessageChannel, TextEncoder, TextDecoder, setTimeout, clearTimeout, SharedArrayBuffer };
  return await new Promise((resolve, reject) => {
    const context = createContext({ ...page, say: resolve, fail: reject });
    runInContext(text, context);
  });
}

/** Bundles a file with esbuild for Node, and runs what comes out. */
async function bundledForNode(folder: string, problem: Problem, format: "esm" | "cjs"): Promise<string> {
  const entry = written(folder, `entry-${format}.mjs`, `${IMPORTS}${body(problem, DRAWS)}main(console.log);\n`);
  const outfile = join(folder, `bundled.${format === "esm" ? "mjs" : "cjs"}`);
  const settings = { bundle: true, platform: "node", format, outfile, logLevel: "error" } as const;
  await bundle({ ...settings, entryPoints: [entry], logOverride: { "empty-import-meta": "silent" } });
  return node(folder, outfile);
}

async function bundledForPage(folder: string, problem: Problem, from: string): Promise<string> {
  const contents = `import { plan } from "${from}";\n${body(problem)}main(say).catch(fail);\n`;
  const settings = { bundle: true, platform: "browser", format: "iife", write: false, logLevel: "error" } as const;
  const { outputFiles } = await bundle({ ...settings, stdin: { contents, resolveDir: folder } });
  return await inPage(outputFiles[0]!.text);
}

async function builtByVite(folder: string, problem: Problem): Promise<string> {
  const { build } = await import("vite");
  const text = `import { plan } from "telaplan";\n${body(problem)}main(say).catch(fail);\n`;
  const entry = written(folder, "vite-entry.js", text);
  const output = await build({
    root: folder,
    configFile: false,
    logLevel: "error",
    build: { write: false, lib: { entry, formats: ["iife"], name: "page" } },
  });
  const [chunks] = output as unknown as { output: { code: string }[] }[];
  return await inPage(chunks!.output[0]!.code);
}

export const WAYS: readonly Way[] = [
  {
    name: "an ES module",
    threads: "here",
    told: async (folder, problem) =>
      node(folder, written(folder, "module.mjs", `${IMPORTS}${body(problem, DRAWS)}await main(console.log);\n`)),
  },
  {
    name: "CommonJS",
    threads: "here",
    told: async (folder, problem) =>
      node(folder, written(folder, "common.cjs", `${REQUIRES}${body(problem, DRAWS)}main(console.log);\n`)),
  },
  {
    name: "a worker thread",
    threads: "here",
    told: async (folder, problem) => {
      const say = 'import { parentPort } from "node:worker_threads";\n';
      const text = `${say}${IMPORTS}${body(problem, DRAWS)}await main((text) => parentPort.postMessage(text));\n`;
      const url = JSON.stringify(pathToFileURL(written(folder, "thread.mjs", text)).href);
      const starter = `import { Worker } from "node:worker_threads";
new Worker(new URL(${url})).on("message", console.log);\n`;
      return node(folder, written(folder, "starter.mjs", starter));
    },
  },
  {
    name: "a bundle of esbuild for Node",
    threads: "missing",
    told: (folder, problem) => bundledForNode(folder, problem, "esm"),
  },
  {
    name: "the same in CommonJS",
    threads: "missing",
    told: (folder, problem) => bundledForNode(folder, problem, "cjs"),
  },
  {
    name: "a bundle of esbuild for browsers",
    threads: "none",
    told: (folder, problem) => bundledForPage(folder, problem, "telaplan"),
  },
  {
    name: "the same of telaplan/browser",
    threads: "none",
    told: (folder, problem) => bundledForPage(folder, problem, "telaplan/browser"),
  },
  { name: "a library build of vite", threads: "none", told: builtByVite },
  {
    name: "Node, of telaplan/browser",
    threads: "none",
    told: async (folder, problem) => {
      const text = `import { plan } from "telaplan/browser";\n${body(problem)}await main(console.log);\n`;
      return node(folder, written(folder, "browser.mjs", text));
    },
  },
];

/** Deno, where `npm run deno:install` has brought it. */
export function denoWay(deno: string): Way {
  return {
    name: "Deno",
    threads: "here",
    told: async (folder, problem) => {
      const path = written(folder, "deno.mjs", `${IMPORTS}${body(problem, DRAWS)}await main(console.log);\n`);
      return run(
        deno,
        ["run", "--node-modules-dir=manual", "--no-lock", "--allow-read", "--allow-env", "--allow-sys", path],
        folder,
      );
    },
  };
}
