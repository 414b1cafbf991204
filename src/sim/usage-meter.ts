/** What a memory's use over time came to. Sums over time are in bytes × time, or in time. */
export interface UsageFigures {
  readonly maxLiveBytes: number;
  readonly maxLiveTime: number | null;
  readonly maxFragmentation: number;
  readonly maxFragmentationTime: number | null;
  /** Sum over time of live bytes. */
  readonly liveByteTime: number;
  /** Sum over time of fragmentation. */
  readonly fragmentationTime: number;
  /** Time during which something is live. */
  readonly busyTime: number;
  /** Time from the first event to the last. */
  readonly spanTime: number;
}

/** Takes the states of a memory in the order of time, and keeps what `UsageFigures` tell. */
export class UsageMeter implements UsageFigures {
  maxLiveBytes = 0;
  maxLiveTime: number | null = null;
  maxFragmentation = 0;
  maxFragmentationTime: number | null = null;
  liveByteTime = 0;
  fragmentationTime = 0;
  busyTime = 0;
  #points = 0;
  #firstTime = 0;
  #time = 0;
  #liveBytes = 0;
  #height = 0;
  #fragmentation = 0;

  get spanTime(): number {
    return this.#time - this.#firstTime;
  }

  /**
   * The state from `time` on.
   *
   * @param height the highest live byte + 1, counted from the base; 0 while nothing is live
   * @returns the fragmentation
   */
  at(time: number, liveBytes: number, height: number): number {
    if (this.#points++ === 0) this.#firstTime = time;
    const duration = time - this.#time;
    this.liveByteTime += this.#liveBytes * duration;
    if (this.#height > 0) {
      this.fragmentationTime += this.#fragmentation * duration;
      this.busyTime += duration;
    }
    const fragmentation = height > 0 ? 1 - liveBytes / height : 0;
    if (liveBytes > this.maxLiveBytes) {
      this.maxLiveBytes = liveBytes;
      this.maxLiveTime = time;
    }
    if (height > 0 && (this.maxFragmentationTime === null || fragmentation > this.maxFragmentation)) {
      this.maxFragmentation = fragmentation;
      this.maxFragmentationTime = time;
    }
    this.#time = time;
    this.#liveBytes = liveBytes;
    this.#height = height;
    this.#fragmentation = fragmentation;
    return fragmentation;
  }

  figures(): UsageFigures {
    const { maxLiveBytes, maxLiveTime, maxFragmentation, maxFragmentationTime } = this;
    const { liveByteTime, fragmentationTime, busyTime, spanTime } = this;
    return {
      maxLiveBytes,
      maxLiveTime,
      maxFragmentation,
      maxFragmentationTime,
      liveByteTime,
      fragmentationTime,
      busyTime,
      spanTime,
    };
  }
}
