import { Buffer as NodeBuffer } from "node:buffer";

/**
 * Choices with labels: groups of candidates, rows of features, of which some are good. What is collected, stored, and
 * trained on.
 */
export interface ChoiceSet {
  readonly featureCount: number;
  /** Row-major over all candidates. */
  readonly rows: Float32Array;
  /** Candidates of group g: `groupStart[g] … groupStart[g + 1]`. */
  readonly groupStart: Int32Array;
  /** By candidate: 1 where it is good. */
  readonly good: Uint8Array;
  /** By group: how many like it it stands for. */
  readonly weight: Float32Array;
}

/** As JSON: typed arrays in base64, little-endian. */
export interface StoredChoices {
  readonly featureCount: number;
  readonly rows: string;
  readonly groupStart: string;
  readonly good: string;
  readonly weight: string;
}

/** Grows a choice set group by group. */
export class ChoiceRecorder {
  readonly featureCount: number;
  #rows = new Float32Array(1 << 12);
  #starts: number[] = [0];
  #good: number[] = [];
  #weights: number[] = [];

  constructor(featureCount: number) {
    this.featureCount = featureCount;
  }

  get groups(): number {
    return this.#weights.length;
  }

  /**
   * Adds a group: the first rows of `rows`, one for each entry of `good`. Groups in which nothing or everything is good
   * say nothing and are left out.
   */
  add(rows: Float64Array, good: readonly boolean[], weight: number): void {
    const goods = good.filter(Boolean).length;
    if (goods === 0 || goods === good.length) return;
    const used = this.#good.length * this.featureCount;
    const length = good.length * this.featureCount;
    while (used + length > this.#rows.length) {
      const larger = new Float32Array(2 * this.#rows.length);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows.set(rows.subarray(0, length), used);
    for (const each of good) this.#good.push(each ? 1 : 0);
    this.#starts.push(this.#good.length);
    this.#weights.push(weight);
  }

  finish(): ChoiceSet {
    return {
      featureCount: this.featureCount,
      rows: this.#rows.slice(0, this.#good.length * this.featureCount),
      groupStart: Int32Array.from(this.#starts),
      good: Uint8Array.from(this.#good),
      weight: Float32Array.from(this.#weights),
    };
  }
}

/** One set after the other, as one. All have the same features. */
export function concatChoices(featureCount: number, sets: readonly ChoiceSet[]): ChoiceSet {
  const groups = sets.reduce((sum, { weight }) => sum + weight.length, 0);
  const candidates = sets.reduce((sum, { good }) => sum + good.length, 0);
  const all = {
    featureCount,
    rows: new Float32Array(candidates * featureCount),
    groupStart: new Int32Array(groups + 1),
    good: new Uint8Array(candidates),
    weight: new Float32Array(groups),
  };
  let group = 0;
  let candidate = 0;
  for (const set of sets) {
    all.rows.set(set.rows, candidate * featureCount);
    all.good.set(set.good, candidate);
    all.weight.set(set.weight, group);
    for (const start of set.groupStart) all.groupStart[group++] = candidate + start;
    group--;
    candidate += set.good.length;
  }
  all.groupStart[groups] = candidates;
  return all;
}

export function storeChoices({ featureCount, rows, groupStart, good, weight }: ChoiceSet): StoredChoices {
  return {
    featureCount,
    rows: toBase64(rows),
    groupStart: toBase64(groupStart),
    good: toBase64(good),
    weight: toBase64(weight),
  };
}

export function restoreChoices({ featureCount, rows, groupStart, good, weight }: StoredChoices): ChoiceSet {
  return {
    featureCount,
    rows: new Float32Array(fromBase64(rows)),
    groupStart: new Int32Array(fromBase64(groupStart)),
    good: new Uint8Array(fromBase64(good)),
    weight: new Float32Array(fromBase64(weight)),
  };
}

function toBase64({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return NodeBuffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString("base64");
}

function fromBase64(text: string): ArrayBuffer {
  const bytes = NodeBuffer.from(text, "base64");
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
