import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { prepare, telaplan } from "../cli/run.js";
import { blocksOf, commandsOf, Shell, stable } from "./console.js";

// UPDATE_DOCS=1 npx vitest run test/package/readme.test.ts
//   writes what the commands print now into README.md, and the picture into docs/.

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const README = join(ROOT, "README.md");
const PICTURE = join(ROOT, "docs/plan.svg");
const UPDATE = process.env.UPDATE_DOCS === "1";

const DOCUMENTS = readdirSync(ROOT).filter((name) => name.endsWith(".md"));
const textOf = (name: string): string => readFileSync(join(ROOT, name), "utf8");

describe("what the README shows", () => {
  const place = prepare();

  it("is what the commands print", () => {
    const readme = textOf("README.md");
    const shell = new Shell(place.folder);
    let updated = readme;
    let ran = 0;
    // From the last block to the first, their places in the text hold while it is rewritten; the commands run in order.
    const rewritten = blocksOf(readme)
      .filter(({ language }) => language === "console")
      .map((block) => {
        const outputs = commandsOf(block).map((shown) => ({ shown, output: shell.run(shown) }));
        for (const { shown, output } of outputs) {
          if (!UPDATE) expect(stable(output), `$ ${shown.command}`).toBe(stable(shown.output));
          ran++;
        }
        return { block, content: outputs.map(({ shown, output }) => `$ ${shown.command}\n${output}`).join("") };
      });
    expect(ran).toBeGreaterThanOrEqual(8);
    for (const { block, content } of rewritten.reverse()) {
      updated = updated.slice(0, block.begin) + content + updated.slice(block.end);
    }
    if (UPDATE) writeFileSync(README, updated);
  });

  it("has the picture that its commands draw, of buffers, peak and bound as they are now", () => {
    const drawn = readFileSync(join(place.folder, "plan.svg"), "utf8");
    if (UPDATE) writeFileSync(PICTURE, drawn);
    const facts = (svg: string) => ({
      title: /<title>(.*)<\/title>/.exec(svg)?.[1],
      facts: /<desc>(.*)<\/desc>/.exec(svg)?.[1],
      rectangles: svg.match(/<rect /g)?.length,
    });
    expect(facts(readFileSync(PICTURE, "utf8"))).toEqual(facts(drawn));
    expect(facts(drawn).facts).toContain("166 buffers");
  });

  it("names the options of `telaplan pack`: all of them, and no others", () => {
    const options = (text: string) => [...new Set(text.match(/--[a-z][a-z-]+/g))].sort();
    const table = textOf("README.md").split("## Command line")[1]!.split("`telaplan verify")[0]!;
    const help = telaplan(["pack", "--help"]).stdout.split("Examples:")[0]!;
    expect(options(table)).toEqual(options(help).filter((option) => option !== "--help"));
  });
});

describe("the documents", () => {
  it("are those that a reader looks for", () => {
    for (const name of ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md"]) {
      expect(DOCUMENTS).toContain(name);
    }
    expect(textOf("LICENSE")).toContain("Apache License");
  });

  it.each(DOCUMENTS)("%s links to files that exist", (name) => {
    const links = [...textOf(name).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1]!);
    for (const link of links) expect(existsSync(join(ROOT, dirname(name), link)), link).toBe(true);
  });

  it.each(DOCUMENTS)("%s names paths that exist", (name) => {
    const paths = [...textOf(name).matchAll(/`((?:src|test|bench|scripts|docs|\.ci)\/[\w./-]*)`/g)].map(
      (match) => match[1]!,
    );
    for (const path of paths) expect(existsSync(join(ROOT, path)), path).toBe(true);
  });

  it("place every folder of the sources on the map", () => {
    const folders = readdirSync(join(ROOT, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const map = textOf("ARCHITECTURE.md");
    for (const { name } of folders) expect(map, name).toContain(`\`src/${name}/\``);
    expect(folders.length).toBeGreaterThanOrEqual(9);
  });

  it("list in the changelog the version that the package has", () => {
    const { version } = JSON.parse(textOf("package.json"));
    expect(textOf("CHANGELOG.md")).toMatch(new RegExp(`^## \\[${version.replaceAll(".", "\\.")}\\]`, "m"));
  });
});
