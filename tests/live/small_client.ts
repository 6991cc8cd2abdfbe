/**
 * A small client that trades over the real wire: right in all its habits, or wrong in the one that a case is about.
 *
 * @module
 */
import { SOCKET_PATH } from "../../src/kalshi/environment.ts";
import { formatQuantity, parseQuantity, type Quantity } from "../../src/core/numbers/money.ts";
import type { Simulator } from "../../src/simulator/mod.ts";
import { sign } from "../simulator/support.ts";
import { type Habits, RIGHT } from "./habits.ts";
import type { Belief, Player, Wish } from "./player.ts";
import { SmallMoney } from "./small_money.ts";
import type { Stage } from "./stage.ts";
import { type Reply, WireClient } from "./wire_client.ts";

interface OwnOrder {
  readonly clientOrderId: string;
  readonly wish: Wish;
  readonly sentAtMs: number;
  orderId: string | undefined;
  state: "unknown" | "resting" | "ended";
  /** Nothing that comes for it is looked at any more. */
  forgotten: boolean;
  /** The exchange's code, where it refused the order. */
  refusedFor?: string;
}

/** Between two looks, ms. */
const LOOK_EVERY_MS = 15;
/** By how much reads must be newer than an order, exchange's clock, ms. */
const MARGIN_MS = 30;
/** Looks at most: the end of a test that hangs. */
const MOST_LOOKS = 200;
const HEARD_AFTER_LOOKS = 12;
const EXPIRES_AFTER_SECONDS = 120;
const TOO_MANY = 429;
/** Tokens of a cancel in a batch. */
const CANCEL_COST = 2;
const UNKNOWN: ReadonlySet<number> = new Set([0, 408]);
/** How long it waits after an order was turned away once, ms. */
const FIRST_WAIT_MS = 1_000;
/** An exit that is refused is sent so often at most. */
const MOST_TRIES = 3;
const NO_MONEY = /balance_too_low|insufficient/;
const PAUSED = /paused/i;

/** The small client. */
export class SmallClient implements Player {
  readonly #simulator: Simulator;
  readonly #habits: Habits;
  readonly #wire: WireClient;
  readonly #money: SmallMoney;
  readonly #shardOf: (ticker: string) => number;
  readonly #orders = new Map<string, OwnOrder>();
  readonly #seenFills = new Set<string>();
  readonly #positions = new Map<string, number>();
  /** Stops, by market: of which outcome, and at or below which price, dollars. */
  readonly #stops = new Map<string, { readonly outcome: "yes" | "no"; readonly below: number }>();
  /** The last exit of each market. */
  readonly #leaving = new Map<string, Promise<void>>();
  /** What is read at once, since a report does not fit what is known. */
  #reading: Promise<unknown> = Promise.resolve();
  #attestedUntil: number | undefined;
  #socket: WebSocket | undefined;
  #killed = false;
  /** Hears and reads no more of what it has. */
  #deaf = false;
  #blind = false;
  #count = 0;
  readonly #groupLimit: Quantity | undefined;
  /** Order groups that were made, by shard. */
  readonly #groups = new Map<number, string>();

  /** @param wrong the habits in which it is not right */
  constructor(stage: Stage, wrong: Partial<Habits> = {}) {
    const { simulator, shardOf, options } = stage;
    this.#simulator = simulator;
    this.#groupLimit = options.limits?.maxContractsIn15s;
    this.#shardOf = shardOf;
    this.#habits = { ...RIGHT, ...wrong };
    const redirect = this.#habits.redirects === "follow" ? "follow" : "manual";
    this.#wire = new WireClient(simulator, redirect);
    this.#money = new SmallMoney(this.#wire, this.#habits, stage.money());
  }

  /** Its connection, for requests of a case's own. */
  get wire(): WireClient {
    return this.#wire;
  }

  /** Listens to its fills and orders. */
  async listen(): Promise<void> {
    const socket = new WebSocket(this.#simulator.socketUrl, {
      headers: sign(this.#simulator, "GET", SOCKET_PATH, this.#simulator.clock.now()),
    });
    this.#socket = socket;
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const subscribed = Promise.withResolvers<void>();
    let open = 2;
    socket.onmessage = ({ data }) => {
      const { type, msg } = JSON.parse(String(data));
      if (type === "error") this.#blind = true;
      if ((type === "subscribed" || type === "error") && --open === 0) subscribed.resolve();
      if (type === "fill") {
        this.#book(msg.trade_id, msg.order_id, msg.client_order_id, msg.count_fp, true);
        this.#comparePosition(msg);
      }
      if (type === "user_order") this.#hear(msg);
    };
    socket.send(JSON.stringify({ id: 1, cmd: "subscribe", params: { channels: ["fill", "user_orders"] } }));
    await subscribed.promise;
  }

  async enter(wish: Wish): Promise<string | undefined> {
    if (this.#blind && this.#habits.fillsRefused === "no_entries") return undefined;
    if (this.#killed || !this.#staysWithin(wish) || !await this.#affords(wish)) return undefined;
    if (this.#habits.attestation === "no_entry" && !await this.#isAttested(wish.ticker)) return undefined;
    await this.#reading;
    if (wish.stopLoss !== undefined) {
      const below = Number((Number(wish.price) * (1 - wish.stopLoss / 10_000)).toFixed(4));
      this.#stops.set(wish.ticker, { outcome: wish.outcome, below });
    }
    for (let tries = 0;; tries++) {
      const order = await this.#create(wish, await this.#inGroup(wish));
      const lacks = NO_MONEY.test(this.#orders.get(order)?.refusedFor ?? "");
      if (!lacks || tries === MOST_TRIES || this.#habits.noMoneyForEntry === "read_again") return order;
    }
  }

  async look(): Promise<void> {
    const begun = this.#count;
    const orders = await this.#list("orders", "&status=resting");
    const { status, json } = await this.#wire.send("GET", "/portfolio/positions");
    if (orders === undefined || status !== 200) return;
    if (this.#habits.olderList === "gone" && this.#count > begun) this.#dropMissing(orders);
    for (const ticker of new Set([...this.#orders.values()].map(({ wish }) => wish.ticker))) {
      await this.#money.judged(ticker, this.#held(ticker));
      // deno-lint-ignore no-explicit-any -- rows of an answer
      const row = json.market_positions.find((each: any) => each.ticker === ticker);
      await this.#shrinkCloses(ticker, Math.abs(row === undefined ? 0 : parseQuantity(row.position_fp)));
    }
  }

  /** Counts as gone what rests and is not in a list. */
  // deno-lint-ignore no-explicit-any -- rows of an answer
  #dropMissing(orders: readonly any[]): void {
    const listed = new Set(orders.map(({ order_id }) => order_id));
    for (const order of this.#orders.values()) {
      if (order.state === "resting" && !listed.has(order.orderId)) this.#forget(order);
    }
  }

  /** Whether the attestation of where its user is lasts as long as a market. */
  async #isAttested(ticker: string): Promise<boolean> {
    if (this.#attestedUntil === undefined) {
      const keys = await this.#wire.send("GET", "/api_keys");
      this.#attestedUntil = (keys.json?.api_key_region_expiration_ts ?? Infinity) * 1_000;
    }
    const { status, json } = await this.#wire.send("GET", `/markets/${ticker}`);
    return status === 200 && Date.parse(json.market.expected_expiration_time) <= this.#attestedUntil;
  }

  async insist(wish: Wish, moves: readonly (() => void)[]): Promise<void> {
    let [waitMs, nextAt] = [FIRST_WAIT_MS, -Infinity];
    for (const move of moves) {
      move();
      const now = this.#simulator.clock.now();
      if (this.#habits.turnedAway === "back_off" && now < nextAt) continue;
      const order = await this.enter(wish) ?? "";
      if (this.#orders.get(order)?.refusedFor === undefined) return;
      nextAt = now + waitMs;
      waitMs *= 2;
    }
  }

  async priced(ticker: string): Promise<void> {
    const stop = this.#stops.get(ticker);
    if (stop === undefined) return;
    const { json } = await this.#wire.send("GET", `/markets/${ticker}/orderbook`);
    const bids = { yes: bestOf(json?.orderbook_fp?.yes_dollars), no: bestOf(json?.orderbook_fp?.no_dollars) };
    const [own, looked] = [
      bids[stop.outcome],
      bids[this.#habits.marks === "yes_prices" ? "yes" : stop.outcome],
    ];
    if (own === undefined || looked === undefined || looked > stop.below) return;
    await this.exit(ticker, (stop.outcome === "yes" ? own : 1 - own).toFixed(4));
  }

  async shrink(name: string, count: string): Promise<void> {
    const order = this.#orders.get(name);
    if (order === undefined) return;
    if (this.#habits.smaller === "decrease") await this.#decrease(order, parseQuantity(count));
    else await this.#amend(order, order.wish.price, count);
    await this.#readFills(order);
  }

  async reprice(name: string, price: string): Promise<void> {
    const order = this.#orders.get(name);
    if (order === undefined) return;
    const { json } = await this.#amend(order, price, order.wish.count);
    if (this.#habits.repriced === "answer_says" && Number(json?.remaining_count) === 0) order.state = "ended";
    await this.#readFills(order);
  }

  /** Gives an order another price and another size: what is filled, with what shall rest. */
  #amend({ orderId, wish }: OwnOrder, price: string, count: string): Promise<Reply> {
    return this.#wire.send("POST", `/portfolio/events/orders/${orderId}/amend`, {
      ticker: wish.ticker,
      side: sideOf(wish),
      price: wish.outcome === "yes" ? price : complement(price),
      count,
      exchange_index: this.#shardOf(wish.ticker),
    });
  }

  /** Makes smaller what rests to close more than is held: others may have sold of it. */
  async #shrinkCloses(ticker: string, held: number): Promise<void> {
    if (this.#habits.closes === "each_alone") return;
    let left = held;
    for (const order of this.#closesIn(ticker)) {
      const rests = parseQuantity(order.wish.count);
      if (left === 0) await this.cancel(order.clientOrderId);
      else if (rests > left) await this.#decrease(order, left);
      left = Math.max(0, left - rests);
    }
  }

  #held(ticker: string): Quantity {
    return (this.#positions.get(ticker) ?? 0) as Quantity;
  }

  exit(ticker: string, price: string): Promise<void> {
    const before = this.#habits.exits === "one_at_a_time" ? this.#leaving.get(ticker) : undefined;
    const leaves = (before ?? Promise.resolve()).then(() => this.#leave(ticker, price));
    this.#leaving.set(ticker, leaves);
    return leaves;
  }

  async #leave(ticker: string, price: string): Promise<void> {
    if (this.#habits.stop === "take_profit_first") {
      // Both filling would open the other side.
      const rests = this.#closesIn(ticker).filter(({ wish }) => wish.timeInForce === undefined);
      for (const { clientOrderId } of rests) await this.cancel(clientOrderId);
    }
    const held = this.#positions.get(ticker) ?? 0;
    if (held === 0) return;
    const side = held > 0 ? "ask" : "bid";
    const onGrid = this.#onGrid(price, side);
    const wish: Wish = {
      ticker,
      outcome: held > 0 ? "yes" : "no",
      action: "sell",
      price: held > 0 ? onGrid : complement(onGrid),
      count: (Math.abs(held) / 100).toFixed(2),
      timeInForce: "immediate_or_cancel",
    };
    if (this.#habits.exitGate === "as_entries" && !await this.#affords(wish)) return;
    const more = {
      ...this.#habits.grouped === "exits_too" ? await this.#inGroup(wish) : {},
      ...this.#habits.exitMeetsOwn === "resting_gives_way" ? { self_trade_prevention_type: "maker" } : {},
      ...this.#habits.exitSize === "reduce_only" ? { reduce_only: true } : {},
    };
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const last = await this.#create(wish, more);
      if (!NO_MONEY.test(this.#orders.get(last)?.refusedFor ?? "")) return;
      // A close needs no money: the position is not what is believed.
      if (this.#habits.noMoneyForExit === "read_first" && !await this.#isHeld(ticker)) return;
    }
  }

  /** What rests to close a position, or may. */
  #closesIn(ticker: string): readonly OwnOrder[] {
    return [...this.#orders.values()].filter(({ wish, state }) =>
      wish.ticker === ticker && wish.action === "sell" && state !== "ended"
    );
  }

  /** Whether what would rest to close a position with this is no more than the position. */
  #staysWithin({ ticker, action, count }: Wish): boolean {
    if (action === "buy" || this.#habits.closes === "each_alone") return true;
    const rest = this.#closesIn(ticker).reduce((sum, { wish }) => sum + parseQuantity(wish.count), 0);
    return rest + parseQuantity(count) <= Math.abs(this.#positions.get(ticker) ?? 0);
  }

  async #decrease({ orderId, wish }: OwnOrder, to: number): Promise<void> {
    await this.#wire.send("POST", `/portfolio/events/orders/${orderId}/decrease`, {
      reduce_to: (to / 100).toFixed(2),
      exchange_index: this.#shardOf(wish.ticker),
    });
  }

  async cancel(name: string): Promise<void> {
    const order = this.#orders.get(name);
    for (let look = 0; order !== undefined && order.state !== "ended" && look < MOST_LOOKS; look++) {
      if (order.orderId === undefined) return await this.#lookUp(order);
      const route = this.#habits.cancelRoute === "shard"
        ? `?exchange_index=${this.#shardOf(order.wish.ticker)}`
        : "";
      const reply = await this.#wire.send("DELETE", `/portfolio/events/orders/${order.orderId}${route}`);
      if (isUnknown(reply)) {
        if (this.#habits.unknownCancel === "leave") return;
        if (this.#habits.unknownCancel === "count_as_cancelled") return this.#forget(order);
      } else if ([401, 403].includes(reply.status) && this.#habits.refusedCancel === "count_as_cancelled") {
        return this.#forget(order);
      } else if (this.#habits.lateCancel === "done" && reply.json?.error?.code === "MARKET_INACTIVE") {
        return this.#forget(order);
      } else if (reply.status === 404 && this.#habits.cancelNotFound === "count_as_cancelled") {
        return this.#forget(order);
      } else if (reply.status === 200 || reply.status === 404) {
        if (await this.#readFills(order) && await this.#readOrder(order)) return;
      }
      await pause();
    }
  }

  async kill(): Promise<void> {
    this.#killed = true;
    if (this.#habits.kill === "whole_account") {
      await this.#wire.send("DELETE", "/portfolio/events/orders");
      for (const order of this.#orders.values()) order.state = "ended";
      return;
    }
    const resting = [...this.#orders.values()].filter(({ state, orderId }) =>
      state === "resting" && orderId !== undefined
    );
    const piece = this.#habits.cancelPieces === "all_at_once" ? Infinity : await this.#mostCancels();
    while (resting.length > 0) await this.#cancelBatch(resting.splice(0, piece));
  }

  async #cancelBatch(orders: readonly OwnOrder[]): Promise<void> {
    const { status, json } = await this.#wire.send("DELETE", "/portfolio/events/orders/batched", {
      orders: orders.map(({ orderId, wish }) => ({
        order_id: orderId,
        exchange_index: this.#shardOf(wish.ticker),
      })),
    });
    if (status === TOO_MANY && this.#habits.cancelPieces === "as_the_limit_holds") {
      await pause();
      return await this.#cancelBatch(orders);
    }
    for (const order of orders) {
      if (this.#habits.batchAnswer === "all_gone") this.#forget(order);
      else {
        // deno-lint-ignore no-explicit-any -- rows of an answer
        const row = json?.orders?.find((each: any) => each.order_id === order.orderId);
        if (row !== undefined && row.error === undefined) await this.#readOrder(order);
        else await this.cancel(order.clientOrderId);
      }
    }
  }

  /** How many cancels a full bucket holds. */
  async #mostCancels(): Promise<number> {
    const { status, json } = await this.#wire.send("GET", "/account/limits");
    return status === 200 ? Math.floor(json.write.bucket_capacity / CANCEL_COST) : 1;
  }

  again(): Promise<void> {
    this.#killed = false;
    return Promise.resolve();
  }

  /** The order group of a shard, where one is wanted; it is made at the first order. */
  async #inGroup({ ticker }: Wish): Promise<Readonly<Record<string, unknown>>> {
    if (this.#groupLimit === undefined) return {};
    const shard = this.#shardOf(ticker);
    if (!this.#groups.has(shard)) {
      const { json } = await this.#wire.send("POST", "/portfolio/order_groups/create", {
        contracts_limit_fp: formatQuantity(this.#groupLimit),
        exchange_index: shard,
      });
      this.#groups.set(shard, json.order_group_id);
    }
    return { order_group_id: this.#groups.get(shard) };
  }

  pause(): Promise<void> {
    this.#deaf = this.#habits.afterPause === "orders_alone";
    return Promise.resolve();
  }

  async settle(): Promise<void> {
    if (this.#deaf) return;
    for (const order of this.#orders.values()) {
      if (order.forgotten) continue;
      if (order.orderId === undefined && order.state === "unknown") await this.#lookUp(order);
      if (order.orderId === undefined) continue;
      const late = order.state === "ended" && this.#habits.lateFill === "forgotten";
      if (!late) await this.#readFills(order);
      if (this.#habits.reactivation === "nothing_changed") continue;
      if (this.#habits.lateAnswer === "never_backwards" && this.#habits.acceptedWithNothing === "ended") {
        await this.#readOrder(order);
      }
    }
    for (const [ticker, held] of this.#positions) {
      if (held !== 0 && await this.#money.settled(ticker, this.#held(ticker))) this.#positions.delete(ticker);
    }
    if (this.#habits.emptyPositions === "flat") {
      const { status, json } = await this.#wire.send("GET", "/portfolio/positions");
      if (status === 200 && json.market_positions.length === 0) this.#positions.clear();
    }
  }

  /** What was sent in this long after something has happened counts as lost. */
  async heard(): Promise<void> {
    for (let turn = 0; turn < HEARD_AFTER_LOOKS; turn++) await pause();
  }

  belief(): Belief {
    const positions = new Map([...this.#positions].filter(([, held]) => held !== 0));
    const resting = [...this.#orders.values()].filter(({ state }) => state !== "ended").length;
    const { total } = this.#money;
    return { positions, resting, ...total === undefined ? {} : { cash: total } };
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined) return;
    const closed = new Promise((resolve) => socket.onclose = resolve);
    socket.close();
    await closed;
  }

  async #create(wish: Wish, more: Readonly<Record<string, unknown>>): Promise<string> {
    const clientOrderId = `small-${++this.#count}`;
    const order: OwnOrder = {
      clientOrderId,
      wish,
      sentAtMs: this.#simulator.clock.now(),
      orderId: undefined,
      state: "unknown",
      forgotten: false,
    };
    this.#orders.set(clientOrderId, order);
    const { timeInForce = "good_till_canceled", postOnly } = wish;
    const expires = timeInForce === "good_till_canceled" && this.#habits.expiry === "given";
    const body = {
      ticker: wish.ticker,
      client_order_id: clientOrderId,
      side: sideOf(wish),
      price: wish.outcome === "yes" || this.#habits.no === "no_price_as_price"
        ? wish.price
        : complement(wish.price),
      count: this.#habits.sizes === "whole" ? Math.trunc(Number(wish.count)).toFixed(2) : wish.count,
      time_in_force: timeInForce,
      self_trade_prevention_type: "taker_at_cross",
      exchange_index: this.#shardOf(wish.ticker),
      ...postOnly === true ? { post_only: true } : {},
      ...this.#habits.reduceOnly === "every_close" && wish.action === "sell" ? { reduce_only: true } : {},
      ...expires ? { expiration_time: Math.floor(this.#expiryClock() / 1000) + EXPIRES_AFTER_SECONDS } : {},
      ...more,
    };
    for (let attempt = 0; attempt < 3; attempt++) {
      const reply = await this.#wire.send("POST", "/portfolio/events/orders", body);
      const next = await this.#judge(order, reply);
      if (next === "done") break;
      if (next === "anew") {
        this.#forget(order);
        return await this.#create(wish, more);
      }
    }
    return clientOrderId;
  }

  /** Takes an answer to a create. @returns whether it is to be sent once more */
  async #judge(order: OwnOrder, reply: Reply): Promise<"done" | "again" | "anew"> {
    const { status, json } = reply;
    if (this.#habits.strangeBody === "count_as_rejected" && typeof json?.fill_count !== "string") {
      this.#forget(order);
      return "done";
    }
    if (status >= 200 && status < 300 && typeof json?.order_id === "string") {
      order.orderId = json.order_id;
      if (typeof json.remaining_count !== "string") {
        // What an answer does not say is not zero.
        order.state = "resting";
        await this.#readFills(order);
        await this.#readOrder(order);
        return "done";
      }
      const nothing = Number(json.fill_count) === 0 && Number(json.remaining_count) === 0;
      const ended = Number(json.remaining_count) === 0 &&
        !(nothing && this.#habits.acceptedWithNothing === "resting");
      const saidMore = order.state === "ended" && this.#habits.lateAnswer === "never_backwards";
      if (!saidMore) order.state = ended ? "ended" : "resting";
      if (ended && this.#habits.partlyFilled === "nothing_happened" && order.wish.timeInForce !== undefined) {
        if (Number(json.fill_count) < Number(order.wish.count)) this.#forget(order);
      } else if (Number(json.fill_count) > 0) await this.#readFills(order);
      return "done";
    }
    if (status === TOO_MANY && order.wish.action === "sell" && this.#habits.busyExit !== "give_up") {
      await this.#mostCancels();
      await pause();
      return "anew";
    }
    if (!isUnknown(reply) && status !== 409) {
      this.#forget(order);
      order.refusedFor = String(json?.error?.code ?? json?.code);
      if (this.#habits.pause === "gone" && PAUSED.test(order.refusedFor)) {
        for (const other of this.#orders.values()) this.#forget(other);
      }
      return "done";
    }
    const habit = status === 409 ? this.#habits.duplicate : this.#habits.unknownCreate;
    if (habit === "send_again") return "again";
    if (habit === "send_anew") return "anew";
    if (habit === "count_as_rejected") this.#forget(order);
    else if (habit === "count_as_resting") order.state = "resting";
    else await this.#lookUp(order);
    return "done";
  }

  /** Looks for an order of which nothing is known. */
  async #lookUp(order: OwnOrder): Promise<void> {
    let agreed = 0;
    for (let look = 0; look < MOST_LOOKS && agreed < 2; look++) {
      const newer = await this.#readsAreNewer(order);
      const rows = await this.#list("orders");
      // deno-lint-ignore no-explicit-any -- rows of an answer
      const found = rows?.find((row: any) => row.client_order_id === order.clientOrderId);
      if (found !== undefined) {
        order.orderId = found.order_id;
        order.state = found.status === "resting" ? "resting" : "ended";
        await this.#readFills(order);
        return;
      }
      if (this.#habits.notThere === "one_read") break;
      agreed = newer && rows !== undefined ? agreed + 1 : 0;
      if (agreed < 2) await pause();
    }
    this.#forget(order);
  }

  async #readsAreNewer(order: OwnOrder): Promise<boolean> {
    const { status, json } = await this.#wire.send("GET", "/exchange/user_data_timestamp");
    return status === 200 && Date.parse(json.as_of_time) > order.sentAtMs + MARGIN_MS;
  }

  /** A list, read to its end; `undefined` where it could not be. */
  // deno-lint-ignore no-explicit-any -- rows of an answer
  async #list(name: "orders" | "fills", query = ""): Promise<readonly any[] | undefined> {
    // deno-lint-ignore no-explicit-any -- rows of an answer
    const rows: any[] = [];
    const cursors = new Set<string>();
    for (let cursor = "";;) {
      const { status, json } = await this.#wire.send(
        "GET",
        `/portfolio/${name}?limit=100&cursor=${cursor}${query}`,
      );
      const whole = status === 200 && Array.isArray(json?.[name]);
      if (whole) rows.push(...json[name]);
      if (!whole || cursors.has(json.cursor)) return this.#habits.partOfList === "gone" ? rows : undefined;
      cursor = json.cursor ?? "";
      if (cursor === "") return rows;
      cursors.add(cursor);
    }
  }

  /** Reads an order's fills until they are as many as its record says. @returns whether they are */
  async #readFills(order: OwnOrder): Promise<boolean> {
    for (let look = 0; look < MOST_LOOKS; look++) {
      const rows = await this.#list("fills", `&order_id=${order.orderId}`);
      for (const row of rows ?? []) {
        this.#book(row.trade_id, row.order_id, undefined, row.count_fp, false);
        this.#money.fill(row);
      }
      const record = await this.#wire.send("GET", `/portfolio/orders/${order.orderId}`);
      if (record.status === 0 && this.#habits.unreadable === "gone") {
        this.#forget(order);
        return true;
      }
      // deno-lint-ignore no-explicit-any -- rows of an answer
      const booked = (rows ?? []).reduce((sum: number, row: any) => sum + this.#size(row.count_fp), 0);
      if (record.status === 200 && rows !== undefined) {
        if (booked >= parseQuantity(record.json.order.fill_count_fp)) return true;
      }
      await pause();
    }
    return false;
  }

  /** @returns whether it has ended */
  async #readOrder(order: OwnOrder): Promise<boolean> {
    const { status, json } = await this.#wire.send("GET", `/portfolio/orders/${order.orderId}`);
    if (status !== 200) return false;
    if (json.order.status !== "resting") order.state = "ended";
    return order.state === "ended";
  }

  #book(
    tradeId: string,
    orderId: string,
    clientOrderId: string | undefined,
    count: unknown,
    streamed: boolean,
  ): void {
    const order = [...this.#orders.values()].find((own) => this.#isOf(own, orderId, clientOrderId));
    if (order === undefined || order.forgotten || (streamed && this.#deaf)) return;
    if (typeof count !== "string" && this.#habits.missing === "read_again") return;
    if (this.#habits.lateFill === "forgotten" && order.state === "ended" && streamed) return;
    if (this.#seenFills.has(tradeId) && !(streamed && this.#habits.fillAgain === "counted_again")) return;
    this.#seenFills.add(tradeId);
    const { ticker } = order.wish;
    const sign = sideOf(order.wish) === "bid" ? 1 : -1;
    this.#positions.set(ticker, (this.#positions.get(ticker) ?? 0) + sign * this.#size(count));
  }

  /** The exchange says what is held after a fill: where that is something else, a fill was missed. */
  #comparePosition(
    { market_ticker: ticker, post_position_fp: said, client_order_id: name }: {
      readonly market_ticker: string;
      readonly post_position_fp: unknown;
      readonly client_order_id: string;
    },
  ): void {
    const order = this.#orders.get(name);
    if (this.#habits.positionAfter === "not_looked_at" || order?.orderId === undefined) return;
    if (this.#size(said) !== (this.#positions.get(ticker) ?? 0)) this.#reading = this.#readFills(order);
  }

  /** Whether an id is an order's; before its answer has come, the name that it was given says so. */
  #isOf({ orderId, clientOrderId }: OwnOrder, id: string, name: string | undefined): boolean {
    if (orderId === id) return true;
    return name === clientOrderId && (orderId === undefined || this.#habits.sameClientId === "own");
  }

  /** A size that is said; what is not said is nothing yet. */
  #size(count: unknown): number {
    return typeof count === "string" ? parseQuantity(count) : 0;
  }

  /** Reads whether there is a position; where there is none, it was closed elsewhere. */
  async #isHeld(ticker: string): Promise<boolean> {
    const { status, json } = await this.#wire.send("GET", `/portfolio/positions?ticker=${ticker}`);
    if (status !== 200) return false;
    // deno-lint-ignore no-explicit-any -- rows of an answer
    const row = json.market_positions.find((each: any) => each.ticker === ticker);
    const held = row === undefined ? 0 : parseQuantity(row.position_fp);
    this.#positions.set(ticker, held);
    return held !== 0;
  }

  #expiryClock(): number {
    return this.#habits.expiryClock === "own" ? Date.now() : this.#simulator.clock.now();
  }

  // deno-lint-ignore no-explicit-any -- a frame
  #hear(msg: any): void {
    const order = this.#orders.get(msg.client_order_id);
    if (this.#deaf || order === undefined || !this.#isOf(order, msg.order_id, msg.client_order_id)) return;
    order.orderId = msg.order_id;
    if (msg.status !== "resting") order.state = "ended";
  }

  /** Counts an order as never having been, or as gone. */
  #forget(order: OwnOrder): void {
    order.state = "ended";
    order.forgotten = true;
  }

  async #affords({ ticker, action, price, count }: Wish): Promise<boolean> {
    const query = this.#habits.balance === "sum" ? "" : `?exchange_index=${this.#shardOf(ticker)}`;
    const { status, json } = await this.#wire.send("GET", `/portfolio/balance${query}`);
    if (status !== 200) return false;
    // A sale of what is held costs nothing.
    if (action === "sell") return true;
    return Number(json.balance_dollars) >= Number(price) * Number(count);
  }

  /** A price on the grid of whole cents. */
  #onGrid(price: string, side: "bid" | "ask"): string {
    const cents = Number(price) * 100;
    const whole = Math.abs(cents - Math.round(cents)) < 1e-9
      ? Math.round(cents)
      : this.#habits.rounding === "nearest"
      ? Math.round(cents)
      : side === "ask"
      ? Math.floor(cents)
      : Math.ceil(cents);
    return (whole / 100).toFixed(4);
  }
}

/** The best bid of a side of the book, dollars: the last row. */
function bestOf(rows: readonly (readonly [price: string, count: string])[] | undefined): number | undefined {
  const best = rows?.at(-1)?.[0];
  return best === undefined ? undefined : Number(best);
}

/** Whether a reply leaves open what became of a write. */
function isUnknown({ status, json }: Reply): boolean {
  return UNKNOWN.has(status) || status >= 500 || (status >= 300 && status < 400) ||
    (status >= 200 && status < 300 && typeof json?.order_id !== "string");
}

function sideOf({ outcome, action }: Wish): "bid" | "ask" {
  return (outcome === "yes") === (action === "buy") ? "bid" : "ask";
}

function complement(price: string): string {
  return ((10_000 - Math.round(Number(price) * 10_000)) / 10_000).toFixed(4);
}

/** Lets time pass between two looks at the exchange, which nothing announces. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
