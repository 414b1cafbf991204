import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, TARGETS } from "../../src/formats/index.js";
import { plan } from "../../src/index.js";
import { prepare, telaplan } from "../cli/run.js";
import { type Block, blocksOf, COLUMNS, commandsOf, linesOf, run, stable, unwrapped, wrapped } from "./console.js";
import { NOT_RUN } from "./not-run.js";
import { madeBy, Reader } from "./reader.js";

// Reads the documents as a newcomer would and runs every fenced block as it is printed, in a copy of the checkout. A
// language is run by its name:
//   console      each line after "$ " is run, and what follows is what it prints (times and counters are masked by
//   `stable`,
//                lines that are too wide `wrapped`)
//   sh           each command must succeed; "telaplan serve" goes on in the background until the document ends
//   ts           type checked with the document's others, and run
//   python       run with the package in clients/python and the stubs of examples/README.md, where Python has gRPC
//   mlir         a problem is packed
//   csv, json    a problem is packed, settings start a server, a service config is called with; json right after sh is
//   what that
//                prints
//   text         right after ts, python or sh: what that prints; otherwise a drawing, in which nothing looks like a
//   command
// A block of another language fails until it is taught here. What cannot be run stands in not-run.ts with its reason.
//
// UPDATE_DOCS=1 npx vitest run test/package/readme.test.ts
//   writes what is printed now into the documents, and the picture into docs/.

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PICTURE = join(ROOT, "docs/plan.svg");
const UPDATE = process.env.UPDATE_DOCS === "1";
const READING_MS = 300_000;

const markdownIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
const FOLDERS = [".", "docs", "examples", "clients/python", "integrations"];
const DOCUMENTS = FOLDERS.flatMap(markdownIn);
const textOf = (name: string): string => readFileSync(join(ROOT, name), "utf8");

describe("whoever reads the documents and does what they say", () => {
  prepare();
  const languages = new Set<string>();
  const notRun = new Set<string>();
  let picture: string | null = null;
  let ran = 0;

  it.each(DOCUMENTS)(
    "%s: finds that every block runs, and prints what is printed there",
    async (name) => {
      const text = textOf(name);
      const blocks = blocksOf(text);
      if (blocks.every(({ language, content }) => language === "text" && isDrawing(content))) return;
      const reader = await Reader.of(ROOT, name);
      try {
        const outputs = await readAll(reader, text, name);
        if (UPDATE) writeFileSync(join(ROOT, name), withOutputs(text, outputs));
        else
          for (const { block, output } of outputs)
            expect(shownBy(block.content), placeOf(name, block)).toBe(shownBy(output));
        picture ??= name === "docs/cli.md" ? madeBy(reader, "plan.svg") : null;
      } finally {
        await reader.close();
      }
      for (const { language } of blocks) languages.add(language);
      for (const why of reader.notRun) notRun.add(why);
      ran += reader.ran;
    },
    READING_MS,
  );

  it("has met every language, and has run most commands", () => {
    console.log(`${ran} commands and blocks of the documents were run; not run: ${[...notRun].sort().join("; ")}`);
    for (const language of ["console", "sh", "ts", "python", "csv", "json", "text"]) {
      expect([...languages]).toContain(language);
    }
    expect(ran).toBeGreaterThan(30);
  });

  it("leaves out no command that no document has", () => {
    const all = DOCUMENTS.flatMap((name) => blocksOf(textOf(name))).flatMap((block) =>
      block.language === "console" ? commandsOf(block).map(({ command }) => command) : linesOf(block),
    );
    for (const { command } of NOT_RUN)
      expect(
        all.some((each) => command.test(each)),
        `${command}`,
      ).toBe(true);
  });

  it("sees the picture that the commands draw, of buffers, peak and bound as they are now", () => {
    if (UPDATE) writeFileSync(PICTURE, picture!);
    const facts = (svg: string) => ({
      title: /<title>(.*)<\/title>/.exec(svg)?.[1],
      facts: /<desc>(.*)<\/desc>/.exec(svg)?.[1],
      rectangles: svg.match(/<rect /g)?.length,
    });
    expect(facts(readFileSync(PICTURE, "utf8"))).toEqual(facts(picture!));
    expect(facts(picture!).facts).toContain("166 buffers");
  });
});

/** A block and what it, or the block that it shows the output of, prints now. */
interface Output {
  readonly block: Block;
  readonly output: string;
}

/**
 * Runs all blocks in order. Returns those that show outputs; a block whose commands were not all run is not among them.
 */
async function readAll(reader: Reader, text: string, name: string): Promise<Output[]> {
  const blocks = blocksOf(text);
  const outputs: Output[] = [];
  // What the block before has printed; null where it prints nothing, or was not run.
  let printed: string | null = null;
  for (const [i, block] of blocks.entries()) {
    const { language } = block;
    const isOutput = i > 0 && PROGRAMS.has(blocks[i - 1]!.language) && isRightAfter(text, blocks[i - 1]!, block);
    if (language === "console") {
      const output = await consoleOf(reader, block);
      if (output !== null) outputs.push({ block, output });
    } else if (language === "text" && isOutput) {
      if (printed !== null) outputs.push({ block, output: printed });
    } else if (language === "text") {
      expect(isDrawing(block.content), `${placeOf(name, block)} is neither a drawing nor what a block prints`).toBe(
        true,
      );
    } else if (language === "sh") printed = await reader.shell(block);
    else if (language === "ts") printed = await reader.typescript(block, blocks);
    else if (language === "python") printed = await reader.python(block);
    else if (language === "json" && isOutput) {
      if (printed !== null) expect(lasting(block.content), placeOf(name, block)).toEqual(lasting(printed));
    } else if (["csv", "json", "mlir"].includes(language)) await reader.file(block);
    else throw new Error(`${placeOf(name, block)}: nothing here knows how to run a block of "${language}"`);
  }
  return outputs;
}

async function consoleOf(reader: Reader, block: Block): Promise<string | null> {
  expect(block.content.startsWith("$ "), "a console block begins with a command").toBe(true);
  let told = "";
  let isWhole = true;
  for (const { command } of commandsOf(block)) {
    const ran = await reader.command(command);
    isWhole &&= ran !== null;
    told += `$ ${command}\n${ran?.printed ?? ""}`;
  }
  return isWhole ? told : null;
}

/** Languages whose output the next block can show. */
const PROGRAMS = new Set(["sh", "ts", "python"]);

/** Whether there is nothing between two blocks but their fences. */
const isRightAfter = (text: string, before: Block, { begin, language }: Block): boolean =>
  text
    .slice(before.end, begin)
    .replace(language, "")
    .replace(/[`~\s]/g, "") === "";

const placeOf = (name: string, { line }: Block): string => `${name}:${line}`;

/** Nothing in it looks as if it were to be typed. */
const isDrawing = (content: string): boolean => !/^\s*(\$|>|telaplan|npm|npx|node|python3?|docker|cd) /m.test(content);

/** JSON without its times. */
const lasting = (text: string): unknown => JSON.parse(text, (key, value) => (/Ms$/.test(key) ? null : value));

/** What two runs have in common, however wide the lines are. */
const shownBy = (output: string): string => stable(unwrapped(output));

/** From the last block to the first, their places in the text hold while it is rewritten. */
function withOutputs(text: string, outputs: readonly Output[]): string {
  let updated = text;
  for (const { block, output } of [...outputs].reverse()) {
    const isSame = shownBy(block.content) === shownBy(output) && wrapped(block.content) === block.content;
    if (!isSame) updated = updated.slice(0, block.begin) + wrapped(output) + updated.slice(block.end);
  }
  return updated;
}

describe("the README", () => {
  /**
   * Words are what a reader has to read: every run of characters between spaces that has a letter or a digit, in prose,
   * tables, code and output alike. The targets of links and comments do not count.
   */
  it("has at most 900 words", () => {
    const visible = textOf("README.md")
      .replace(/<!--.*?-->/gs, "")
      .replace(/\]\([^)]*\)/g, "]");
    const words = visible.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
    expect(words.length).toBeLessThanOrEqual(900);
    expect(words.length).toBeGreaterThan(500);
  });

  it("shows in its first block the plan that telaplan makes of examples/model.1024.csv", async () => {
    const { problem } = parse(textOf("examples/model.1024.csv"), "model.1024.csv");
    const { offsets } = await plan({ ...problem, capacity: 1024 });
    const lines = blocksOf(textOf("README.md"))[0]!.content.split("\n");
    const addressOf = (line: string): number => Number(line.slice(0, 5));
    const columnOf = (time: number): number => lines.at(-2)!.search(new RegExp(`\\b${time}\\b`));
    for (const [i, { id, lower, upper, size }] of problem.buffers.entries()) {
      const line = lines.find((each) => each.includes(id))!;
      const column = line.indexOf(id);
      expect(addressOf(line), id).toBeGreaterThanOrEqual(offsets![i]!);
      expect(addressOf(line), id).toBeLessThanOrEqual(offsets![i]! + size);
      expect(column, id).toBeGreaterThan(columnOf(lower));
      expect(column + id.length, id).toBeLessThanOrEqual(columnOf(upper));
    }
    expect(problem.buffers).toHaveLength(6);
  });

  it("has examples/plan.mjs as its TypeScript", () => {
    const block = blocksOf(textOf("README.md")).find(({ language }) => language === "ts");
    expect(block!.content).toBe(textOf("examples/plan.mjs"));
  });
});

describe("docs/cli.md", () => {
  prepare();
  const options = (text: string) => [...new Set(text.match(/--[a-z][a-z-]+/g))].sort();

  it.each(["pack", "verify", "compare", "convert"])(
    "names the options of `telaplan %s`: all of them, and no others",
    (command) => {
      const section = textOf("docs/cli.md").split(`\n## ${command}\n`)[1]!.split("\n## ")[0]!;
      const table = section.split("\n").filter((line) => /^\| `-/.test(line));
      const named = table.map((line) => line.split("|")[1]!).join(" ");
      const help = telaplan([command, "--help"]).stdout.split("Options:")[1]!.split(/\n\n/)[0]!;
      const offered = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map((match) => match[1]!).sort();
      expect(options(named)).toEqual(offered.filter((option) => option !== "--help"));
    },
  );
});

describe("docs/outputs.md", () => {
  it("has a row for every form of output, with its extensions", () => {
    for (const { name, extensions } of TARGETS) {
      const row = textOf("docs/outputs.md")
        .split("\n")
        .find((line) => line.startsWith(`| \`${name}\` `));
      expect(row, name).toBeDefined();
      if (extensions.length > 0) expect(row).toContain(`\`${extensions[0]}\``);
    }
  });
});

describe("the documents", () => {
  it("are those that a reader looks for", () => {
    for (const name of [
      "README.md",
      "ARCHITECTURE.md",
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "docs/cli.md",
      "docs/api.md",
    ]) {
      expect(DOCUMENTS).toContain(name);
    }
    expect(textOf("LICENSE")).toContain("Apache License");
  });

  it.each(DOCUMENTS)("%s links to files and headings that exist", (name) => {
    for (const [, target] of withoutCode(textOf(name)).matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [path, heading] = target!.split("#");
      const file = path === "" ? name : join(dirname(name), path!);
      expect(existsSync(join(ROOT, file)), target).toBe(true);
      if (heading !== undefined) expect(headingsOf(file), target).toContain(heading);
    }
  });

  it.each(DOCUMENTS)("%s names paths and scripts that exist", (name) => {
    const paths = [...textOf(name).matchAll(/`((?:src|test|bench|scripts|docs|optima|examples|\.ci)\/[\w./-]*)`/g)];
    for (const [, path] of paths) expect(existsSync(join(ROOT, path!)), path).toBe(true);
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
    for (const [, script] of textOf(name).matchAll(/npm run (?:-s )?([\w:]+)/g))
      expect(scripts).toHaveProperty([script!]);
    for (const [, file] of textOf(name).matchAll(/\bnode ((?:bench|optima|scripts|examples)\/[\w./-]+)/g)) {
      expect(existsSync(join(ROOT, file!)), file).toBe(true);
    }
  });

  it.each(DOCUMENTS)(`%s has no line of more than ${COLUMNS} columns`, (name) => {
    const wide = textOf(name)
      .split("\n")
      .flatMap((line, i) => ([...line].length > COLUMNS ? [`${name}:${i + 1}`] : []));
    expect(wide).toEqual([]);
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

describe("the documents of the package", () => {
  let files: string[] = [];
  beforeAll(() => {
    const listing = run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], ROOT);
    const [packed] = JSON.parse(listing.slice(listing.indexOf("["))) as [{ files: { path: string }[] }];
    files = packed.files.map(({ path }) => path);
  });
  afterAll(() => expect(files).toContain("README.md"));

  it("link to files of the package alone", () => {
    const documents = files.filter((file) => file.endsWith(".md"));
    for (const name of documents) {
      for (const [, target] of withoutCode(textOf(name)).matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        expect(files, `${name} links to ${target}`).toContain(join(dirname(name), target!));
      }
    }
    expect(documents.length).toBeGreaterThan(8);
  });
});

/** A text without its fenced blocks and its code in lines: what looks like a link there is none. */
const withoutCode = (text: string): string => text.replace(/^```.*?^```$/gms, "").replace(/`[^`\n]*`/g, "");

/** The anchors of a document's headings, as GitHub and npm make them. */
function headingsOf(name: string): string[] {
  const headings = [...withoutCode(textOf(name)).matchAll(/^#+ (.*)$/gm)].map((match) => match[1]!);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
