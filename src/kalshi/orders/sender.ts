/**
 * The way out for everything that changes an account. It is the only one: a test says so.
 *
 * A request waits for room in the rate limit, then whoever owns this is asked whether anything may be written at all, and
 * then it is sent, once.
 *
 * @module
 */
import { createAttempt } from "../rest/attempt.ts";
import type { AttemptOptions, AttemptOutcome, AttemptRequest } from "../rest/attempted.ts";
import type { WriteBudget } from "./budget.ts";
import { notSent } from "./judge.ts";
import type { WritePriority } from "./contract.ts";
import type { NotSent } from "./outcomes.ts";
import type { WriteKind } from "./costs.ts";

/** A write about to be sent, for whoever says whether it may be. */
export interface AboutToWrite {
  readonly kind: WriteKind;
  readonly priority: WritePriority;
}

/** How to send. */
export interface SenderOptions extends AttemptOptions {
  readonly budget: WriteBudget;
  /** Asked after all waiting, where a connection has to be opened first, and when there is one, right before the bytes go: a reason (one line) where nothing may be written. */
  readonly guard?: (write: AboutToWrite) => string | undefined;
  /** Called after a 429. */
  readonly onLimited?: () => void;
}

/** One write. */
export interface Write extends AboutToWrite {
  readonly request: AttemptRequest;
  /** The bucket that pays, and how much. */
  readonly bucket: number;
  readonly cost: number;
  readonly waitMs: number;
  readonly signal?: AbortSignal;
  readonly hold?: () => string | undefined;
}

/** Sends a write once; never rejects. */
export type Send = (write: Write) => Promise<AttemptOutcome | NotSent>;

/** Makes the function that sends. */
export function createSender(options: SenderOptions): Send {
  const { budget, guard, onLimited, ready } = options;
  const attempt = createAttempt(options);
  return async function send({ request, kind, priority, bucket, cost, waitMs, signal, hold }) {
    const room = await budget.spend({
      bucket,
      cost,
      priority,
      waitMs,
      ...(signal === undefined ? {} : { signal }),
    });
    if (room === "aborted") return notSent("aborted", "the program is ending");
    if (room === "late") {
      return notSent("budget", `the rate limit left no room for it within ${waitMs / 1000} s`);
    }
    if (room === "never") {
      return notSent("budget", `it costs ${cost} tokens, and the rate limit never holds as many for it`);
    }
    const why = (): string | undefined => guard?.({ kind, priority }) ?? hold?.();
    // A connection may take a while, and none is opened for what may not leave; where one is ready, it is asked once, right before.
    const held = ready?.isReady === true ? undefined : why();
    if (held !== undefined) return notSent("held", held);
    const outcome = await attempt(request, signal, why);
    if (outcome.kind === "answered" && outcome.status === TOO_MANY) {
      budget.exhausted(bucket);
      onLimited?.();
    }
    return outcome;
  };
}

const TOO_MANY = 429;
