/**
 * What may hold a client's orders or cancels back: a kill, its key, the rate limit, an order group, streams that do not come.
 *
 * @module
 */
import type { Quantity } from "../../../src/core/numbers/money.ts";
import { SOCKET_PATH } from "../../../src/kalshi/environment.ts";
import type { LiveCase } from "../frame.ts";
import { nothingRests } from "./cancels.ts";
import { holds, holdTen } from "./exits.ts";
import { bid } from "./lost_answers.ts";

const killedAndAgain: LiveCase = {
  name: "a kill, and at once a new beginning: what is placed then rests",
  naive: { "cancels the whole account, and with it what comes within a minute": { kill: "whole_account" } },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    await player.kill();
    await player.again();
    await player.enter(bid(stage.ticker, { price: "0.3900" }));
    stage.do({ kind: "clock", ms: 5_000 });
  },
  right: ({ account }) => {
    const rest = account.resting().length;
    return rest === 1 ? [] : [`${rest} orders rest, right is the one that was placed after the kill`];
  },
};

/** One cancel more than a bucket of 100 tokens holds. */
const MANY = 51;

const manyOrders: LiveCase = {
  name: "a kill with more orders than the rate limit ever holds cancels for at once",
  stage: { rateLimits: true, tier: "prime", limits: { maxOpenOrders: MANY } },
  naive: {
    "sends one batch, which is refused for ever": {
      cancelPieces: "all_at_once",
      batchAnswer: "all_gone",
    },
  },
  async play(player, stage) {
    for (let order = 0; order < MANY; order++) {
      await player.enter(bid(stage.ticker, { price: "0.0100", count: "1.00" }));
    }
    stage.do({ kind: "tier", tier: "basic" });
    await player.kill();
    // Whatever is still read may be read quickly.
    stage.do({ kind: "tier", tier: "prime" });
  },
  right: nothingRests,
};

const tierLapsed: LiveCase = {
  name: "the tier of rate limits lapses: an exit is answered 429 again and again",
  stage: { rateLimits: true, tier: "prime" },
  naive: { "takes 429 for the end of the exit": { busyExit: "give_up" } },
  async play(player, stage) {
    await holdTen(player, stage);
    stage.do({ kind: "tier", tier: "basic" });
    // Somebody else spends what is left.
    const answer = { kind: "answer", point: "before", status: 429 } as const;
    stage.script({ requests: [{ endpoint: "create", times: 2, fault: answer }] });
    const { control: { witness } } = stage.simulator;
    const before = witness.of("limits").length;
    await player.exit(stage.ticker, "0.35");
    await player.look(() => stage.held() === 0 && witness.of("limits").length > before);
  },
  right: (stage) => holds(0)(stage),
};

type Deed = Parameters<Parameters<LiveCase["play"]>[1]["do"]>[0];

/** What becomes of a key in the middle of a session, and how a person mends it. */
const KEYS: Readonly<Record<string, readonly [Deed, Deed]>> = {
  "loses the right to trade": [
    { kind: "key", scopes: ["read"] },
    { kind: "key", scopes: ["read", "write"] },
  ],
  "expires": [{ kind: "key", expiresInMs: 0 }, { kind: "key", expiresInMs: 86_400_000 }],
};

const keys: readonly LiveCase[] = Object.entries(KEYS).map(([what, [ends, mended]]) => ({
  name: `the key ${what} while an order rests: a cancel is refused`,
  naive: { "takes the refusal for the order's end": { refusedCancel: "count_as_cancelled" } },
  async play(player, stage) {
    const order = await player.enter(bid(stage.ticker)) ?? "";
    stage.do(ends);
    // A person gives the key back what it had.
    stage.script({ actions: [{ upon: { endpoint: "cancel", nth: 2 }, do: mended }] });
    await player.cancel(order);
  },
  right: nothingRests,
}));

const groupTriggered: LiveCase = {
  name: "the order group of the entries is triggered, and the position must be closed",
  stage: { limits: { maxContractsIn15s: 2_000 as Quantity } },
  naive: { "has its exits in the group too": { grouped: "exits_too" } },
  async play(player, stage) {
    await holdTen(player, stage);
    stage.hand({ act: "groups", change: "trigger" });
    await player.exit(stage.ticker, "0.35");
  },
  right: holds(0),
};

/** For so long the user's place is attested; the games last for hours. */
const ATTESTED_MS = 60_000;

const attestationEnds: LiveCase = {
  name: "the attestation of where its user is ends before the market does, and exits are refused then",
  stage: {
    doubts: { attestationStopsExits: true },
    faults: { actions: [{ do: { kind: "attestation", endsInMs: ATTESTED_MS } }] },
  },
  naive: { "enters, and cannot leave any more": { attestation: "not_read" } },
  async play(player, stage) {
    await holdTen(player, stage);
    stage.do({ kind: "clock", ms: ATTESTED_MS });
    await player.exit(stage.ticker, "0.35");
  },
  right: holds(0),
};

const fillsRefused: LiveCase = {
  name: "the subscription to own fills is refused: nobody would hear of a fill",
  listens: true,
  stage: {
    blind: true,
    faults: { channels: [{ channel: "fill", times: "always", fault: { kind: "refuse" } }] },
  },
  naive: { "trades on": { fillsRefused: "trade_on" } },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
  },
  right: ({ simulator }) =>
    simulator.control.witness.creates.map(({ clientOrderId }) => `${clientOrderId} was sent, unseen`),
};

/** How late a message of a book may come here, and how late it comes, ms. */
const ALLOWED_MS = 1_000;
const LATE_MS = 1_500;
/** Reads of books that find a market which has moved on. */
const MOVES = 30;

const booksLate: LiveCase = {
  name: "frames flow, and those of books come long after they were sent: what they show is over",
  stage: { limits: { maxDataDelayMs: ALLOWED_MS } },
  naive: { "takes what still flows for what is so now, and enters": { lateBooks: "trade_on" } },
  async play(player, stage) {
    const { ticker } = stage;
    await player.follow?.(ticker);
    await holdTen(player, stage);
    const slow = stage.script({
      channels: [{
        channel: "orderbook_delta",
        times: "always",
        fault: { kind: "delay", ms: LATE_MS },
      }],
      actions: Array.from({ length: MOVES }, (_, step) => ({
        upon: { endpoint: "orderbook", point: "before", nth: step + 1 },
        do: { kind: "trade", ticker, side: "bid", price: ((step + 1) / 100).toFixed(2), count: "1" },
      })),
    });
    stage.stranger("bid", "0.30", "1");
    await player.booksLate();
    await player.enter(bid(ticker));
    await player.exit(ticker, "0.35");
    // Closing by hand keeps that market from entries until a person says otherwise.
    player.command?.({ command: "resume_entries" });
    await player.givesUp?.();
    slow.stop();
    await player.booksInTime();
    await player.enter(bid(ticker, { price: "0.3400" }));
  },
  right: (stage) => {
    const { creates, sightings } = stage.simulator.control.witness;
    const [first, ...later] = creates.filter(({ side }) => side === "bid");
    const again = sightings.some(({ request, atMs }) =>
      request.path === SOCKET_PATH && atMs > (first?.sighting.atMs ?? Infinity)
    );
    return [
      ...holds(0)(stage),
      ...later.length === 1 ? [] : [`entered ${later.length} times more, right is once, on a book in time`],
      ...again ? [] : ["the connection that was late was never replaced"],
    ];
  },
};

/** How late a message of a book may come here, and how late all frames do, ms; answers say the exchange's second at least. */
const ALLOWED_OF_ALL_MS = 300;
const ALL_LATE_MS = 1_900;

const allLate: LiveCase = {
  name: "all frames come equally late from the first one on, so that none is later than another",
  stage: {
    limits: { maxDataDelayMs: ALLOWED_OF_ALL_MS },
    faults: { actions: [{ do: { kind: "line", lateMs: ALL_LATE_MS } }] },
  },
  naive: { "takes the quickest for one in time, and enters": { lateBy: "quickest" } },
  async play(player, stage) {
    const { ticker } = stage;
    const follows = player.follow?.(ticker);
    await player.booksLate();
    await player.enter(bid(ticker));
    stage.do({ kind: "line", lateMs: 0 });
    stage.stranger("bid", "0.30", "1");
    await follows;
    await player.booksInTime();
    await player.enter(bid(ticker, { price: "0.3400" }));
  },
  right: (stage) => {
    const wrong = stage.simulator.control.witness.creates.filter(({ price }) => price !== "0.3400");
    return [
      ...stage.account.resting().length === 1 ? [] : ["nothing was entered on a book in time"],
      ...wrong.map(({ clientOrderId }) => `${clientOrderId} was entered on a book of the past`),
    ];
  },
};

/** The cases. */
export const HOLDS: readonly LiveCase[] = [
  manyOrders,
  ...keys,
  tierLapsed,
  groupTriggered,
  attestationEnds,
  killedAndAgain,
  fillsRefused,
  booksLate,
  allLate,
];
