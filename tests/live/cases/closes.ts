/**
 * Orders that close a position, where others trade on the same account: they never come to more than the position, and an exit
 * that must go through does.
 *
 * @module
 */
import type { LiveCase } from "../frame.ts";
import type { Player, Wish } from "../player.ts";
import type { Stage } from "../stage.ts";
import { holds, holdTen } from "./exits.ts";

/** A sale that rests above the market. */
export function offer(ticker: string, price = "0.6000"): Wish {
  return { ticker, outcome: "yes", action: "sell", price, count: "10.00" };
}

/** Ten are held, and are on offer. */
async function holdAndOffer(player: Player, stage: Stage): Promise<void> {
  await holdTen(player, stage);
  await player.enter(offer(stage.ticker));
}

/** What rests to be sold, 1/100 contracts. */
function offered({ account }: Stage): number {
  return account.resting().reduce((sum, { side, remaining }) => side === "ask" ? sum + remaining : sum, 0);
}

const twoOffers: LiveCase = {
  name: "two orders would each close the whole position, and both would fill",
  naive: { "looks at each by itself": { closes: "each_alone" } },
  async play(player, stage) {
    await holdAndOffer(player, stage);
    await player.enter(offer(stage.ticker, "0.7000"));
    stage.stranger("bid", "0.60", "10");
    stage.stranger("bid", "0.70", "10");
  },
  right: holds(0),
};

const partSold: LiveCase = {
  name: "a part of the position is sold by hand, and the price comes to the take-profit for all of it",
  shared: true,
  naive: { "leaves the take-profit as it is": { closes: "each_alone" } },
  async play(player, stage) {
    await holdAndOffer(player, stage);
    const { ticker } = stage;
    const now = "immediate_or_cancel";
    stage.hand({ act: "order", ticker, side: "ask", price: "0.35", count: "6", timeInForce: now });
    await player.look(() => offered(stage) <= 400);
    stage.stranger("bid", "0.60", "10");
  },
  right: holds(0),
};

/** Whether the take-profit was made smaller is not known: it may be of either size, and the rest of it is sold once. */
const partSoldUnknown = (["before", "after"] as const).map((point): LiveCase => ({
  name: `a part of the position is sold by hand, and the take-profit is made smaller${
    point === "after" ? "" : ", which does not come there"
  }: no answer comes`,
  shared: true,
  naive: {
    "leaves the take-profit as it is": { closes: "each_alone" },
    ...(point === "after" ? {} : { "counts it as smaller": { unknownDecrease: "count_as_smaller" } }),
  },
  async play(player, stage) {
    await holdAndOffer(player, stage);
    stage.script({ requests: [{ endpoint: "decrease", fault: { kind: "drop", point } }] });
    const { ticker } = stage;
    const now = "immediate_or_cancel";
    stage.hand({ act: "order", ticker, side: "ask", price: "0.35", count: "6", timeInForce: now });
    await player.look(() => offered(stage) <= 400);
    stage.stranger("bid", "0.60", "10");
  },
  right: holds(0),
}));

const closedByHand: LiveCase = {
  name: "the position is closed by hand, and the price comes to the take-profit that rests for it",
  shared: true,
  naive: { "leaves the take-profit as it is": { closes: "each_alone" } },
  async play(player, stage) {
    await holdAndOffer(player, stage);
    stage.hand({ act: "close", ticker: stage.ticker });
    await player.look(() => offered(stage) === 0);
    stage.stranger("bid", "0.60", "10");
  },
  right: holds(0),
};

const twoWorkers: LiveCase = {
  name: "an exit meets a bid that another worker of the same account has resting",
  shared: true,
  naive: { "gives way to it, and the position stays": { exitMeetsOwn: "exit_gives_way" } },
  async play(player, stage) {
    await holdTen(player, stage);
    stage.hand({ act: "order", ticker: stage.ticker, side: "bid", price: "0.36", count: "5" });
    await player.exit(stage.ticker, "0.35");
    await player.look(() => stage.held() === 0);
  },
  right: holds(0),
};

/** The cases. */
export const CLOSES: readonly LiveCase[] = [
  twoOffers,
  partSold,
  ...partSoldUnknown,
  closedByHand,
  twoWorkers,
];
