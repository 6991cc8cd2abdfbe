/**
 * A small client that trades over the real wire: right in all its habits, or wrong in the one that a case is about.
 *
 * @module
 */
import { LIMITS } from "../../../src/core/risk/limits.ts";
import type { Belief, Player, Wish } from "../player.ts";
import type { Stage } from "../stage.ts";
import { SmallBooks } from "./books.ts";
import { Cancels } from "./cancels.ts";
import { Changes } from "./changes.ts";
import { Creates } from "./creates.ts";
import { Entries } from "./entries.ts";
import { Exits } from "./exits.ts";
import { type Habits, RIGHT } from "./habits.ts";
import { Looks, positionIn } from "./looks.ts";
import type { Means } from "./means.ts";
import { SmallMoney } from "./money.ts";
import { type OwnOrder, OwnOrders } from "./own_orders.ts";
import { PrivateStream } from "./private_stream.ts";
import { WireClient } from "./wire_client.ts";

/** The small client. */
export class SmallClient implements Player {
  readonly #means: Means;
  readonly #orders: OwnOrders;
  readonly #money: SmallMoney;
  readonly #looks: Looks;
  readonly #stream: PrivateStream;
  readonly #books: SmallBooks;
  readonly #cancels: Cancels;
  readonly #changes: Changes;
  readonly #exits: Exits;
  readonly #entries: Entries;

  /** @param wrong the habits in which it is not right */
  constructor(stage: Stage, wrong: Partial<Habits> = {}) {
    const { simulator, shardOf, options } = stage;
    const habits = { ...RIGHT, ...wrong };
    const wire = new WireClient(simulator, habits.redirects === "follow" ? "follow" : "manual");
    const means = { simulator, wire, habits, shardOf };
    const orders = new OwnOrders(habits);
    const money = new SmallMoney(wire, habits, stage.money());
    const looks = new Looks(means, orders, money);
    const stream = new PrivateStream(means, orders, looks);
    const books = new SmallBooks(means, options.limits?.maxDataDelayMs ?? LIMITS.maxDataDelayMs.default);
    const creates = new Creates(means, orders, looks, options.limits?.maxContractsIn15s);
    const cancels = new Cancels(means, orders, looks);
    const changes = new Changes(means, orders, looks);
    const exits = new Exits(means, { orders, looks, creates, cancels, changes });
    this.#means = means;
    this.#orders = orders;
    this.#money = money;
    this.#looks = looks;
    this.#stream = stream;
    this.#books = books;
    this.#cancels = cancels;
    this.#changes = changes;
    this.#exits = exits;
    this.#entries = new Entries(means, { orders, looks, creates, exits, stream, books });
  }

  /** Its connection, for requests of a case's own. */
  get wire(): WireClient {
    return this.#means.wire;
  }

  /** Listens to its fills and orders. */
  listen(): Promise<void> {
    return this.#stream.listen();
  }

  enter(wish: Wish): Promise<string | undefined> {
    return this.#entries.enter(wish);
  }

  insist(wish: Wish, moves: readonly (() => void)[]): Promise<void> {
    return this.#entries.insist(wish, moves);
  }

  cancel(name: string): Promise<void> {
    return this.#cancels.cancel(name);
  }

  shrink(name: string, count: string): Promise<void> {
    return this.#changes.shrink(name, count);
  }

  reprice(name: string, price: string): Promise<void> {
    return this.#changes.reprice(name, price);
  }

  exit(ticker: string, price: string): Promise<void> {
    return this.#exits.exit(ticker, price);
  }

  priced(ticker: string): Promise<void> {
    return this.#exits.priced(ticker);
  }

  kill(): Promise<void> {
    this.#entries.killed = true;
    return this.#cancels.kill();
  }

  again(): Promise<void> {
    this.#entries.killed = false;
    return Promise.resolve();
  }

  pause(): Promise<void> {
    this.#stream.deaf = this.#means.habits.afterPause === "orders_alone";
    return Promise.resolve();
  }

  async look(): Promise<void> {
    const begun = this.#orders.sent;
    const orders = await this.#looks.list("orders", "&status=resting");
    const { status, json } = await this.wire.send("GET", "/portfolio/positions");
    if (orders === undefined || status !== 200) return;
    if (this.#means.habits.olderList === "gone" && this.#orders.sent > begun) {
      this.#orders.dropMissing(orders);
    }
    for (const ticker of new Set(this.#orders.all().map(({ wish }) => wish.ticker))) {
      await this.#money.judged(ticker, this.#orders.held(ticker));
      await this.#exits.shrinkCloses(ticker, Math.abs(positionIn(json, ticker)));
    }
  }

  async settle(): Promise<void> {
    if (this.#stream.deaf) return;
    for (const order of this.#orders.all()) if (!order.forgotten) await this.#settleOrder(order);
    const { positions } = this.#orders;
    for (const [ticker, held] of positions) {
      if (held !== 0 && await this.#money.settled(ticker, this.#orders.held(ticker))) {
        positions.delete(ticker);
      }
    }
    if (this.#means.habits.emptyPositions === "flat") {
      const { status, json } = await this.wire.send("GET", "/portfolio/positions");
      if (status === 200 && json.market_positions.length === 0) positions.clear();
    }
  }

  heard(): Promise<void> {
    return this.#stream.heard();
  }

  follow(ticker: string): Promise<void> {
    return this.#books.follow(ticker);
  }

  booksLate(): Promise<void> {
    return this.#books.cameLate();
  }

  booksInTime(): Promise<void> {
    return this.#books.inTime();
  }

  belief(): Belief {
    const positions = new Map([...this.#orders.positions].filter(([, held]) => held !== 0));
    const resting = this.#orders.all().filter(({ state }) => state !== "ended").length;
    const { total } = this.#money;
    return { positions, resting, ...total === undefined ? {} : { cash: total } };
  }

  async close(): Promise<void> {
    await this.#books.close();
    await this.#stream.close();
  }

  async #settleOrder(order: OwnOrder): Promise<void> {
    const { habits } = this.#means;
    if (order.orderId === undefined && order.state === "unknown") await this.#looks.lookUp(order);
    if (order.orderId === undefined) return;
    const late = order.state === "ended" && habits.lateFill === "forgotten";
    if (!late) await this.#looks.fillsOf(order);
    if (habits.reactivation === "nothing_changed") return;
    if (habits.lateAnswer === "never_backwards" && habits.acceptedWithNothing === "ended") {
      await this.#looks.hasEnded(order);
    }
  }
}
