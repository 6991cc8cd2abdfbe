/**
 * `kalshi-live cancel ID`, `cancel --all`, `cancel --all --whole-account`.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { quantityText } from "../../core/numbers/text.ts";
import { safeText } from "../../lib/safe_text.ts";
import type { OrderRecord } from "../../kalshi/decoding/account_records.ts";
import type { OrderApi } from "../../kalshi/orders/api.ts";
import { marketAnswer } from "../../kalshi/wire/market.ts";
import { type CommandSpec, type Flags, usage } from "../flags.ts";
import { EXIT_FAILURE, failure, type Output } from "../program.ts";
import {
  ACCOUNT_FLAGS,
  apiOf,
  type Asked,
  MARKET_FLAG,
  orUnread,
  readAccount,
  readQuery,
} from "./account.ts";
import { Journal } from "../../journal/journal.ts";
import { accountOf, BY_COMMAND } from "../journal/account_journal.ts";
import { cancelAll, cancelUntilEnded, describe, targetOf } from "./cancelling.ts";

/** The command line of `cancel`. */
export const CANCEL: CommandSpec = {
  name: "cancel",
  words: "ORDER…",
  summary: "Cancels orders by their id, or all that are open, and reads back that they have ended.",
  flags: [
    {
      name: "all",
      kind: "switch",
      help: "every open order, also those made by hand, one by one and counted",
    },
    MARKET_FLAG,
    {
      name: "whole-account",
      kind: "switch",
      help:
        "with --all: the exchange's own cancel of everything, on every shard and subaccount; it wants words typed",
    },
    ...ACCOUNT_FLAGS,
  ],
  examples: [
    "kalshi-live cancel 3b23c1c7-f4ef-4f0d-8b9a-9e53c61f1a0d",
    "kalshi-live cancel --all",
    "kalshi-live cancel --all --market KXNBAGAME-26NOV22LALBOS-LAL",
    "kalshi-live cancel --all --whole-account",
  ],
};

/** What a person has to type. */
export const WHOLE_ACCOUNT_WORDS = "cancel everything";

/** Asks a person at a terminal; `undefined` where there is none. */
export type Ask = (question: string) => string | null | undefined;

const askAtTerminal: Ask = (question) => Deno.stdin.isTerminal() ? prompt(question) : undefined;
const sleep = (ms: number): Promise<void> => delay(ms);

/** Runs the command. */
export async function cancelCommand(flags: Flags, output: Output, ask: Ask = askAtTerminal): Promise<number> {
  const all = flags.switch("all") === true;
  const { words } = flags;
  if (flags.switch("whole-account") === true) {
    if (!all || words.length > 0 || flags.text("market") !== undefined) {
      throw usage("Cannot use --whole-account: expected --all with it, and neither orders nor --market");
    }
    const asked = readAccount(flags, output);
    return await cancelWholeAccount(asked, output, ask, () => keepInJournal(flags, asked, output));
  }
  if (all === words.length > 0) {
    throw usage("Cannot cancel: expected the id of an order, as kalshi-live orders shows it, or --all");
  }
  if (!all && flags.text("market") !== undefined) throw usage("Cannot use --market: expected --all with it");
  const bad = words.find((word) => !/^[\w\-:]{1,64}$/.test(word));
  if (bad !== undefined) throw usage(`Cannot cancel "${safeText(bad, 70)}": expected the id of an order`);
  const asked = readAccount(flags, output);
  const api = apiOf(asked);
  return all ? await cancelOpen(api, flags, asked, output) : await cancelByIds(api, words, flags, output);
}

async function cancelByIds(
  api: OrderApi,
  ids: readonly string[],
  flags: Flags,
  output: Output,
): Promise<number> {
  let code = 0;
  const results: Record<string, unknown>[] = [];
  for (const id of ids) {
    const { ended, line, order } = await cancelOne(api, id);
    if (!ended) code = EXIT_FAILURE;
    results.push({ order_id: id, ended, status: order?.status, result: line });
    if (flags.switch("json") !== true) {
      if (ended) output.line(line);
      else output.note(`kalshi-live: ${line}`);
    }
  }
  if (flags.switch("json") === true) output.line(JSON.stringify({ orders: results }, null, 2));
  return code;
}

interface One {
  /** Whether it is known to rest no more. */
  readonly ended: boolean;
  readonly line: string;
  readonly order?: OrderRecord;
}

async function cancelOne(api: OrderApi, id: string): Promise<One> {
  const found = await api.order(id);
  if (found.kind === "failed") {
    const line = found.reason.status === 404
      ? `Cannot cancel ${id}: the exchange has no such order; expected an id as kalshi-live orders shows it under ORDER`
      : `Cannot cancel ${id}: ${found.reason.message}`;
    return { ended: false, line };
  }
  const order = found.value;
  if (order.status !== "resting") {
    return { ended: true, line: `${id} had ended before: ${ending(order)}`, order };
  }
  const exchangeIndex = order.exchangeIndex ?? await shardOf(api, order);
  if (exchangeIndex === undefined) {
    return { ended: false, line: `Cannot cancel ${id}: the shard of its market cannot be read`, order };
  }
  const result = await cancelUntilEnded(api, targetOf(order, exchangeIndex), sleep);
  switch (result.kind) {
    case "ended":
      return { ended: true, line: `${id} has ended: ${ending(result.order)}`, order: result.order };
    case "gone":
      return {
        ended: true,
        line: `${id} is gone from the exchange's live orders; see kalshi-live fills --order ${id}`,
      };
    case "open":
      return { ended: false, line: `${id} may still rest: ${result.why}`, order };
  }
}

async function cancelOpen(api: OrderApi, flags: Flags, asked: Asked, output: Output): Promise<number> {
  const { most: _, ...query } = readQuery(flags, asked, Date.now());
  const { value } = await orUnread(api.orders({ ...query, status: "resting" }), output);
  await api.learnLimits();
  const counted = await cancelAll(api, value.items, (order) => shardOf(api, order), sleep);
  const { cancelled, ended, open } = counted;
  if (flags.switch("json") === true) {
    output.line(JSON.stringify(
      {
        found: value.items.length,
        whole: value.whole,
        cancelled,
        ended_by_themselves: ended,
        open: open.map(({ order, why }) => ({ order_id: order.orderId, market: order.market, why })),
      },
      null,
      2,
    ));
  } else {
    const parts = [
      `${value.items.length} open`,
      `${cancelled} cancelled`,
      ...(ended > 0 ? [`${ended} had ended by themselves`] : []),
      ...(open.length > 0 ? [`${open.length} may still rest`] : []),
    ];
    output.line(parts.join(", "));
  }
  for (const { order, why } of open) output.note(`kalshi-live: ${order.orderId} may still rest: ${why}`);
  if (!value.whole) {
    output.note(
      `kalshi-live: there may be more open orders: ${value.why ?? "the list was not read to its end"}`,
    );
  }
  return open.length === 0 && value.whole ? 0 : EXIT_FAILURE;
}

/** Cancels everything by the exchange's own cancel, once a person has typed the words. */
export async function cancelWholeAccount(
  asked: Asked,
  output: Output,
  ask: Ask,
  keep: () => void = () => {},
): Promise<number> {
  const { environment, subaccount } = asked;
  const which = subaccount === undefined ? "every subaccount" : `subaccount ${subaccount}`;
  output.note(
    `This cancels every order of the account at ${environment.restUrl}, on every shard, of ${which}: orders made by ` +
      "hand and by other programs too, and what is placed within the next minute.",
  );
  const answer = ask(`Type "${WHOLE_ACCOUNT_WORDS}" to do it:`);
  if (answer === undefined) {
    throw failure("Cannot cancel the whole account: expected a terminal, since it wants words typed");
  }
  if (answer?.trim() !== WHOLE_ACCOUNT_WORDS) throw failure("Nothing was cancelled: other words were typed");
  const api = apiOf(asked);
  // Before it is sent: for a minute from then on nothing can be armed, whatever becomes of this process.
  keep();
  // Once: repeated, it could catch what was placed in between.
  const outcome = await api.cancelAllAccount(subaccount);
  if (outcome.kind !== "accepted") {
    throw failure(`${describe(outcome)}; see kalshi-live orders for what rests`);
  }
  const { value } = await orUnread(api.orders({ status: "resting" }), output);
  if (value.items.length === 0 && value.whole) {
    output.line("Everything was cancelled; no open order is shown. Place nothing within the next minute.");
    return 0;
  }
  output.line(`It was taken; ${value.items.length} open orders are still shown. See kalshi-live orders.`);
  return EXIT_FAILURE;
}

/** Says in the journal that everything is cancelled now. A journal that cannot be opened holds up no cancel. */
function keepInJournal(flags: Flags, { environment, signer }: Asked, output: Output): void {
  const { place, name } = accountOf(flags, environment, signer);
  const opened = Journal.open({ place, environment: name, account: signer.keyId, now: Date.now });
  if (!opened.ok) return output.note(`${opened.reason.message}; arm nothing within the next minute`);
  using journal = opened.value;
  journal.armings.accountCancelled(BY_COMMAND);
  journal.audit.append("account_cancel", { by: BY_COMMAND });
}

/** The shard of an order's market, for an order whose record does not say it. */
async function shardOf(api: OrderApi, { market }: OrderRecord): Promise<number | undefined> {
  const read = await api.transport.read(marketAnswer, `/markets/${encodeURIComponent(market)}`);
  return read.ok && read.value.market.ticker === market
    ? read.value.market.exchange_index ?? undefined
    : undefined;
}

function ending({ status, filled, initial }: OrderRecord): string {
  return `${safeText(status, 40)}, ${quantityText(filled)} of ${quantityText(initial)} filled`;
}
