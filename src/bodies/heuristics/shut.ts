/**
 * Offsets that are shut to the body in hand: open intervals, sorted by their lower ends once all are there. Shell sort,
 * because most lists are short and nearly in order.
 */
export class Shut {
  length = 0;
  low: Float64Array = new Float64Array(64);
  high: Float64Array = new Float64Array(64);

  clear(): void {
    this.length = 0;
  }

  add(low: number, high: number): void {
    if (this.length === this.low.length) {
      this.low = doubled(this.low);
      this.high = doubled(this.high);
    }
    this.low[this.length] = low;
    this.high[this.length++] = high;
  }

  sort(): void {
    const { low, high, length } = this;
    for (let gap = gapFor(length); gap > 0; gap = gap === 1 ? 0 : Math.max(1, Math.floor(gap / 2.25))) {
      for (let i = gap; i < length; i++) {
        const [from, to] = [low[i]!, high[i]!];
        let j = i;
        for (; j >= gap && low[j - gap]! > from; j -= gap) {
          low[j] = low[j - gap]!;
          high[j] = high[j - gap]!;
        }
        low[j] = from;
        high[j] = to;
      }
    }
  }
}

function gapFor(length: number): number {
  return length <= 24 ? 1 : Math.floor(length / 2.25);
}

function doubled(values: Float64Array): Float64Array {
  const larger = new Float64Array(2 * values.length);
  larger.set(values);
  return larger;
}
