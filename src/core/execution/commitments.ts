/**
 * The commitments of the account: money bound by positions and open orders, and sides that exclude each
 * other. Ours, and whatever else is on the account.
 *
 * @module
 */
import { crosses } from "../market/book.ts";
import type { Market } from "../market/market.ts";
import { boughtOn, sellingSide, signed } from "../market/outcome_side.ts";
import { type Micros, NO_MONEY, type Quantity } from "../numbers/money.ts";
import type { Order, OrderRequest } from "../orders.ts";
import type { Guards } from "../risk/guards.ts";
import type { LiveFacts } from "../risk/live_facts.ts";
import type { Commitments } from "../risk/rule.ts";
import type { Account } from "./account.ts";
import type { ExternalAccount } from "./external_account.ts";
import { type Claim, Funds } from "./funds.ts";
import { EXTERNAL, type Holding } from "./holding.ts";
import type { Holdings } from "./holdings.ts";
import type { OpenOrders } from "./open_orders.ts";
import type { Portfolio } from "./portfolio.ts";

/** The parts of the engine that it is computed from. */
export interface CommitmentParts {
  readonly portfolio: Portfolio;
  readonly account: Account;
  readonly holdings: Holdings;
  readonly open: OpenOrders;
  readonly external: ExternalAccount;
  readonly guards: Guards;
  /** The facts of a live session; `undefined` on paper. */
  readonly live: LiveFacts | undefined;
  readonly marketOf: (ticker: string) => Market | undefined;
}

/** An order of ours that is not sent yet. */
type Wish = Pick<OrderRequest, "market" | "side" | "price">;

/** The commitments of the account. */
export class AccountCommitments {
  readonly #parts: CommitmentParts;
  readonly #funds: Funds;

  constructor(parts: CommitmentParts) {
    const { open, portfolio, marketOf } = parts;
    this.#parts = parts;
    this.#funds = new Funds(portfolio, {
      markets: () => open.markets(),
      claims: (market) => claimsOf(open.in(market)),
    }, marketOf);
  }

  /** Money set aside for our open orders of a market. */
  locked(market: string): Micros {
    return this.#parts.open.count === 0 ? NO_MONEY : this.#funds.locked(market);
  }

  /** Money set aside for all our open orders. */
  totalLocked(): Micros {
    return this.#funds.totalLocked();
  }

  /** Our money that is not set aside; no more than the exchange says is there on all shards together. */
  get freeCash(): Micros {
    const { external, live } = this.#parts;
    const { free } = this.#funds;
    const there = live === undefined ? undefined : external.totalBalance;
    return there === undefined
      ? free
      : Math.min(free, there - this.totalLocked() - external.locked()) as Micros;
  }

  /** Cost of what is held and of what open orders may add, on the whole account. @param market left out: over all markets */
  exposure(market?: string): Micros {
    return this.#exposure(market, market === undefined ? this.totalLocked() : this.locked(market));
  }

  #exposure(market: string | undefined, locked: Micros): Micros {
    const { portfolio, external } = this.#parts;
    const cost = market === undefined ? portfolio.totalCost() : portfolio.position(market)?.cost ?? NO_MONEY;
    return cost + locked + external.exposure(market) as Micros;
  }

  /** Whether one more order would trade with an open one of the account. */
  meetsOwn(wish: Wish): boolean {
    const { market, side, price } = wish;
    return this.#parts.external.meets(wish) ||
      this.#parts.open.in(market).some(({ request }) =>
        request.side !== side && crosses(side, price, request.price)
      );
  }

  /** Whether the other side than one more entry would buy is held in its market, or an entry that buys it is open. */
  meetsOtherSide({ market, side }: Wish): boolean {
    const bought = boughtOn(side);
    const { holdings, open } = this.#parts;
    return holdings.inMarket(market).some(({ outcomeSide }) => outcomeSide !== bought) ||
      open.in(market).some(({ request }) => request.purpose === "entry" && request.side !== side);
  }

  /**
   * How much of a wished sale the account can make good: all of it, but where somebody else sold what a strategy holds, or an
   * order of ours did, of which not every fill is reported yet. More would open the other side.
   *
   * @param rests whether it is to rest, where the exchange cannot hold it to what is there by then
   */
  sellable({ market, strategy, outcomeSide }: Holding, wished: Quantity, rests = false): Quantity {
    const { holdings, open, external } = this.#parts;
    const ended = open.unreported(market);
    // What rests cannot be held to what is there: it is measured by the last list, be it only one.
    const short = rests ? external.shortBy(market) : 0;
    const lost = open.in(market).filter(isLostExit);
    if (ended.length + lost.length + short === 0 && holdings.find(EXTERNAL, market) === undefined) {
      return wished;
    }
    const sells = sellingSide(outcomeSide);
    let sold = 0;
    let soldByIt = 0;
    for (const { request, unreported } of ended) {
      if (request.side !== sells) continue;
      sold += unreported;
      if (request.strategy === strategy) soldByIt += unreported;
    }
    // An exit that can only reduce, and of which nobody knows, does no harm to what it is of: the next one finds less. Where
    // others hold of the same side, it would be theirs that is sold.
    const others = holdings.inMarket(market).some((other) =>
      other.strategy !== strategy && other.outcomeSide === outcomeSide
    );
    const counts = (order: Order) => others || !isLostExit(order);
    if (others) {
      for (const { request, remaining } of lost) {
        if (request.side === sells && request.strategy === strategy) soldByIt += remaining;
      }
    }
    const held = holdings.inMarket(market).reduce((sum, { quantity }) => sum + quantity, 0) as Quantity;
    const there = rests ? external.leastOf(market, outcomeSide) : signed(outcomeSide, held);
    const offered = open.in(market).reduce(
      (sum, order) => order.request.side === sells && counts(order) ? sum + order.remaining : sum,
      0,
    );
    return Math.max(0, Math.min(wished - soldByIt, there - offered - sold)) as Quantity;
  }

  /** Gain since the day began: ours, or the whole account's where that is known and less. */
  dayPnl(): Micros {
    const { account, live } = this.#parts;
    const own = account.dayPnl();
    return Math.min(own, live?.dayPnl(account.day.from) ?? own) as Micros;
  }

  /** Of the markets that are known to be of a game, and of those whose ticker says so. */
  #gameExposure(ticker: string, lockedIn: (market: string) => Micros): Micros {
    const { portfolio, open, external, marketOf } = this.#parts;
    const event = marketOf(ticker)?.event;
    if (event === undefined) return this.#exposure(ticker, lockedIn(ticker));
    const bound = new Set([ticker, ...open.markets(), ...external.markets()]);
    for (const { market, quantity } of portfolio.positions()) if (quantity !== 0) bound.add(market);
    let sum = 0;
    for (const market of bound) {
      const known: Market | undefined = marketOf(market);
      const isOfGame = known === undefined ? market.startsWith(`${event}-`) : known.event === event;
      if (isOfGame) sum += this.#exposure(market, lockedIn(market));
    }
    return sum as Micros;
  }

  /** The commitments as the gate checks them, for one order in a market: valid until anything is booked. */
  in(market: string): Commitments {
    const { account, holdings, open, external, guards } = this.#parts;
    // Several rows of the gate ask for each of these, and nothing changes between them.
    const known = new Map<string, Micros>();
    const lockedIn = (of: string): Micros => {
      let locked = known.get(of);
      if (locked === undefined) known.set(of, locked = this.locked(of));
      return locked;
    };
    let total: Micros | undefined;
    const totalLocked = (): Micros => {
      if (total !== undefined) return total;
      let sum = 0;
      for (const each of open.markets()) sum += lockedIn(each);
      return total = sum as Micros;
    };
    return {
      leaving: holdings.inMarket(market).some(({ exiting }) => exiting !== undefined),
      unknown: open.unreported(market).length > 0 ||
        open.in(market).some(({ state }) => state === "unknown"),
      exposure: (of) => this.#exposure(of, of === undefined ? totalLocked() : lockedIn(of)),
      freeCash: () => this.#spendable(market, totalLocked()),
      needed: (request) => this.#funds.needed(request.market, request, lockedIn(request.market)),
      meetsOwn: (request) => this.meetsOwn(request),
      meetsOtherSide: (request) => this.meetsOtherSide(request),
      openOrders: () => open.count + external.openCount,
      dayPnl: () => this.dayPnl(),
      drawdown: () => guards.drawdown(account.equity()),
      gameExposure: () => this.#gameExposure(market, lockedIn),
    };
  }

  /**
   * Money for an order in a market: by our own books, and by what the exchange said is on the market's shard. Whether that has
   * what is set aside in it is not known, so that it counts as if it had.
   */
  #spendable(ticker: string, locked: Micros): Micros | undefined {
    const { portfolio: { cash }, external, marketOf, live } = this.#parts;
    const market = marketOf(ticker);
    const balance = market === undefined ? undefined : external.balance(market.exchangeIndex);
    // Real money that nobody has seen there is not spent.
    if (balance === undefined && market !== undefined && live !== undefined) return undefined;
    const money = balance === undefined ? cash : Math.min(cash, balance);
    return money - locked - external.locked() as Micros;
  }
}

/** Whether an order is an exit that takes and can only reduce, of which nobody knows whether it did. */
export function isLostExit({ request, state }: Order): boolean {
  return state === "unknown" && request.reduceOnly === true;
}

/**
 * The claims of open orders on the account's money. One whose outcome is unknown may be filled and may rest, and nobody can say
 * how much of it: its whole size counts as both.
 */
function claimsOf(orders: readonly Order[]): Claim[] {
  const claims: Claim[] = [];
  // A plain loop: this is asked several times for every order.
  for (const { request: { side, price }, size, remaining, state } of orders) {
    const isUnknown = state === "unknown";
    claims.push({ side, price, quantity: isUnknown ? size : remaining });
    if (isUnknown) claims.push({ side, price, quantity: size });
  }
  return claims;
}
