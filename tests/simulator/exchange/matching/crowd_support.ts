/**
 * A market with a crowd in memory: what is submitted, what is reported, and the book that the reports add up to.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Book, type Side } from "../../../../src/core/market/book.ts";
import { CENT_GRID } from "../../../../src/core/market/ticks.ts";
import type { Price, Quantity } from "../../../../src/core/numbers/money.ts";
import type { Match } from "../../../../src/simulator/exchange/matching/match.ts";
import { MatchingEngine } from "../../../../src/simulator/exchange/matching/matching_engine.ts";
import type { TimeInForce } from "../../../../src/simulator/exchange/submission.ts";

/** A level as tests write it: price and size. */
export type Row = readonly [number, number];

/** A market with a crowd. */
export class CrowdMarket {
  readonly book = new Book();
  /** What whoever only listens makes of the reports. */
  readonly heard = new Book();
  readonly trades: Match[] = [];
  /** What was reported, a line each. */
  readonly lines: string[] = [];
  /** After each report. */
  check: () => void = () => {};
  readonly engine: MatchingEngine;

  constructor() {
    this.engine = new MatchingEngine({ grid: CENT_GRID, book: this.book, tradesOf: "T", orderPrefix: "1-" }, {
      level: (side, price, delta) => {
        assert(this.heard.change(side, price, delta), `${side} ${price} ${delta} goes below zero`);
        this.lines.push(`level ${side} ${price} ${delta}`);
        this.check();
      },
      trade: (match) => {
        this.trades.push(match);
        const { takerSide, price, quantity, maker, taker } = match;
        this.lines.push(
          `trade ${takerSide} ${price} ${quantity} ${taker?.owner ?? "crowd"}>${maker?.owner ?? "crowd"}`,
        );
      },
      selfTraded: () => {},
      replaced: () => {
        this.heard.replace(this.book.levels("bid"), this.book.levels("ask"));
        this.lines.push("book");
        this.check();
      },
    });
  }

  level(at: number, side: Side, price: number, delta: number): void {
    this.engine.crowd({ kind: "level", side, price: price as Price, delta: delta as Quantity }, at);
  }

  shows(at: number, bids: readonly Row[], asks: readonly Row[]): void {
    const levels = (rows: readonly Row[]) =>
      rows.map(([price, quantity]) => ({ price: price as Price, quantity: quantity as Quantity }));
    this.engine.crowd({ kind: "book", bids: levels(bids), asks: levels(asks) }, at);
  }

  print(at: number, takerSide: Side, price: number, quantity: number): void {
    const trade = { price: price as Price, quantity: quantity as Quantity, takerSide, tradeId: "print" };
    this.engine.crowd({ kind: "trade", ...trade }, at);
  }

  /** Submits an order that must be taken. @returns its id */
  order(
    side: Side,
    price: number,
    quantity: number,
    owner = "a",
    timeInForce: TimeInForce = "good_till_canceled",
  ): string {
    const sent = this.engine.submit({
      owner,
      side,
      price: price as Price,
      quantity: quantity as Quantity,
      timeInForce,
    });
    assert(sent.ok);
    return sent.value.orderId;
  }

  /** What was reported since the last call. */
  news(): string[] {
    return this.lines.splice(0);
  }

  /** The book that was reported is the book. */
  agrees(): void {
    for (const side of ["bid", "ask"] as const) assertEquals(this.heard.levels(side), this.book.levels(side));
  }
}
