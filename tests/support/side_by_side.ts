/**
 * Cases that mostly wait for an exchange, several at a time.
 *
 * @module
 */

/** One of them. It shares no clock, folder or port with the others. */
export interface SideCase {
  readonly name: string;
  /** Left out and said to be. @default {false} */
  readonly ignore?: boolean;
  play(): Promise<void>;
}

/** So many at a time: more would wait for the processor, and run into deadlines. */
const AT_A_TIME = 3;

/** Registers a test whose steps are the cases. What they leave open is looked for once all have ended. */
export function sideBySide(name: string, cases: readonly SideCase[]): void {
  Deno.test(name, async (test) => {
    const waiting = [...cases];
    const work = async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        const { name, ignore = false, play } = one;
        // A failure is the step's own: the others are played all the same.
        await test.step({
          name,
          ignore,
          fn: play,
          sanitizeOps: false,
          sanitizeResources: false,
          sanitizeExit: false,
        });
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
  });
}
