/**
 * What the small client reads, and when it believes it: lists, single orders and their fills, what is held, paid and allowed.
 *
 * @module
 */
import { parseQuantity } from "../../../src/core/numbers/money.ts";
import type { Wish } from "../player.ts";
import { type Means, MOST_LOOKS, pause } from "./means.ts";
import type { SmallMoney } from "./money.ts";
import { type OwnOrder, type OwnOrders, sizeOf } from "./own_orders.ts";

/** By how much reads must be newer than an order, exchange's clock, ms. */
const MARGIN_MS = 30;
/** Tokens of a cancel in a batch. */
const CANCEL_COST = 2;

/** Reads. */
export class Looks {
  readonly #means: Means;
  readonly #orders: OwnOrders;
  readonly #money: SmallMoney;
  /** Until when its user's place is attested, Unix ms, once that was read. */
  #attestedUntil: number | undefined;

  constructor(means: Means, orders: OwnOrders, money: SmallMoney) {
    this.#means = means;
    this.#orders = orders;
    this.#money = money;
  }

  /** A list, read to its end; `undefined` where it could not be. */
  // deno-lint-ignore no-explicit-any -- rows of an answer
  async list(name: "orders" | "fills", query = ""): Promise<readonly any[] | undefined> {
    const { wire, habits } = this.#means;
    // deno-lint-ignore no-explicit-any -- rows of an answer
    const rows: any[] = [];
    const cursors = new Set<string>();
    for (let cursor = "";;) {
      const { status, json } = await wire.send(
        "GET",
        `/portfolio/${name}?limit=100&cursor=${cursor}${query}`,
      );
      const whole = status === 200 && Array.isArray(json?.[name]);
      if (whole) rows.push(...json[name]);
      if (!whole || cursors.has(json.cursor)) return habits.partOfList === "gone" ? rows : undefined;
      cursor = json.cursor ?? "";
      if (cursor === "") return rows;
      cursors.add(cursor);
    }
  }

  /** Looks for an order of which nothing is known. */
  async lookUp(order: OwnOrder): Promise<void> {
    let agreed = 0;
    for (let look = 0; look < MOST_LOOKS && agreed < 2; look++) {
      const newer = await this.#readsAreNewer(order);
      const rows = await this.list("orders");
      // deno-lint-ignore no-explicit-any -- rows of an answer
      const found = rows?.find((row: any) => row.client_order_id === order.clientOrderId);
      if (found !== undefined) {
        order.orderId = found.order_id;
        order.state = found.status === "resting" ? "resting" : "ended";
        await this.fillsOf(order);
        return;
      }
      if (this.#means.habits.notThere === "one_read") break;
      agreed = newer && rows !== undefined ? agreed + 1 : 0;
      if (agreed < 2) await pause();
    }
    this.#orders.forget(order);
  }

  async #readsAreNewer(order: OwnOrder): Promise<boolean> {
    const { status, json } = await this.#means.wire.send("GET", "/exchange/user_data_timestamp");
    return status === 200 && Date.parse(json.as_of_time) > order.sentAtMs + MARGIN_MS;
  }

  /** Reads and books an order's fills until they are as many as its record says. @returns whether they are */
  async fillsOf(order: OwnOrder): Promise<boolean> {
    const { wire, habits } = this.#means;
    for (let look = 0; look < MOST_LOOKS; look++) {
      const rows = await this.list("fills", `&order_id=${order.orderId}`);
      for (const row of rows ?? []) {
        this.#orders.book({
          tradeId: row.trade_id,
          orderId: row.order_id,
          clientOrderId: undefined,
          count: row.count_fp,
          streamed: false,
        });
        this.#money.fill(row);
      }
      const record = await wire.send("GET", `/portfolio/orders/${order.orderId}`);
      if (record.status === 0 && habits.unreadable === "gone") {
        this.#orders.forget(order);
        return true;
      }
      // deno-lint-ignore no-explicit-any -- rows of an answer
      const booked = (rows ?? []).reduce((sum: number, row: any) => sum + sizeOf(row.count_fp), 0);
      if (record.status === 200 && rows !== undefined) {
        if (booked >= parseQuantity(record.json.order.fill_count_fp)) return true;
      }
      await pause();
    }
    return false;
  }

  /** Reads an order. @returns whether it has ended */
  async hasEnded(order: OwnOrder): Promise<boolean> {
    const { status, json } = await this.#means.wire.send("GET", `/portfolio/orders/${order.orderId}`);
    if (status !== 200) return false;
    if (json.order.status !== "resting") order.state = "ended";
    return order.state === "ended";
  }

  /** Reads whether there is a position; where there is none, it was closed elsewhere. */
  async isHeld(ticker: string): Promise<boolean> {
    const { status, json } = await this.#means.wire.send("GET", `/portfolio/positions?ticker=${ticker}`);
    if (status !== 200) return false;
    const held = positionIn(json, ticker);
    this.#orders.positions.set(ticker, held);
    return held !== 0;
  }

  /** Whether an order can be paid for. */
  async affords({ ticker, action, price, count }: Wish): Promise<boolean> {
    const { wire, habits, shardOf } = this.#means;
    const query = habits.balance === "sum" ? "" : `?exchange_index=${shardOf(ticker)}`;
    const { status, json } = await wire.send("GET", `/portfolio/balance${query}`);
    if (status !== 200) return false;
    // A sale of what is held costs nothing.
    if (action === "sell") return true;
    return Number(json.balance_dollars) >= Number(price) * Number(count);
  }

  /** Whether the attestation of where its user is lasts as long as a market. */
  async isAttested(ticker: string): Promise<boolean> {
    const { wire } = this.#means;
    if (this.#attestedUntil === undefined) {
      const keys = await wire.send("GET", "/api_keys");
      this.#attestedUntil = (keys.json?.api_key_region_expiration_ts ?? Infinity) * 1_000;
    }
    const { status, json } = await wire.send("GET", `/markets/${ticker}`);
    return status === 200 && Date.parse(json.market.expected_expiration_time) <= this.#attestedUntil;
  }

  /** How many cancels a full bucket holds. */
  async mostCancels(): Promise<number> {
    const { status, json } = await this.#means.wire.send("GET", "/account/limits");
    return status === 200 ? Math.floor(json.write.bucket_capacity / CANCEL_COST) : 1;
  }
}

/** The position of a market in an answer, 1/100 contracts; 0 where it is not in it. */
// deno-lint-ignore no-explicit-any -- an answer
export function positionIn(json: any, ticker: string): number {
  // deno-lint-ignore no-explicit-any -- rows of an answer
  const row = json.market_positions.find((each: any) => each.ticker === ticker);
  return row === undefined ? 0 : parseQuantity(row.position_fp);
}
