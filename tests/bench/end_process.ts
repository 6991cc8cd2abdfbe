/**
 * Ends a child for certain.
 *
 * @module
 */
import { deadline } from "@std/async/deadline";

/** What is needed of a child. */
export interface Endable {
  readonly ended: Promise<unknown>;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
}

async function endsWithin(child: Endable, ms: number): Promise<boolean> {
  try {
    await deadline(child.ended, ms);
    return true;
  } catch {
    return false;
  }
}

/**
 * Waits for a child that was told to end; after the patience SIGTERM, after it once more SIGKILL.
 *
 * @param patienceMs for either step
 */
export async function endProcess(child: Endable, patienceMs: number): Promise<void> {
  if (await endsWithin(child, patienceMs)) return;
  child.kill("SIGTERM");
  if (await endsWithin(child, patienceMs)) return;
  child.kill("SIGKILL");
  await child.ended;
}

/** Ends a child by SIGTERM, after the patience by SIGKILL. */
export async function terminate(child: Endable, patienceMs: number): Promise<void> {
  child.kill("SIGTERM");
  if (await endsWithin(child, patienceMs)) return;
  child.kill("SIGKILL");
  await child.ended;
}
