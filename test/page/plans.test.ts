import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPlans, instances } from "../../bench/page-plans.mjs";
import type { PageServer } from "../../src/cli/output/page-server.js";
import { prepare, telaplan } from "../cli/run.js";
import { CHROMIUM, launch, openPage, servedPage } from "./support/browser.js";

const state = prepare();

describe.skipIf(CHROMIUM === undefined)("plans made in the browser", () => {
  let browser: Browser;
  let server: PageServer;
  let page: Page;
  beforeAll(async () => {
    browser = await launch();
    server = await servedPage();
    ({ page } = await openPage(browser, server.url));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it("are those of the library for the same seed and limit of steps, on ten of the bench's instances", async () => {
    const some = instances(200).filter((_, i) => i % 20 === 3);
    const wrong = await browserPlans(page, some);
    expect(some).toHaveLength(10);
    expect(wrong).toEqual([]);
  });

  it("would be found to differ with another seed or limit", async () => {
    const hard = instances(200)
      .filter(({ name }) => name.startsWith("guillotine"))
      .slice(0, 4);
    const wrong = await browserPlans(page, hard, { seed: 99, stepLimit: 40 });
    expect(wrong.length).toBeGreaterThan(0);
  });
});

describe.skipIf(CHROMIUM === undefined)("a report in the browser", () => {
  it("is one file that shows the plan, and asks for nothing", async () => {
    const file = join(state.folder, "<b>hostile&.csv");
    writeFileSync(file, "id,lower,upper,size\n</script><script>window.hacked=1</script>,0,2,8\nb,1,3,4\n");
    const out = join(state.folder, "report.html");
    const { code } = telaplan(["pack", "--html", out, file]);
    expect(code).toBe(0);
    const text = readFileSync(out, "utf8");
    expect(text.length).toBeLessThan(300_000);
    expect(text).not.toMatch(/unsafe-inline|https?:\/\/(?!www\.w3\.org)/);
    const browser = await launch();
    const { page, errors, strangers } = await openPage(browser, pathToFileURL(out).href);
    await page.getByRole("region", { name: "Who is live" }).waitFor();
    await expect(page.locator(".badge").textContent()).resolves.toBe("fits, and no plan is lower");
    await page.getByRole("button", { name: "</script><script>window.hacked=1</script>" }).waitFor();
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    expect([errors, strangers.filter((url) => url !== pathToFileURL(out).href)]).toEqual([[], []]);
    await browser.close();
  });
});
