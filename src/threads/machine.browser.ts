/** What stands in for `machine.ts` where there is no Node. */

/** As `cores` of `machine.ts`: where no thread can be started, all work is that of one core. */
export function cores(): number {
  return 1;
}

/** As `nextTurn` of `machine.ts`. A message is heard at once, where timers are held back for four milliseconds. */
export function nextTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const heard = (): void => {
      port1.close();
      resolve();
    };
    port1.addEventListener("message", heard);
    port1.start();
    port2.postMessage(null);
  });
}
