/**
 * Ctrl-C and requests to end.
 *
 * @module
 */

/** Fulfilled on the first signal to end, with a word about it; `stop` listens no more. */
export function interrupted(): { readonly pressed: Promise<string>; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<string>();
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const listeners = names.map((name) => ({ name, listener: () => resolve(`interrupted by ${name}`) }));
  const added = listeners.filter(({ name, listener }) => {
    try {
      Deno.addSignalListener(name, listener);
      return true;
    } catch {
      // Windows has no such signal.
      return false;
    }
  });
  return {
    pressed: promise,
    stop: () => {
      for (const { name, listener } of added) Deno.removeSignalListener(name, listener);
    },
  };
}
