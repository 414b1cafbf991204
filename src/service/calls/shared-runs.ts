import { LRUCache } from "lru-cache";
import type { SearchPolicy } from "../../search/index.js";
import { asCached } from "../wire/answer.js";
import { forStore } from "../wire/recalled.js";
import type { PlanTask } from "../wire/task.js";
import type { Ending } from "../workers/jobs.js";
import { SharedRun, type SharedRunsOptions, type Wait } from "./shared-run.js";

/** Gives every request an answer: a stored one, that of an equal run under way, or that of a run of its own. */
export class SharedRuns {
  readonly #options: SharedRunsOptions;
  readonly #cache: LRUCache<string, Uint8Array> | null;
  /** The latest run of each key: the one to join. */
  readonly #byKey = new Map<string, SharedRun>();
  readonly #all = new Set<SharedRun>();
  /** Runs whose answers are not to be stored. */
  #forgotten = new WeakSet<SharedRun>();

  constructor(options: SharedRunsOptions) {
    this.#options = options;
    this.#cache =
      options.cacheBytes === 0
        ? null
        : new LRUCache({
            maxSize: options.cacheBytes,
            sizeCalculation: (bytes, key) => bytes.length + key.length + 200,
          });
  }

  /**
   * What is known comes from policies that are no more: nothing of it is answered with, or stored, from now on.
   *
   * @param policies those that are now
   */
  forget(policies: readonly SearchPolicy[]): void {
    this.#options.elsewhere?.change(policies);
    this.#cache?.clear();
    this.#byKey.clear();
    this.#forgotten = new WeakSet(this.#all);
  }

  get cached(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#cache?.size ?? 0, bytes: this.#cache?.calculatedSize ?? 0 };
  }

  /** A stored answer; null where there is none. */
  stored(task: PlanTask): Uint8Array | null {
    const stored = this.#cache?.get(task.key);
    if (stored === undefined) return null;
    this.#options.watch.cache("hit");
    return asCached(stored);
  }

  /**
   * An encoded PlanResponse. Rejects with a ServiceError, or with the signal's reason when the caller is gone.
   */
  answer(task: PlanTask, wait: Wait): Promise<Uint8Array> {
    const { watch } = this.#options;
    const stored = this.stored(task);
    if (stored !== null) {
      wait.facts.cache = "hit";
      return Promise.resolve(stored);
    }
    const known = this.#byKey.get(task.key);
    if (known?.serves(wait) === true) {
      watch.cache("shared");
      wait.facts.cache = "shared";
      return known.join(wait);
    }
    watch.cache("miss");
    wait.facts.cache = "miss";
    const run = new SharedRun(task, this.#options, (ending) => this.#finish(run, ending));
    this.#byKey.set(task.key, run);
    this.#all.add(run);
    const answer = run.join(wait);
    run.begin();
    return answer;
  }

  /**
   * Ends all runs: calls get the best plan so far, or, where there is none, the error that says to ask another server.
   */
  shutdown(): void {
    for (const run of this.#all) run.stop("shutdown");
  }

  #finish(run: SharedRun, ending: Ending): void {
    const { watch } = this.#options;
    this.#all.delete(run);
    if (this.#byKey.get(run.task.key) === run) this.#byKey.delete(run.task.key);
    if (ending.kind === "broken") watch.broken(ending.message);
    if (ending.kind !== "done") return;
    if (ending.run !== null) {
      watch.run(ending.run);
      watch.planned?.(run.task, ending.run);
    }
    if (!ending.lasting || this.#forgotten.has(run)) return;
    // A copy: what a thread sends may be a small part of a larger piece of memory, which would be kept too.
    this.#cache?.set(run.task.key, ending.bytes.slice());
    if (!run.isRecalled) this.#keepElsewhere(run, ending);
  }

  #keepElsewhere({ task }: SharedRun, { bytes, checkable = false }: Ending & { readonly kind: "done" }): void {
    const { elsewhere } = this.#options;
    if (elsewhere?.holds(task) === true) elsewhere.keep(task, forStore(bytes), checkable);
  }
}
