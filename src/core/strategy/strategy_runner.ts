/**
 * Runs the strategies over the merged state, and keeps for each the last reason why it does nothing.
 *
 * @module
 */
import type { Account } from "../execution/account.ts";
import type { ExitKeeper } from "../execution/exits.ts";
import type { OrderManager } from "../execution/order_manager.ts";
import type { EstimateView } from "../game/estimate_view.ts";
import { buyingSide, inSide, type OutcomeSide } from "../market/outcome_side.ts";
import type { Micros, Quantity } from "../numbers/money.ts";
import type { Outbox } from "../outbox.ts";
import type { SignalOutcome } from "../outcomes.ts";
import type { Reason } from "../reasons.ts";
import type { MarketState } from "./market_state.ts";
import { contractsOf, exitsFault, probabilityFault, readIntent, sideFault } from "./intents.ts";
import { SkipReasons } from "./skip_reasons.ts";
import {
  type ActiveStrategy,
  type BuyIntent,
  type Intent,
  isReason,
  type SellIntent,
  type StrategyPortfolio,
} from "./strategy.ts";

/** After this long a refused signal is reported again even if nothing about it changed. */
const REPEAT_REFUSAL_MS = 5_000;

const ORDER_SENT: Reason = { code: "ORDER_SENT", detail: "its entry order is on its way" };

/**
 * One strategy's view of its book-keeping. Its getters are the class's, not each object's own, so that all
 * strategies share one form: the engine calls them for every state.
 */
class OwnBooks implements StrategyPortfolio {
  readonly #orders: OrderManager;
  readonly #account: Account;
  // Closures, so that a rule may take them out of the object.
  readonly limitsLeft: StrategyPortfolio["limitsLeft"];
  readonly holding: StrategyPortfolio["holding"];
  readonly openOrders: StrategyPortfolio["openOrders"];
  readonly lastClosed: StrategyPortfolio["lastClosed"];

  constructor(name: string, orders: OrderManager, account: Account) {
    this.#orders = orders;
    this.#account = account;
    this.limitsLeft = (market) => orders.limitsLeft(market);
    this.holding = (market) => orders.holdings.find(name, market)?.view;
    this.openOrders = (market) => orders.open.of(name, market);
    this.lastClosed = (market) => orders.holdings.lastClosed(name, market);
  }

  get cash(): Micros {
    return this.#orders.commitments.freeCash;
  }

  get equity(): Micros {
    return this.#account.equity();
  }
}

// What a rule is given leads to nothing that it can change, the class included.
Object.freeze(OwnBooks.prototype);

/** One strategy at work. */
class StrategyRunner {
  readonly name: string;
  readonly strategy: ActiveStrategy["strategy"];
  readonly portfolio: StrategyPortfolio;
  /** By market. */
  readonly skipReasons = new Map<string, SkipReasons>();
  /** The last refusal reported, by market. */
  readonly refused = new Map<string, { readonly code: string; readonly at: number }>();
  /** Why it was stopped, once it has thrown. */
  stopped: string | undefined;
  #lastMarket: string | undefined;
  #last: SkipReasons | undefined;

  constructor({ name, strategy }: ActiveStrategy, orders: OrderManager, account: Account) {
    this.name = name;
    this.strategy = strategy;
    this.portfolio = Object.freeze(new OwnBooks(name, orders, account));
  }

  reasonsIn(market: string): SkipReasons {
    // States come in runs about the same market, so the last answer is often the next.
    if (market === this.#lastMarket && this.#last !== undefined) return this.#last;
    let found = this.skipReasons.get(market);
    if (found === undefined) {
      found = new SkipReasons();
      this.skipReasons.set(market, found);
    }
    this.#lastMarket = market;
    this.#last = found;
    return found;
  }
}

/** A strategy's state for the screens. */
export interface StrategyReport {
  readonly name: string;
  readonly stopped: string | undefined;
  whyNot(market: string): Reason | undefined;
  /** The number of states in which nothing was done, by reason code, over all markets. */
  reasons(): ReadonlyMap<string, number>;
}

/** The model's estimate of a market at a moment, where a strategy has asked for one. */
export type EstimateLookup = (market: string, at: number) => EstimateView | undefined;

/** All strategies at work. */
export class StrategyRunners {
  readonly #runners: readonly StrategyRunner[];
  readonly #orders: OrderManager;
  readonly #exits: ExitKeeper;
  readonly #outbox: Outbox;
  readonly #estimate: EstimateLookup;
  #signals = 0;
  #signalsRefused = 0;

  constructor(
    strategies: readonly ActiveStrategy[],
    orders: OrderManager,
    exits: ExitKeeper,
    outbox: Outbox,
    account: Account,
    estimate: EstimateLookup,
  ) {
    this.#runners = strategies.map((active) => new StrategyRunner(active, orders, account));
    this.#orders = orders;
    this.#exits = exits;
    this.#outbox = outbox;
    this.#estimate = estimate;
  }

  /** How many signals there were. */
  get signals(): number {
    return this.#signals;
  }

  /** How many of them the gate refused. */
  get signalsRefused(): number {
    return this.#signalsRefused;
  }

  /** How each strategy stands. */
  reports(): StrategyReport[] {
    return this.#runners.map((runner) => ({
      name: runner.name,
      stopped: runner.stopped,
      whyNot: (market) => runner.skipReasons.get(market)?.reason,
      reasons: () => sumOf([...runner.skipReasons.values()].map((reasons) => reasons.counts())),
    }));
  }

  /** Shows every strategy the state and acts on what it answers. */
  run(marketState: MarketState, at: number): void {
    const { ticker } = marketState.market;
    const state = marketState.show(at);
    for (const runner of this.#runners) {
      if (runner.stopped !== undefined) continue;
      try {
        const decision = runner.strategy.onState(state, runner.portfolio);
        if (!isReason(decision)) { for (const intent of decision) this.#act(runner, readIntent(intent), at); }
        else if (typeof decision.code === "string") runner.reasonsIn(ticker).take(decision);
        else throw new TypeError("neither intents nor a reason with its code");
      } catch (error) {
        // One rule's mistake must not take the others, or the exits, with it.
        runner.stopped = messageOf(error);
        const text = `strategy ${runner.name} stopped: ${runner.stopped}`;
        this.#outbox.add({ kind: "note", at, level: "warning", text, market: ticker });
      }
    }
  }

  #act(runner: StrategyRunner, intent: Intent, at: number): void {
    if (intent.action === "buy") this.#buy(runner, intent, at);
    else this.#exit(runner, intent, at);
  }

  #buy(runner: StrategyRunner, intent: BuyIntent, at: number): void {
    const { market, outcomeSide = "yes", price, exits, confidence, probability, note } = intent;
    const quantity = contractsOf(intent);
    const signal: SignalOutcome = {
      kind: "signal",
      at,
      strategy: runner.name,
      market,
      action: "buy",
      ...(outcomeSide === "no" ? { outcomeSide } : {}),
      price,
      quantity,
      ...(confidence === undefined ? {} : { confidence }),
      ...(note === undefined ? {} : { note }),
    };
    const fault = sideFault(intent) ?? probabilityFault(intent) ?? exitsFault(intent);
    if (fault !== undefined) return this.#refuse(runner, signal, fault);
    const asked = probability === undefined ? signal : this.#withChance(signal, probability);
    const refused = this.#orders.send(
      {
        market,
        side: buyingSide(outcomeSide),
        price: inSide(outcomeSide, price),
        quantity,
        timeInForce: "good_till_canceled",
        postOnly: false,
        purpose: "entry",
        strategy: runner.name,
      },
      at,
      {
        ...(exits === undefined ? {} : { exits }),
        signal: asked,
      },
    );
    if (refused !== undefined) return this.#refuse(runner, asked, refused);
    this.#signals++;
    runner.refused.delete(market);
    runner.reasonsIn(market).show(ORDER_SENT);
  }

  /** The signal with the chance by which it was decided, and what the model said then. */
  #withChance(signal: SignalOutcome, probability: number): SignalOutcome {
    const estimate = this.#estimate(signal.market, signal.at);
    return { ...signal, probability, ...(estimate === undefined ? {} : { estimate }) };
  }

  /** Says why an intent is not followed: at once where the reason is new, else from time to time. */
  #refuse(runner: StrategyRunner, signal: SignalOutcome, refused: Reason): void {
    const { market, at } = signal;
    runner.reasonsIn(market).take(refused);
    const last = runner.refused.get(market);
    if (last?.code === refused.code && at - last.at < REPEAT_REFUSAL_MS) return;
    runner.refused.set(market, { code: refused.code, at });
    this.#signals++;
    this.#signalsRefused++;
    this.#outbox.add({ ...signal, refused });
  }

  /** A strategy's own exit: the keeper sells the holding, or the part of it, from now on. */
  #exit(runner: StrategyRunner, intent: SellIntent, at: number): void {
    const { market, price, note, probability } = intent;
    const holding = this.#orders.holdings.find(runner.name, market);
    // A part that is being sold may become all of it; anything else that is under way goes on.
    if (holding === undefined || (holding.exiting !== undefined && !holding.isWatched)) return;
    const { outcomeSide, contracts } = holding;
    const quantity = Math.min(contracts, contractsOf(intent, contracts)) as Quantity;
    if (holding.exiting !== undefined && quantity < contracts) return;
    const signal: SignalOutcome = {
      kind: "signal",
      at,
      strategy: runner.name,
      market,
      action: "sell",
      ...(outcomeSide === "no" ? { outcomeSide } : {}),
      price,
      quantity,
      ...(note === undefined ? {} : { note }),
    };
    const refused = sideFault(intent) ?? refusedSale(intent, outcomeSide, quantity);
    if (refused !== undefined) return this.#refuse(runner, signal, refused);
    this.#exits.exit(holding, contracts - quantity as Quantity);
    this.#signals++;
    const fault = probabilityFault(intent);
    const isSaid = probability !== undefined && fault === undefined;
    this.#outbox.add(isSaid ? this.#withChance(signal, probability) : signal);
    if (fault === undefined) return;
    // An exit waits for nothing that decides nothing.
    const text = `${runner.name}: the exit goes, its probability is not recorded: ${fault.detail ?? ""}`;
    this.#outbox.add({ kind: "note", at, level: "warning", text, market });
  }
}

/** Words something that was thrown. A rule may throw anything, also things that cannot be put into words. */
function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return "threw what has no words";
  }
}

/** Why a sale is not made. */
function refusedSale(
  { outcomeSide, size }: SellIntent,
  held: OutcomeSide,
  quantity: Quantity,
): Reason | undefined {
  if (size !== undefined && !(quantity > 0 && Number.isSafeInteger(quantity))) {
    return { code: "ORDER_SIZE_ZERO" };
  }
  return outcomeSide === undefined || outcomeSide === held
    ? undefined
    : { code: "NOT_HELD", detail: `${held.toUpperCase()} is held` };
}

function sumOf(all: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const sum = new Map<string, number>();
  for (const counts of all) {
    for (const [code, count] of counts) sum.set(code, (sum.get(code) ?? 0) + count);
  }
  return sum;
}
