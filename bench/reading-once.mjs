/** Reads one file in a process of its own, `node reading-once.mjs FILE`, and prints time and peak memory as JSON. */
import { readFileSync } from "node:fs";
import { parse } from "../dist/formats/index.js";
import { must } from "./must.mjs";

const file = must(process.argv[2], "file");
const startedAt = performance.now();
const { problem } = parse(readFileSync(file), file);
const seconds = (performance.now() - startedAt) / 1000;
const peakMegabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
console.log(JSON.stringify({ buffers: problem.buffers.length, seconds, peakMegabytes }));
