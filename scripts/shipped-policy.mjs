/**
 * Writes `src/policy/shipped.ts`: the policy of `policy/learned.json` as a module, so that bundles hold it.
 *   node scripts/shipped-policy.mjs
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const file = `${root}src/policy/shipped.ts`;
const { policy } = JSON.parse(readFileSync(`${root}policy/learned.json`, "utf8"));
writeFileSync(
  file,
  `// Made by scripts/shipped-policy.mjs from policy/learned.json, which holds the policy's card too.
import type { SearchPolicy } from "../search/index.js";

/** The policy that comes with telaplan. */
export const SHIPPED: SearchPolicy = ${JSON.stringify(policy)};
`,
);
const { status, stderr } = spawnSync(
  process.execPath,
  ["node_modules/@biomejs/biome/bin/biome", "format", "--write", file],
  {
    cwd: root,
    encoding: "utf8",
  },
);
if (status !== 0) throw new Error(stderr);
