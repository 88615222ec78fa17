/**
 * Lets the event loop turn once, so that messages (a cancel, say) get in between two slices of work.
 * `setTimeout` would wait 4 ms each time in browsers; a message to oneself does not.
 */
export function breathe(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}
