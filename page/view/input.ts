/** Pointer, wheel and keys on the picture. Whatever the pointer can do, a key can do too. */
import { liveAt } from "../scene/look-up.js";
import type { View } from "./view.js";

const WHEEL = 0.0016;
/** Pixels that the pointer may move while it clicks. */
const CLICK = 4;

export function listenTo(view: View, say: (what: "buffer" | "cursor" | "window") => void): void {
  listenToPointer(view);
  view.host.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const told = keyed(view, event.key, event.shiftKey);
    if (told === null) return;
    event.preventDefault();
    say(told);
  });
}

function listenToPointer(view: View): void {
  const { host } = view;
  let drag: { x: number; y: number; moved: boolean; isStrip: boolean } | null = null;
  const at = (event: MouseEvent): { x: number; y: number } => {
    const { left, top } = host.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  host.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const factor = Math.exp(event.deltaY * WHEEL * (event.deltaMode === 1 ? 20 : 1) * (event.ctrlKey ? 4 : 1));
      view.zoom(factor, at(event), event.shiftKey ? "time" : event.altKey ? "address" : "both");
    },
    { passive: false },
  );
  host.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    host.setPointerCapture(event.pointerId);
    const { x, y } = at(event);
    drag = { x, y, moved: false, isStrip: view.under(x, y)?.isStrip === true };
    if (drag.isStrip) view.setCursor(Math.floor(view.under(x, y)!.time));
  });
  host.addEventListener("pointermove", (event) => {
    const { x, y } = at(event);
    if (drag === null) {
      view.hover(x, y);
      return;
    }
    const place = view.places[0];
    if (place === undefined) return;
    if (Math.abs(x - drag.x) + Math.abs(y - drag.y) > CLICK) drag.moved = true;
    if (!drag.moved) return;
    if (drag.isStrip) {
      const under = view.under(x, y);
      if (under !== null) view.setCursor(Math.floor(under.time));
      return;
    }
    view.pan((drag.x - x) / place.width, (y - drag.y) / place.height);
    drag.x = x;
    drag.y = y;
  });
  host.addEventListener("pointerup", (event) => {
    const { x, y } = at(event);
    if (drag !== null && !drag.moved && !drag.isStrip) {
      const under = view.under(x, y);
      const buffer = under?.buffer ?? -1;
      view.pin(buffer === view.pinned ? -1 : buffer);
    }
    drag = null;
  });
  host.addEventListener("pointercancel", () => {
    drag = null;
  });
  host.addEventListener("pointerleave", () => view.leave());
  host.addEventListener("dblclick", (event) => view.zoom(0.5, at(event)));
}

/** Does what a key asks for. Returns what there is to say of it; null where the key means nothing. */
function keyed(view: View, key: string, shift: boolean): "buffer" | "cursor" | "window" | null {
  const { scene } = view;
  if (scene === null) return null;
  const step = shift ? null : 0.12;
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const sign = key === "ArrowLeft" ? -1 : 1;
    if (step === null) view.setCursor(nextTime(view, sign));
    else view.pan(sign * step, 0);
    return step === null ? "cursor" : "window";
  }
  if (key === "ArrowUp" || key === "ArrowDown") {
    view.pan(0, (key === "ArrowUp" ? 1 : -1) * 0.12);
    return "window";
  }
  if (key === "+" || key === "=" || key === "-" || key === "_") {
    const factor = key === "+" || key === "=" ? 0.8 : 1.25;
    view.zoom(factor, undefined, shift && key === "_" ? "time" : "both");
    return "window";
  }
  if (key === "0" || key === "Home") {
    view.fitAll();
    return "window";
  }
  if (key === "p") {
    view.setCursor(scene.sheets[0]!.facts.time);
    return "cursor";
  }
  if (key === "n" || key === "N") {
    pinNext(view, key === "n" ? 1 : -1);
    return "buffer";
  }
  if (key === "Escape") {
    view.pin(-1);
    view.setCursor(null);
    return "buffer";
  }
  return null;
}

/** The next time at which something begins or ends. */
function nextTime(view: View, sign: 1 | -1): number {
  const scene = view.scene!;
  const now = view.cursor ?? (sign > 0 ? scene.begin - 1 : scene.end);
  let best = sign > 0 ? scene.end : scene.begin;
  for (const { facts } of scene.sheets) {
    const { times } = facts.load;
    for (let i = 0; i < times.length; i++) {
      const time = times[i]!;
      if (sign > 0 ? time > now && time < best : time < now && time > best) best = time;
    }
  }
  return best;
}

/** Goes through those who live at the cursor, or at the peak, from the largest down. */
function pinNext(view: View, by: 1 | -1): void {
  const scene = view.scene!;
  const time = view.cursor ?? scene.sheets[0]!.facts.time ?? scene.begin;
  const live = liveAt(scene, time).map(({ buffer }) => buffer);
  if (live.length === 0) return;
  const now = live.indexOf(view.pinned);
  const next = live[(now + by + live.length + (now < 0 && by < 0 ? 1 : 0)) % live.length]!;
  view.pin(next);
  view.reveal(next);
}
