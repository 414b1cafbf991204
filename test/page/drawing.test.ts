import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kindOf } from "../../page/scene/colours.js";
import type { Scene } from "../../page/scene/scene.js";
import type { PageServer } from "../../src/cli/output/page-server.js";
import { parse } from "../../src/formats/index.js";
import { plan } from "../../src/library/plan-with-policy.js";
import { CHROMIUM, give, launch, openPage, planned, probe, servedPage } from "./support/browser.js";

const example = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../page/examples/${name}`, import.meta.url)), "utf8");
const MODEL =
  "id,lower,upper,size\ninput,0,2,256\nconv1,1,4,512\nskip,1,6,128\nconv2,3,6,384\nadd,5,8,256\nout,7,9,512\n";

type Viewing = {
  telaplanViewer: {
    view: {
      scene: Scene;
      places: { left: number; top: number; width: number; height: number }[];
      refresh(): void;
      drawNow(): void;
    };
  };
};

interface Spot {
  readonly name: string;
  readonly at: readonly [number, number];
  readonly colour: string;
}

/** Colours by the words of the legend, as the page shows them. */
async function legendOf(page: Page): Promise<Map<string, string>> {
  const pairs = await page.locator(".legend li").evaluateAll((items) =>
    items.map((item) => {
      const colour = getComputedStyle(item.querySelector(".swatch")!).backgroundColor;
      return [item.textContent!.trim().replace(/\s+[\d,]+$/, ""), colour.replace(/[^\d,]/g, "")] as const;
    }),
  );
  return new Map(pairs);
}

/**
 * Where buffers must be, from the problem and a plan that was made here: across by time, up by address, within the
 * frame of the picture, whose top is 4 % above what is highest.
 */
function spotsOf(
  {
    buffers,
    offsets,
  }: { buffers: readonly { id: string; lower: number; upper: number; size: number }[]; offsets: ArrayLike<number> },
  frame: { left: number; top: number; width: number; height: number },
  legend: ReadonlyMap<string, string>,
  highest: number,
): Spot[] {
  const begin = Math.min(...buffers.map(({ lower }) => lower));
  const end = Math.max(...buffers.map(({ upper }) => upper));
  return buffers.flatMap(({ id, lower, upper, size }, b) => {
    const width = ((upper - lower) / (end - begin)) * frame.width;
    const height = (size / (1.04 * highest)) * frame.height;
    if (width < 8 || height < 8) return [];
    const right = frame.left + ((upper - begin) / (end - begin)) * frame.width;
    const bottom = frame.top + frame.height * (1 - offsets[b]! / (1.04 * highest));
    const colour = legend.get(kindOf(id)) ?? legend.get("other names")!;
    // At the lower right and the upper left corner, a little inside, where no name stands.
    return [
      { name: `${id}, lower right`, at: [right - 3, bottom - 3] as const, colour },
      { name: `${id}, upper left`, at: [right - width + 3, bottom - height + 3] as const, colour },
    ];
  });
}

async function wrongSpots(page: Page, spots: readonly Spot[]): Promise<string[]> {
  const seen = await probe(
    page,
    spots.map(({ at }) => at),
  );
  return spots.flatMap(({ name, colour }, i) => (seen[i] === colour ? [] : [`${name}: ${colour}, not ${seen[i]}`]));
}

describe.skipIf(CHROMIUM === undefined)("the drawing in Chromium", () => {
  let browser: Browser;
  let server: PageServer;
  beforeAll(async () => {
    browser = await launch();
    server = await servedPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const frameOf = (page: Page) => page.evaluate(() => (window as unknown as Viewing).telaplanViewer.view.places[0]!);

  async function opened(name: string, text: string, theme: "light" | "dark") {
    const { page, errors } = await openPage(browser, server.url, theme);
    await give(page, name, text);
    await planned(page);
    await page.evaluate(() => (window as unknown as Viewing).telaplanViewer.view.drawNow());
    const { problem } = parse(text, name);
    const result = await plan(problem, { minimize: problem.capacity === undefined });
    const spots = spotsOf(
      { buffers: problem.buffers, offsets: result.offsets! },
      await frameOf(page),
      await legendOf(page),
      Math.max(result.peak!, problem.capacity ?? 0),
    );
    return { page, errors, spots };
  }

  it.each([
    ["model.1024.csv", "light"],
    ["model.1024.csv", "dark"],
    ["unet-training.csv", "light"],
    ["unet-training.csv", "dark"],
  ] as const)("has every buffer of %s where the plan has it, in the colour of its kind: %s", async (name, theme) => {
    const text = name === "model.1024.csv" ? MODEL : example(name);
    const { page, errors, spots } = await opened(name, text, theme);
    expect(spots.length).toBeGreaterThan(10);
    expect(await wrongSpots(page, spots)).toEqual([]);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("would be found to be wrong if it were upside down, shifted, stretched or left out something", async () => {
    const { page, spots } = await opened("model.1024.csv", MODEL, "light");
    for (const breakage of ["upside down", "shifted", "stretched", "one left out", "names mixed up"]) {
      await page.evaluate((kind) => {
        const { view } = (window as unknown as Viewing).telaplanViewer;
        const { lower, upper, from, to, buffer } = view.scene;
        Object.assign(window, { kept: [lower, upper, from, to, buffer].map((column) => column.slice()) });
        for (let r = 0; r < lower.length; r++) {
          const [low, high] = [from[r]!, to[r]!];
          if (kind === "upside down") [from[r], to[r]] = [1024 - high, 1024 - low];
          if (kind === "shifted") [lower[r], upper[r]] = [lower[r]! + 0.2, upper[r]! + 0.2];
          if (kind === "stretched") to[r] = low + (high - low) * 0.8;
        }
        if (kind === "one left out") upper[3] = lower[3]!;
        if (kind === "names mixed up") buffer.reverse();
        view.drawNow();
      }, breakage);
      expect((await wrongSpots(page, spots)).length, breakage).toBeGreaterThan(0);
      await page.evaluate(() => {
        const { view } = (window as unknown as Viewing).telaplanViewer;
        const { kept } = window as unknown as { kept: Float64Array[] };
        const { lower, upper, from, to, buffer } = view.scene;
        for (const [i, column] of [lower, upper, from, to, buffer].entries()) column.set(kept[i]!);
        view.drawNow();
      });
    }
    expect(await wrongSpots(page, spots)).toEqual([]);
    await page.close();
  });

  it("shows what is free as paper, and what is beyond the capacity in red", async () => {
    const { page } = await openPage(browser, server.url);
    await give(page, "model.896.csv", MODEL);
    await planned(page);
    const frame = await frameOf(page);
    const canvases = page.locator(".picture canvas");
    const red = await canvases.last().evaluate((canvas, { left, top, width, height }) => {
      const pen = (canvas as HTMLCanvasElement).getContext("2d")!;
      const scale = (canvas as HTMLCanvasElement).width / canvas.clientWidth;
      // The load is 1,024 bytes from 3 to 4 of 9, the capacity 896; the top is 4 % above 1,024.
      const at = (time: number, bytes: number): number[] => {
        const x = Math.round((left + (time / 9) * width) * scale);
        const y = Math.round((top + height * (1 - bytes / (1.04 * 1024))) * scale);
        return [...pen.getImageData(x, y, 1, 1).data];
      };
      return { beyond: at(3.5, 960), below: at(3.5, 600), beside: at(4.5, 960) };
    }, frame);
    expect(red.beyond[0]!).toBeGreaterThan(1.6 * red.beyond[2]!);
    expect(red.below[2]!).toBeGreaterThan(red.below[0]!);
    expect(red.beside[3]).toBe(0);
    await page.close();
  });

  it("has memories side by side, parts over wholes, and nothing in gaps", async () => {
    const { page, errors } = await openPage(browser, server.url);
    await give(page, "two-memories.json", example("two-memories.json"));
    await planned(page);
    const { places, window: shown } = await page.evaluate(() => {
      const { view } = (window as unknown as { telaplanViewer: { view: { places: unknown[]; window: unknown } } })
        .telaplanViewer;
      return {
        places: view.places as {
          left: number;
          top: number;
          width: number;
          height: number;
          low: number;
          high: number;
        }[],
        window: view.window,
      };
    });
    expect(shown).toMatchObject({ begin: 0, end: 12 });
    expect(places).toHaveLength(2);
    expect(places[1]!.left).toBeGreaterThan(places[0]!.left + places[0]!.width);
    const { problem } = parse(example("two-memories.json"), "two-memories.json");
    const { offsets } = await plan(problem);
    const at = (sheet: number, time: number, address: number): [number, number] => {
      const { left, top, width, height, low, high } = places[sheet]!;
      return [left + (time / 12) * width, top + height * (1 - (address - low) / (high - low))];
    };
    const of = (id: string): number => offsets![problem.buffers.findIndex((buffer) => buffer.id === id)]!;
    const legend = await legendOf(page);
    const [whole, part, skip, windowed] = await probe(page, [
      at(0, 4.9, of("conv1") + 20),
      at(0, 4.9, of("conv1") + 32 + 60),
      at(0, 3.9, of("skip") + 200),
      at(0, 7.9, of("skip") + 10),
    ]);
    expect(whole).toBe(legend.get("conv"));
    expect(part).toBe(legend.get("view"));
    expect(skip).toBe(legend.get("skip"));
    expect(windowed).toBe(legend.get("skip"));
    const [gap] = await probe(page, [at(0, 6.5, of("skip") + 250)]);
    expect(gap).not.toBe(legend.get("skip"));
    expect(errors).toEqual([]);
    await page.close();
  });
});
