/** Where the sheets lie on the canvas: in a column or side by side, each with its load below it. */

/** In CSS pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Cell {
  readonly sheet: number;
  readonly title: Box;
  readonly plot: Box;
  /** The load over time; null where the plot itself is the load. */
  readonly strip: Box | null;
}

const AXIS = { left: 68, bottom: 22, right: 10 };
const TITLE = 24;
const GAP = 8;
const LEAST_WIDTH = 380;

export function cellsOf(
  width: number,
  height: number,
  sheets: readonly { readonly hasPlan: boolean }[],
  sideBySide: boolean,
): Cell[] {
  const columns = sideBySide ? Math.max(1, Math.min(sheets.length, Math.floor(width / LEAST_WIDTH))) : 1;
  const rows = Math.ceil(sheets.length / columns);
  const each = { width: width / columns, height: height / rows };
  return sheets.map(({ hasPlan }, sheet) => {
    const column = sheet % columns;
    const row = Math.floor(sheet / columns);
    const left = Math.round(column * each.width + AXIS.left);
    const top = Math.round(row * each.height);
    const inner = Math.max(40, Math.round(each.width - AXIS.left - AXIS.right));
    const room = Math.max(40, Math.round(each.height) - TITLE - AXIS.bottom);
    const strip = hasPlan ? Math.round(Math.min(96, Math.max(26, room * 0.2))) : 0;
    const plotHeight = room - (hasPlan ? strip + GAP : 0);
    return {
      sheet,
      title: { left, top, width: inner, height: TITLE },
      plot: { left, top: top + TITLE, width: inner, height: plotHeight },
      strip: hasPlan ? { left, top: top + TITLE + plotHeight + GAP, width: inner, height: strip } : null,
    };
  });
}

export function isInside({ left, top, width, height }: Box, x: number, y: number): boolean {
  return x >= left && x < left + width && y >= top && y < top + height;
}
