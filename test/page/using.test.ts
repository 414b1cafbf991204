import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PageServer } from "../../src/cli/output/page-server.js";
import { formatBytes, parse } from "../../src/formats/index.js";
import { generate } from "../../src/instances/index.js";
import { plan } from "../../src/library/plan-with-policy.js";
import { Random } from "../../src/problem/random.js";
import { CHROMIUM, give, launch, openPage, planned, servedPage } from "./support/browser.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const UNET = readFileSync(fileURLToPath(new URL("../../page/examples/unet-training.csv", import.meta.url)), "utf8");
const MODEL =
  "id,lower,upper,size\ninput,0,2,256\nconv1,1,4,512\nskip,1,6,128\nconv2,3,6,384\nadd,5,8,256\nout,7,9,512\n";

/** Faults that axe finds to be serious or worse, one line each. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  // A change of theme fades in: colours on the way are none that anyone chose.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
}

describe.skipIf(CHROMIUM === undefined)("the page in Chromium", () => {
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

  it("tells the largest live buffer at the peak of a training step, and whether a smaller capacity fits", async () => {
    const { page, errors, strangers } = await openPage(browser, server.url);
    await give(page, "unet-training.csv", UNET);
    await planned(page);
    const { problem } = parse(UNET, "unet-training.csv");
    const { peak } = await plan(problem, { minimize: true });
    const load = (t: number): number =>
      problem.buffers.reduce((sum, { lower, upper, size }) => sum + (lower <= t && t < upper ? size : 0), 0);
    const time = problem.buffers.map(({ lower }) => lower).reduce((best, t) => (load(t) > load(best) ? t : best));
    const live = problem.buffers.filter(({ lower, upper }) => lower <= time && time < upper);
    const largest = live.reduce((best, buffer) => (buffer.size > best.size ? buffer : best));
    const panel = page.getByRole("region", { name: "Who is live" });
    await expect(panel.getByRole("heading").textContent()).resolves.toBe(`At the peak, t = ${time}`);
    await expect(panel.locator("tbody tr").first().locator("button").textContent()).resolves.toBe(largest.id);
    await page.getByLabel("capacity, bytes").fill(String(peak! - 1));
    await page.getByLabel("fit into the capacity").check();
    await page.getByRole("button", { name: "Plan", exact: true }).click();
    await page.getByText("It is proved that nothing fits.").waitFor();
    await page.getByLabel("capacity, bytes").fill("738 MiB");
    await page.getByRole("button", { name: "Plan", exact: true }).click();
    await page.locator(".standing", { hasText: "Done" }).waitFor();
    expect(errors).toEqual([]);
    expect(strangers).toEqual([]);
    await page.close();
  });

  it("plans 20,000 buffers, which are read and planned otherwise than few, without shared memory", async () => {
    const { page, errors } = await openPage(browser, server.url);
    const rows = Array.from({ length: 20_000 }, (_, b) => `b${b},${b},${b + 2},${(b % 7) + 1}`);
    await give(page, "many.csv", `id,lower,upper,size\n${rows.join("\n")}\n`);
    await planned(page);
    await page.getByText("peak 13 B").first().waitFor();
    expect(errors).toEqual([]);
    await page.close();
  });

  it("says what would help where nothing fits, and tries it", async () => {
    const { page, errors } = await openPage(browser, server.url, "dark");
    await give(page, "model.896.csv", MODEL);
    await planned(page);
    expect(await faults(page)).toEqual([]);
    await page.getByRole("button", { name: "Why, and what would help?" }).click();
    await page.getByRole("heading", { name: "What would help" }).waitFor();
    const first = page.locator(".help li").first();
    await expect(first.locator("p").first().textContent()).resolves.toMatch(/everything fits then/);
    await first.getByRole("button").click();
    await page.getByText("After:").first().waitFor();
    await expect(page.locator(".badge").allInnerTexts()).resolves.toEqual(["no plan fits", "plan from the file"]);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("has nothing that axe finds serious, in either theme and with dialogs open", async () => {
    const { page } = await openPage(browser, server.url);
    expect(await faults(page)).toEqual([]);
    await give(page, "model.1024.csv", MODEL);
    await planned(page);
    expect(await faults(page)).toEqual([]);
    await page.getByRole("button", { name: "Dark" }).click();
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Film of the search" }).click();
    await page.getByRole("dialog", { name: "Film of the search" }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.close();
  });

  it("does by keys what it does by pointer", async () => {
    const { page, errors } = await openPage(browser, server.url);
    await give(page, "model.1024.csv", MODEL);
    await planned(page);
    const selected = page.getByRole("region", { name: "Selected buffer" });
    await page.locator(".picture").focus();
    await page.keyboard.press("n");
    await expect(selected.locator(".name").textContent()).resolves.toBe("conv1");
    await page.keyboard.press("n");
    await expect(selected.locator(".name").textContent()).resolves.toBe("conv2");
    await page.keyboard.press("Shift+N");
    await expect(selected.locator(".name").textContent()).resolves.toBe("conv1");
    await page.keyboard.press("p");
    await page.keyboard.press("Shift+ArrowRight");
    await expect(page.getByRole("region", { name: "Who is live" }).locator("h2").textContent()).resolves.toBe(
      "Live at t = 4",
    );
    await expect(page.getByRole("status").first().textContent()).resolves.toMatch(
      /^time 4: .*512 B.* live, largest conv2/,
    );
    const window = () =>
      page.evaluate(
        () =>
          (globalThis as unknown as { telaplanViewer: { view: { window: { begin: number; end: number } } } })
            .telaplanViewer.view.window,
      );
    const before = await window();
    await page.keyboard.press("+");
    const zoomed = await window();
    expect(zoomed.end - zoomed.begin).toBeLessThan(before.end - before.begin);
    await page.keyboard.press("ArrowRight");
    expect((await window()).begin).toBeGreaterThan(zoomed.begin);
    await page.keyboard.press("0");
    expect(await window()).toMatchObject({ begin: 0, end: 9 });
    await page.keyboard.press("Escape");
    await expect(selected.isHidden()).resolves.toBe(true);
    await page.keyboard.press("/");
    await page.keyboard.type("conv");
    await page.keyboard.press("Enter");
    await expect(selected.locator(".name").textContent()).resolves.toBe("conv1");
    await page.keyboard.press("Enter");
    await expect(selected.locator(".name").textContent()).resolves.toBe("conv2");
    expect(errors).toEqual([]);
    await page.close();
  });

  it("downloads the file that the command line writes", async () => {
    const { page } = await openPage(browser, server.url);
    await give(page, "model.1024.csv", MODEL);
    await planned(page);
    await page.getByLabel("Form of the file").selectOption("same");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download" }).click(),
    ]);
    const text = readFileSync(await download.path());
    const document = parse(MODEL, "model.1024.csv");
    const { offsets } = await plan(document.problem);
    expect(text.equals(formatBytes(document, offsets!))).toBe(true);
    expect(download.suggestedFilename()).toBe("model.placed.csv");
    await page.close();
  });

  it("ends a run that is cancelled with the best plan so far", async () => {
    const { page, errors } = await openPage(browser, server.url);
    const { problem } = generate("long-spans", { buffers: 300, seed: 3 });
    const rows = problem.buffers.map(({ id, lower, upper, size }) => `${id},${lower},${upper},${size}\n`);
    const text = `id,lower,upper,size\n${rows.join("")}`;
    await page.getByRole("button", { name: "Open …" }).waitFor();
    await give(page, "long.csv", text);
    await page.locator(".standing", { hasText: "steps" }).waitFor();
    const cancel = page.getByRole("button", { name: "Cancel" });
    if (await cancel.isVisible()) await cancel.click();
    await planned(page);
    await expect(page.locator(".badge").textContent()).resolves.toMatch(/^fits/);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("shows hostile names as text, and runs nothing of them", async () => {
    const names = [
      "<img src=x onerror=window.hacked=1>",
      "<script>window.hacked=2</script>",
      "a\u202Eb",
      `${"long".repeat(2_500)}`,
      "$" + "{window.hacked=3}",
      "'\"><b>",
      "\u0301".repeat(300),
      "javascript:window.hacked=4",
      "__proto__",
      "constructor",
    ];
    const buffers = names.map((id, i) => ({ id, lower: i % 3, upper: 3 + (i % 4), size: 100 * (i + 1) }));
    const { page, errors, strangers } = await openPage(browser, server.url);
    await give(page, "<img src=x onerror=window.hacked=5>.json", JSON.stringify({ buffers }));
    await planned(page);
    await page.locator(".picture").focus();
    for (const _ of names) await page.keyboard.press("n");
    await page.locator(".picture").hover({ position: { x: 200, y: 300 } });
    await page.keyboard.press("/");
    await page.keyboard.type("<img");
    const found = await page.evaluate(() => ({
      hacked: (window as unknown as { hacked?: number }).hacked,
      images: document.querySelectorAll("img").length,
      bold: document.querySelectorAll("b").length,
      text: document.body.textContent!,
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
    expect(found).toMatchObject({ hacked: undefined, images: 0, bold: 0, wide: 0 });
    expect(found.text).toContain("<img src=x onerror=window.hacked=1>");
    expect(found.text).toContain("a⟨U+202E⟩b");
    expect(found.text).not.toContain("\u202E");
    expect([errors, strangers]).toEqual([[], []]);
    await page.close();
  });

  it("opens or refuses by name whatever a file holds, and goes on", async () => {
    const { page, errors } = await openPage(browser, server.url);
    const random = new Random(11);
    const byte = (): number => Math.floor(random.next() * 256);
    const mutated = (text: string): string => {
      const at = Math.floor(random.next() * text.length);
      const end = at + Math.floor(random.next() * 3);
      return `${text.slice(0, at)}${String.fromCharCode((byte() % 96) + 32)}${text.slice(end)}`;
    };
    let refused = 0;
    for (let i = 0; i < 24; i++) {
      const content =
        i % 3 === 0
          ? Uint8Array.from({ length: 200 }, byte)
          : mutated(i % 3 === 1 ? MODEL : '{"buffers":[{"id":"a","lower":0,"upper":2,"size":8}],"capacity":64}');
      const name = `fuzz${i}.bin`;
      await give(page, name, content);
      await page.waitForFunction((title) => {
        const isTold = document.querySelector<HTMLElement>(".alert")?.hidden === false;
        const isShown = document.querySelector(".panel h2 + .badge")?.previousElementSibling?.textContent === title;
        return document.title.startsWith(title) && (isTold || isShown);
      }, name);
      const alert = page.locator(".alert");
      if (await alert.isVisible()) {
        refused++;
        await expect(alert.textContent()).resolves.not.toMatch(/internal fault/);
      }
    }
    expect(refused).toBeGreaterThan(8);
    await give(page, "model.1024.csv", MODEL);
    await planned(page);
    expect(errors).toEqual([]);
    await page.close();
  });
});
