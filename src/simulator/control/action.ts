/**
 * Describes what happens at a moment or upon something: the schema of a script's actions.
 *
 * @module
 */
import { z } from "zod";
import { readDecimal } from "../../core/numbers/decimal.ts";
import {
  type Micros,
  MICROS_PER_DOLLAR,
  type Price,
  PRICE_ONE,
  type Quantity,
} from "../../core/numbers/money.ts";
import { GRID_LABELS } from "../listing.ts";
import { TIERS } from "../server/rate_limit.ts";
import { KEY_SCOPES } from "../server/key_ring.ts";
import { RESOURCES } from "../server/portfolio/account_history.ts";
import { FAULTS } from "../server/faults.ts";
import { ENDPOINT_NAMES } from "./endpoints.ts";
import { ms, span } from "./script_parts.ts";

/** Dollars of a YES price, such as `0.5600`. */
const price = z.string().transform((text, context) => {
  const read = readDecimal(text, 4);
  if (read !== undefined && read >= 0 && read <= PRICE_ONE) return read as Price;
  context.addIssue(`expected dollars in 0…1 with at most 4 decimals, was "${text}"`);
  return z.NEVER;
});

/** Contracts, such as `10.00`. */
const count = z.string().transform((text, context) => {
  const read = readDecimal(text, 2);
  if (read !== undefined && read > 0) return read as Quantity;
  context.addIssue(`expected contracts above zero with at most 2 decimals, was "${text}"`);
  return z.NEVER;
});

/** Money, such as `-25.50`. */
const dollars = z.string().transform((text, context) => {
  const read = readDecimal(text, 6);
  if (read !== undefined) return read as Micros;
  context.addIssue(`expected dollars with at most 6 decimals, was "${text}"`);
  return z.NEVER;
});

const ticker = z.string().min(1);
const shard = z.int().min(0);
const side = z.enum(["bid", "ask"]);
const timeInForce = z.enum(["good_till_canceled", "immediate_or_cancel", "fill_or_kill"]).default(
  "good_till_canceled",
);
/** Whose account; the first that was opened where left out. */
const user = z.string().optional();
const yesPays = z.string().transform((text, context) => {
  const read = readDecimal(text, 6);
  if (read !== undefined && read >= 0 && read <= MICROS_PER_DOLLAR) return read as Micros;
  context.addIssue(`expected dollars in 0…1 with at most 6 decimals, was "${text}"`);
  return z.NEVER;
});

const life = z.discriminatedUnion("step", [
  z.strictObject({
    step: z.enum(["activated", "deactivated", "closed", "reopened", "disputed", "settled"]),
    ticker,
  }),
  z.strictObject({ step: z.enum(["determined", "amended"]), ticker, result: z.enum(["yes", "no"]) }),
  z.strictObject({ step: z.literal("scalar"), ticker, yesPays }),
  /** It closes so long from now. */
  z.strictObject({ step: z.literal("close_date_updated"), ticker, closesInMs: ms }),
  z.strictObject({ step: z.literal("settlement_floor_updated"), ticker, floor: price.nullable() }),
  z.strictObject({ step: z.literal("metadata_updated"), ticker, yesTitle: z.string() }),
  z.strictObject({ step: z.literal("price_level_structure_updated"), ticker, grid: z.enum(GRID_LABELS) }),
]);

/** What a person with a hand on the same account does in the exchange's own app. */
const hand = z.discriminatedUnion("act", [
  z.strictObject({
    act: z.literal("order"),
    user,
    ticker,
    side,
    price,
    count,
    timeInForce,
    reduceOnly: z.boolean().default(false),
    /** As a second program of the account would name it; the app gives none. */
    clientOrderId: z.string().optional(),
  }),
  /** Sells, or buys back, all that there is in a market, at whatever price. */
  z.strictObject({ act: z.literal("close"), user, ticker }),
  /** Cancels the newest order that rests, the oldest, or every one in turn. */
  z.strictObject({ act: z.literal("cancel"), user, which: z.enum(["newest", "oldest", "each"]) }),
  /** Makes the newest order that rests smaller. */
  z.strictObject({ act: z.literal("decrease"), user, to: count }),
  /** The whole account's cancel, on every shard. */
  z.strictObject({ act: z.literal("cancel_all"), user }),
  z.strictObject({ act: z.literal("transfer"), user, from: shard, to: shard, amount: dollars }),
  z.strictObject({ act: z.literal("deposit"), user, shard, amount: dollars }),
  /** Has all money moved to one shard every 10 s, or no longer where that is left out. */
  z.strictObject({
    act: z.literal("rebalance"),
    user,
    to: shard.optional(),
    sparesResting: z.boolean().default(true),
  }),
  z.strictObject({ act: z.literal("groups"), user, change: z.enum(["trigger", "reset", "delete"]) }),
]);

const deed = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("hand"), hand }),
  /** Somebody else trades. */
  z.strictObject({ kind: z.literal("trade"), ticker, side, price, count, timeInForce }),
  /** What a stranger has resting in a market goes. */
  z.strictObject({ kind: z.literal("withdraw"), ticker }),
  /** The exchange's clock jumps; what has become due happens. */
  z.strictObject({ kind: z.literal("clock"), ms: z.int() }),
  /** All that sockets send, acknowledgements too, comes later by so much from now on; 0 at once. */
  z.strictObject({ kind: z.literal("line"), lateMs: ms }),
  z.strictObject({ kind: z.literal("life"), life }),
  z.strictObject({
    kind: z.literal("shard"),
    shard,
    state: z.enum(["active", "trading_paused", "exchange_paused"]),
  }),
  /** REST reads fall so far behind the engine, each resource by itself; `timestamp` is what the exchange admits of it. */
  z.strictObject({
    kind: z.literal("lag"),
    ms: z.partialRecord(z.enum([...RESOURCES, "timestamp"]), ms),
  }),
  /** A key of the user, the first where left out, may do only this from now on, or ends so long from now. */
  z.strictObject({
    kind: z.literal("key"),
    user,
    scopes: z.array(z.enum(KEY_SCOPES)).optional(),
    expiresInMs: ms.optional(),
  }),
  /** The user's attestation of where they are ends so long from now; never given where left out. */
  z.strictObject({ kind: z.literal("attestation"), user, endsInMs: ms.optional() }),
  /** The user's tier of rate limits, which lapses so long from now; it stays where left out. */
  z.strictObject({ kind: z.literal("tier"), user, tier: z.enum(TIERS), lapsesInMs: ms.optional() }),
  /** So much too little is paid to the user when a market settles, or too much where it is below 0: an exchange that errs. */
  z.strictObject({ kind: z.literal("pay_less"), user, ticker, amount: dollars }),
  /** A fault of sockets and scoreboards; what amount and target mean depends on it. */
  z.strictObject({
    kind: z.literal("fault"),
    name: z.enum(FAULTS),
    amount: z.int().min(0).optional(),
    target: z.string().optional(),
  }),
]);

/** The schema of an action. Without a moment it happens at once. */
export const action = z.strictObject({
  /** So long after the script was taken, or after what it waits for. */
  afterMs: span.default(0),
  upon: z.union([
    /** The nth request to an endpoint, before the exchange has seen it, or before its answer leaves. */
    z.strictObject({
      endpoint: z.enum(ENDPOINT_NAMES),
      point: z.enum(["before", "after"]).default("after"),
      nth: z.int().min(1).default(1),
    }),
    /** The nth thing of its kind that happens to any account. */
    z.strictObject({
      event: z.enum(["order", "fill", "position", "balance", "group", "settlement"]),
      nth: z.int().min(1).default(1),
    }),
  ]).optional(),
  do: deed,
});

/** An action, read. */
export type Action = z.output<typeof action>;
/** What is done. */
export type Deed = z.output<typeof deed>;
/** What a hand does. */
export type HandDeed = z.output<typeof hand>;
/** A turn of a market's life. */
export type LifeDeed = z.output<typeof life>;
