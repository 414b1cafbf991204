#!/usr/bin/env node
/** `minimalloc`, with the command line of google/minimalloc: for scripts and compilers that call that program. */
import { readFileSync } from "node:fs";
import { minimalloc } from "./commands/minimalloc.js";

process.exitCode = await minimalloc(process.argv.slice(2), () => {
  return JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
});
