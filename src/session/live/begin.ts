/**
 * What has to be there before a live session begins: a key, a confirmation, a journal, a place to record, and the money of the
 * shards that are traded.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { Journal } from "../../journal/journal.ts";
import { DEAD_AFTER_MS } from "../../journal/sessions.ts";
import type { Environment } from "../../kalshi/environment.ts";
import { OrderApi, type OrderApiOptions } from "../../kalshi/orders/api.ts";
import type { Signer } from "../../kalshi/signing/sign.ts";
import { REAL_TIMERS, type Timers } from "../../lib/timers.ts";
import type { WireMarket } from "../../kalshi/wire/market.ts";
import type { TokenBucket } from "../../lib/token_bucket.ts";
import type { Setup } from "../setup/setup.ts";
import type { LiveOptions } from "./live_options.ts";

/** How often it is looked whether a session still lives, ms. */
const LOOK_MS = 250;

/** How a live session is started. */
export interface LiveBeginning {
  readonly environment: Environment;
  readonly signer?: Signer;
  readonly live?: LiveOptions;
  readonly recordings?: string;
  readonly setup: Setup;
  readonly now: () => number;
  /** Whether an interrupted session goes on: then the setup is the recorded one. */
  readonly resumed: boolean;
  /** Ends reads that are under way. */
  readonly signal: AbortSignal;
  /** The rate limit of reads, which the account shares with all other reads of the session. */
  readonly bucket: TokenBucket;
}

/** What a live session begins with. */
export interface LiveBegun {
  readonly api: OrderApi;
  readonly live: LiveOptions;
  readonly signer: Signer;
  /** The setup with the ids and the money of this session. */
  readonly setup: Setup;
  /** Of the ids of this session's orders, as the journal has them. */
  readonly sessionPrefix: string;
  /** Says, right before the bytes of a write go, whether they may. */
  readonly guard: WriteGuard;
  readonly markets: readonly WireMarket[];
}

/** Lets writes pass that only take away; all others where nothing holds them. */
export class WriteGuard {
  /** Why nothing but cancels may leave; until somebody says so, nothing may. */
  held: () => string | undefined = () => "the session has not begun";

  /** Why no order group may be changed. */
  groupsHeld: () => string | undefined = () => this.held();

  /** A reason where this write may not leave. */
  readonly ask: NonNullable<OrderApiOptions["guard"]> = ({ kind }) =>
    kind === "cancel" || kind === "cancel_all"
      ? undefined
      : kind === "group"
      ? this.groupsHeld()
      : this.held();
}

/**
 * Begins.
 *
 * @param find the markets that are traded, whose shards say which money there is
 * @returns a refusal where something is missing; nothing was sent then
 */
export async function beginLive(
  { environment, signer, live, recordings, setup, now, resumed, signal, bucket }: LiveBeginning,
  find: () => Promise<Result<readonly WireMarket[]>>,
): Promise<Result<LiveBegun>> {
  if (live === undefined) {
    return refuse("not_confirmed", "Cannot trade live: expected a confirmation, there is none");
  }
  if (signer === undefined) {
    return refuse("no_key", "Cannot trade live: expected an API key, there is none");
  }
  if (recordings === undefined && !resumed) {
    return refuse("not_recorded", "Cannot trade live: expected a folder of recordings, there is none");
  }
  const { journal, subaccount = 0, timers } = live;
  const killed = journal.kill.read();
  if (killed !== undefined) {
    return refuse(
      "killed",
      `Cannot trade live: the kill switch is set: ${killed}; see kalshi-live kill --undo`,
    );
  }
  const prefix = `${setup.orderPrefix}-`;
  // One that was killed counts as alive for some seconds.
  const dead = !resumed || await untilDead(journal, prefix, live.timers ?? REAL_TIMERS);
  if (!dead) return refuse("still_running", "Cannot go on with the session: another process still runs it");
  const found = await find();
  if (!found.ok) return found;
  const markets = found.value;
  const guard = new WriteGuard();
  const api = new OrderApi({
    environment,
    signer,
    now,
    fine: () => performance.now(),
    signal,
    bucket,
    guard: guard.ask,
    proxied: live.proxied === true,
    ...(timers === undefined ? {} : { timers }),
  });
  await api.learnLimits();
  const session = journal.beginSession({ process: live.process, mode: "live", setup });
  if (!session.ok) return session;
  const begun = { api, live, guard, signer, markets };
  if (resumed) return succeed({ ...begun, setup, sessionPrefix: prefix });
  const unsharded = markets.find(({ exchange_index }) => typeof exchange_index !== "number");
  if (unsharded !== undefined) {
    return refuse(
      "no_shard",
      `Cannot trade ${unsharded.ticker}: the exchange does not say on which shard it is`,
    );
  }
  const shards = new Set(markets.flatMap(({ exchange_index }) => exchange_index ?? []));
  let startingCash = 0;
  for (const shard of shards) {
    const read = await api.balance(shard, subaccount);
    if (read.kind !== "read") {
      return refuse("balance_unread", `Cannot trade live: ${read.reason.message}`);
    }
    startingCash += read.value.balance;
  }
  const { orderPrefix } = session.value;
  return succeed({
    ...begun,
    // The engine puts a dash before its number.
    setup: {
      ...setup,
      orderPrefix: orderPrefix.replace(/-$/, ""),
      startingCash: startingCash as Setup["startingCash"],
    },
    sessionPrefix: orderPrefix,
  });
}

/** Waits until the session of a prefix, and whoever went on from it, shows no sign of life. @returns whether it has come to that */
async function untilDead(journal: Journal, prefix: string, timers: Timers): Promise<boolean> {
  const lives = () => {
    const family = journal.sessions.family(prefix);
    return journal.sessions.alive().some(({ sessionId }) => family.includes(sessionId));
  };
  for (let waitedMs = 0; lives(); waitedMs += LOOK_MS) {
    if (waitedMs > DEAD_AFTER_MS + LOOK_MS) return false;
    await new Promise<void>((resolve) => timers.after(LOOK_MS, resolve));
  }
  return true;
}
