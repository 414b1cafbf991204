/**
 * Colours and type shared by the parts of the picture; dark on light paper with a contrast of at least 4.5 to 1 for
 * text.
 */

export const FONT = "ui-sans-serif, system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
export const PAPER = "#fcfcfd";
export const PAPER_EDGE = "#d5dbe3";
export const INK = "#1e293b";
export const MUTED = "#5b687b";
export const GRID = "#e6eaf0";
/** The capacity. */
export const LIMIT = "#b42318";
/** What no plan can go below. */
export const BOUND = "#0f6b5c";
