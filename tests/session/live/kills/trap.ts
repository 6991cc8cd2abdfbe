/**
 * Kills the process that it is in at a point of an order's life: at once, as a machine that loses its power would.
 *
 * @module
 */
import type { Journal } from "../../../../src/journal/journal.ts";
import { nameOf, type Point } from "./points.ts";

type Moment = Point["moment"];

/** Says where, and dies. */
function die(point: Point): never {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify({ killed: nameOf(point) })}\n`));
  Deno.kill(Deno.pid, "SIGKILL");
  throw new Error("still alive");
}

/** Watches one process for one point. */
export class Trap {
  readonly #journal: Journal;
  readonly #point: Point;
  /** Of how many bytes the first part of a request is. */
  readonly #bytes: number;
  /** Whether a stop is under way: then a cancel makes room for it. */
  readonly #stops: () => boolean;
  /** The order that was journaled and whose transaction has not returned yet. */
  #journaled = false;
  /** What the report is about that was journaled and whose transaction has not returned yet. */
  #reported: Point["act"] | undefined;

  constructor(journal: Journal, point: Point, bytes: number, stops: () => boolean) {
    this.#journal = journal;
    this.#point = point;
    this.#bytes = bytes;
    this.#stops = stops;
  }

  /** From now on the point kills. */
  set(): void {
    this.#aroundOrders();
    this.#aroundAudit();
    this.#aroundSockets();
  }

  #reach(act: Point["act"] | undefined, moment: Moment): void {
    if (act === this.#point.act && moment === this.#point.moment) die(this.#point);
  }

  /** What an order is for, by the journal. */
  #purpose(clientOrderId: string): "entry" | "take_profit" | "exit" | undefined {
    const purpose = this.#journal.orders.byClientId(clientOrderId)?.request.purpose;
    return purpose === undefined ? undefined : actOf(purpose);
  }

  #cancel(): "cancel" | "stop_cancel" {
    return this.#stops() ? "stop_cancel" : "cancel";
  }

  #aroundOrders(): void {
    const { orders } = this.#journal;
    const record = orders.record.bind(orders);
    const isCreate = ["entry", "take_profit", "exit"].includes(this.#point.act);
    orders.record = (order, checks) => {
      const act = actOf(order.request.purpose);
      this.#reach(act, "before_journal");
      const recorded = record(order, checks);
      if (recorded.ok) {
        this.#reach(act, "in_transaction");
        this.#journaled = act === this.#point.act;
      }
      return recorded;
    };
    const affords = orders.affords.bind(orders);
    orders.affords = (clientOrderId, balance) => {
      const enough = affords(clientOrderId, balance);
      if (enough.ok) this.#reach(this.#purpose(clientOrderId), "afforded");
      return enough;
    };
    const together = this.#journal.together.bind(this.#journal);
    this.#journal.together = (work) => {
      const done = together(work);
      if (this.#journaled && isCreate) this.#reach(this.#point.act, "after_fsync");
      this.#journaled = false;
      return done;
    };
    const submitted = orders.submitted.bind(orders);
    orders.submitted = (clientOrderId, named) => {
      this.#reach(this.#purpose(clientOrderId), "answered");
      submitted(clientOrderId, named);
    };
    const report = orders.report.bind(orders);
    orders.report = (one) => {
      const act = one.kind === "cancelled" ? this.#cancel() : this.#purpose(one.clientOrderId);
      if (one.kind !== "fill") this.#reach(act, "before_report");
      report(one);
      if (one.kind !== "fill") this.#reported = act;
    };
    const afterwards = this.#journal.afterwards.bind(this.#journal);
    this.#journal.afterwards = (what, work) => {
      afterwards(what, work);
      // It is on the disk, and the engine has not heard of it.
      const act = this.#reported;
      this.#reported = undefined;
      this.#reach(act, "after_report");
    };
    const fill = orders.fill.bind(orders);
    orders.fill = (one) => {
      this.#reach("fill", "before_report");
      const isNew = fill(one);
      this.#reach("fill", "after_report");
      return isNew;
    };
    const changed = orders.changed.bind(orders);
    orders.changed = (clientOrderId, terms) => {
      this.#reach("amend", "before_report");
      changed(clientOrderId, terms);
      this.#reach("amend", "after_report");
    };
  }

  #aroundAudit(): void {
    const { audit } = this.#journal;
    const append = audit.append.bind(audit);
    audit.append = (kind, data) => {
      append(kind, data);
      if (kind === "compared") this.#reach("start", "compared");
    };
  }

  /** Writes have a connection each, and go in one piece. */
  #aroundSockets(): void {
    const connect: (options: Deno.ConnectOptions) => Promise<Deno.TcpConn> = Deno.connect.bind(Deno);
    const wrapped = async (options: Deno.ConnectOptions) => {
      const connection = await connect(options);
      const write = connection.write.bind(connection);
      connection.write = async (bytes) => {
        const act = this.#actOfRequest(new TextDecoder().decode(bytes));
        if (act === this.#point.act && this.#point.moment === "first_bytes") {
          await write(bytes.subarray(0, Math.min(this.#bytes, bytes.length - 1)));
          die(this.#point);
        }
        const written = await write(bytes);
        this.#reach(act, "all_bytes");
        return written;
      };
      return connection;
    };
    Object.defineProperty(Deno, "connect", { value: wrapped });
  }

  #actOfRequest(text: string): Point["act"] | undefined {
    if (text.startsWith("DELETE ")) return this.#cancel();
    if (/^POST \S+\/amend[? ]/.test(text)) return "amend";
    const id = /"client_order_id":"([^"]+)"/.exec(text)?.[1];
    return id === undefined ? undefined : this.#purpose(id);
  }
}

/** The act that places an order of a purpose. */
export function actOf(purpose: string): "entry" | "take_profit" | "exit" {
  return purpose === "entry" ? "entry" : purpose === "take_profit" ? "take_profit" : "exit";
}
