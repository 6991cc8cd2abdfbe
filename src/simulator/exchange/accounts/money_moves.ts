/**
 * Moves an account's money between shards and subaccounts: once, or every 10 s towards a target.
 *
 * A move between subaccounts of two shards takes up to three steps, as at the exchange; each is reported.
 *
 * @module
 */
import { type Micros, multiplyDivide, NO_MONEY } from "../../../core/numbers/money.ts";
import type { AccountBooks } from "./books.ts";
import { type EngineResult, refuseOrder } from "./refusals.ts";
import type { Purse, TargetAllocation, Transfer } from "./requests.ts";

/** How often money is spread again, milliseconds on the exchange's clock. */
export const REBALANCE_MS = 10_000;
/** All shares together. */
const WHOLE = 10_000;

/** The money moves of one account. */
export class MoneyMoves {
  readonly #books: AccountBooks;
  readonly #transferIds = new Set<string>();
  #target: TargetAllocation | undefined;

  constructor(books: AccountBooks) {
    this.#books = books;
  }

  /** The target that money is spread by. */
  get target(): TargetAllocation | undefined {
    return this.#target;
  }

  /** Moves money. */
  transfer({ from, to, amount, clientTransferId }: Transfer): EngineResult<void> {
    const { ledger, orders } = this.#books;
    if (clientTransferId !== undefined && this.#transferIds.has(clientTransferId)) {
      return refuseOrder(
        "TRANSFER_ALREADY_EXISTS",
        `Cannot transfer: "${clientTransferId}" was taken already`,
      );
    }
    const isSame = from.shard === to.shard && from.subaccount === to.subaccount;
    if (!Number.isSafeInteger(amount) || amount <= 0 || isSame) {
      return refuseOrder("invalid_parameters", "Cannot transfer: expected an amount above 0 and two places");
    }
    if (!ledger.has(from.subaccount) || !ledger.has(to.subaccount)) {
      return refuseOrder("invalid_parameters", "Cannot transfer: a subaccount does not exist");
    }
    if (ledger.available(from) < amount) {
      return refuseOrder(
        "available_balance_too_low",
        `Cannot transfer: shard ${from.shard} has less to spare`,
      );
    }
    if (clientTransferId !== undefined) this.#transferIds.add(clientTransferId);
    let at = from;
    for (const next of stepsTo(from, to)) {
      ledger.move(at, -amount as Micros, "transfer");
      ledger.move(next, amount, "transfer");
      at = next;
    }
    orders.checkMargin(from);
    return { ok: true, value: undefined };
  }

  /** Has money spread every 10 s, or no longer. */
  allocate(target: TargetAllocation | undefined): EngineResult<void> {
    if (target !== undefined) {
      const shares = [...target.shares.values()];
      const sum = shares.reduce((total, share) => total + share, 0);
      if (sum !== WHOLE || shares.some((share) => !Number.isInteger(share) || share < 0)) {
        return refuseOrder("invalid_parameters", `Cannot allocate: expected shares that add up to ${WHOLE}`);
      }
      if (!this.#books.ledger.has(target.subaccount)) {
        return refuseOrder("invalid_parameters", "Cannot allocate: the subaccount does not exist");
      }
    }
    this.#target = target;
    if (target !== undefined) this.#plan(target);
    return { ok: true, value: undefined };
  }

  #plan(target: TargetAllocation): void {
    const { schedule, now } = { schedule: this.#books.desk.schedule, now: this.#books.desk.now() };
    schedule.plan(now + REBALANCE_MS, () => {
      if (this.#target !== target) return;
      this.#rebalance(target);
      this.#plan(target);
    });
  }

  #rebalance({ subaccount, shares, sparesResting }: TargetAllocation): void {
    const { ledger, orders } = this.#books;
    const shards = new Set([
      ...shares.keys(),
      ...ledger.balances().filter((balance) => balance.subaccount === subaccount).map(({ shard }) => shard),
    ]);
    const purses = [...shards].map((shard) => {
      const { cash, held } = ledger.balance({ shard, subaccount });
      const movable = Math.max(0, sparesResting ? cash - held : cash);
      return { purse: { shard, subaccount }, movable, share: shares.get(shard) ?? 0 };
    });
    const total = purses.reduce((sum, { movable }) => sum + movable, 0);
    const parts = purses.map(({ share }) => multiplyDivide(total, share, WHOLE));
    let rest = total - parts.reduce((sum, part) => sum + part, 0);
    for (const [index, { purse, movable, share }] of purses.entries()) {
      // What rounding leaves goes to the first that is to have any.
      const extra = share > 0 ? rest : 0;
      rest -= extra;
      const change = (parts[index] ?? 0) + extra - movable as Micros;
      if (change !== NO_MONEY) ledger.move(purse, change, "rebalance");
      if (change < 0) orders.checkMargin(purse);
    }
  }
}

/** The places that money goes through, the last one included. */
function stepsTo(from: Purse, to: Purse): readonly Purse[] {
  if (from.shard === to.shard || from.subaccount === to.subaccount) return [to];
  const primary = [{ shard: from.shard, subaccount: 0 }, { shard: to.shard, subaccount: 0 }];
  const steps = [
    ...(from.subaccount === 0 ? [] : [primary[0]]),
    primary[1],
    ...(to.subaccount === 0 ? [] : [to]),
  ];
  return steps.filter((step) => step !== undefined);
}
