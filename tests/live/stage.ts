/**
 * The stage of a case: an exchange with play money, a market that nobody else trades in, and everyone that a case sends on.
 *
 * @module
 */
import { deadline } from "@std/async/deadline";
import { type Micros, parsePrice, parseQuantity } from "../../src/core/numbers/money.ts";
import type { RiskLimits } from "../../src/core/risk/limits.ts";
import type { EndpointName } from "../../src/simulator/control/endpoints.ts";
import type { Doubts } from "../../src/simulator/exchange/doubts.ts";
import type { FaultScriptInput, RunningScript, Simulator } from "../../src/simulator/mod.ts";
import { MAIN_USER_ID } from "../../src/simulator/server/key_ring.ts";
import type { Player } from "./player.ts";
import { must } from "../support/must.ts";
import { start } from "../simulator/support.ts";

/** Dollars by shard, where a case says nothing else. */
const MONEY: Readonly<Record<number, number>> = { 0: 100, 3: 100 };

/** What a case may ask of its exchange. */
export interface StageOptions {
  readonly doubts?: Partial<Doubts>;
  /** Dollars by shard. @default 100 on 3 and on 0 */
  readonly money?: Readonly<Record<number, number>>;
  /** @default "linear_cent" */
  readonly grid?: "linear_cent" | "tapered_deci_cent";
  readonly rateLimits?: boolean;
  /** The account's tier of rate limits at the beginning. @default basic */
  readonly tier?: Extract<Deed, { kind: "tier" }>["tier"];
  /** What goes wrong from the beginning. */
  readonly faults?: Omit<FaultScriptInput, "seed">;
  /** Whether nobody can see the account from the beginning. @default false */
  readonly blind?: boolean;
  /** Whether a rule of the player's has wishes too, beside its hand. @default false */
  readonly rule?: boolean;
  /** How far the exchange's clock is ahead of the machine's, ms. @default 0 */
  readonly aheadMs?: number;
  /** Which of the account's subaccounts is traded for; its money is the account's, moved there. @default 0 */
  readonly subaccount?: number;
  /** Whether the player's key is locked to that subaccount. @default false */
  readonly lockedKey?: boolean;
  /** Whether the player enters only while a person has armed the account, as a worker does. @default false */
  readonly armed?: boolean;
  /** What the player keeps to. */
  readonly limits?: Partial<RiskLimits>;
}

type Deed = NonNullable<FaultScriptInput["actions"]>[number]["do"];
type Hand = Extract<Deed, { kind: "hand" }>["hand"];

/** Another host, that nobody has a reason to speak to. */
class Elsewhere {
  /** Requests that came, one line each. */
  readonly heard: string[] = [];
  readonly url: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
      const signed = request.headers.has("kalshi-access-signature") ? ", signed" : "";
      this.heard.push(`${request.method}${signed}`);
      return Response.json({});
    });
    this.url = `http://127.0.0.1:${this.#server.addr.port}/elsewhere`;
  }

  close(): Promise<void> {
    return this.#server.shutdown();
  }
}

/** The stage. */
export class Stage {
  readonly elsewhere = new Elsewhere();
  readonly simulator: Simulator;
  /** A basketball market, on shard 3. */
  readonly ticker: string;
  /** A football market, on shard 0. */
  readonly football: string;
  /** Whether selling YES and holding NO are one thing here. */
  readonly nets: boolean;
  readonly options: StageOptions;
  readonly #seed: number;

  private constructor(simulator: Simulator, seed: number, options: StageOptions) {
    this.simulator = simulator;
    this.options = options;
    this.#seed = seed;
    this.nets = options.doubts?.netting ?? true;
    const { markets } = simulator;
    this.ticker = markets.find(({ event }) => event.startsWith("KXNBA"))?.ticker ?? "";
    this.football = markets.find(({ event }) => event.startsWith("KXNFL"))?.ticker ?? "";
  }

  /** @param seed of all that is left to chance */
  static async open(
    options: StageOptions,
    seed: number,
  ): Promise<Stage> {
    const { doubts = {}, money = MONEY, tier, faults, aheadMs = 0, subaccount = 0 } = options;
    const balances = new Map(
      Object.entries(money).map(([shard, dollars]) => [Number(shard), dollars * 1_000_000 as Micros]),
    );
    const simulator = await start({
      plan: { kind: "quiet", ...options.grid === undefined ? {} : { grid: options.grid } },
      doubts,
      rateLimits: options.rateLimits ?? false,
      accounts: [{ userId: MAIN_USER_ID, balances: aheadMs === 0 ? balances : new Map() }],
    });
    const stage = new Stage(simulator, seed, options);
    if (aheadMs !== 0) {
      // What the account has at the moment that is set, and not in its future.
      simulator.clock.move(aheadMs);
      for (const [shard, amount] of balances) stage.account.deposit({ shard, subaccount: 0 }, amount);
    }
    for (let made = 0; made < subaccount; made++) must(stage.account.addSubaccount());
    for (const [shard, amount] of subaccount === 0 ? [] : balances) {
      must(stage.account.transfer({ from: { shard, subaccount: 0 }, to: { shard, subaccount }, amount }));
    }
    if (options.lockedKey === true) simulator.keys.change(simulator.keyId, { subaccount });
    if (tier !== undefined) stage.do({ kind: "tier", tier });
    if (faults !== undefined) stage.script(faults);
    return stage;
  }

  /** The account that is played for. */
  get account() {
    const account = this.simulator.account();
    if (account === undefined) throw new Error("no account");
    return account;
  }

  /** Contracts in 1/100 that the account holds. */
  held(ticker: string = this.ticker): number {
    return this.account.position(ticker, this.options.subaccount)?.position ?? 0;
  }

  /** Money of the account over all shards, 1e-6 dollars, with what stands behind resting orders. */
  money(): number {
    return [0, 3].reduce((sum, shard) => sum + this.account.balance(shard, this.options.subaccount).cash, 0);
  }

  /** Waits until something holds, which is looked at with everything that comes to the exchange or happens there. */
  async until(holds: () => boolean, patienceMs = 6_000): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => void (holds() && resolve());
    const stop = this.simulator.accounts.onEvent(() => queueMicrotask(look));
    look();
    try {
      await deadline(Promise.race([promise, this.simulator.control.witness.until(holds)]), patienceMs);
    } catch {
      // Judged as it is.
    } finally {
      stop();
    }
  }

  shardOf = (ticker: string): number => ticker === this.football ? 0 : 3;

  /** Takes a fault script under the seed of the run. */
  script(input: Omit<FaultScriptInput, "seed">): RunningScript {
    return must(this.simulator.control.take({ ...input, seed: this.#seed }));
  }

  /** Has a stranger rest an order, or trade with what rests. YES prices. */
  stranger(side: "bid" | "ask", price: string, count: string, ticker: string = this.ticker): void {
    const market = this.simulator.market(ticker);
    if (market === undefined) throw new Error(`${ticker} is not listed`);
    must(market.submit({
      owner: "stranger",
      side,
      price: parsePrice(price),
      quantity: parseQuantity(count),
      timeInForce: "good_till_canceled",
    }));
  }

  /** Fulfilled as soon as the exchange is asked for something once more. */
  async asked(endpoint: EndpointName): Promise<void> {
    const { witness } = this.simulator.control;
    const before = witness.of(endpoint).length;
    await deadline(witness.until((seen) => seen.of(endpoint).length > before), 5_000);
  }

  /** Has a person do something on the same account. */
  hand(hand: Hand): void {
    this.do({ kind: "hand", hand });
  }

  /** Has something done at once. */
  do(deed: Deed): void {
    this.script({ actions: [{ do: deed }] });
  }

  /** Fulfilled when the player has had what the streams have for it: what is late by then is lost to it. */
  async streamed(player: Player): Promise<void> {
    await player.heard?.(this.simulator.clock.now());
  }

  async close(): Promise<void> {
    await this.elsewhere.close();
    await this.simulator.close();
  }
}
