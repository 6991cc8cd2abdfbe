/**
 * What the small client hears of its own fills and orders.
 *
 * @module
 */
import { SOCKET_PATH } from "../../../src/kalshi/environment.ts";
import { sign } from "../../simulator/support.ts";
import type { Looks } from "./looks.ts";
import { type Means, pause } from "./means.ts";
import { type OwnOrders, sizeOf } from "./own_orders.ts";

const HEARD_AFTER_LOOKS = 12;

/** Listens; a client that does not is never told of anything, and reads. */
export class PrivateStream {
  /** Hears no more of what it has. */
  deaf = false;
  readonly #means: Means;
  readonly #orders: OwnOrders;
  readonly #looks: Looks;
  #socket: WebSocket | undefined;
  #blind = false;
  #reading: Promise<unknown> = Promise.resolve();

  constructor(means: Means, orders: OwnOrders, looks: Looks) {
    this.#means = means;
    this.#orders = orders;
    this.#looks = looks;
  }

  /** Whether a subscription was refused. */
  get blind(): boolean {
    return this.#blind;
  }

  /** What is read at once, since a report does not fit what is known. */
  get reading(): Promise<unknown> {
    return this.#reading;
  }

  /** Subscribes to own fills and orders. */
  async listen(): Promise<void> {
    const { simulator } = this.#means;
    const socket = new WebSocket(simulator.socketUrl, {
      headers: sign(simulator, "GET", SOCKET_PATH, simulator.clock.now()),
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
      if (type === "fill") this.#fill(msg);
      if (type === "user_order") this.#order(msg);
    };
    socket.send(JSON.stringify({ id: 1, cmd: "subscribe", params: { channels: ["fill", "user_orders"] } }));
    await subscribed.promise;
  }

  /** What was sent in this long after something has happened counts as lost. */
  async heard(): Promise<void> {
    for (let turn = 0; turn < HEARD_AFTER_LOOKS; turn++) await pause();
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined) return;
    const closed = new Promise((resolve) => socket.onclose = resolve);
    socket.close();
    await closed;
  }

  // deno-lint-ignore no-explicit-any -- a frame
  #fill(msg: any): void {
    if (!this.deaf) {
      this.#orders.book({
        tradeId: msg.trade_id,
        orderId: msg.order_id,
        clientOrderId: msg.client_order_id,
        count: msg.count_fp,
        streamed: true,
      });
    }
    // The exchange says what is held after a fill: where that is something else, a fill was missed.
    const order = this.#orders.get(msg.client_order_id);
    if (this.#means.habits.positionAfter === "not_looked_at" || order?.orderId === undefined) return;
    if (sizeOf(msg.post_position_fp) !== this.#orders.held(msg.market_ticker)) {
      this.#reading = this.#looks.fillsOf(order);
    }
  }

  // deno-lint-ignore no-explicit-any -- a frame
  #order(msg: any): void {
    const order = this.#orders.get(msg.client_order_id);
    if (this.deaf || order === undefined) return;
    if (!this.#orders.isOf(order, msg.order_id, msg.client_order_id)) return;
    order.orderId = msg.order_id;
    if (msg.status !== "resting") order.state = "ended";
  }
}
