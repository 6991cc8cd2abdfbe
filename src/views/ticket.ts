/**
 * An order ticket as plain data: what the trader has chosen so far, what it would cost, lose and win, and why it may not be sent.
 *
 * Nothing is made up for the trader: a price or a size that is not given is missing, and a ticket that misses one is not sent.
 *
 * @module
 */
import type { TraderCommand } from "../core/commands.ts";
import {
  type BuyOutcomes,
  buyOutcomes,
  contractsFor,
  opposingPrice,
  type OrderQuote,
  quoteOrder,
} from "../core/execution/order_quote.ts";
import { HAND } from "../core/execution/holding.ts";
import { DIRECT_PRECISION } from "../core/market/fees.ts";
import { gridFor, inSide, outcomeOf, type OutcomeSide } from "../core/market/outcome_side.ts";
import { isOnGrid, nextTickDown, nextTickUp, type TickGrid } from "../core/market/ticks.ts";
import {
  formatPrice,
  formatQuantity,
  type Micros,
  type Price,
  type Quantity,
} from "../core/numbers/money.ts";
import type { TimeInForce } from "../core/orders.ts";
import { haltText } from "../core/reasons.ts";
import { BOOK_LEVELS } from "./session_parts.ts";
import type { BookView, MarketRow } from "./market_view.ts";
import type { OrderView } from "./order_view.ts";
import type { SessionView } from "./session_view.ts";

/** The units a size can be given in. */
export type SizeUnit = "contracts" | "dollars";

/** The order that a ticket changes. */
export interface ChangedOrder {
  readonly clientOrderId: string;
  /** Short, for screens. */
  readonly id: string;
  readonly price: Price;
  /** Contracts that rested when the ticket was opened. */
  readonly remaining: Quantity;
}

/** The trader's choices in a ticket. */
export interface Ticket {
  /** Made when the ticket opens: an order of one intent is sent once. */
  readonly intent: string;
  readonly market: string;
  readonly action: "buy" | "sell";
  readonly outcomeSide: OutcomeSide;
  /** A price of that side; missing until it is given. */
  readonly price: Price | undefined;
  readonly unit: SizeUnit;
  /** Missing until given; what `unit` does not name is left alone. */
  readonly contracts: Quantity | undefined;
  readonly dollars: Micros | undefined;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  /** The best price that it would meet when the trader last chose a price. */
  readonly seen: Price | undefined;
  readonly changes?: ChangedOrder;
}

/** Everything of a view that a ticket is judged by. */
export interface TicketMarket {
  readonly row: MarketRow;
  readonly book: Pick<BookView, "bids" | "asks">;
}

/** Finds the market of a ticket in a view. */
export function ticketMarket(view: SessionView, ticker: string): TicketMarket | undefined {
  const row = view.markets.find((market) => market.ticker === ticker);
  if (row === undefined) return undefined;
  const book = view.books.find(({ market }) => market === ticker) ?? { bids: [], asks: [] };
  return { row, book };
}

/** Contracts of a market that were bought by hand and are not offered yet: + YES, − NO. */
export function heldByHand(view: SessionView, ticker: string): Quantity {
  const held = view.positions.find(({ market, strategy }) => market === ticker && strategy === HAND);
  if (held === undefined) return 0 as Quantity;
  const offered = view.orders.reduce(
    (sum, { market, owner, side, quantity, filled }) =>
      market === ticker && owner === HAND && side === "sell" ? sum + quantity - filled : sum,
    0,
  );
  const free = Math.max(0, Math.abs(held.quantity) - offered);
  return (held.quantity < 0 ? 0 - free : free) as Quantity;
}

/**
 * A fresh ticket: at the best price of the other side as it is shown now, without a size.
 *
 * @returns `undefined` where there is no such market
 */
export function openTicket(
  view: SessionView,
  ticker: string,
  action: "buy" | "sell",
  intent: string,
): Ticket | undefined {
  const market = ticketMarket(view, ticker);
  if (market === undefined) return undefined;
  const held = heldByHand(view, ticker);
  const outcomeSide = action === "sell" && held !== 0 ? outcomeOf(held) : "yes";
  const seen = opposingPrice(action, outcomeSide, market.row);
  return {
    intent,
    market: ticker,
    action,
    outcomeSide,
    price: seen,
    unit: "contracts",
    contracts: undefined,
    dollars: undefined,
    timeInForce: "good_till_canceled",
    postOnly: false,
    seen,
  };
}

/** A ticket that changes an open order of ours. @returns `undefined` where it cannot be changed */
export function changeTicket(view: SessionView, order: OrderView, intent: string): Ticket | undefined {
  const market = ticketMarket(view, order.market);
  const { clientOrderId, outcomeSide = "yes", side: action } = order;
  if (market === undefined || clientOrderId === undefined) return undefined;
  const remaining = order.quantity - order.filled as Quantity;
  return {
    intent,
    market: order.market,
    action,
    outcomeSide,
    price: order.price,
    unit: "contracts",
    contracts: remaining,
    dollars: undefined,
    timeInForce: "good_till_canceled",
    postOnly: false,
    seen: opposingPrice(action, outcomeSide, market.row),
    changes: { clientOrderId, id: order.id, price: order.price, remaining },
  };
}

/** The prices that a ticket's order may have, of its side. */
export function ticketGrid({ outcomeSide }: Ticket, { row }: TicketMarket): TickGrid | undefined {
  return row.grid === undefined ? undefined : gridFor(outcomeSide, row.grid);
}

/** The size in contracts; `undefined` while a price or a size is missing, or the fees are not known. */
export function ticketContracts(
  ticket: Ticket,
  { row }: TicketMarket,
  view: SessionView,
): Quantity | undefined {
  const { unit, contracts, dollars, price } = ticket;
  if (unit === "contracts") return contracts;
  if (dollars === undefined || price === undefined || row.fees === undefined) return undefined;
  return contractsFor(dollars, price, { fees: row.fees, precision: precisionOf(view) });
}

/**
 * The most contracts that the ticket's price allows: of a buy by limits and free money, of a sale what is held by hand and not
 * offered yet.
 */
export function mostContracts(
  ticket: Ticket,
  { row }: TicketMarket,
  view: SessionView,
): Quantity | undefined {
  const { action, outcomeSide, price, changes } = ticket;
  if (action === "sell") {
    const held = heldByHand(view, ticket.market);
    const free = held !== 0 && outcomeOf(held) === outcomeSide ? Math.abs(held) : 0;
    return free + (changes?.remaining ?? 0) as Quantity;
  }
  if (price === undefined || row.fees === undefined || row.stake === undefined) return undefined;
  return contractsFor(row.stake, price, { fees: row.fees, precision: precisionOf(view) });
}

/** A ticket worked out. */
export interface TicketQuote {
  readonly quantity: Quantity;
  readonly quote: OrderQuote;
  /** Of a buy. */
  readonly outcomes?: BuyOutcomes;
  /** Of a sale of what was bought by hand: the gain after its own fees, without those paid for the entry. */
  readonly realised?: Micros;
}

/** Works a ticket out; `undefined` while something is missing for it. */
export function quoteTicket(
  ticket: Ticket,
  market: TicketMarket,
  view: SessionView,
): TicketQuote | undefined {
  const { price, action, outcomeSide, timeInForce, postOnly } = ticket;
  const quantity = ticketContracts(ticket, market, view);
  const { fees } = market.row;
  if (price === undefined || quantity === undefined || quantity <= 0 || fees === undefined) return undefined;
  const { bids, asks } = market.book;
  const met = (action === "buy") === (outcomeSide === "yes") ? asks : bids;
  const quote = quoteOrder(
    { action, outcomeSide, price, quantity, timeInForce, postOnly },
    { bids, asks, cut: met.length >= BOOK_LEVELS, fees, precision: precisionOf(view) },
  );
  if (action === "buy") return { quantity, quote, outcomes: buyOutcomes(quote) };
  const held = view.positions.find((row) => row.market === ticket.market && row.strategy === HAND);
  if (held?.entryPrice === undefined) return { quantity, quote };
  const sold = quote.takes + quote.rests;
  return { quantity, quote, realised: quote.cash - Math.round(held.entryPrice * sold / 100) as Micros };
}

function precisionOf({ account }: SessionView) {
  return account.precision ?? DIRECT_PRECISION;
}

/** What of the view alone holds back an order that opens, in words; `undefined` where nothing does. */
export function openingHeld(view: SessionView, { row }: TicketMarket): string | undefined {
  const { trading, connection, live } = view;
  if (trading.killed) return "KILLED: nothing is sent any more";
  if (trading.halted) return `HALTED${trading.reason === undefined ? "" : `: ${trading.reason}`}`;
  if (trading.paused) return "ENTRIES_PAUSED: p resumes them";
  if (live?.blind !== undefined) return `BLIND: ${live.blind}`;
  if (live?.unreconciled !== undefined) return `NOT_RECONCILED: ${live.unreconciled}`;
  const [halt] = live?.halts ?? [];
  if (halt !== undefined) return `HALTED: ${haltText(halt.code, halt.detail)}`;
  if (row.status !== undefined && row.status !== "active") return `MARKET_NOT_ACTIVE: ${row.status}`;
  if (connection.state !== "connected" && connection.state !== "polling") {
    return `FEED_DOWN: ${connection.state}`;
  }
  if (row.suspect) return "BOOK_SUSPECT: the book cannot be believed until a snapshot replaces it";
  if (row.fees === undefined) return "FEES_UNKNOWN: the cost cannot be computed";
  return undefined;
}

/** What a ticket lacks, or has that no order may have, in words; `undefined` where it is whole. */
export function ticketFault(ticket: Ticket, market: TicketMarket, view: SessionView): string | undefined {
  const { price, action, postOnly, timeInForce, changes } = ticket;
  if (price === undefined) return "the price is missing";
  const grid = ticketGrid(ticket, market);
  if (grid === undefined) return "the market's prices are not known yet";
  if (!isOnGrid(grid, price)) return offGrid(grid, price);
  const quantity = ticketContracts(ticket, market, view);
  if (quantity === undefined) return "the size is missing";
  if (quantity <= 0) {
    return ticket.unit === "dollars"
      ? "the dollars buy less than 1/100 contract"
      : "the size must be above 0";
  }
  if (postOnly && timeInForce === "immediate_or_cancel") return "post-only cannot be immediate";
  const most = mostContracts(ticket, market, view);
  if (action === "sell" && changes === undefined && most !== undefined && quantity > most) {
    return most === 0
      ? "nothing of this side was bought by hand; x closes what a strategy holds"
      : `only ${formatQuantity(most)} can be sold: bought by hand and not offered yet`;
  }
  if (changes !== undefined && price === changes.price && quantity === changes.remaining) {
    return "nothing is changed yet";
  }
  return undefined;
}

function offGrid(grid: TickGrid, price: Price): string {
  const near = [nextTickDown(grid, price), nextTickUp(grid, price)].filter((tick) => tick !== undefined);
  return `no price of this market: ${near.map(formatPrice).join(" or ")}`;
}

/** How the market got worse since the trader last looked. */
export interface Worsened {
  /** The best price that it would have met then. */
  readonly from: Price;
  /** The best price now; `undefined` where there is none any more. */
  readonly to: Price | undefined;
  /** Whether its limit still reaches that price. */
  readonly trades: boolean;
}

/**
 * Where a ticket's order would trade at a worse price than when the trader last looked at it, or no more: by more than one tick.
 * An order that only ever would have rested is not worse for it: it costs no more.
 */
export function worsened(ticket: Ticket, market: TicketMarket): Worsened | undefined {
  const { price, seen, action } = ticket;
  const grid = ticketGrid(ticket, market);
  if (price === undefined || grid === undefined) return undefined;
  const buys = action === "buy";
  const best = opposingPrice(action, ticket.outcomeSide, market.row);
  const tradedAt = (met: Price | undefined): Price => {
    if (met === undefined) return price;
    return (buys ? Math.min(met, price) : Math.max(met, price)) as Price;
  };
  const from = tradedAt(seen);
  const to = tradedAt(best);
  const tick = buys ? nextTickUp(grid, from) : nextTickDown(grid, from);
  if (buys ? to <= (tick ?? from) : to >= (tick ?? from)) return undefined;
  return { from, to: best, trades: best !== undefined && (buys ? best <= price : best >= price) };
}

/** The command of a whole ticket; `undefined` for one that lacks something. */
export function ticketCommand(
  ticket: Ticket,
  market: TicketMarket,
  view: SessionView,
): Extract<TraderCommand, { command: "place_order" | "change_order" }> | undefined {
  if (ticketFault(ticket, market, view) !== undefined) return undefined;
  const { intent, price, changes } = ticket;
  const quantity = ticketContracts(ticket, market, view);
  if (price === undefined || quantity === undefined) return undefined;
  if (changes !== undefined) {
    return {
      command: "change_order",
      intent,
      order: changes.clientOrderId,
      ...(price === changes.price ? {} : { price: formatPrice(price) }),
      ...(quantity === changes.remaining ? {} : { contracts: formatQuantity(quantity) }),
    };
  }
  return {
    command: "place_order",
    intent,
    market: ticket.market,
    outcome_side: ticket.outcomeSide,
    action: ticket.action,
    price: formatPrice(price),
    contracts: formatQuantity(quantity),
    time_in_force: ticket.timeInForce,
    post_only: String(ticket.postOnly),
  };
}

/** Whether a change only makes the order smaller: then it keeps its place in the queue. */
export function onlyDecreases(ticket: Ticket, quantity: Quantity): boolean {
  const { changes, price } = ticket;
  return changes !== undefined && price === changes.price && quantity < changes.remaining;
}

/** The price of a ticket in YES, as the book shows it. */
export function yesPriceOf({ outcomeSide, price }: Ticket): Price | undefined {
  return price === undefined ? undefined : inSide(outcomeSide, price);
}

/** The price one tick above or below, of the ticket's side; the same at the end of the grid. */
export function tickBeside(ticket: Ticket, market: TicketMarket, step: 1 | -1): Price | undefined {
  const { price } = ticket;
  const grid = ticketGrid(ticket, market);
  if (grid === undefined) return price;
  if (price === undefined) return opposingPrice(ticket.action, ticket.outcomeSide, market.row);
  return (step > 0 ? nextTickUp(grid, price) : nextTickDown(grid, price)) ?? price;
}

/**
 * The price of the next level of the book as it is shown, in YES, above or below: as a price of the ticket's side; the same where
 * there is none.
 */
export function levelBeside(ticket: Ticket, market: TicketMarket, step: 1 | -1): Price | undefined {
  const { price, outcomeSide, action } = ticket;
  const yes = yesPriceOf(ticket);
  if (yes === undefined) return opposingPrice(action, outcomeSide, market.row);
  const { bids, asks } = market.book;
  const prices = [...bids, ...asks].map((level) => level.price);
  const beyond = prices.filter((level) => step > 0 ? level > yes : level < yes);
  if (beyond.length === 0) return price;
  return inSide(outcomeSide, (step > 0 ? Math.min(...beyond) : Math.max(...beyond)) as Price);
}
