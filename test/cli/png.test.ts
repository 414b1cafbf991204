import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { prepare, rowsOf, telaplan, write } from "./run.js";

const at = prepare();
const model = (): string => write(at.folder, "model.64.csv", "id,lower,upper,size\na,0,2,32\nb,1,3,32\n");
const here = (name: string): string => join(at.folder, name);

/** Width and height of a PNG, as its first piece has them. */
function sizeOf(png: Buffer): [number, number] {
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

describe("--png", () => {
  it("writes the drawing of --svg in pixels, two for each of its own", () => {
    const { code, stdout } = telaplan(["pack", "--svg", here("plan.svg"), "--png", here("plan.png"), model()]);
    expect(code).toBe(0);
    expect(stdout).toContain(`wrote ${here("plan.svg")}\nwrote ${here("plan.png")}`);
    const svg = readFileSync(join(at.folder, "plan.svg"), "utf8");
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!;
    expect(sizeOf(readFileSync(join(at.folder, "plan.png")))).toEqual([2 * Number(width), 2 * Number(height)]);
  });

  it("draws what does not fit too, and tells in JSON where it was written", () => {
    const { code, stdout } = telaplan(["pack", "-c", "48", "--json", "--png", here("why.png"), model()]);
    expect(code).toBe(1);
    expect(rowsOf(stdout)[0]).toMatchObject({ status: "infeasible", png: here("why.png") });
    sizeOf(readFileSync(join(at.folder, "why.png")));
  });

  it("shares standard output with nothing, and overwrites no input", () => {
    for (const [option, path] of [
      ["--svg", "-"],
      ["-o", "-"],
    ] as const) {
      const { code, stderr } = telaplan(["pack", option, path, "--png", "-", model()]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/and --png: standard output takes one of them/);
    }
    const { stderr } = telaplan(["pack", "--png", model(), model()]);
    expect(stderr).toContain("--png: would overwrite the input");
  });
});
