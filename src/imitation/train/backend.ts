import type * as TensorFlow from "@tensorflow/tfjs-core";

export type TF = typeof TensorFlow;

/** What to do where it is missing. */
const PACKAGES = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-cpu", "@tensorflow/tfjs-layers"];
export const HOW_TO_ADD = `npm install --no-save ${PACKAGES.map((name) => `${name}@4.22.0`).join(" ")}`;

let loaded: Promise<{ tf: TF; backend: string }> | null = null;

/**
 * TensorFlow.js with the fastest backend that works here: @tensorflow/tfjs-node where someone has added it and its
 * binding loads, the plain JavaScript one otherwise.
 *
 * @throws Error that says how to add TensorFlow.js where it is not installed.
 */
export function tensorFlow(): Promise<{ tf: TF; backend: string }> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<{ tf: TF; backend: string }> {
  const native = await attempt("@tensorflow/tfjs-node");
  if (native !== null) return { tf: native, backend: `tfjs-node ${native.version_core ?? ""}`.trim() };
  // The layers package is there for what it registers: the core alone has no gradients in Node.
  const [tf, ...others] = await Promise.all(PACKAGES.map(attempt));
  if (tf == null || others.includes(null)) {
    throw new Error(`training needs TensorFlow.js, which is not installed: ${HOW_TO_ADD}`);
  }
  tf.enableProdMode();
  await tf.setBackend("cpu");
  await tf.ready();
  return { tf, backend: `cpu ${tf.version_core}` };
}

/** The package, or null where it is absent or does not load: a missing native binding shows only then. */
async function attempt(name: string): Promise<TF | null> {
  try {
    return (await import(name)) as TF;
  } catch {
    return null;
  }
}
