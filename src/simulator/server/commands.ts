/**
 * Obeys what clients say over the socket.
 *
 * Rules and error codes are those of kalshi's AsyncAPI of October 2026. Where it is silent: a repeated `subscribe` of a
 * channel is answered `ok` with the whole filter; a `get_snapshot` is answered by the snapshots alone.
 *
 * @module
 */
import { clientCommand, type SubscribeCommand, type UpdateCommand } from "../../kalshi/wire/commands.ts";
import type { Connection } from "./connection.ts";
import { CommandError, errorText } from "./socket_errors.ts";
import { type Channel, isAccountChannel, isChannel, isFiltered, type Subscription } from "./subscription.ts";

const COMMANDS: readonly unknown[] = [
  "subscribe",
  "update_subscription",
  "unsubscribe",
  "list_subscriptions",
];
const ACTIONS: readonly unknown[] = ["add_markets", "delete_markets", "get_snapshot"];

type Json = Readonly<Record<string, unknown>>;

/** Does what a frame of the client says, and answers it. */
export function handleCommand(connection: Connection, text: unknown): void {
  let id: number | undefined;
  try {
    const message = readMessage(text);
    // 0 counts as no number.
    if (typeof message.id === "number" && message.id !== 0) id = message.id;
    obey(connection, message, id);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const subscription = error.sid === undefined ? undefined : connection.bySid(error.sid);
    connection.reply({
      ...(id === undefined ? {} : { id }),
      type: "error",
      ...(subscription === undefined ? {} : subscription.nextHead()),
      msg: { code: error.code, msg: error.message },
    });
  }
}

function readMessage(text: unknown): Json {
  let message: unknown;
  try {
    message = typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    throw new CommandError(1);
  }
  if (!isObject(message)) throw new CommandError(1);
  return message;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function obey(connection: Connection, message: Json, id: number | undefined): void {
  checkShape(message);
  const read = clientCommand.safeParse(message);
  if (!read.success) throw new CommandError(11);
  const command = read.data;
  if (command.cmd === "subscribe") subscribe(connection, command, id);
  else if (command.cmd === "update_subscription") update(connection, command, id);
  else if (command.cmd === "unsubscribe") unsubscribe(connection, command.params.sids, id);
  else {
    const msg = connection.subscriptions.map(({ channel, sid }) => ({ channel, sid }));
    connection.reply({ ...numbered(id), type: "ok", msg });
  }
}

/** Checks the shape of a command, as far as the exchange has an error code for what is wrong. */
function checkShape(message: Json): void {
  const { cmd, params } = message;
  if (!COMMANDS.includes(cmd)) throw new CommandError(5);
  if (cmd === "list_subscriptions") return;
  if (!isObject(params)) throw new CommandError(2);
  if (cmd === "subscribe" && !isFilled(params.channels)) throw new CommandError(3);
  if (cmd === "unsubscribe" && !isFilled(params.sids)) throw new CommandError(4);
  if (cmd !== "update_subscription") return;
  if (params.action === undefined) throw new CommandError(15);
  if (!ACTIONS.includes(params.action)) throw new CommandError(13);
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function numbered(id: number | undefined): { readonly id?: number } {
  return id === undefined ? {} : { id };
}

function tickersOf(params: SubscribeCommand["params"] | UpdateCommand["params"]): readonly string[] {
  const one = params.market_ticker ?? undefined;
  const many = params.market_tickers ?? undefined;
  // Either the one or the many, not both.
  if (one !== undefined && many !== undefined) throw new CommandError(11);
  return one !== undefined ? [one] : many ?? [];
}

function subscribe(connection: Connection, { params }: SubscribeCommand, id: number | undefined): void {
  const tickers = tickersOf(params);
  const channels = new Set<Channel>();
  for (const channel of params.channels) {
    if (!isChannel(channel)) throw new CommandError(8);
    if (isAccountChannel(channel) && !connection.readsAccount) throw new CommandError(9);
    channels.add(channel);
  }
  if (channels.has("orderbook_delta") && tickers.length === 0) throw new CommandError(14);
  for (const channel of channels) {
    const refusal = connection.refusedChannels.get(channel);
    if (refusal !== undefined) {
      connection.reply({ ...numbered(id), type: "error", msg: { code: refusal, msg: errorText(refusal) } });
      continue;
    }
    const filter = !isFiltered(channel) || tickers.length === 0 ? undefined : tickers;
    const before = connection.of(channel);
    const subscription = before ?? connection.begin(
      channel,
      filter === undefined ? undefined : new Set(filter),
      params.use_yes_price ?? false,
      params.skip_ticker_ack ?? false,
    );
    if (before === undefined) {
      connection.reply({ ...numbered(id), type: "subscribed", msg: { channel, sid: subscription.sid } });
    } else {
      before.yesPrice = params.use_yes_price ?? before.yesPrice;
      if (filter === undefined) before.tickers = undefined;
      else for (const ticker of filter) before.tickers?.add(ticker);
      acknowledge(connection, before, id);
    }
    if (channel === "orderbook_delta") connection.sendSnapshots(subscription, tickers);
    if (channel === "ticker" && params.send_initial_snapshot === true) {
      connection.sendTickers(subscription, tickers);
    }
  }
}

function update(connection: Connection, { params }: UpdateCommand, id: number | undefined): void {
  const sids = params.sids ?? (params.sid === undefined || params.sid === null ? [] : [params.sid]);
  const sid = sids[0];
  const both = (params.sids ?? undefined) !== undefined && (params.sid ?? undefined) !== undefined;
  if (sid === undefined || sids.length !== 1 || both) throw new CommandError(12);
  const subscription = connection.bySid(sid);
  if (subscription === undefined) throw new CommandError(7);
  const tickers = tickersOf(params);
  if (tickers.length === 0) throw new CommandError(14, sid);
  if (!isFiltered(subscription.channel)) throw new CommandError(13, sid);
  if (params.action === "get_snapshot") {
    if (subscription.channel !== "orderbook_delta") throw new CommandError(13, sid);
    connection.sendSnapshots(subscription, tickers, id);
    return;
  }
  if (params.action === "add_markets") {
    const added = tickers.filter((ticker) => !subscription.hears(ticker));
    for (const ticker of added) subscription.tickers?.add(ticker);
    acknowledge(connection, subscription, id);
    if (subscription.channel === "orderbook_delta") connection.sendSnapshots(subscription, added);
    return;
  }
  for (const ticker of tickers) subscription.tickers?.delete(ticker);
  acknowledge(connection, subscription, id);
}

function acknowledge(connection: Connection, subscription: Subscription, id: number | undefined): void {
  const { tickers, quietAcks } = subscription;
  const msg = quietAcks || tickers === undefined ? {} : { market_tickers: [...tickers] };
  connection.reply({ ...numbered(id), type: "ok", ...subscription.nextHead(), msg });
}

function unsubscribe(connection: Connection, sids: readonly number[], id: number | undefined): void {
  for (const sid of sids) {
    const subscription = connection.bySid(sid);
    if (subscription === undefined) throw new CommandError(7);
    connection.end(subscription);
    // It has a number whatever the channel: also where the channel's own frames have none.
    connection.reply({ ...numbered(id), type: "unsubscribed", sid, seq: subscription.nextSeq() });
  }
}
