/**
 * Contracts that strategies bought in sessions before: taken over with what they have cost, and with their exits where the
 * strategy runs here. What belongs to a strategy that does not, or to a hand, nothing sells but the trader.
 *
 * @module
 */
import type { EarlierHolding, HoldingsTaken } from "../live.ts";
import { formatQuantity } from "../numbers/money.ts";
import { formatDollars } from "../numbers/text.ts";
import type { TellNote } from "../notes.ts";
import { shortPrice } from "../reasons.ts";
import type { Guards } from "../risk/guards.ts";
import type { RiskLimits } from "../risk/limits.ts";
import type { Account } from "./account.ts";
import { boundedPlan } from "./exit_plan.ts";
import type { Holding } from "./holding.ts";
import type { OrderManager } from "./order_manager.ts";

/** The parts of the engine that take part. */
export interface EarlierHoldingsParts {
  readonly orders: OrderManager;
  readonly account: Account;
  readonly guards: Guards;
  readonly limits: RiskLimits;
  /** The strategies that run here. */
  readonly strategies: ReadonlySet<string>;
  readonly tell: TellNote;
}

/** Takes over what sessions before hold. */
export class EarlierHoldings {
  readonly #parts: EarlierHoldingsParts;
  readonly #taken = new Set<number>();

  constructor(parts: EarlierHoldingsParts) {
    this.#parts = parts;
  }

  /** @returns the markets in which something is held now that was not before */
  take({ items, at }: HoldingsTaken): readonly string[] {
    return items.flatMap((item) => this.#take(item, at) ? [item.market] : []);
  }

  #take(item: EarlierHolding, at: number): boolean {
    const { orders, account, guards, strategies, tell, limits } = this.#parts;
    const { id, strategy, market, quantity, cost, fees, value } = item;
    if (quantity === 0 || this.#taken.has(id)) return false;
    this.#taken.add(id);
    const runs = strategies.has(strategy);
    const exits = runs ? boundedPlan(item.exits, limits.maxHoldMs, limits.maxAdverseMove) : undefined;
    const { exits: _, ...terms } = item;
    const holding = orders.holdings.takeOver(
      { ...terms, ...(exits === undefined ? {} : { exits }) },
      runs,
      at,
    );
    if (holding === undefined) {
      const text = `${strategy} holds the other side here: ${formatQuantity(quantity)} of a session before ` +
        "stay beside our own";
      tell("warning", text, market);
      return false;
    }
    orders.portfolio.takeOver(market, quantity, cost, fees);
    account.tookOver(value);
    guards.tookOver(value);
    this.#say(item, holding, runs);
    return true;
  }

  #say({ strategy, market, cost, fees }: EarlierHolding, holding: Holding, runs: boolean): void {
    const { contracts, outcomeSide, averagePrice, exits } = holding;
    const what = `${strategy}: ${formatQuantity(contracts)} ${outcomeSide.toUpperCase()} @ ${
      shortPrice(averagePrice)
    } of a session before taken over (cost ${formatDollars(cost)}, fees ${formatDollars(fees)})`;
    const { tell } = this.#parts;
    if (!runs) {
      return tell(
        "warning",
        `${what}: UNPROTECTED, ${strategy} does not run here: only you close it`,
        market,
      );
    }
    if (exits !== undefined) return tell("info", `${what}: its exits are armed`, market);
    tell("warning", `${what}: no exits of it are known, its rule alone sells it`, market);
  }
}
