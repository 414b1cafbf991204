/**
 * What of the scene is seen: a piece of time, and a part of each sheet's addresses, as shares of what it shows whole.
 */
export interface Window {
  readonly begin: number;
  readonly end: number;
  /** From 0 at the bottom to 1 at the top. */
  readonly low: number;
  readonly high: number;
}

export interface Extent {
  readonly begin: number;
  readonly end: number;
}

/** How far in one can zoom. */
const MOST_ZOOM = 1e7;
/** Share of the whole that may be seen beyond its ends. */
const MARGIN = 0.02;

export function whole({ begin, end }: Extent): Window {
  return { begin, end, low: 0, high: 1 };
}

/** Zooms about a place: what lies there stays there. Factors below 1 show less. */
export function zoomed(
  window: Window,
  extent: Extent,
  about: { readonly time: number; readonly share: number },
  factor: { readonly time: number; readonly share: number },
): Window {
  const { begin, end, low, high } = window;
  const { time, share } = about;
  return within(
    {
      begin: time - (time - begin) * factor.time,
      end: time + (end - time) * factor.time,
      low: share - (share - low) * factor.share,
      high: share + (high - share) * factor.share,
    },
    extent,
  );
}

/** Moves by shares of what is seen. */
export function moved(window: Window, extent: Extent, across: number, up: number): Window {
  const { begin, end, low, high } = window;
  const [dt, ds] = [across * (end - begin), up * (high - low)];
  return within({ begin: begin + dt, end: end + dt, low: low + ds, high: high + ds }, extent);
}

/** A window that shows something: neither beyond the ends nor without any width. */
export function within(window: Window, extent: Extent): Window {
  const span = extent.end - extent.begin;
  const [begin, end] = kept(window.begin, window.end, extent.begin - MARGIN * span, extent.end + MARGIN * span);
  const [low, high] = kept(window.low, window.high, -MARGIN, 1 + MARGIN);
  return { begin, end, low, high };
}

function kept(from: number, to: number, least: number, most: number): [number, number] {
  const room = most - least;
  const width = Math.min(room, Math.max(room / MOST_ZOOM, to - from));
  const middle = (from + to) / 2;
  const start = Math.min(most - width, Math.max(least, middle - width / 2));
  return [start, start + width];
}
