/**
 * Memory that threads share is only to be had on pages that are isolated from others. Here nobody shares it: plain
 * memory does.
 */
if (typeof SharedArrayBuffer === "undefined") Object.assign(globalThis, { SharedArrayBuffer: ArrayBuffer });

/** `setImmediate` for those who let messages be heard: a channel's message comes sooner than a timer. */
type Turn = () => void;

const waiting: Turn[] = [];
const channel = new MessageChannel();
channel.port1.onmessage = () => waiting.shift()?.();

Object.assign(globalThis, {
  setImmediate: (turn: Turn): void => {
    waiting.push(turn);
    channel.port2.postMessage(0);
  },
});
