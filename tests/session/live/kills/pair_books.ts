/**
 * What the exchange, the journal and two processes say of the same orders, and where they do not say the same; and what must
 * never have been at any moment.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { CHAIN_START } from "../../../../src/audit/chain.ts";
import { readAuditKey } from "../../../../src/audit/key.ts";
import { readWholeLog } from "../../../../src/audit/read_log.ts";
import { verifyLog } from "../../../../src/audit/verify.ts";
import { formatMicros, type Micros, notional, type Quantity } from "../../../../src/core/numbers/money.ts";
import { type AccountPlace, accountPlace } from "../../../../src/journal/place.ts";
import type { FillState, OrderState } from "../../../../src/simulator/exchange/accounts/account_event.ts";
import type { WireRequest } from "../../../../src/simulator/server/interception.ts";
import type { Simulator } from "../../../../src/simulator/mod.ts";
import { must } from "../../support.ts";
import type { ChildState } from "./child.ts";

const OVER: ReadonlySet<string> = new Set(["filled", "cancelled", "rejected"]);
/** What rounding may add to a cost, µ$. */
const ROUNDING = 10_000;

/** What must hold beside what always does. */
export interface PairBooksOptions {
  readonly simulator: Simulator;
  readonly folder: string;
  /** What both together may have in positions and open entries of one market, and of all. */
  readonly maxMarketExposure: Micros;
  readonly maxTotalExposure: Micros;
  /** What one process at most holds and bids for, where each has a market of its own. */
  readonly mostOfOne: Quantity | undefined;
}

/** The truth of an account that two processes trade, and what others say of it. */
export class PairBooks {
  /** What must never have been, and was. */
  readonly breaches: string[] = [];
  readonly #options: PairBooksOptions;
  readonly #place: AccountPlace;
  /** Orders of the program, by the exchange's id, each as it was last. */
  readonly #orders = new Map<string, OrderState>();
  readonly #fills: FillState[] = [];
  /** The ids that creates came with. */
  readonly #created = new Set<string>();

  constructor(options: PairBooksOptions) {
    const { simulator, folder } = options;
    this.#options = options;
    this.#place = accountPlace(`${folder}/state`, "simulator", simulator.keyId);
    const user = simulator.account()?.userId;
    simulator.accounts.onEvent((event) => {
      if (event.userId !== user) return;
      if (event.kind === "order" && event.order.clientOrderId !== undefined) {
        this.#orders.set(event.order.orderId, event.order);
      } else if (event.kind === "fill" && event.fill.clientOrderId !== undefined) {
        this.#fills.push(event.fill);
      } else return;
      // The events of one match belong together.
      queueMicrotask(() => this.#judge());
    });
  }

  /** A create came. Each id comes once, and a session that holds something of its own, or may, does not enter again. */
  created({ about: { clientOrderId = "" } }: WireRequest, isEntry: boolean): void {
    if (this.#created.has(clientOrderId)) this.breaches.push(`${clientOrderId} was sent twice`);
    this.#created.add(clientOrderId);
    if (!isEntry) return;
    const line = lineOf(clientOrderId);
    const isOfLine = ({ clientOrderId: id = "" }: { readonly clientOrderId: string | undefined }) =>
      lineOf(id) === line;
    const bids = this.resting.filter((order) => isOfLine(order) && order.side === "bid");
    if (bids.length > 0) this.breaches.push(`${clientOrderId} enters while ${bids[0]?.clientOrderId} rests`);
    const bought = this.#fills.filter(isOfLine).reduce((sum, fill) => sum + signed(fill), 0);
    const left = bought - this.#handedOver(line);
    if (left > 0) this.breaches.push(`${clientOrderId} enters while its session holds ${left} of before`);
  }

  /** How many orders the exchange took. */
  get orders(): number {
    return this.#orders.size;
  }

  /** Own orders that rest at the exchange. */
  get resting(): readonly OrderState[] {
    return [...this.#orders.values()].filter(({ status }) => status === "resting");
  }

  /** The market of an order. */
  marketOf(orderId: string): string | undefined {
    return this.#orders.get(orderId)?.market;
  }

  /** What the program's orders have traded in a market: above zero what is held. */
  traded(market: string): number {
    return this.#fills.reduce((sum, fill) => fill.market === market ? sum + signed(fill) : sum, 0);
  }

  #judge(): void {
    const { maxMarketExposure, maxTotalExposure, mostOfOne } = this.#options;
    let total = 0;
    for (const market of new Set([...this.#orders.values()].map((order) => order.market))) {
      const held = this.traded(market);
      const rests = this.resting.filter((order) => order.market === market);
      const size = (side: "bid" | "ask") =>
        rests.reduce((sum, order) => sum + (order.side === side ? order.remaining : 0), 0);
      if (held < 0) this.breaches.push(`${market}: ${-held} more was sold than was held`);
      if (size("ask") > Math.max(0, held)) {
        this.breaches.push(`${market}: ${held} are held and ${size("ask")} are offered`);
      }
      if (mostOfOne !== undefined && held + size("bid") > mostOfOne) {
        this.breaches.push(
          `${market}: ${held} are held and ${size("bid")} are bid for: an entry was made twice`,
        );
      }
      const bids = rests.reduce(
        (sum, { side, price, remaining }) => side === "bid" ? sum + notional(price, remaining) : sum,
        0,
      );
      const exposure = this.#cost(market) + bids;
      if (exposure > maxMarketExposure + ROUNDING) {
        this.breaches.push(`${market}: ${formatMicros(exposure as Micros)} are at risk`);
      }
      total += exposure;
    }
    if (total > maxTotalExposure + ROUNDING) {
      this.breaches.push(`${formatMicros(total as Micros)} are at risk in all markets`);
    }
  }

  /** What is held in a market has cost. */
  #cost(market: string): number {
    let held = 0;
    let cost = 0;
    for (const fill of this.#fills) {
      if (fill.market !== market) continue;
      if (fill.side === "bid") cost += notional(fill.price, fill.quantity);
      else cost -= cost * Math.min(1, fill.quantity / Math.max(1, held));
      held += signed(fill);
    }
    return cost;
  }

  /**
   * Where exchange, journal and processes do not say the same.
   *
   * @param states what each process says that lives
   * @returns one line; empty where they agree
   */
  differs(states: readonly ChildState[]): string {
    const { rows, positions, trades } = this.#readJournal();
    const markets = new Set([...positions.keys(), ...this.#fills.map(({ market }) => market)]);
    for (const market of markets) {
      const journaled = positions.get(market) ?? 0;
      const traded = this.traded(market);
      if (traded !== journaled) {
        return `${market}: our orders have traded ${traded}, the journal has ${journaled}`;
      }
    }
    for (const fill of this.#fills) {
      const text = `${fill.price} ${fill.quantity} ${fill.fee}`;
      const journaled = trades.get(`${fill.tradeId} ${fill.clientOrderId}`);
      if (text !== journaled) return `trade ${fill.tradeId} is ${text}, the journal has ${journaled}`;
    }
    if (trades.size !== this.#fills.length) return "the journal has trades that never were";
    for (const { orderId, clientOrderId = "", status } of this.#orders.values()) {
      const row = rows.get(clientOrderId);
      if (row === undefined) return `${clientOrderId} is at the exchange and not in the journal`;
      if (row.orderId !== orderId) return `${clientOrderId} is ${orderId}, the journal has ${row.orderId}`;
      if (OVER.has(row.state) === (status === "resting")) {
        return `${clientOrderId} is ${row.state} in the journal, ${status} at the exchange`;
      }
      const having = states.filter(({ open }) => open.some(({ id }) => id === clientOrderId)).length;
      if (status === "resting" && having !== 1) {
        return `${clientOrderId} rests and ${having} processes have it`;
      }
    }
    for (const [id, { state }] of rows) {
      if (state === "submitting" || state === "unknown") return `${id} is ${state} in the journal`;
    }
    const held = states.reduce((sum, state) => sum + state.held, 0);
    const traded = [...markets].reduce((sum, market) => sum + this.traded(market), 0);
    if (held !== traded) return `the processes hold ${held}, our orders have traded ${traded}`;
    if (states.some(({ unknown, pending }) => unknown > 0 || pending > 0)) {
      return "not everything is known yet";
    }
    return "";
  }

  /** The orders of a process that may rest, by its name. */
  restingOf(name: string): readonly string[] {
    const lines = this.#query((database) =>
      database.prepare("select epoch || '-' || id as line from sessions where process = ?").all(name)
        .map((row) => String(row.line))
    );
    return this.resting.flatMap(({ clientOrderId = "" }) =>
      lines.includes(lineOf(clientOrderId)) ? [clientOrderId] : []
    );
  }

  /** How often what one session held went to another, and how many leases of closes dead sessions left. */
  get passedOn(): { readonly handovers: number; readonly leases: number } {
    return this.#query((database) => {
      const count = (table: string) =>
        Number(database.prepare(`select count(*) as value from ${table}`).get()?.value);
      return { handovers: count("handovers"), leases: count("exit_leases") };
    });
  }

  /** What others have taken over of what a line of sessions held. */
  #handedOver(line: string): number {
    return this.#query((database) => {
      const sessions = database.prepare(
        "select id, epoch || '-' || id as line, setup ->> '$.orderPrefix' as first from sessions",
      ).all();
      const lines = new Set(sessions.map((row) => String(row.line)));
      const own = sessions.filter((row) =>
        (lines.has(String(row.first)) ? String(row.first) : String(row.line)) === line
      ).map((row) => Number(row.id));
      return database.prepare("select from_session, quantity from handovers").all().reduce(
        (sum, row) => own.includes(Number(row.from_session)) ? sum + Number(row.quantity) : sum,
        0,
      );
    });
  }

  #readJournal() {
    return this.#query((database) => {
      const rows = database.prepare("select client_order_id, order_id, state from orders").all();
      const held = database.prepare("select market, quantity from positions").all();
      const trades = database.prepare("select trade_id, client_order_id, price, quantity, fee from fills")
        .all();
      return {
        rows: new Map(rows.map((row) => [String(row.client_order_id), {
          orderId: row.order_id === null ? null : String(row.order_id),
          state: String(row.state),
        }])),
        positions: new Map(held.map((row) => [String(row.market), Number(row.quantity)])),
        trades: new Map(
          trades.map((row) => [
            `${row.trade_id} ${row.client_order_id}`,
            `${row.price} ${row.quantity} ${row.fee}`,
          ]),
        ),
      };
    });
  }

  #query<Found>(read: (database: DatabaseSync) => Found): Found {
    const database = new DatabaseSync(this.#place.journal, { readOnly: true, timeout: 5_000 });
    try {
      return read(database);
    } finally {
      database.close();
    }
  }

  /** The audit log is one chain of both. After a kill its last line may be torn. */
  verifyLog(): void {
    const key = must(readAuditKey(this.#place.key));
    assert(key !== undefined);
    const { text } = readWholeLog(this.#place.log);
    const verdict = verifyLog(text, { key, from: CHAIN_START, checkpoints: [] });
    assert(verdict.kind === "intact" || verdict.kind === "torn", JSON.stringify(verdict));
  }

  /** Nothing must have been that must never be. */
  assertSound(): void {
    assertEquals(this.breaches, []);
  }
}

/** The first session of a line of sessions that went on from one another, as the ids of its orders begin. */
function lineOf(clientOrderId: string): string {
  return clientOrderId.split("-").slice(0, 2).join("-");
}

function signed({ side, quantity }: FillState): number {
  return side === "bid" ? quantity : -quantity;
}
