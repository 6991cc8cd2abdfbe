/**
 * Contracts of sessions that have ended go over to one that lives: to one alone, in one transaction.
 *
 * @module
 */
import { z } from "zod";
import type { EarlierHolding, KeptExits } from "../core/live.ts";
import { formatQuantity, type Micros, type Price, type Quantity } from "../core/numbers/money.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import type { Orders } from "./orders.ts";
import { type HandedOver, holdingsOf, type OwnedChange, type OwnedHolding } from "./owners.ts";
import type { Sessions } from "./sessions.ts";
import type { Writes } from "./writes.ts";

const ExitsSchema = z.object({
  takeProfit: z.number().exactOptional(),
  takeProfitMax: z.int().transform((value) => value as Price).exactOptional(),
  stopLoss: z.number().exactOptional(),
  maxHoldMs: z.number().exactOptional(),
  adverseMove: z.int().transform((value) => value as Price).exactOptional(),
});

/** A row of `handovers`. */
interface HandoverRow extends HandedOver {
  readonly id: number;
  readonly market: string;
  readonly value: Micros;
}

/** What sessions hold, and how it goes from one to another. */
export class Handovers {
  readonly #writes: Writes;
  readonly #sessions: Sessions;
  readonly #orders: Orders;

  constructor(writes: Writes, sessions: Sessions, orders: Orders) {
    this.#writes = writes;
    this.#sessions = sessions;
    this.#orders = orders;
  }

  /** Keeps with which exits an entry is sent. To be called together with the order's own row. */
  keepExits(clientOrderId: string, exits: KeptExits | undefined, bid: Price | undefined): void {
    this.#writes.database.run(
      "insert into entry_exits (client_order_id, exits, bid) values (?, ?, ?) on conflict do nothing",
      clientOrderId,
      exits === undefined ? null : JSON.stringify(exits),
      bid ?? null,
    );
  }

  /** Keeps at which YES price this session values a market. It never throws. */
  mark(market: string, price: Price, at: number): void {
    const { sessionId } = this.#sessions.own ?? {};
    if (sessionId === undefined) return;
    this.#writes.after(`mark of ${market}`, () =>
      void this.#writes.database.run(
        `insert into marks (session, market, price, at) values (?, ?, ?, ?)
         on conflict (session, market) do update set price = excluded.price, at = excluded.at`,
        sessionId,
        market,
        price,
        Math.floor(at),
      ));
  }

  /** What strategies of all sessions hold in a market. Sessions that went on from one another are one: the last of them. */
  holdings(market: string): readonly OwnedHolding[] {
    const { database } = this.#writes;
    const changes = database.rows(
      `select fills.at, case fills.side when 'bid' then fills.quantity else -fills.quantity end as quantity, fills.price,
         fee, session, strategy, case purpose when 'entry' then fills.client_order_id end as entry
         from fills join orders using (client_order_id) where fills.market = ?1
       union all select at, quantity, price, 0, null, null, null from adjustments where market = ?1
       order by 1`,
      market,
    ).map((row): OwnedChange => ({
      at: Number(row["at"]),
      quantity: Number(row["quantity"]),
      price: Number(row["price"]),
      fee: Number(row["fee"]),
      ...(row["session"] === null ? {} : {
        owner: {
          session: this.#sessions.lastOf(Number(row["session"])),
          strategy: String(row["strategy"]),
        },
      }),
      ...(row["entry"] === null ? {} : { entry: String(row["entry"]) }),
    }));
    const handedOver = this.#rows(market).map((row) => ({
      ...row,
      from: this.#sessions.lastOf(row.from),
      to: this.#sessions.lastOf(row.to),
    }));
    return holdingsOf(changes, handedOver.filter(({ from, to }) => from !== to));
  }

  /** What sessions that have ended hold in a market, and nobody looks after. */
  orphaned(market: string): readonly OwnedHolding[] {
    const alive = this.#alive();
    return this.holdings(market).filter(({ session }) => !alive.has(session));
  }

  /**
   * Takes what sessions that have ended hold in a market, all of it or none.
   *
   * @param listed what the exchange lists of the account there: + YES, − NO
   * @returns what this session holds more from now on, nothing where there is nothing or orders there have still to end; a refusal
   * where journal and exchange do not agree
   */
  take(market: string, listed: Quantity): Result<readonly EarlierHolding[]> {
    const to = this.#sessions.own?.sessionId;
    if (to === undefined) return refuse("no_session", `Cannot take over ${market}: no session has begun`);
    if (this.orphaned(market).length === 0) return succeed([]);
    return this.#writes.together(() => {
      const alive = this.#alive();
      const all = this.holdings(market);
      const orphans = all.filter(({ session }) => !alive.has(session));
      const unfinished = [...this.#orders.open(), ...this.#orders.withFillsOutstanding()].some((order) =>
        order.request.market === market && !alive.has(this.#sessions.lastOf(order.session))
      );
      if (unfinished || orphans.length === 0) return succeed([]);
      const kept = this.#orders.positions().find((position) => position.market === market)?.quantity ?? 0;
      const summed = all.reduce((sum, { quantity }) => sum + quantity, 0);
      const covers = Math.sign(listed) === Math.sign(kept) && Math.abs(listed) >= Math.abs(kept);
      if (summed !== kept || !covers) {
        return refuse(
          "not_confirmed",
          `sessions before hold ${formatQuantity(summed as Quantity)} in ${market}, the journal ${
            formatQuantity(kept as Quantity)
          }, the exchange lists ${formatQuantity(listed)}: not taken over`,
        );
      }
      if (orphans.some(({ quantity }) => Math.sign(quantity) !== Math.sign(kept))) {
        return refuse("both_sides", `sessions before hold both sides of ${market}: not taken over`);
      }
      return succeed(orphans.map((orphan) => this.#hand(market, orphan, to)));
    });
  }

  /**
   * Who has taken over what this session held, since it showed no sign of life for some seconds, as while a computer sleeps.
   *
   * @returns one line; `undefined` where nobody has
   */
  takenFrom(): string | undefined {
    const { sessionId } = this.#sessions.own ?? {};
    if (sessionId === undefined) return undefined;
    const last = this.#sessions.lastOf(sessionId);
    if (last !== sessionId) {
      return `this session showed no sign of life, and session ${last} goes on with its recording and what it held: ` +
        "it places no order any more";
    }
    const row = this.#writes.database.first(
      "select market, to_session from handovers where from_session = ? order by id limit 1",
      sessionId,
    );
    if (row === undefined) return undefined;
    return `this session showed no sign of life, and session ${
      row["to_session"]
    } has taken over what it held in ${row["market"]}: it places no order any more; start it again`;
  }

  /**
   * This session goes on from the recording of sessions that have ended: what they hold is its own from now on.
   *
   * @param family the sessions, this one included
   * @returns what was handed to them by others, which their recording may lack; a refusal where others took from them
   */
  inherit(family: readonly number[]): Result<readonly EarlierHolding[]> {
    const isOurs = (session: number) => family.includes(session);
    const rows = this.#rows();
    const taken = rows.find(({ from, to }) => isOurs(from) && !isOurs(to));
    if (taken !== undefined) {
      return refuse(
        "taken_over",
        `Cannot go on: session ${taken.to} has taken over what was held in ${taken.market}; start a new session`,
      );
    }
    return succeed(
      rows.filter(({ from, to }) => isOurs(to) && !isOurs(from)).map((row) => this.#earlier(row)),
    );
  }

  #hand(market: string, orphan: OwnedHolding, to: number): EarlierHolding {
    const { session: from, strategy, quantity, cost, fees, openedAt, boughtAt, entry } = orphan;
    const { database, now } = this.#writes;
    const mark = database.rows("select session, price from marks where market = ? order by at desc", market)
      .find(
        ({ session }) => this.#sessions.lastOf(Number(session)) === from,
      );
    const price = mark === undefined ? undefined : Number(mark["price"]);
    const value = price === undefined ? cost : quantity > 0 ? price * quantity : (10_000 - price) * -quantity;
    const at = Math.floor(now());
    const row = database.first(
      `insert into handovers (market, strategy, from_session, to_session, quantity, cost, fees, opened_at, bought_at,
         value, entry, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`,
      market,
      strategy,
      from,
      to,
      quantity,
      cost,
      fees,
      openedAt,
      boughtAt,
      value,
      entry ?? null,
      at,
    );
    return this.#earlier({
      ...orphan,
      id: Number(row?.["id"]),
      from,
      to,
      market,
      value: value as Micros,
      at,
    });
  }

  #earlier(row: HandoverRow): EarlierHolding {
    const { id, market, strategy, quantity, cost, fees, openedAt, boughtAt, value, entry } = row;
    const kept = entry === undefined
      ? undefined
      : this.#writes.database.first("select exits, bid from entry_exits where client_order_id = ?", entry);
    const raw = kept?.["exits"];
    const exits = typeof raw === "string" ? ExitsSchema.safeParse(JSON.parse(raw)) : undefined;
    const bid = kept?.["bid"];
    return {
      id,
      strategy,
      market,
      quantity: quantity as Quantity,
      cost: cost as Micros,
      fees: fees as Micros,
      openedAt,
      boughtAt,
      value,
      ...(typeof bid === "number" ? { entryBid: bid as Price } : {}),
      ...(exits?.success === true ? { exits: exits.data } : {}),
    };
  }

  #rows(market?: string): readonly HandoverRow[] {
    const { database } = this.#writes;
    const rows = market === undefined
      ? database.rows("select * from handovers order by id")
      : database.rows("select * from handovers where market = ? order by id", market);
    return rows.map((row) => ({
      id: Number(row["id"]),
      market: String(row["market"]),
      strategy: String(row["strategy"]),
      from: Number(row["from_session"]),
      to: Number(row["to_session"]),
      quantity: Number(row["quantity"]),
      cost: Number(row["cost"]),
      fees: Number(row["fees"]),
      openedAt: Number(row["opened_at"]),
      boughtAt: Number(row["bought_at"]),
      value: Number(row["value"]) as Micros,
      entry: row["entry"] === null ? undefined : String(row["entry"]),
      at: Number(row["at"]),
    }));
  }

  /** Sessions that live, this one among them. */
  #alive(): ReadonlySet<number> {
    const own = this.#sessions.own?.sessionId;
    return new Set([
      ...this.#sessions.alive().map(({ sessionId }) => sessionId),
      ...(own === undefined ? [] : [own]),
    ]);
  }
}
