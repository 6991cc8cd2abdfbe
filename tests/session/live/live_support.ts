/**
 * A live session against the embedded exchange, over real sockets, with a real journal; a rule that does what a test says, and
 * a stranger who trades with it.
 *
 * @module
 */
import { assert } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { z } from "zod";
import { type Micros, parseMicros, parsePrice, parseQuantity } from "../../../src/core/numbers/money.ts";
import type { OrderReport } from "../../../src/core/orders.ts";
import type { Outcome } from "../../../src/core/outcomes.ts";
import { register, type Registry } from "../../../src/core/strategy/strategy.ts";
import type { Result } from "../../../src/core/result.ts";
import type { Timers } from "../../../src/lib/timers.ts";
import { Journal } from "../../../src/journal/journal.ts";
import { accountPlace } from "../../../src/journal/place.ts";
import { readEnvironment } from "../../../src/kalshi/environment.ts";
import { createSigner } from "../../../src/kalshi/signing/sign.ts";
import { confirmTyped } from "../../../src/session/live/confirmation.ts";
import { Session } from "../../../src/session/session.ts";
import type { Setup } from "../../../src/session/setup/setup.ts";
import type { AccountSeam } from "../../../src/simulator/exchange/accounts/seam.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../../src/simulator/mod.ts";
import { must, setupOf, Watcher } from "../support.ts";

/**
 * Enters once at a price with its exits, and never again: what a replay decides too. Where its entry was refused at the edge or
 * timed out it tries once more in the next second.
 */
const ONCE = register({
  name: "once",
  category: "test",
  description: "enters once",
  parameters: z.strictObject({
    price: z.string().default("0.5600"),
    contracts: z.string().default("10"),
    takeProfit: z.number().optional(),
    stopLoss: z.number().optional(),
  }),
  create: ({ price, contracts, takeProfit, stopLoss }) => {
    let triedAt = -Infinity;
    let entered = false;
    return {
      onState: ({ at, market }, portfolio) => {
        const { ticker } = market;
        entered ||= portfolio.openOrders(ticker) > 0 || portfolio.holding(ticker) !== undefined;
        if (entered || at - triedAt < 200) return { code: "NOTHING_TO_DO" };
        triedAt = at;
        return [{
          action: "buy",
          market: ticker,
          price: parsePrice(price),
          size: { quantity: parseQuantity(contracts) },
          exits: {
            ...(takeProfit === undefined ? {} : { takeProfit }),
            ...(stopLoss === undefined ? {} : { stopLoss }),
          },
        }];
      },
    };
  },
});

/** The rules of live tests. */
export const LIVE_REGISTRY: Registry = new Map([["once", ONCE]]);

/** What differs from the usual. */
export interface LiveBenchOptions {
  readonly exchange?: Partial<SimulatorOptions>;
  readonly setup?: Partial<Setup>;
  /** The one rule's parameters; `null` for no rule. */
  readonly rule?: Readonly<Record<string, string | number>> | null;
}

/** Where a live session finds all it needs. */
export interface LivePlace {
  readonly url: string;
  readonly keyId: string;
  readonly privateKeyPem: string;
  readonly market: string;
  readonly folder: string;
}

/** Opens the journal of a place. */
export function openJournal({ keyId, folder }: LivePlace): Journal {
  return must(Journal.open({
    place: accountPlace(`${folder}/state`, "simulator", keyId),
    environment: "simulator",
    account: keyId,
    now: Date.now,
  }));
}

/** Starts a live session. */
export async function startLive(
  { url, keyId, privateKeyPem, market, folder }: LivePlace,
  journal: Journal,
  watcher: Watcher,
  { setup = {}, rule = {}, resume, timers }: Omit<LiveBenchOptions, "exchange"> & {
    readonly resume?: string;
    readonly timers?: Timers;
  },
): Promise<Result<Session>> {
  return await Session.start({
    environment: must(readEnvironment(url)),
    signer: must(createSigner(keyId, privateKeyPem)),
    words: [market],
    setup: {
      ...await setupOf(),
      mode: "live",
      strategies: rule === null ? [] : [{ name: "once", parameters: rule }],
      ...setup,
    },
    registry: LIVE_REGISTRY,
    recordings: `${folder}/recordings`,
    program: "test",
    live: {
      journal,
      confirmation: must(confirmTyped("yes", "test")),
      process: "test",
      ...(timers === undefined ? {} : { timers }),
    },
    ...(resume === undefined ? {} : { resume }),
  }, () => [watcher]);
}

/** An exchange with quiet markets, and live sessions at it. */
export class LiveBench implements AsyncDisposable {
  readonly folder: string;
  readonly simulator: Simulator;
  readonly stranger: AccountSeam;
  readonly watcher = new Watcher();
  /** The market that is traded, on the shard of the NBA. */
  readonly market: string;
  readonly #options: LiveBenchOptions;
  readonly #open: { readonly session: Session; readonly journal: Journal }[] = [];

  private constructor(simulator: Simulator, folder: string, options: LiveBenchOptions) {
    this.simulator = simulator;
    this.folder = folder;
    this.#options = options;
    this.market = simulator.markets.find(({ ticker }) => ticker.startsWith("KXNBA"))?.ticker ?? "";
    const balances = new Map([0, 3].map((shard): [number, Micros] => [shard, parseMicros("10000")]));
    this.stranger = simulator.accounts.open({ userId: "stranger", balances });
  }

  static async open(options: LiveBenchOptions = {}): Promise<LiveBench> {
    const simulator = must(await startSimulator({ plan: { kind: "quiet" }, ...options.exchange }));
    return new LiveBench(simulator, await Deno.makeTempDir({ prefix: "live-" }), options);
  }

  /** The account that the sessions trade. */
  get account(): AccountSeam {
    const account = this.simulator.account();
    assert(account !== undefined);
    return account;
  }

  /** Where a session finds all it needs; also one of another process. */
  get place(): LivePlace {
    const { simulator: { url, keyId, privateKeyPem }, market, folder } = this;
    return { url, keyId, privateKeyPem, market, folder };
  }

  /** A journal of the account; it is closed with the bench. */
  journal(): Journal {
    return openJournal(this.place);
  }

  /** The stranger's order rests, or trades with what rests. */
  async offer(side: "bid" | "ask", price: string, count: string): Promise<string> {
    await Promise.resolve();
    const made = this.stranger.create({
      market: this.market,
      side,
      price: parsePrice(price),
      count: parseQuantity(count),
      timeInForce: "good_till_canceled",
      selfTradePrevention: "taker_at_cross",
      exchangeIndex: 3,
    });
    assert(made.ok, JSON.stringify(made));
    return made.value.orderId;
  }

  /** Starts a session that goes live, and waits until it may enter. */
  async start(
    more: Pick<LiveBenchOptions, "rule"> & { readonly resume?: string; readonly watcher?: Watcher } = {},
  ) {
    const { watcher = this.watcher } = more;
    const journal = this.journal();
    const started = await startLive(this.place, journal, watcher, {
      ...this.#options,
      ...(more.rule === undefined ? {} : { rule: more.rule }),
      ...(more.resume === undefined ? {} : { resume: more.resume }),
    });
    if (!started.ok) journal[Symbol.dispose]();
    const session = must(started);
    this.#open.push({ session, journal });
    return { session, journal };
  }

  /** Waits until a session sees its account, and has compared it. */
  async seeing(session: Session, watcher = this.watcher): Promise<void> {
    await watcher.until(() => {
      const { live } = session;
      return live !== undefined && live.blind === undefined && live.unreconciled === undefined;
    }, "sight of the account");
  }

  /** Waits for reports. */
  async until(kind: OrderReport["kind"], count = 1, watcher = this.watcher): Promise<void> {
    await watcher.until(
      () => reportsOf(watcher.outcomes).filter((report) => report.kind === kind).length >= count,
      `${count} × ${kind}`,
    );
  }

  /** Waits until something holds at the exchange; it is looked at after every event of the accounts. */
  async untilAtExchange(holds: () => boolean, what: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => void (holds() && resolve());
    const stop = this.simulator.accounts.onEvent(() => queueMicrotask(look));
    look();
    try {
      await deadline(promise, 60_000);
    } catch (error) {
      throw new Error(`${what} did not happen; notes: ${this.watcher.notes.join(" | ")}`, { cause: error });
    } finally {
      stop();
    }
  }

  /** What rests of the account's orders. */
  get resting(): readonly string[] {
    return this.account.resting().map(({ clientOrderId }) => clientOrderId ?? "of nobody");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { session, journal } of this.#open) {
      await session.close("the test has ended");
      journal[Symbol.dispose]();
    }
    await this.simulator.close();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** The reports among outcomes. */
export function reportsOf(outcomes: readonly Outcome[]): readonly OrderReport[] {
  return outcomes.flatMap((outcome) => outcome.kind === "report" ? [outcome.report] : []);
}

/** What was refused, by code. */
export function refusedCodes(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap((outcome) =>
    outcome.kind === "signal" && outcome.refused !== undefined ? [outcome.refused.code] : []
  );
}
