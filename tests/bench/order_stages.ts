/**
 * When each order of a live session reached which stage on its way out, seen from outside: at the network, the database, the
 * signer and the journal, which are watched and not changed.
 *
 * @module
 */
import { StatementSync } from "node:sqlite";
import type { Journal } from "../../src/journal/journal.ts";
import type { Signer } from "../../src/kalshi/signing/sign.ts";

/** Moments of one order, by `performance.now`, ms. */
export interface OrderTimes {
  /** The frame's arrival, and how long before that the exchange had sent it. */
  arrivedAt?: number;
  sentMsBefore?: number | undefined;
  decidedAt?: number;
  /** The transaction of order and audit lines: its beginning, its end, and how much of it was the commit with its sync. */
  journalAt?: number;
  durableAt?: number;
  syncMs?: number;
  /** Its money was compared, which waits for the balance where that takes longer than the disk. */
  affordedAt?: number;
  /** Connecting, where it began after the order was durable. */
  connectAt?: number;
  connectedAt?: number;
  writeAt?: number;
  /** The kernel has the bytes. */
  writtenAt?: number;
  /** How long this thread, and the exchange's, had waited for a processor when it was decided, and when it was written. */
  waitedBefore?: Waited | undefined;
  waitedAfter?: Waited | undefined;
}

/** How long threads have waited for a processor so far, ms. */
export interface Waited {
  readonly own: number;
  readonly exchange: number;
}

/** Watches until it is disposed. */
export class OrderStages implements Disposable {
  readonly orders = new Map<string, OrderTimes>();
  /** How long each reading of a balance took, ms. */
  readonly balanceMs: number[] = [];
  /** How long each signature took, ms. */
  readonly signMs: number[] = [];
  /** Transactions of this process since the last time it was set to 0. */
  commits = 0;
  readonly #restore: (() => void)[] = [];
  #recording: string | undefined;
  #commitMs = 0;

  /** @param waited how long threads have waited for a processor so far */
  constructor(readonly waited: () => Waited | undefined = () => undefined) {
    this.#watchConnections();
    this.#watchCommits();
    this.#watchBalances();
  }

  /** The clock of all moments. */
  now(): number {
    return performance.now();
  }

  /** The moments of an order. */
  of(clientOrderId: string): OrderTimes {
    let times = this.orders.get(clientOrderId);
    if (times === undefined) this.orders.set(clientOrderId, times = {});
    return times;
  }

  /** A signer that is watched: what it makes beside everything else holds nothing up. */
  signer(signer: Signer): Signer {
    return {
      ...signer,
      keyId: signer.keyId,
      type: signer.type,
      headers: (at, method, path) => {
        const from = performance.now();
        const headers = signer.headers(at, method, path);
        this.signMs.push(performance.now() - from);
        return headers;
      },
    };
  }

  /** Watches a journal. */
  journal(journal: Journal): void {
    const { orders } = journal;
    const record = orders.record.bind(orders);
    orders.record = (order, checks) => {
      this.#recording = order.request.clientOrderId;
      return record(order, checks);
    };
    const affords = orders.affords.bind(orders);
    orders.affords = (clientOrderId, balance) => {
      const enough = affords(clientOrderId, balance);
      this.of(clientOrderId).affordedAt = this.now();
      return enough;
    };
    const together = journal.together.bind(journal);
    journal.together = (work) => {
      const journalAt = this.now();
      this.#recording = undefined;
      this.#commitMs = 0;
      const result = together(work);
      if (this.#recording !== undefined && result.ok) {
        const durableAt = this.now();
        Object.assign(this.of(this.#recording), { journalAt, durableAt, syncMs: this.#commitMs });
      }
      return result;
    };
  }

  [Symbol.dispose](): void {
    for (const restore of this.#restore) restore();
  }

  #watchConnections(): void {
    const connect = Deno.connect;
    const watched = async (options: Deno.ConnectOptions): Promise<Deno.TcpConn> => {
      const connectAt = this.now();
      const connection = await connect(options);
      const connectedAt = this.now();
      const write = connection.write.bind(connection);
      connection.write = async (bytes) => {
        const writeAt = this.now();
        const count = await write(bytes);
        const writtenAt = this.now();
        const text = new TextDecoder().decode(bytes);
        const [, id] = /^POST .*"client_order_id":"([^"]+)"/s.exec(text) ?? [];
        if (id !== undefined) {
          const waitedAfter = this.waited();
          Object.assign(this.of(id), { connectAt, connectedAt, writeAt, writtenAt, waitedAfter });
        }
        return count;
      };
      return connection;
    };
    Deno.connect = watched as typeof Deno.connect;
    this.#restore.push(() => Deno.connect = connect);
  }

  #watchCommits(): void {
    const { run } = StatementSync.prototype;
    const spent = (ms: number): void => {
      this.#commitMs += ms;
      this.commits++;
    };
    StatementSync.prototype.run = function (this: StatementSync, ...values: Parameters<typeof run>) {
      if (this.sourceSQL !== "commit") return run.apply(this, values);
      const from = performance.now();
      try {
        return run.apply(this, values);
      } finally {
        spent(performance.now() - from);
      }
    } as typeof run;
    this.#restore.push(() => StatementSync.prototype.run = run);
  }

  #watchBalances(): void {
    const { fetch } = globalThis;
    globalThis.fetch = async (input, init) => {
      const from = performance.now();
      const response = await fetch(input, init);
      if (String(input).includes("/portfolio/balance")) this.balanceMs.push(performance.now() - from);
      return response;
    };
    this.#restore.push(() => globalThis.fetch = fetch);
  }
}
