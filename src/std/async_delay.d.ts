// Types of @std/async/delay; see README.md.

export interface DelayOptions {
  readonly signal?: AbortSignal;
  /** Whether the pending delay keeps the process alive. @default {true} */
  readonly persistent?: boolean;
}

/** Resolves after `ms` milliseconds; rejects with the signal's reason if aborted first. */
export declare function delay(ms: number, options?: DelayOptions): Promise<void>;
