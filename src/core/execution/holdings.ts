/**
 * What each strategy holds: the same fills as the portfolio's, kept apart by who opened them.
 *
 * A round trip runs from flat to flat; what is left of it is a {@linkcode RoundTrip}.
 *
 * @module
 */
import type { ExitPlan } from "./exit_plan.ts";
import { HoldingReader, type HoldingView } from "./holding_view.ts";
import {
  type Micros,
  multiplyDivide,
  notional,
  ONE_CONTRACT,
  type Price,
  type Quantity,
} from "../numbers/money.ts";
import type { CloseReason, OrderFill, OrderRequest, RoundTrip } from "../orders.ts";
import type { Payout } from "./portfolio.ts";
import type { Reason } from "../reasons.ts";

/** How far below its trigger a stop sold on average, a contract; below 0 where it sold above; `undefined` for other exits. */
export function stopSlippage(
  { stopTrigger, exitMicros }: Pick<RoundTrip, "stopTrigger" | "exitMicros">,
): Micros | undefined {
  return stopTrigger === undefined ? undefined : notional(stopTrigger, ONE_CONTRACT) - exitMicros as Micros;
}

/** What one strategy holds in one market. */
export class Holding implements HoldingView {
  readonly strategy: string;
  readonly market: string;
  readonly openedAt: number;
  /** YES contracts held now. */
  quantity = 0 as Quantity;
  /** What they cost, without fees. */
  cost = 0 as Micros;
  /** Fees of the whole round trip so far. */
  fees = 0 as Micros;
  exits: ExitPlan | undefined;
  /** When contracts were last bought. */
  boughtAt: number;
  /**
   * The best bid at the last entry, where there was one: a stop is not touched by the spread of its own entry. For some
   * moments after the entry a higher bid takes its place.
   */
  entryBid: Price | undefined;
  /** Once it is to be sold, it stays so until it is flat. */
  exiting: Exclude<CloseReason, "take_profit" | "settled"> | undefined;
  /** The trigger of its stop, once that was touched. */
  stopTrigger: Price | undefined;
  /** The lowest price at which its exit was offered so far: a touched stop goes on from there. */
  exitLimit: Price | undefined;
  /** Why its exit does not go, as far as that was told. */
  heldBack: Reason | undefined;
  /** When the exchange last turned an exit away, so that it is not asked again at once. */
  turnedAwayAt: number | undefined;
  #bought = 0;
  #paid = 0;
  #received = 0;
  /** What its strategy is given in its place. */
  readonly view: HoldingView;

  constructor(strategy: string, market: string, openedAt: number) {
    this.strategy = strategy;
    this.market = market;
    this.openedAt = openedAt;
    this.view = new HoldingReader(this);
    this.boughtAt = openedAt;
  }

  /** The average price of what is held, in 1/10,000 dollar, rounded up: what was paid is never understated. */
  get averagePrice(): Price {
    return (this.quantity === 0 ? 0 : Math.ceil(this.cost / this.quantity)) as Price;
  }

  /**
   * Contracts bought.
   *
   * @param bid the best bid then, where there was one
   */
  buy(at: number, price: Price, quantity: Quantity, bid?: Price): void {
    this.boughtAt = at;
    this.entryBid = bid;
    this.#bought += quantity;
    this.#paid += notional(price, quantity);
    this.quantity = this.quantity + quantity as Quantity;
    this.cost = this.cost + notional(price, quantity) as Micros;
  }

  /** Contracts sold. */
  sell(price: Price, quantity: Quantity): void {
    this.cost = this.cost - multiplyDivide(this.cost, quantity, this.quantity) as Micros;
    this.#received += notional(price, quantity);
    this.quantity = this.quantity - quantity as Quantity;
  }

  /**
   * All of them paid out.
   *
   * @param worth before the settlement fee
   */
  settle(worth: Micros, fee: Micros): void {
    this.fees = this.fees + fee as Micros;
    this.#received += worth;
    this.cost = 0 as Micros;
    this.quantity = 0 as Quantity;
  }

  /** The round trip, when flat. */
  close(reason: CloseReason, at: number): RoundTrip {
    const { stopTrigger } = this;
    const trade = { ...this.#trade(this.#received, at), reason };
    return reason !== "stop" || stopTrigger === undefined ? trade : { ...trade, stopTrigger };
  }

  /**
   * The round trip as it would be if what is held were paid out now.
   *
   * @param price left out where there is none: then it is worth what it cost
   */
  valuedAt(price: Price | undefined, at: number): Omit<RoundTrip, "reason"> {
    return this.#trade(
      this.#received + (price === undefined ? this.cost : notional(price, this.quantity)),
      at,
    );
  }

  #trade(received: number, at: number): Omit<RoundTrip, "reason"> {
    return {
      strategy: this.strategy,
      market: this.market,
      quantity: this.#bought as Quantity,
      entryMicros: multiplyDivide(this.#paid, 100, this.#bought) as Micros,
      exitMicros: multiplyDivide(received, 100, this.#bought) as Micros,
      pnl: received - this.#paid - this.fees as Micros,
      fees: this.fees,
      openedAt: this.openedAt,
      closedAt: at,
    };
  }
}

/** All holdings of all strategies. */
export class Holdings {
  readonly #byMarket = new Map<string, readonly Holding[]>();
  /** By market, then by strategy. */
  readonly #last = new Map<string, Map<string, RoundTrip>>();
  readonly #closed: RoundTrip[] = [];

  /** What a strategy holds in a market now. */
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
   * Books a fill of a strategy's order.
   *
   * @param bid the best bid that it was bought over, where there was one
   * @returns the round trip, where the fill ended one
   */
  apply(
    request: OrderRequest,
    fill: OrderFill,
    exits: ExitPlan | undefined,
    bid?: Price,
  ): RoundTrip | undefined {
    const { strategy, market } = request;
    let holding = this.find(strategy, market);
    if (request.side === "bid") {
      if (holding === undefined) {
        holding = new Holding(strategy, market, fill.at);
        this.#byMarket.set(market, [...this.inMarket(market), holding]);
      }
      holding.exits = exits ?? holding.exits;
      holding.fees = holding.fees + fill.fee as Micros;
      holding.buy(fill.at, fill.price, fill.quantity, bid);
      return undefined;
    }
    if (holding === undefined) return undefined;
    holding.fees = holding.fees + fill.fee as Micros;
    holding.sell(fill.price, Math.min(fill.quantity, holding.quantity) as Quantity);
    if (holding.quantity > 0) return undefined;
    const reason = request.purpose === "entry" ? "exit" : request.purpose;
    return this.#end(holding, reason, fill.at);
  }

  /** Pays out all that is held in a market: the account's payout, by how many contracts each holds. */
  settle(market: string, { paid, fee }: Payout, at: number): RoundTrip[] {
    const held = [...this.inMarket(market)];
    let quantity = held.reduce((sum, holding) => sum + holding.quantity, 0);
    let worthLeft: number = paid + fee;
    let feeLeft: number = fee;
    return held.map((holding) => {
      // A part of what is left each time, so that the parts make the whole to the micro-dollar.
      const worth = multiplyDivide(worthLeft, holding.quantity, quantity);
      const part = multiplyDivide(feeLeft, holding.quantity, quantity);
      quantity -= holding.quantity;
      worthLeft -= worth;
      feeLeft -= part;
      holding.settle(worth as Micros, part as Micros);
      return this.#end(holding, "settled", at);
    });
  }

  #end(holding: Holding, reason: CloseReason, at: number): RoundTrip {
    const { strategy, market } = holding;
    const left = this.inMarket(market).filter((other) => other !== holding);
    if (left.length === 0) this.#byMarket.delete(market);
    else this.#byMarket.set(market, left);
    const trade = Object.freeze(holding.close(reason, at));
    const last = this.#last.get(market) ?? new Map<string, RoundTrip>();
    this.#last.set(market, last.set(strategy, trade));
    this.#closed.push(trade);
    return trade;
  }
}

const NOTHING: readonly Holding[] = [];
