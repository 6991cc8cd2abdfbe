/**
 * The holdings of each strategy: the same fills as the portfolio's, kept apart by who opened them.
 *
 * A round trip runs from flat to flat; what is left of it is a {@linkcode RoundTrip}. What the account holds and no strategy
 * bought is {@linkcode EXTERNAL}'s.
 *
 * @module
 */
import type { ExitPlan } from "./exit_plan.ts";
import { EXTERNAL, Holding } from "./holding.ts";
import { boughtOn, inSide, outcomeOf, type OutcomeSide } from "../market/outcome_side.ts";
import {
  type Micros,
  multiplyDivide,
  NO_QUANTITY,
  notional,
  ONE_CONTRACT,
  type Price,
  type Quantity,
} from "../numbers/money.ts";
import type { EarlierHolding } from "../live.ts";
import type { CloseReason, OrderFill, OrderRequest, RoundTrip } from "../orders.ts";
import { type Payout, payoutOf } from "./portfolio.ts";

/** How far below its trigger a stop sold on average, a contract; below 0 where it sold above; `undefined` for other exits. */
export function stopSlippage(
  { stopTrigger, exitMicros }: Pick<RoundTrip, "stopTrigger" | "exitMicros">,
): Micros | undefined {
  return stopTrigger === undefined ? undefined : notional(stopTrigger, ONE_CONTRACT) - exitMicros as Micros;
}

/** All holdings of all strategies. */
export class Holdings {
  readonly #byMarket = new Map<string, readonly Holding[]>();
  /** By market, then by strategy. */
  readonly #last = new Map<string, Map<string, RoundTrip>>();
  readonly #closed: RoundTrip[] = [];

  /** The holding of a strategy in a market now. */
  find(strategy: string, market: string): Holding | undefined {
    for (const holding of this.inMarket(market)) if (holding.strategy === strategy) return holding;
    return undefined;
  }

  /** All that is held in a market now. */
  inMarket(market: string): readonly Holding[] {
    // Most of the time nothing is held anywhere.
    return this.#byMarket.size === 0 ? NOTHING : this.#byMarket.get(market) ?? NOTHING;
  }

  /** Whether nothing is held. */
  get isFlat(): boolean {
    return this.#byMarket.size === 0;
  }

  /** All that is held now, by market. */
  *all(): Iterable<Holding> {
    for (const holdings of this.#byMarket.values()) yield* holdings;
  }

  /** All that is held now, by the time it was first bought. */
  open(): readonly Holding[] {
    return [...this.#byMarket.values()].flat().sort((a, b) => a.openedAt - b.openedAt);
  }

  /** All round trips, oldest first. */
  get closed(): readonly RoundTrip[] {
    return this.#closed;
  }

  /** A strategy's last round trip in a market. */
  lastClosed(strategy: string, market: string): RoundTrip | undefined {
    return this.#last.size === 0 ? undefined : this.#last.get(market)?.get(strategy);
  }

  /**
   * Books a fill of a strategy's order. What it buys of one side it sells of the other: what is held there goes first.
   *
   * @param bid the best bid then for the side that it bought, where there was one
   * @returns the round trip, where the fill ended one
   */
  apply(
    request: OrderRequest,
    fill: OrderFill,
    exits: ExitPlan | undefined,
    bid?: Price,
  ): RoundTrip | undefined {
    const { strategy, market, purpose } = request;
    const bought = boughtOn(request.side);
    const held = this.find(strategy, market);
    const closes = held === undefined || held.outcomeSide === bought
      ? NO_QUANTITY
      : Math.min(fill.quantity, held.contracts) as Quantity;
    // An exit opens nothing: what it sold beyond the holding no strategy asked for.
    const opens = purpose === "entry" ? fill.quantity - closes as Quantity : NO_QUANTITY;
    const closingFee = opens === 0 ? fill.fee : multiplyDivide(fill.fee, closes, fill.quantity) as Micros;
    let ended: RoundTrip | undefined;
    if (held !== undefined && closes > 0) {
      held.fees = held.fees + closingFee as Micros;
      held.sell(inSide(held.outcomeSide, fill.price), closes);
      if (held.contracts === 0) ended = this.#end(held, purpose === "entry" ? "exit" : purpose, fill.at);
    }
    if (opens === 0) return ended;
    const holding = this.find(strategy, market) ?? this.#begin(strategy, market, fill.at, bought);
    holding.exits = exits ?? holding.exits;
    holding.fees = holding.fees + fill.fee - closingFee as Micros;
    holding.buy(fill.at, inSide(bought, fill.price), opens, bid);
    return ended;
  }

  /**
   * Takes over contracts that a strategy bought in a session before; {@linkcode EXTERNAL} holds so many fewer.
   *
   * @param isWatched whether the strategy runs here: else nothing but a person sells them
   * @returns `undefined` where the strategy holds of the other side
   */
  takeOver(earlier: EarlierHolding, isWatched: boolean, at: number): Holding | undefined {
    const { strategy, market, quantity, openedAt, cost } = earlier;
    const side = outcomeOf(quantity);
    const found = this.find(strategy, market);
    if (found !== undefined && found.outcomeSide !== side) return undefined;
    const external = this.find(EXTERNAL, market);
    const all = this.inMarket(market);
    const account = all.reduce((sum, held) => sum + held.quantity, 0) as Quantity;
    const costOfAll = all.reduce((sum, held) => sum + held.cost, 0);
    const holding = found ?? this.#begin(strategy, market, openedAt, side);
    holding.takeOver(earlier, isWatched);
    if (external !== undefined) {
      this.reconcile(market, account, Math.max(costOfAll, cost) as Micros, at);
    }
    return holding;
  }

  /**
   * Contracts of a strategy that were sold outside of this program.
   *
   * @param price of the side that is held
   * @returns the round trip, where that ended one
   */
  soldElsewhere(holding: Holding, price: Price, quantity: Quantity, at: number): RoundTrip | undefined {
    holding.sell(price, quantity);
    return holding.contracts === 0 ? this.#end(holding, "external", at) : undefined;
  }

  /**
   * Takes over what the account is said to hold in a market: what of it no strategy bought is held by {@linkcode EXTERNAL}
   * from then on, and what such a holding no longer explains is gone from it, without a round trip.
   *
   * For whoever folds the account's facts (positions, or a fill of an order that is not ours): call it for each, once the
   * fills that the fact counts in were applied, and with 0 for a market that a complete list does not name. An external
   * holding has no exits and nothing here sells it: no rule, no stop, no command.
   *
   * @param account the whole account there: + YES, − NO
   * @param cost what those contracts cost
   */
  reconcile(market: string, account: Quantity, cost: Micros, at: number): void {
    const own = this.inMarket(market).filter(({ strategy }) => strategy !== EXTERNAL);
    const external = account - own.reduce((sum, { quantity }) => sum + quantity, 0) as Quantity;
    const found = this.find(EXTERNAL, market);
    const side = outcomeOf(external);
    if (found !== undefined && (external === 0 || found.outcomeSide !== side)) this.#remove(found);
    if (external === 0) return;
    const holding = this.find(EXTERNAL, market) ?? this.#begin(EXTERNAL, market, at, side);
    holding.contracts = Math.abs(external) as Quantity;
    // Where it is short of what strategies hold, the account's cost says nothing of it.
    const ownCost = own.reduce((sum, each) => sum + each.cost, 0);
    holding.cost = Math.max(0, cost - ownCost) as Micros;
  }

  /**
   * Pays out all that is held in a market. What is external the exchange pays to the account, and it is gone from here.
   *
   * @param payout of what strategies hold: its parts go by how many contracts each holds
   * @param yesPays what a YES contract pays
   */
  settle(market: string, { paid, fee }: Payout, yesPays: Micros, at: number): RoundTrip[] {
    const external = this.find(EXTERNAL, market);
    if (external !== undefined) this.#remove(external);
    const held = [...this.inMarket(market)];
    const mixed = held.some(({ outcomeSide }) => outcomeSide !== held[0]?.outcomeSide);
    let contracts = held.reduce((sum, holding) => sum + holding.contracts, 0);
    let worthLeft: number = paid + fee;
    let feeLeft: number = fee;
    return held.map((holding) => {
      if (mixed) {
        // YES against NO is one dollar a pair, which the account has had already: each is worth what it is worth alone.
        const own = payoutOf(holding.quantity, yesPays);
        holding.settle(own.paid + own.fee as Micros, own.fee);
      } else {
        // A part of what is left each time, so that the parts make the whole to the micro-dollar.
        const worth = multiplyDivide(worthLeft, holding.contracts, contracts);
        const part = multiplyDivide(feeLeft, holding.contracts, contracts);
        contracts -= holding.contracts;
        worthLeft -= worth;
        feeLeft -= part;
        holding.settle(worth as Micros, part as Micros);
      }
      return this.#end(holding, "settled", at);
    });
  }

  #begin(strategy: string, market: string, at: number, side: OutcomeSide): Holding {
    const holding = new Holding(strategy, market, at, side);
    this.#byMarket.set(market, [...this.inMarket(market), holding]);
    return holding;
  }

  #remove(holding: Holding): void {
    const { market } = holding;
    const left = this.inMarket(market).filter((other) => other !== holding);
    if (left.length === 0) this.#byMarket.delete(market);
    else this.#byMarket.set(market, left);
  }

  #end(holding: Holding, reason: CloseReason, at: number): RoundTrip {
    const { strategy, market } = holding;
    this.#remove(holding);
    const trade = Object.freeze(holding.close(reason, at));
    const last = this.#last.get(market) ?? new Map<string, RoundTrip>();
    this.#last.set(market, last.set(strategy, trade));
    this.#closed.push(trade);
    return trade;
  }
}

const NOTHING: readonly Holding[] = [];
