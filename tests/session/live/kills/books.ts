/**
 * What the exchange, the journal and a process say of the same orders, and where they do not say the same; and what must never
 * have been at any moment.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { CHAIN_START } from "../../../../src/audit/chain.ts";
import { readAuditKey } from "../../../../src/audit/key.ts";
import { readWholeLog } from "../../../../src/audit/read_log.ts";
import { verifyLog } from "../../../../src/audit/verify.ts";
import { parseQuantity } from "../../../../src/core/numbers/money.ts";
import { type AccountPlace, accountPlace } from "../../../../src/journal/place.ts";
import type { FillState, OrderState } from "../../../../src/simulator/exchange/accounts/account_event.ts";
import type { WireRequest } from "../../../../src/simulator/server/interception.ts";
import type { Simulator } from "../../../../src/simulator/mod.ts";
import { must } from "../../support.ts";
import type { ChildState } from "./child.ts";
import { BOOK } from "./scene.ts";

/** What a reader of the journal's file finds, from outside. */
interface JournalOrderRow {
  readonly id: string;
  readonly orderId: string | null;
  readonly state: string;
}

const OVER: ReadonlySet<string> = new Set(["filled", "cancelled", "rejected"]);
const MOST_HELD = parseQuantity(BOOK.contracts);

/** The truth of an account, and what others say of it. */
export class Books {
  /** What must never have been, and was. */
  readonly breaches: string[] = [];
  readonly #place: AccountPlace;
  readonly #simulator: Simulator;
  /** Orders of the program, by the exchange's id, each as it was last. */
  readonly #orders = new Map<string, OrderState>();
  readonly #fills: FillState[] = [];
  /** The ids that creates came with. */
  readonly #created = new Set<string>();

  constructor(simulator: Simulator, folder: string) {
    this.#simulator = simulator;
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

  /** A create came. */
  created({ about: { clientOrderId = "" } }: WireRequest): void {
    if (this.#created.has(clientOrderId)) this.breaches.push(`${clientOrderId} was sent twice`);
    this.#created.add(clientOrderId);
  }

  /** How many orders the exchange took. */
  get orders(): number {
    return this.#orders.size;
  }

  /** Own orders that rest at the exchange. */
  get resting(): readonly OrderState[] {
    return [...this.#orders.values()].filter(({ status }) => status === "resting");
  }

  /** What the program's orders have traded: above zero what is held. */
  get traded(): number {
    return this.#fills.reduce((sum, { side, quantity }) => sum + (side === "bid" ? quantity : -quantity), 0);
  }

  /**
   * A rule buys once until it is flat, and closes what it holds alone. Sessions take over what those before them held, so more is an
   * order that was made twice.
   */
  #judge(): void {
    const held = this.traded;
    const rests = (side: "bid" | "ask") =>
      this.resting.reduce((sum, order) => sum + (order.side === side ? order.remaining : 0), 0);
    if (held < 0) this.breaches.push(`${-held} more was sold than was held`);
    if (held + rests("bid") > MOST_HELD) {
      this.breaches.push(`${held} are held and ${rests("bid")} are bid for: an entry was made twice`);
    }
    if (rests("ask") > Math.max(0, held)) {
      this.breaches.push(`${held} are held and ${rests("ask")} are offered`);
    }
  }

  /**
   * Where exchange, journal and process do not say the same.
   *
   * @param state what the process says
   * @returns one line; empty where they agree
   */
  differs(state: ChildState): string {
    const { rows, position, trades } = this.#readJournal();
    const { traded } = this;
    if (traded !== position) return `our orders have traded ${traded}, the journal has ${position}`;
    const lost = this.#fills.find(({ tradeId }) => !trades.has(tradeId));
    if (lost !== undefined) return `trade ${lost.tradeId} is not in the journal`;
    const open = new Set(state.open.map(({ id }) => id));
    for (const { orderId, clientOrderId = "", status } of this.#orders.values()) {
      const row = rows.get(clientOrderId);
      if (row === undefined) return `${clientOrderId} is at the exchange and not in the journal`;
      if (row.orderId !== orderId) return `${clientOrderId} is ${orderId}, the journal has ${row.orderId}`;
      if (OVER.has(row.state) === (status === "resting")) {
        return `${clientOrderId} is ${row.state} in the journal, ${status} at the exchange`;
      }
      if (status === "resting" && !open.has(clientOrderId)) return `${clientOrderId} rests and nobody has it`;
    }
    for (const { id, state } of rows.values()) {
      if (state === "submitting" || state === "unknown") return `${id} is ${state} in the journal`;
    }
    if (state.held !== traded) return `the session holds ${state.held}, our orders have traded ${traded}`;
    const sent = state.open.find((order) => order.state === "submitting");
    if (sent !== undefined) return `${sent.id} is on its way`;
    if (state.unknown > 0 || state.pending > 0) return "it does not know everything yet";
    return "";
  }

  #readJournal() {
    const database = new DatabaseSync(this.#place.journal, { readOnly: true });
    try {
      const rows = database.prepare("select client_order_id, order_id, state from orders").all();
      const held = database.prepare("select coalesce(sum(quantity), 0) as held from positions").get();
      const trades = database.prepare("select trade_id from fills").all();
      return {
        rows: new Map(rows.map((row): [string, JournalOrderRow] => [String(row.client_order_id), {
          id: String(row.client_order_id),
          orderId: row.order_id === null ? null : String(row.order_id),
          state: String(row.state),
        }])),
        position: Number(held?.held),
        trades: new Set(trades.map((row) => String(row.trade_id))),
      };
    } finally {
      database.close();
    }
  }

  /** The audit log is one chain. After a kill its last line may be torn. */
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
    const position = this.#simulator.account()?.positions().reduce((sum, each) => sum + each.position, 0) ??
      0;
    assert(
      position >= this.traded,
      "the account holds what our orders have traded, and what a hand bought",
    );
  }
}
