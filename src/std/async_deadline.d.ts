// Types of @std/async/deadline; see README.md.

export interface DeadlineOptions {
  readonly signal?: AbortSignal;
}

/** Rejects with a `DOMException` named `TimeoutError` if `promise` is not settled within `ms`. */
export declare function deadline<T>(promise: Promise<T>, ms: number, options?: DeadlineOptions): Promise<T>;
