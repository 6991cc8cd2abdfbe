/**
 * Reads what a person is shown before real money may be used. Nothing is sent but questions.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { Journal } from "../../journal/journal.ts";
import { journalsBeside } from "../../journal/place.ts";
import type { Environment } from "../../kalshi/environment.ts";
import { RestClient } from "../../kalshi/rest/client.ts";
import { AccountReader } from "../../kalshi/orders/reads.ts";
import type { ReadOutcome } from "../../kalshi/orders/outcomes.ts";
import type { Signer } from "../../kalshi/signing/sign.ts";
import type { ApiKeysAnswer } from "../../kalshi/wire/account.ts";
import { expand } from "../../kalshi/tickers.ts";
import { createClock } from "../../lib/clock.ts";
import type { Setup } from "../../session/setup/setup.ts";
import type { Fact, KeyFact, LiveFacts } from "./confirmation_lines.ts";

/** What is to be traded, and where. */
export interface LiveQuestion {
  readonly environment: Environment;
  readonly environmentName: string;
  readonly signer: Signer;
  /** Tickers of markets and events. */
  readonly words: readonly string[];
  readonly setup: Setup;
  readonly journal: Journal;
}

/** @returns a refusal where there is no such market, or no word of its money */
export async function readLiveFacts(question: LiveQuestion): Promise<Result<LiveFacts>> {
  const { environment, environmentName, signer, words, setup, journal } = question;
  const now = createClock();
  const rest = new RestClient({ environment, signer, now });
  const markets = await expand(rest, words);
  if (!markets.ok) return markets;
  const reader = new AccountReader({ environment, signer, now });
  const shards = new Set<number>();
  for (const { ticker, exchange_index: shard } of markets.value) {
    if (typeof shard !== "number") {
      return refuse("no_shard", `Cannot trade ${ticker}: the exchange does not say on which shard it is`);
    }
    shards.add(shard);
  }
  const balances: { exchangeIndex: number; balance: LiveFacts["balances"][number]["balance"] }[] = [];
  for (const exchangeIndex of shards) {
    const read = await reader.balance(exchangeIndex, 0);
    if (read.kind === "failed") return refuse("balance_unread", `Cannot trade live: ${read.reason.message}`);
    balances.push({ exchangeIndex, balance: read.value.balance });
  }
  const [keys, allocation, orders, positions] = await Promise.all([
    reader.apiKeys(),
    reader.targetAllocation(),
    reader.orders({ status: "resting" }),
    reader.positions(),
  ]);
  return succeed({
    environment: environmentName,
    address: new URL(environment.restUrl).origin,
    keyId: signer.keyId,
    markets: markets.value.map(({ ticker }) => ticker),
    balances,
    allocation: factOf(allocation),
    key: keyFact(factOf(keys), signer.keyId),
    limits: setup.limits,
    strategies: setup.strategies.map(({ name }) => name),
    orders: factOf(orders),
    isOurs: ({ clientOrderId }) =>
      clientOrderId !== undefined && journal.orders.byClientId(clientOrderId) !== undefined,
    positions: factOf(positions),
    earlier: markets.value.flatMap(({ ticker: market }) =>
      journal.handovers.orphaned(market).map(({ strategy, quantity }) => ({ market, strategy, quantity }))
    ),
    halts: journal.halts.active(),
    otherJournals: journalsBeside(journal.place),
    now: now(),
  });
}

function factOf<Value>(outcome: ReadOutcome<Value>): Fact<Value> {
  return outcome.kind === "read" ? { read: outcome.value } : { unread: outcome.reason.message };
}

function keyFact(keys: Fact<ApiKeysAnswer>, keyId: string): Fact<KeyFact> {
  if ("unread" in keys) return keys;
  const key = keys.read.api_keys?.find(({ api_key_id }) => api_key_id === keyId);
  if (key === undefined) return { unread: "the exchange's list of keys does not have this one" };
  const { api_key_region_expiration_ts: ends } = keys.read;
  return {
    read: {
      scopes: key.scopes ?? [],
      ...(typeof key.name === "string" ? { name: key.name } : {}),
      ...(typeof ends !== "number" ? {} : { attestationEnds: ends * 1_000 }),
    },
  };
}
