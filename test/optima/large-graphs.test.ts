import { expect, it } from "vitest";
import { readHeld, replayHeld } from "../../optima/large.mjs";

it("a large graph whose peak is higher than it was is told, and one that is lower is no fault", () => {
  const held = readHeld().find(({ family, options }) => family === "mixture-of-experts" && options.perturbed !== true)!;
  expect(replayHeld(held)).toEqual({ wrong: [], better: false });
  expect(replayHeld({ ...held, peak: held.peak + 1 })).toEqual({ wrong: [], better: true });
  const { wrong } = replayHeld({ ...held, peak: held.peak - 1 });
  expect(wrong).toEqual([`peak ${held.peak}, and it was ${held.peak - 1}`]);
});
