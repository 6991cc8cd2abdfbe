/**
 * The rule of a live session that plays: it asks for what the case wants, as a person's rule would.
 *
 * @module
 */
import { z } from "zod";
import { parsePrice, parseQuantity } from "../../../src/core/numbers/money.ts";
import { type Intent, register, type Registry } from "../../../src/core/strategy/strategy.ts";
import type { Wish } from "../player.ts";

/** The one rule of a player. */
export class AskingRule {
  /** Each is asked for once. */
  readonly wishes: Wish[] = [];
  /** What is asked for again and again, until it is there. */
  insisted: Wish | undefined;

  readonly registry: Registry = new Map([[
    "asking",
    register({
      name: "asking",
      category: "test",
      description: "asks for what it is given",
      parameters: z.strictObject({}),
      create: () => ({
        onState: ({ market: { ticker } }, portfolio) => {
          const asked = this.wishes.findIndex((wish) => wish.ticker === ticker);
          if (asked >= 0) return this.wishes.splice(asked, 1).map(intentOf);
          const { insisted } = this;
          const isThere = portfolio.openOrders(ticker) > 0 || portfolio.holding(ticker) !== undefined;
          if (insisted?.ticker !== ticker || isThere) return { code: "NOTHING_TO_DO" };
          return [intentOf(insisted)];
        },
      }),
    }),
  ]]);
}

function intentOf({ ticker, outcome, price, count, stopLoss }: Wish): Intent {
  return {
    action: "buy",
    market: ticker,
    outcomeSide: outcome,
    price: parsePrice(price),
    size: { quantity: parseQuantity(count) },
    ...stopLoss === undefined ? {} : { exits: { stopLoss } },
  };
}
