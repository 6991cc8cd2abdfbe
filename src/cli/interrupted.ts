/**
 * Requests to end: Ctrl-C, SIGTERM, a window that is closed, output that nobody takes any more.
 *
 * The first asks for an end in order. A second Ctrl-C or SIGTERM ends the program at once; hang-ups never do, since a window
 * that is closed sends several: the terminal's own, and one more from its shell.
 *
 * @module
 */

/** Work that is ended in order. */
export interface Interruption {
  /** Fulfilled with a word about it when the work is asked to end. */
  readonly pressed: Promise<string>;
  /** The work is over: it listens no more. */
  stop(): void;
}

/** What a shell reports of a program that a signal has ended. */
const AT_ONCE_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
const HANG_UP = "SIGHUP";
/** `deno task` passes on what a service manager has sent to both: one request, not two. */
const SAME_REQUEST_MS = 100;

interface Listening {
  readonly end: (why: string) => void;
  readonly atOnce: (() => void) | "never";
}

/** Who is to be asked, innermost last: `schedule` runs a day inside itself. */
const listening: Listening[] = [];
let why: string | undefined;
let askedAt: number | undefined;
let stopSignals = () => {};

/**
 * Listens for requests to end, from now until {@linkcode Interruption.stop}.
 *
 * @param atOnce what must be done even where the program ends at once, such as giving the terminal back; "never" for a
 * worker, which gets the terminal's signals and its manager's, and is ended by the manager where that is wanted
 */
export function interrupted(atOnce: (() => void) | "never" = () => {}): Interruption {
  const { promise, resolve } = Promise.withResolvers<string>();
  const own = { end: resolve, atOnce };
  if (listening.length === 0) stopSignals = listenForSignals();
  listening.push(own);
  if (why !== undefined) resolve(why);
  return {
    pressed: promise,
    stop: () => {
      const index = listening.indexOf(own);
      if (index < 0) return;
      listening.splice(index, 1);
      if (listening.length > 0) return;
      stopSignals();
      why = askedAt = undefined;
    },
  };
}

/** Asks for an end because nobody takes the output any more. @returns whether there was anybody to ask */
export function endWithoutOutput(reason: string): boolean {
  if (listening.length > 0) askToEnd(reason);
  return listening.length > 0;
}

function askToEnd(reason: string): void {
  why ??= reason;
  for (const { end } of listening) end(why);
}

function listenForSignals(): () => void {
  const names = [...Object.keys(AT_ONCE_CODES) as (keyof typeof AT_ONCE_CODES)[], HANG_UP] as const;
  const added = names.map((name) => ({ name, listener: () => onSignal(name) })).filter(
    ({ name, listener }) => {
      try {
        Deno.addSignalListener(name, listener);
        return true;
      } catch {
        // Windows has no such signal.
        return false;
      }
    },
  );
  return () => {
    for (const { name, listener } of added) Deno.removeSignalListener(name, listener);
  };
}

function onSignal(name: keyof typeof AT_ONCE_CODES | typeof HANG_UP): void {
  if (name === HANG_UP) return askToEnd(`interrupted by ${name}`);
  const now = performance.now();
  if (askedAt !== undefined && now - askedAt >= SAME_REQUEST_MS) {
    if (listening.some(({ atOnce }) => atOnce === "never")) return;
    for (const { atOnce } of listening.toReversed()) if (atOnce !== "never") atOnce();
    Deno.exit(AT_ONCE_CODES[name]);
  }
  askedAt ??= now;
  askToEnd(`interrupted by ${name}`);
}
