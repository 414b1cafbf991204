#!/usr/bin/env node
// Figures of the page in headless Chromium, which has to be installed:
//   node bench/page.mjs sizes     bytes of what is loaded, compressed
//   node bench/page.mjs first     milliseconds from a file of 1,000 buffers to its first picture
//   node bench/page.mjs frames    panning and zooming 60,000 buffers: frames a second, memory
//   node bench/page.mjs plans     plans of 200 instances, against the library's for the same seed and steps
// Without a name all of them. TELAPLAN_CHROMIUM says where Chromium is, if not at /usr/bin/chromium.
import { brotliCompressSync, gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { servePage } from "../dist/cli/output/page-server.js";
import { pageFiles } from "../dist/cli/page-files.js";
import { csvOfColumns, generate, generateColumns } from "../dist/instances/index.js";
import { browserPlans, instances } from "./page-plans.mjs";

const QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
const GROUPS = { sizes, first, frames, plans };

const wanted = process.argv.slice(2);
for (const [name, measure] of Object.entries(GROUPS)) {
  if (wanted.length === 0 || wanted.includes(name)) await measure();
}

async function sizes() {
  /** @param {(path: string) => boolean} isOne */
  const sum = (isOne) => {
    const own = [...pageFiles()].filter(([path]) => isOne(path)).map(([, bytes]) => bytes);
    const brotli = own.reduce((all, bytes) => all + brotliCompressSync(bytes).length, 0);
    const gzip = own.reduce((all, bytes) => all + gzipSync(bytes, { level: 9 }).length, 0);
    return `${(brotli / 1000).toFixed(1)} kB (brotli), ${(gzip / 1000).toFixed(1)} kB (gzip)`;
  };
  const lazy = /constrained|film|examples|closest/;
  console.log(`page: ${sum((path) => /index[-.]/.test(path))}`);
  console.log(`planner worker: ${sum((path) => /worker-/.test(path))}`);
  console.log(`all that a first plan of plain buffers loads: ${sum((path) => !lazy.test(path))}`);
  console.log(`all: ${sum(() => true)}`);
}

/**
 * @param {string} text
 * @param {(page: import("playwright-core").Page, give: () => Promise<void>) => Promise<void>} use
 */
async function withPage(text, use) {
  const server = await servePage(pageFiles(), []);
  const executablePath = process.env.TELAPLAN_CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: [...QUIET, "--enable-precise-memory-info"] });
  const page = await browser.newPage({ viewport: { width: 1360, height: 820 } });
  await page.goto(server.url);
  const file = { name: "bench.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
  await use(page, () => page.locator("input[type=file][multiple]").setInputFiles(file));
  await browser.close();
  await server.close();
}

async function first() {
  const { problem } = generate("thinned", { buffers: 1_000, seed: 1 });
  const rows = problem.buffers.map(({ id, lower, upper, size }) => `${id},${lower},${upper},${size}`);
  /** @type {number[]} */
  const times = [];
  for (let i = 0; i < 5; i++) {
    await withPage(`id,lower,upper,size\n${rows.join("\n")}\n`, async (page, give) => {
      const began = Date.now();
      await give();
      await page.waitForFunction(() => {
        const { view } = /** @type {any} */ (globalThis).telaplanViewer;
        return view.scene?.pictures[0].offset != null && view.frames.length > 0;
      });
      times.push(Date.now() - began);
    });
  }
  console.log(
    `first picture of a plan of 1,000 buffers: ${times.sort((a, b) => a - b)[2]} ms (median of 5: ${times.join(", ")})`,
  );
}

async function frames() {
  const columns = generateColumns("transformer", { buffers: 60_000 });
  await withPage(Buffer.concat([...csvOfColumns(columns)]).toString(), async (page, give) => {
    await give();
    await page.locator(".standing p", { hasText: "Done" }).waitFor({ timeout: 120_000 });
    const told = await page.evaluate(async () => {
      const { view } = /** @type {any} */ (globalThis).telaplanViewer;
      view.frames.length = 0;
      const gaps = [];
      let before = performance.now();
      for (let i = 0; i < 300; i++) {
        const about = { x: 500, y: 300 };
        if (i < 75) view.zoom(0.96, about);
        else if (i < 150) view.pan(0.01, 0);
        else if (i < 225) view.zoom(1.04, about);
        else view.pan(-0.01, 0.01);
        await new Promise((resolve) => /** @type {any} */ (globalThis).requestAnimationFrame(resolve));
        const now = performance.now();
        gaps.push(now - before);
        before = now;
      }
      const median = (/** @type {number[]} */ list) => [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0;
      const memory = /** @type {any} */ (performance).memory.usedJSHeapSize;
      return { drawing: median(view.frames), gap: median(gaps), memory };
    });
    const rate = (1000 / told.gap).toFixed(0);
    console.log(`60,000 buffers: ${rate} frames a second, ${told.drawing.toFixed(1)} ms of drawing each (medians)`);
    console.log(`the page's heap then: ${(told.memory / 1e6).toFixed(0)} MB`);
  });
}

async function plans() {
  await withPage("", async (page) => {
    const list = instances(200);
    const wrong = await browserPlans(page, list);
    for (const line of wrong) console.log(line);
    console.log(`${list.length - wrong.length} of ${list.length} plans in the browser are the library's`);
  });
}
