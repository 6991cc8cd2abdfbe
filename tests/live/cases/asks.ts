/**
 * What is asked of the exchange about orders: changes while they are filled, and orders that it does not want.
 *
 * @module
 */
import { LIMITS } from "../../../src/core/risk/limits.ts";
import type { LiveCase } from "../frame.ts";
import type { SmallClient } from "../small_client/small_client.ts";
import type { Stage } from "../stage.ts";
import { bid } from "./lost_answers.ts";

const shrunkWhileFilled: LiveCase = {
  name: "an order is made smaller while a part of it is being filled",
  naive: { "amends it to what shall rest, and forgets what was filled": { smaller: "amend_to_rest" } },
  async play(player, stage) {
    const { ticker } = stage;
    const order = await player.enter(bid(ticker)) ?? "";
    stage.script({
      actions: (["decrease", "amend"] as const).map((endpoint) => ({
        upon: { endpoint, point: "before" },
        do: { kind: "trade", ticker, side: "ask", price: "0.40", count: "3" },
      })),
    });
    await player.shrink(order, "4.00");
  },
  right: (stage) => {
    const rests = stage.account.resting().map(({ remaining }) => remaining / 100).join();
    return rests === "4" ? [] : [`${rests || "nothing"} rests, right is 4`];
  },
};

/** The naive client makes it smaller by a difference, and does so again. */
async function byFourTwice(client: SmallClient, stage: Stage): Promise<void> {
  await client.enter(bid(stage.ticker));
  const [order] = stage.account.resting();
  for (let times = 0; times < 2; times++) {
    await client.wire.send("POST", `/portfolio/events/orders/${order?.orderId}/decrease`, {
      reduce_by: "4.00",
      exchange_index: 3,
    });
  }
}

/** Whether it was done is known by the next read alone: until then the order may be of either size. */
const shrunkUnknown = (["before", "after"] as const).map((point): LiveCase => {
  const isDone = point === "after";
  const lost = { requests: [{ endpoint: "decrease", fault: { kind: "drop", point } }] } as const;
  return {
    name: `an order is made smaller, ${
      isDone ? "which is done" : "which does not come there"
    }, and no answer comes`,
    ...(isDone
      ? {
        naiveDeeds: {
          "takes as much away again": async (client: SmallClient, stage: Stage) => {
            stage.script({ requests: [...lost.requests] });
            await byFourTwice(client, stage);
          },
        },
      }
      : { naive: { "counts it as smaller": { unknownDecrease: "count_as_smaller" } } }),
    async play(player, stage) {
      const order = await player.enter(bid(stage.ticker)) ?? "";
      stage.script({ requests: [...lost.requests] });
      await player.shrink(order, "6.00");
    },
    right: (stage) => {
      const rests = stage.account.resting().map(({ remaining }) => remaining / 100).join();
      return rests === "6" ? [] : [`${rests || "nothing"} rests, right is 6`];
    },
  };
});

const crossingPrice: LiveCase = {
  name: "an order is given a price at which a part of it trades, and the answer says that nothing is left",
  stage: { doubts: { crossingAmendRemaining: "zero" } },
  naive: { "believes the answer": { repriced: "answer_says" } },
  async play(player, stage) {
    const { ticker } = stage;
    const order = await player.enter(bid(ticker)) ?? "";
    stage.stranger("ask", "0.45", "4");
    await player.reprice(order, "0.4500");
  },
  right: (stage) => {
    const rests = stage.account.resting().map(({ remaining }) => remaining / 100).join();
    return rests === "6" && stage.held() === 400 ? [] : [`${rests || "nothing"} rests, right is 6`];
  },
};

const missedFill: LiveCase = {
  name: "a fill says that more is held after it than was heard of, and the rest of ten is bought",
  listens: true,
  naive: { "does not look at that, and buys too many": { positionAfter: "not_looked_at" } },
  async play(player, stage) {
    const { ticker } = stage;
    await player.enter(bid(ticker, { count: "5.00" }));
    stage.script({
      channels: [
        { channel: "fill", fault: { kind: "lose" } },
        // Else the order's own messages would say so too.
        { channel: "user_orders", times: 2, fault: { kind: "lose" } },
      ],
    });
    for (const count of ["3", "2"]) stage.stranger("ask", "0.40", count);
    await stage.streamed(player);
    const held = player.belief().positions.get(ticker) ?? 0;
    stage.stranger("ask", "0.41", "10");
    await player.enter(
      bid(ticker, {
        price: "0.4100",
        count: ((1_000 - held) / 100).toFixed(2),
        timeInForce: "immediate_or_cancel",
      }),
    );
  },
  right: (stage) => stage.held() <= 1_000 ? [] : [`holds ${stage.held() / 100}, more than the 10 it may`],
};

/** So often the market moves. */
const MOVES = 30;
/** Orders that may be sent meanwhile. */
const MOST_ASKED = 5;

const turnedAway: LiveCase = {
  name: "an order is turned away each time it is sent, and the market goes on moving",
  stage: { rule: true, limits: { turnedAwayWaitMs: LIMITS.turnedAwayWaitMs.live } },
  naive: { "asks again at once, each time": { turnedAway: "at_once" } },
  async play(player, stage) {
    const error = { code: "invalid_order", message: "invalid order", details: "post only cross" };
    stage.script({
      requests: [{
        endpoint: "create",
        times: "always",
        fault: { kind: "answer", point: "before", status: 400, body: { error } },
      }],
    });
    const moves = Array.from(
      { length: MOVES },
      (_, step) => () => stage.stranger("bid", ((10 + step) / 100).toFixed(2), "1"),
    );
    await player.insist(bid(stage.ticker, { price: "0.4000", postOnly: true }), moves);
  },
  right: ({ simulator }) => {
    const asked = simulator.control.witness.creates.length;
    return asked > 0 && asked <= MOST_ASKED ? [] : [`asked ${asked} times in ${MOVES} moves of the market`];
  },
};

/** The cases. */
export const ASKS: readonly LiveCase[] = [
  missedFill,
  shrunkWhileFilled,
  ...shrunkUnknown,
  crossingPrice,
  turnedAway,
];
