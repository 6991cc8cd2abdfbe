/**
 * Commands that a client sends over the socket.
 *
 * @module
 */
import { z } from "zod";
import { maybe, maybeList } from "./common.ts";

/** Channels of market data. */
export const MARKET_CHANNELS = ["orderbook_delta", "trade", "ticker", "market_lifecycle_v2"] as const;
/** A channel of market data. */
export type MarketChannel = typeof MARKET_CHANNELS[number];

/** The number of a command, unique in a connection; 0 counts as none. */
const numbered = { id: maybe(z.number()) };

/** Begins subscriptions, one a channel. `use_yes_price` puts NO levels at 1 − p. */
export const subscribeCommand = z.object({
  ...numbered,
  cmd: z.literal("subscribe"),
  params: z.object({
    channels: z.array(z.string()),
    market_ticker: maybe(z.string()),
    market_tickers: maybeList(z.string()),
    use_yes_price: maybe(z.boolean()),
    send_initial_snapshot: maybe(z.boolean()),
    skip_ticker_ack: maybe(z.boolean()),
  }),
});
/** Begins subscriptions. */
export type SubscribeCommand = z.infer<typeof subscribeCommand>;

/** Ways to change a subscription's markets. */
export const updateAction = z.enum(["add_markets", "delete_markets", "get_snapshot"]);
/** Changes the markets of one subscription, or asks for their books. Exactly one of `sid` and a one-element `sids`. */
export const updateCommand = z.object({
  ...numbered,
  cmd: z.literal("update_subscription"),
  params: z.object({
    sid: maybe(z.number()),
    sids: maybeList(z.number()),
    action: updateAction,
    market_ticker: maybe(z.string()),
    market_tickers: maybeList(z.string()),
  }),
});
/** Changes the markets of one subscription. */
export type UpdateCommand = z.infer<typeof updateCommand>;

/** Ends subscriptions. */
export const unsubscribeCommand = z.object({
  ...numbered,
  cmd: z.literal("unsubscribe"),
  params: z.object({ sids: z.array(z.number()) }),
});

/** Asks which subscriptions there are. */
export const listCommand = z.object({ ...numbered, cmd: z.literal("list_subscriptions") });

/** All commands. */
export const clientCommand = z.discriminatedUnion("cmd", [
  subscribeCommand,
  updateCommand,
  unsubscribeCommand,
  listCommand,
]);
/** All commands. */
export type ClientCommand = z.infer<typeof clientCommand>;
