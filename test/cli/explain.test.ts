import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseXml } from "../draw/well-formed.js";
import { processes } from "../service/run.js";
import { meddledWith, PLAIN, prepare, rowsOf, SEARCHED, telaplan, write } from "./run.js";

const spawnServer = processes();
const at = prepare();
const LONG = { lower: 0, upper: 10 };
const RING = ["v", "w", "x", "y", "z"];

/** Inputs that do not fit, and what a reader has to be told: who, by how many bytes, and what to change. */
const BROKEN = [
  {
    name: "by one buffer",
    problem: {
      capacity: 100,
      buffers: [
        { id: "weights", ...LONG, size: 60 },
        { id: "scratch", lower: 2, upper: 5, size: 40 },
        { id: "straw", lower: 4, upper: 6, size: 24 },
        { id: "late", lower: 7, upper: 9, size: 30 },
      ],
    },
    who: ["weights", "scratch", "straw"],
    told: ["t = 4", "need 124 bytes, 24 more than there are"],
    remedies: ["shrink them by 24 bytes in all", "raise the capacity by 24 bytes"],
    would: "124 bytes would do, 24 more than there are, and no less",
  },
  {
    name: "by alignment",
    problem: {
      capacity: 200,
      buffers: [
        { id: "a", ...LONG, size: 65, alignment: 64 },
        { id: "b", ...LONG, size: 65, alignment: 64 },
        { id: "d", ...LONG, size: 65 },
      ],
    },
    who: ["a", "b", "d"],
    told: ["alignments leave gaps", "at least 257 bytes, 57 more than there are"],
    remedies: ['lower an alignment: that of "a", "b"', "raise the capacity by 57 bytes"],
    would: "257 bytes would do, 57 more than there are, and no less",
  },
  {
    name: "by pins",
    problem: {
      capacity: 100,
      buffers: [
        { id: "pinned", ...LONG, size: 10, offset: 45 },
        { id: "big", lower: 3, upper: 8, size: 60 },
      ],
    },
    who: ["pinned", "big"],
    told: ['offsets are fixed ("pinned" at [45, 55))', "at least 115 bytes, 15 more than there are"],
    remedies: ['free or move a fixed offset: that of "pinned"', "raise the capacity by 15 bytes"],
    would: "115 bytes would do, 15 more than there are, and no less",
  },
  {
    name: "by a ring that is kept apart",
    problem: {
      capacity: 5,
      buffers: RING.map((id, i) => ({ id, lower: i, upper: i + 1, size: 2 })),
      apart: RING.map((id, i) => ({ buffers: [id, RING[(i + 1) % 5]] })),
    },
    who: RING,
    told: ["buffers are kept apart at all times", "at least 6 bytes, 1 more than there are"],
    remedies: ['keep fewer buffers apart: apart[0] ("v", "w")', "raise the capacity by 1 byte"],
    would: "6 bytes would do, 1 more than there are, and no less",
  },
  {
    name: "by fragmentation",
    problem: {
      capacity: 4,
      buffers: [
        [0, 1, 2],
        [0, 2, 2],
        [1, 3, 1],
        [1, 5, 1],
        [2, 6, 1],
        [3, 7, 2],
        [6, 7, 2],
      ].map(([lower, upper, size], i) => ({ id: "abcdefg"[i], lower, upper, size })),
    },
    who: [..."abcdef"],
    told: ["have no arrangement in the 4 bytes there are", "at least 5 bytes, 1 more than there are"],
    remedies: ["raise the capacity by 1 byte", "let one of the buffers live for a shorter time"],
    would: "5 bytes would do, 1 more than there are, and no less",
  },
] as const;

/** Text as it was before it was broken into lines. */
function unwrapped(text: string): string {
  return text.replace(/\n *(?=\S)/g, " ");
}

function fileOf({ name, problem }: { readonly name: string; readonly problem: unknown }): string {
  return write(at.folder, `${name.replace(/ /g, "-")}.json`, JSON.stringify(problem));
}

describe.each(BROKEN)("from what explain prints of a file that is too big $name, a reader knows", (broken) => {
  const { who, told, remedies, would } = broken;

  test("who is to blame, how many bytes are missing and what to change; so from pack --why", () => {
    const file = fileOf(broken);
    for (const args of [["explain"], ["pack", "--why"]]) {
      const { code, stdout, stderr } = telaplan([...args, file]);
      expect([code, stderr]).toEqual([1, ""]);
      const text = unwrapped(stdout);
      for (const id of who) expect(text).toContain(JSON.stringify(id));
      for (const words of [...told, ...remedies, would]) expect(text).toContain(words);
    }
  });

  test("the same from JSON, with ids, and constraints by name", () => {
    const [row] = rowsOf(telaplan(["explain", "--json", fileOf(broken)]).stdout);
    const { core, leastCapacity } = row!.why as { core: Record<string, unknown>; leastCapacity: { message: string } };
    for (const id of who) expect(core.buffers).toContain(id);
    for (const words of told) expect(core.message).toContain(words);
    for (const remedy of remedies) expect((core.remedies as string[]).some((each) => each.includes(remedy))).toBe(true);
    expect(core.isIrreducible).toBe(true);
    expect(leastCapacity.message).toBe(would);
    expect(JSON.stringify(core.constraints)).not.toContain("null");
  });
});

describe("pack --why of pins that leave no plan", () => {
  const edited = () => write(at.folder, "pinned.csv", "id,lower,upper,size\na,0,2,4\nb,1,3,4\n");

  test("tells of the pins, and what helps beside them, though without them there is a plan", () => {
    const previous = write(at.folder, "collide.csv", "id,lower,upper,size,offset\na,0,2,4,0\nb,1,3,4,2\n");
    const pinned = ["pack", "--why", "--suggest", "9", "-c", "8", "--pin-unchanged", "--previous", previous, edited()];
    const { code, stdout } = telaplan(pinned);
    expect(code).toBe(1);
    const text = unwrapped(stdout);
    expect(text).toContain('collide, whatever the capacity: offsets are fixed ("a" at [0, 4), "b" at [2, 6))');
    expect(text).toContain('free "b" from its fixed offset 2 (the plan puts it at 4): everything fits then');
    expect(text).not.toContain("the capacities are enough");
  });

  test("says that it tells no more where a pin is malformed by itself", () => {
    const previous = write(at.folder, "aligned.csv", "id,lower,upper,size,offset\na,0,2,4,4\nb,1,3,4,0\n");
    const file = write(at.folder, "strict.csv", "id,lower,upper,size,alignment\na,0,2,4,8\nb,1,3,4,\n");
    const { code, stdout, stderr } = telaplan([
      ...["pack", "--why", "-c", "16", "--pin-unchanged", "--previous", previous, "--svg", join(at.folder, "p.svg")],
      file,
    ]);
    expect(code).toBe(1);
    expect(unwrapped(stdout)).toContain('"a": fixed offset 4 is no multiple of the alignment 8');
    expect(stderr).toContain("no more is told of why");
    expect(() => parseXml(readFileSync(join(at.folder, "p.svg"), "utf8"))).not.toThrow();
  });
});

describe("explain", () => {
  test("shows the whole core, also what lives at other times, and the bound that the search has proved", () => {
    const rows = [
      [1, 6, 128],
      [3, 4, 128],
      [4, 10, 64],
      [7, 8, 192],
      [0, 5, 64],
      [0, 3, 64],
      [7, 10, 64],
      [8, 10, 192],
      [0, 1, 192],
      [5, 6, 128],
    ];
    const buffers = rows.map(([lower, upper, size], i) => ({ id: `t${i}`, lower, upper, size }));
    const file = write(at.folder, "scattered.json", JSON.stringify({ capacity: 320, buffers }));
    const { stdout } = telaplan(["explain", file]);
    const [row] = rowsOf(telaplan(["explain", "--json", file]).stdout);
    const { core, bound } = row!.why as { core: { buffers: string[] }; bound: object };
    expect(core.buffers.length).toBeGreaterThan(6);
    for (const id of core.buffers) expect(stdout).toMatch(new RegExp(`^ +${id} +\\d+ .*\\[\\d+, \\d+\\)`, "m"));
    expect(row!.lowerBound).toBe(384);
    expect(bound).toEqual({ bytes: 384, restsOn: "search" });
    expect(stdout).toContain("\nthe bound of 384 bytes rests on the exact search\n");
    expect(stdout).not.toContain("the bound of 320 bytes");
  });

  test("tells of a plan when its peak is, who lives then by size, what is wasted, and what the bound is", () => {
    const file = write(
      at.folder,
      "plan.csv",
      "id,lower,upper,size,offset\nweights,0,4,16,40\nx,0,2,24,-1\ny,1,3,48,-1\n",
    );
    const { code, stdout, stderr } = telaplan(["explain", "--minimize", "-c", "200", file]);
    expect([code, stderr]).toEqual([0, ""]);
    const text = unwrapped(stdout);
    expect(text).toContain("the peak of 104 bytes is at t = 1, when 88 live, 3 buffers");
    expect(text).toMatch(/ y +48 +55 % +56 +\[1, 3\)/);
    expect(text).toContain(
      '16 of these 104 bytes are wasted then - 16 at [24, 40): a fixed offset holds "weights" above',
    );
    expect(text).toContain("the bound of 104 bytes rests on buffers that live together, and the gaps");
    expect(text).toContain("no plan peaks lower");
    expect(stdout).toMatch(/^ +0 \+-+$/m);
  });

  test("has all of it in a JSON line that has the fields of pack as well", () => {
    const file = write(at.folder, "all.csv", PLAIN);
    const [packed] = rowsOf(telaplan(["pack", "--json", file]).stdout);
    const [row] = rowsOf(telaplan(["explain", "--json", file]).stdout);
    expect(Object.keys(row!)).toEqual(expect.arrayContaining(Object.keys(packed!)));
    expect(row!.why).toEqual({
      message: expect.stringContaining("the peak of 5 bytes is at t = 2: 2 buffers with 5 bytes"),
      bound: { bytes: 5, restsOn: "load" },
      memories: [
        {
          capacity: null,
          base: 0,
          peak: 5,
          time: 2,
          liveBytes: 5,
          live: [
            { id: "b", bytes: 3, share: 0.6, offset: 0, lower: 2, upper: 6 },
            { id: "a", bytes: 2, share: 0.4, offset: 3, lower: 0, upper: 4 },
          ],
          loadBytes: 5,
          load: { times: [0, 2, 4, 6], liveBytes: [2, 5, 3, 0], tops: [5, 5, 3, 0] },
          waste: { bytes: 0, byCause: { alignment: 0, fixed: 0, reserved: 0, fragmentation: 0 }, holes: [] },
          bound: { bytes: 5, restsOn: "load" },
          message: expect.stringContaining("the peak of 5 bytes"),
        },
      ],
      core: null,
      leastCapacity: null,
      closest: null,
      unknown: null,
    });
  });

  test("tells of an undecided file the closest plan, the bound, the gap and whether time helps", () => {
    const file = write(at.folder, "open.10.csv", SEARCHED);
    const args = ["explain", "--step-limit", "0", "-t", "none", file];
    const { code, stdout } = telaplan(args);
    const text = unwrapped(stdout);
    expect(code).toBe(3);
    expect(text).toMatch(/the closest plan needs 1\d bytes, \d more than there are; none peaks below 10 bytes/);
    expect(text).toMatch(/more time|more of the same time|whether more time helps/);
    const [row] = rowsOf(telaplan([...args, "--json"]).stdout);
    const { closest, unknown } = row!.why as Record<string, Record<string, unknown>>;
    expect(closest!.overflow).toBe((closest!.peak as number) - 10);
    expect(closest!.offsets).toHaveLength(9);
    expect(unknown).toMatchObject({ bound: 10, gap: closest!.overflow });
  });

  test("shows the ten largest, and all with --all", () => {
    const rows = Array.from({ length: 14 }, (_, i) => `b${i},0,1,${i + 1}\n`).join("");
    const file = write(at.folder, "many.csv", `id,lower,upper,size\n${rows}`);
    expect(telaplan(["explain", file]).stdout).toContain("and 4 more with 10 bytes; --all shows them");
    const all = telaplan(["explain", "--all", file]).stdout;
    expect(all).not.toContain("--all shows them");
    for (let i = 0; i < 14; i++) expect(all).toMatch(new RegExp(`^  b${i} `, "m"));
  });

  test("suggests changes, and writes the problem with the one that is taken, which then fits", () => {
    const file = fileOf(BROKEN[1]);
    const output = join(at.folder, "changed.json");
    const { code, stdout } = telaplan(["explain", "--suggest", "3", "-o", output, "--take", "2", file]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^1\. .*everything fits then$/m);
    expect(stdout).toContain(`wrote ${output}`);
    expect(telaplan(["pack", output]).code).toBe(0);
    const [row] = rowsOf(telaplan(["explain", "--suggest", "3", "--json", file]).stdout);
    expect(row!.suggestionsComplete).toBe(true);
    const [first] = row!.suggestions as Record<string, unknown>[];
    expect(first).toMatchObject({ rank: 1, message: expect.any(String), problem: expect.any(Object) });
    expect(first!.offsets).toHaveLength(3);
  });

  test("says of a server's answer what it says of one from here", async () => {
    const { port } = await spawnServer();
    const files = [write(at.folder, "fits.csv", PLAIN), ...BROKEN.map((broken) => fileOf(broken))];
    const ask = ["pack", "--json", "--why", "--suggest", "3", ...files];
    const here = rowsOf(telaplan(ask).stdout);
    const there = rowsOf(telaplan([...ask, "--server", `127.0.0.1:${port}`]).stdout);
    expect(there).toHaveLength(files.length);
    for (const [i, { why, suggestions }] of there.entries()) {
      expect(why).toEqual(here[i]!.why);
      expect(suggestions).toEqual(here[i]!.suggestions);
    }
    const text = telaplan(["pack", "--why", "--server", `127.0.0.1:${port}`, files[1]!]).stdout;
    expect(text).toContain((there[1]!.why as { message: string }).message.slice(0, 20));
  });

  test("refuses what does not go together, by name, before any work", () => {
    const file = fileOf(BROKEN[0]);
    const cases = [
      [["explain", "-o", "x.json", file], "-o: writes the problem as a suggestion changes it, and needs --suggest"],
      [["explain", "--suggest", "2", "--take", "1", file], "--take: says what -o writes, and there is no -o"],
      [["explain", "--suggest", "2", "--take", "3", "-o", "x.json", file], "--take 3: is beyond --suggest 2"],
      [
        ["pack", "--why", "--server", "localhost:1", "--previous", file, file],
        "--why: near a --previous plan it is looked for here",
      ],
      [
        ["pack", "--suggest", "1", "--server", "localhost:1", "--previous", file, file],
        "--suggest: near a --previous plan it is looked for here",
      ],
      [["explain", "--suggest", "0", file], "--suggest: must be a whole number from 1 to 1000"],
    ] as const;
    for (const [args, message] of cases) {
      const { code, stderr } = telaplan(args);
      expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    }
    expect(existsSync("x.json")).toBe(false);
  });

  test("goes from file to file, and the worst code wins", () => {
    const files = [write(at.folder, "fits.csv", PLAIN), fileOf(BROKEN[0]), join(at.folder, "missing.csv")];
    const { code, stdout, stderr } = telaplan(["explain", ...files]);
    expect(code).toBe(2);
    expect(stdout).toContain(`${files[0]}: optimal`);
    expect(stdout).toContain(`${files[1]}: infeasible`);
    expect(stderr).toContain("missing.csv");
  });

  test("tells at Ctrl-C what is known by then", async () => {
    const file = join(at.folder, "hard.json");
    telaplan(["generate", "guillotine", "--buffers", "2000", "--seed", "1", "-o", file]);
    const { code, stdout } = await meddledWith(["explain", "-t", "none", file], (child) => {
      setTimeout(() => child.kill("SIGINT"), 2_000);
    });
    expect([code, stdout]).toEqual([3, expect.stringContaining("unknown (cancel)")]);
    expect(stdout).toContain("load over time");
  });
});

describe("the picture", () => {
  test("is that of what does not fit, with pack as with explain, for an infeasible and for an undecided file", () => {
    const broken = fileOf(BROKEN[3]);
    const open = write(at.folder, "open.10.csv", SEARCHED);
    const cases = [
      [["pack", broken], 1, "no plan fits"],
      [["explain", broken], 1, "no plan fits"],
      [["pack", "--step-limit", "0", open], 3, "no plan was found"],
      [["explain", "--step-limit", "0", open], 3, "no plan was found"],
    ] as const;
    for (const [i, [args, code, title]] of cases.entries()) {
      const svg = join(at.folder, `why-${i}.svg`);
      expect(telaplan([...args, "--svg", svg]).code).toBe(code);
      const picture = parseXml(readFileSync(svg, "utf8"));
      expect(picture.children[0]!.text).toContain(title);
    }
    const explained = readFileSync(join(at.folder, "why-1.svg"), "utf8");
    expect(explained).toContain("1 B beyond the capacity");
    expect(explained).toContain("cannot go together\nv\nw\nx\ny\nz");
  });
});

describe("what explain tells of a file whose core is the smaller trouble", () => {
  // The pair at t = 0 misses 2 bytes, the three at t = 5 miss 9.
  const rows = "a,0,2,6\nb,0,2,6\nx,5,7,7\ny,5,7,6\nz,5,7,6\n";
  const file = () => write(at.folder, "two.csv", `id,lower,upper,size\n${rows}`);

  test("raises the capacity by what the whole file needs, and not by what the core does", () => {
    for (const args of [["explain"], ["pack", "--why"]]) {
      const { stdout } = telaplan([...args, "-c", "10", file()]);
      expect(stdout).toMatch(/raise the capacity by 9 bytes\n/);
      expect(unwrapped(stdout)).toContain("capacity: 19 bytes would do, 9 more than there are, and no less");
    }
  });

  test("lists no guesses beside suggestions that a plan has shown", () => {
    for (const args of [["explain"], ["pack", "--why"]]) {
      const { stdout } = telaplan([...args, "--suggest", "2", "-c", "16", file()]);
      expect(stdout).toContain("as a plan has shown");
      expect(stdout).not.toContain("if there is no other reason");
      expect(stdout).not.toContain("- raise");
    }
  });
});

describe("explain of a file that fits", () => {
  const fits = () => write(at.folder, "fits.csv", "id,lower,upper,size\na,0,2,4\nb,1,3,4\n");

  test("says with -o that it fits, and writes nothing", () => {
    const to = join(at.folder, "unwritten.json");
    const { code, stderr } = telaplan(["explain", "--suggest", "2", "-c", "8", "-o", to, fits()]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("-o: the file fits as it is; nothing is written")]);
    expect(existsSync(to)).toBe(false);
  });

  test("stays near --previous, and tells what was kept", () => {
    const previous = write(at.folder, "near.csv", "id,lower,upper,size,offset\na,0,2,4,4\nb,1,3,4,0\n");
    const { code, stdout } = telaplan(["explain", "-c", "8", "--previous", previous, fits()]);
    expect(code).toBe(0);
    expect(stdout).toContain("2 kept, 0 moved, 0 new, 0 gone");
  });

  test("explains pins that leave no plan", () => {
    const previous = write(at.folder, "pins.csv", "id,lower,upper,size,offset\na,0,2,4,0\nb,1,3,4,2\n");
    const { code, stdout } = telaplan(["explain", "-c", "8", "--pin-unchanged", "--previous", previous, fits()]);
    expect(code).toBe(1);
    expect(unwrapped(stdout)).toContain("collide, whatever the capacity: offsets are fixed");
  });
});
