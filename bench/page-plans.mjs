// Instances and a comparison: plans made in the browser against the library's, for the same seed and limit of steps.
import { generate } from "../dist/instances/index.js";
import { plan } from "../dist/library/plan-with-policy.js";

/**
 * @typedef {{ readonly name: string, readonly problem: import("../dist/problem/index.js").Problem }} Instance
 * @typedef {{ readonly seed?: number, readonly stepLimit?: number }} Otherwise
 */

const STEP_LIMIT = 3_000;

/**
 * Instances of all kinds, from networks to hard ones.
 *
 * @param {number} count
 * @returns {Instance[]}
 */
export function instances(count) {
  const networks = ["resnet50", "mobilenet-v2", "inception-v3", "unet", "bert-base"];
  const hard = ["guillotine", "thinned", "long-spans", "residual", "random"];
  return Array.from({ length: count }, (_, i) => {
    const family = i % 4 === 0 ? /** @type {string} */ (networks[(i / 4) % 5]) : /** @type {string} */ (hard[i % 5]);
    const options =
      i % 4 === 0 ? { training: i % 8 === 0, resolution: undefined } : { buffers: 20 + ((7 * i) % 120), seed: i };
    const given = Object.fromEntries(
      Object.entries(options).filter(([, value]) => value !== undefined && value !== false),
    );
    const { problem } = generate(family, given);
    return { name: `${family} ${i}`, problem };
  });
}

/**
 * Plans each in the page's worker and here. Returns a line for each that differs.
 *
 * @param {import("playwright-core").Page} page
 * @param {readonly Instance[]} list
 * @param {Otherwise} otherwise what the browser is asked for instead
 */
export async function browserPlans(page, list, otherwise = {}) {
  const wrong = [];
  for (const [i, { name, problem }] of list.entries()) {
    const minimize = i % 2 === 0 || problem.capacity === undefined;
    const asked = { minimize, seed: i, stepLimit: STEP_LIMIT };
    const here = await plan(problem, asked);
    const there = await inWorker(page, JSON.stringify(problem), { ...asked, ...otherwise }, problem.capacity ?? null);
    const offsets = here.offsets === null ? null : Array.from(here.offsets);
    const same =
      there.status === here.status &&
      there.steps === here.steps &&
      JSON.stringify(there.offsets) === JSON.stringify(offsets);
    if (!same) wrong.push(`${name}: ${there.status} in ${there.steps} steps, here ${here.status} in ${here.steps}`);
  }
  return wrong;
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} text
 * @param {{ minimize: boolean, seed: number, stepLimit: number }} asked
 * @param {number | null} capacity
 * @returns {Promise<{ status: string, steps: number, offsets: number[] | null }>}
 */
function inWorker(page, text, asked, capacity) {
  return page.evaluate(
    async ([json, wish, bytes]) => {
      const own = /** @type {any} */ (globalThis);
      own.plansWorker ??= own.telaplanWorker();
      const worker = own.plansWorker;
      const ask = (/** @type {object} */ message) =>
        new Promise((resolve, reject) => {
          worker.onmessage = (/** @type {any} */ { data }) => {
            if (data.kind === "answer") resolve(data.answer);
            if (data.kind === "failed") reject(new Error(data.message));
          };
          worker.postMessage({ number: 0, ...message });
        });
      await ask({ kind: "open", files: [{ name: "a.json", bytes: new TextEncoder().encode(json) }], asPlan: false });
      const full = { capacities: [bytes], timeLimitMs: null, policy: "learned", ...wish };
      const { picture } = await ask({ kind: "plan", wish: full });
      const { status, steps, offset, fits } = picture;
      // Where nothing fits, what is drawn is the closest plan, which is none.
      return { status, steps, offsets: !fits || offset === null ? null : Array.from(offset) };
    },
    /** @type {const} */ ([text, asked, capacity]),
  );
}
