import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");

/** The files that npm would pack, from what is there now. */
function packedFiles(): string[] {
  const listing = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const [packed] = JSON.parse(listing.stdout) as [{ files: { path: string }[] }];
  return packed.files.map(({ path }) => path);
}

/** Where the links of a Markdown text lead, those outside of it: without fragments. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/^( *)(`{3,}|~{3,}).*?^\1\2 *$/gms, "").replace(/`[^`\n]*`/g, "");
  const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)];
  const defined = [...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)];
  const images = [...prose.matchAll(/\b(?:src|href)="([^"]+)"/g)];
  const targets = [...inline, ...defined, ...images].map(([, target]) => target!.split("#")[0]!);
  return targets.filter((target) => target !== "" && !/^[a-z]+:/i.test(target));
}

describe("the package of a release", () => {
  const files = packedFiles();

  it("has every file that its documents link to", () => {
    const there = new Set(files);
    const isThere = (path: string): boolean =>
      there.has(path) || files.some((file) => file.startsWith(`${path.replace(/\/$/, "")}/`));
    const broken: string[] = [];
    let links = 0;
    for (const file of files.filter((name) => name.endsWith(".md"))) {
      for (const target of linksOf(read(file))) {
        links++;
        const path = posix.normalize(posix.join(posix.dirname(file), decodeURI(target)));
        if (!isThere(path)) broken.push(`${file}: ${target}`);
      }
    }
    expect(broken).toEqual([]);
    expect(links).toBeGreaterThan(100);
  });

  it("has a version that the changelog tells of, the latest of all", () => {
    const { version } = JSON.parse(read("package.json"));
    const [latest] = /(?<=^## \[)\d[^\]]*(?=\] - \d{4}-\d\d-\d\d$)/m.exec(read("CHANGELOG.md"))!;
    expect(latest).toBe(version);
    const lock = JSON.parse(read("package-lock.json"));
    expect([lock.version, lock.packages[""].version]).toEqual([version, version]);
  });

  it("has every file that its exports and commands name", () => {
    const { exports, bin, browser } = JSON.parse(read("package.json"));
    const named = Object.values(exports).flatMap((target) =>
      typeof target === "string" ? [target] : Object.values(target!),
    );
    for (const path of [...named, ...Object.entries<string>(browser).flat(), ...Object.values<string>(bin)]) {
      expect(files).toContain((path as string).replace(/^\.\//, ""));
    }
  });
});
