/**
 * What a person reads before money may be used: all of it facts that were read, none of it made up. What could not be read
 * says so.
 *
 * @module
 */
import { haltText } from "../../core/reasons.ts";
import { HARD_CAP } from "../../core/risk/hard_cap.ts";
import { LIMITS, type RiskLimits } from "../../core/risk/limits.ts";
import type { Micros, Quantity } from "../../core/numbers/money.ts";
import type { Setting } from "../../core/numbers/settings.ts";
import { durationText, formatDollars, priceText, quantityText } from "../../core/numbers/text.ts";
import type { OrderRecord, PositionRecord } from "../../kalshi/decoding/account_records.ts";
import type { ReadList } from "../../kalshi/orders/outcomes.ts";
import { liveMoney } from "../../terminal/live_money.ts";
import { writeSetting } from "../../session/setup/settings.ts";

/** What was read, or why it could not be, in one line. */
export type Fact<Value> = { readonly read: Value } | { readonly unread: string };

/** The key that orders are signed with. */
export interface KeyFact {
  readonly name?: string;
  readonly scopes: readonly string[];
  /** Unix milliseconds; left out where the exchange names none. */
  readonly attestationEnds?: number;
}

/** All that is shown. */
export interface LiveFacts {
  /** Its name: `prod`, `demo`, `sim`, or a host. */
  readonly environment: string;
  /** Where it is: scheme, host and port. */
  readonly address: string;
  readonly keyId: string;
  /** Tickers. */
  readonly markets: readonly string[];
  /** Free money on each shard that the markets are on. */
  readonly balances: readonly { readonly exchangeIndex: number; readonly balance: Micros }[];
  /** Where the exchange moves money between shards by itself: to which shares. */
  readonly allocation: Fact<readonly { readonly exchangeIndex: number; readonly percent: number }[]>;
  readonly key: Fact<KeyFact>;
  readonly limits: RiskLimits;
  /** Rules that will trade by themselves. */
  readonly strategies: readonly string[];
  readonly orders: Fact<ReadList<OrderRecord>>;
  /** Whether an order was sent by this program before. */
  readonly isOurs: (order: OrderRecord) => boolean;
  readonly positions: Fact<ReadList<PositionRecord>>;
  /** What strategies of sessions that have ended hold in these markets: the session takes it over. */
  readonly earlier: readonly {
    readonly market: string;
    readonly strategy: string;
    readonly quantity: Quantity;
  }[];
  readonly halts: readonly { readonly code: string; readonly detail: string }[];
  /** Journals of other keys in this environment. */
  readonly otherJournals: number;
  /** Unix milliseconds. */
  readonly now: number;
}

/** A line, and whether it must not be overlooked. */
export interface ConfirmationLine {
  readonly text: string;
  readonly warns: boolean;
}

/** An attestation that ends sooner is warned of. */
const ATTESTATION_WARNING_MS = 86_400_000;
/** Columns of a narrow terminal. */
const NARROW = 80;
/** More rows of one kind are counted. */
const MOST_ROWS = 8;

/** The lines, in the order in which they are shown. */
export function confirmationLines(facts: LiveFacts): readonly ConfirmationLine[] {
  const { environment, address, keyId, markets, balances, limits, strategies, halts } = facts;
  const plain = (text: string): ConfirmationLine => ({ text, warns: false });
  const warning = (text: string): ConfirmationLine => ({ text, warns: true });
  return [
    warning(firstLine(facts)),
    plain(`  environment  ${environment}, ${address}`),
    plain(`  account      key ${keyId}`),
    plain(`  markets      ${shortList(markets)}`),
    ...balances.map(({ exchangeIndex, balance }) =>
      (balance > 0 ? plain : warning)(
        `  balance      ${formatDollars(balance)} on shard ${exchangeIndex}${
          balance > 0 ? "" : ": nothing can be bought there; money on other shards does not count"
        }`,
      )
    ),
    ...allocationLines(facts),
    ...keyLines(facts).map(({ text, warns }) => ({ text: `  ${text}`, warns })),
    plain(`  strategies   ${strategies.length === 0 ? "none: orders by hand alone" : strategies.join(", ")}`),
    ...inRows("  limits       ", limitTexts(limits)).map(plain),
    ...inRows("  no limit of  ", unlimited(limits)).map(plain),
    plain(
      `  hard cap     order ${formatDollars(HARD_CAP.maxOrderValue)}, in all ${
        formatDollars(HARD_CAP.maxTotalExposure)
      }, loss a day ${formatDollars(HARD_CAP.maxDailyLoss)}: fixed`,
    ),
    ...orderLines(facts),
    ...positionLines(facts),
    ...earlierLines(facts),
    ...facts.otherJournals === 0 ? [] : [
      warning(
        `  journal      this key's own; ${
          facts.otherJournals === 1 ? "one of another key is" : `${facts.otherJournals} of other keys are`
        } there too: of one account, what they sent counts as others', and limits, halts and kill do not reach across`,
      ),
    ],
    ...halts.map(({ code, detail }) =>
      warning(`  halted       ${haltText(code, detail)}; entries wait; see kalshi-live halts`)
    ),
  ];
}

function firstLine({ environment, address }: LiveFacts): string {
  switch (liveMoney(environment)) {
    case "real":
      return "LIVE: orders go to the real exchange and use REAL MONEY.";
    case "play":
      return environment === "demo"
        ? "PLAY MONEY: orders go to Kalshi's demo exchange, which pays nobody."
        : "PLAY MONEY: orders go to the embedded exchange of this machine.";
    case "unknown":
      return `LIVE: orders go to ${address}, and use whatever money that is.`;
  }
}

/** The question, after all that is shown. */
export function lastLine({ environment }: LiveFacts): ConfirmationLine {
  const money = { real: "REAL MONEY", play: "play money", unknown: `the money of ${environment}` };
  return {
    text: `Type yes to trade with ${money[liveMoney(environment)]}; anything else ends this.`,
    warns: true,
  };
}

function shortList(names: readonly string[]): string {
  const more = names.length - MOST_ROWS;
  return names.slice(0, MOST_ROWS).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Whole texts in as many rows as they need, for the narrowest terminal. */
function inRows(label: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return [];
  const rows = [label.trimEnd()];
  for (const text of texts) {
    const row = `${(rows.at(-1) ?? "").padEnd(label.length)}${text}`;
    if (row.length <= NARROW || rows.at(-1) === label.trimEnd()) rows.splice(-1, 1, `${row}  `);
    else rows.push(`${"".padEnd(label.length)}${text}  `);
  }
  return rows.map((row) => row.trimEnd());
}

/** Limits of money and counts, as they are set; times are in `kalshi-live config`. */
function amounts(limits: RiskLimits): readonly { readonly row: Setting; readonly value: number }[] {
  return Object.entries<Setting>(LIMITS).flatMap(([name, row]) =>
    row.unit === "money" || row.unit === "quantity" || row.unit === "count"
      ? [{ row, value: limits[name as keyof typeof LIMITS] }]
      : []
  );
}

/** Those that hold something back. */
function limitTexts(limits: RiskLimits): string[] {
  return amounts(limits).filter(({ row, value }) => value < row.most)
    .map(({ row, value }) => `${row.key}=${writeSetting(row, value)}`);
}

/** At the highest value that there is, a limit is none. */
function unlimited(limits: RiskLimits): string[] {
  return amounts(limits).filter(({ row, value }) => value >= row.most).map(({ row }) => row.key);
}

/** Money that was there for an entry may be gone before it arrives. */
function allocationLines({ allocation }: LiveFacts): ConfirmationLine[] {
  if ("unread" in allocation) {
    return [{ text: `  rebalancing  COULD NOT BE READ: ${allocation.unread}`, warns: true }];
  }
  if (allocation.read.length === 0) return [];
  const shares = allocation.read.map(({ exchangeIndex, percent }) =>
    `${percent} % on shard ${exchangeIndex}`
  );
  return [{
    text: `  rebalancing  ON: the exchange moves money between shards by itself, to ${shares.join(", ")}`,
    warns: true,
  }];
}

function keyLines({ key, now }: LiveFacts): ConfirmationLine[] {
  if ("unread" in key) return [{ text: `key          COULD NOT BE READ: ${key.unread}`, warns: true }];
  const { name, scopes, attestationEnds } = key.read;
  const moves = scopes.filter((scope) => scope === "write" || /^write::(?!trade$)/.test(scope));
  const trades = scopes.some((scope) => scope === "write" || scope === "write::trade");
  const left = attestationEnds === undefined ? undefined : attestationEnds - now;
  const attested: ConfirmationLine = left === undefined
    ? { text: "attestation  none on record: orders may be refused", warns: true }
    : left <= 0
    ? { text: "attestation  OVER: orders will be refused until it is renewed", warns: true }
    : {
      text: `attestation  ends in ${durationText(left)}`,
      warns: left < ATTESTATION_WARNING_MS,
    };
  return [
    {
      text: `key          ${name === undefined ? "" : `"${name}", `}may ${
        scopes.length === 0 ? "do what is not said" : scopes.join(", ")
      }`,
      warns: false,
    },
    ...moves.length === 0 ? [] : [{
      text: `key          MAY MOVE MONEY (${moves.join(", ")}): one with write::trade is enough`,
      warns: true,
    }],
    ...trades || scopes.length === 0
      ? []
      : [{ text: "key          MAY NOT TRADE: it lacks write::trade", warns: true }],
    attested,
  ];
}

function orderLines({ orders, isOurs }: LiveFacts): ConfirmationLine[] {
  if ("unread" in orders) {
    return [{ text: `  open orders  COULD NOT BE READ: ${orders.unread}`, warns: true }];
  }
  const { items, whole, why } = orders.read;
  const rows = items.slice(0, MOST_ROWS).map((order) => ({
    text: `  open order   ${order.market} ${order.side === "bid" ? "buys" : "sells"} ${
      quantityText(order.remaining)
    } YES @ ${priceText(order.price)} · ${isOurs(order) ? "of this program" : "by hand or another program"}`,
    warns: false,
  }));
  return [...rows, ...remainder("open orders", items.length, whole, why)];
}

function positionLines({ positions }: LiveFacts): ConfirmationLine[] {
  if ("unread" in positions) {
    return [{ text: `  positions    COULD NOT BE READ: ${positions.unread}`, warns: true }];
  }
  const { items, whole, why } = positions.read;
  const held = items.filter(({ quantity }) => quantity !== 0);
  const rows = held.slice(0, MOST_ROWS).map(({ market, quantity, cost }) => ({
    text: `  position     ${market} ${quantity < 0 ? "NO" : "YES"} ${
      quantityText(Math.abs(quantity) as typeof quantity)
    }${cost === undefined ? "" : ` for ${formatDollars(cost)}`}`,
    warns: false,
  }));
  return [...rows, ...remainder("positions", held.length, whole, why)];
}

/** What the session looks after from its start, and what of it nothing sells. */
function earlierLines({ earlier, strategies }: LiveFacts): ConfirmationLine[] {
  return earlier.map(({ market, strategy, quantity }) => {
    const runs = strategies.includes(strategy);
    const what = `${market} ${quantity < 0 ? "NO" : "YES"} ${
      quantityText(Math.abs(quantity) as Quantity)
    } of ${strategy}`;
    const care = runs
      ? "taken over, with the exits of its entry"
      : `UNPROTECTED: ${strategy} does not run now, only you close it`;
    return { text: `  from before  ${what}: ${care}`, warns: !runs };
  });
}

function remainder(name: string, count: number, whole: boolean, why: string | undefined): ConfirmationLine[] {
  const lines: ConfirmationLine[] = [];
  const label = `  ${name}`.padEnd(15);
  if (count > MOST_ROWS) lines.push({ text: `${label}${count - MOST_ROWS} more`, warns: false });
  if (count === 0 && whole) lines.push({ text: `${label}none`, warns: false });
  if (!whole) lines.push({ text: `${label}NOT READ TO THE END: ${why ?? "there may be more"}`, warns: true });
  return lines;
}
