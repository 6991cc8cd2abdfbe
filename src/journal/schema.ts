/**
 * The tables of the journal, and how an older file becomes a newer one.
 *
 * Money is in micro-dollars, prices in 1/10,000 dollar, quantities in 1/100 contract, times in Unix milliseconds.
 *
 * @module
 */
import { NotUsable } from "./refusals.ts";

/** What bringing a file up to date needs of the database. */
export interface Migratable {
  readonly path: string;
  exec(sql: string): void;
  first(sql: string): Readonly<Record<string, unknown>> | undefined;
  transaction<T>(work: () => T): T;
}

/**
 * What each version adds to the one before. A version that was released is never changed: what is new is a further row.
 */
export const MIGRATIONS: readonly string[] = [
  `
  create table meta (name text primary key, value text not null) strict, without rowid;
  -- The random part of order ids. A copy of the file gets another, so that two machines never make one id.
  create table epochs (epoch text primary key, since integer not null, inode integer) strict;
  create table sessions (
    id integer primary key autoincrement,
    epoch text not null references epochs,
    process text not null,
    mode text not null,
    setup text not null,
    started_at integer not null,
    heartbeat_at integer not null,
    ended_at integer
  ) strict;
  create table orders (
    client_order_id text primary key,
    session integer not null references sessions,
    strategy text not null,
    purpose text not null,
    market text not null,
    event text,
    side text not null check (side in ('bid', 'ask')),
    price integer not null,
    quantity integer not null check (quantity > 0),
    time_in_force text not null,
    post_only integer not null,
    reduce_only integer not null,
    exchange_index integer not null,
    subaccount integer not null,
    expiration_time integer,
    group_id text,
    created_at integer not null,
    order_id text unique,
    state text not null check (state in ('submitting', 'resting', 'unknown', 'filled', 'cancelled', 'rejected')),
    filled integer not null default 0,
    -- What was left when it ended: the rest is filled, whether fills say so yet or not.
    left_at_end integer,
    detail text,
    updated_at integer not null,
    ended_at integer
  ) strict;
  create index open_orders on orders (market) where ended_at is null;
  create index orders_of_session on orders (session);
  create table reports (
    id integer primary key,
    client_order_id text not null,
    at integer not null,
    kind text not null,
    body text not null
  ) strict;
  create index reports_of_order on reports (client_order_id);
  -- A match with an own order has one trade id on both sides.
  create table fills (
    trade_id text not null,
    order_key text not null,
    client_order_id text,
    order_id text,
    market text not null,
    side text not null check (side in ('bid', 'ask')),
    price integer not null,
    quantity integer not null check (quantity > 0),
    role text not null,
    fee integer not null,
    balance_change integer not null,
    at integer not null,
    primary key (trade_id, order_key)
  ) strict, without rowid;
  create index fills_of_market on fills (market, at);
  create index fills_of_order on fills (client_order_id);
  -- Made from fills and adjustments, market by market, whenever one is added.
  create table positions (
    market text primary key,
    event text,
    quantity integer not null,
    cost integer not null,
    changed_at integer not null
  ) strict, without rowid;
  -- Contracts that came or went without an own fill: settled, adopted, closed by hand.
  create table adjustments (
    id integer primary key,
    market text not null,
    quantity integer not null,
    price integer not null,
    reason text not null,
    by text not null,
    at integer not null
  ) strict;
  create index adjustments_of_market on adjustments (market);
  create table halts (
    id integer primary key,
    code text not null,
    detail text not null,
    market text,
    since integer not null,
    until integer,
    cleared_at integer,
    cleared_by text
  ) strict;
  create index active_halts on halts (code) where cleared_at is null;
  create table kills (
    id integer primary key,
    at integer not null,
    by text not null,
    reason text not null,
    undone_at integer,
    undone_by text
  ) strict;
  create index active_kills on kills (id) where undone_at is null;
  create table armings (
    id integer primary key,
    at integer not null,
    until integer not null,
    max_loss integer not null,
    -- The account's gain over all sessions when it was armed.
    pnl_then integer not null,
    by text not null,
    disarmed_at integer,
    disarmed_by text
  ) strict;
  create table account_cancels (id integer primary key, at integer not null, by text not null) strict;
  create table exit_leases (
    market text primary key,
    session integer not null references sessions,
    since integer not null
  ) strict, without rowid;
  create table day_pnl (
    trading_day integer not null,
    session integer not null references sessions,
    pnl integer not null,
    at integer not null,
    primary key (trading_day, session)
  ) strict, without rowid;
  create table audit_outbox (seq integer primary key, line text not null) strict;
  create table audit_head (id integer primary key check (id = 1), count integer not null, mac text not null) strict;
  create table checkpoints (count integer primary key, mac text not null, at integer not null) strict;
  `,
  `
  -- What others did on the account, by hand or by another program: shown, counted into limits, left alone.
  create table external_orders (
    order_id text primary key,
    client_order_id text,
    market text not null,
    side text not null,
    price integer not null,
    remaining integer not null,
    exchange_index integer,
    seen_at integer not null
  ) strict, without rowid;
  create table external_positions (
    market text primary key,
    quantity integer not null,
    cost integer,
    seen_at integer not null
  ) strict, without rowid;
  create table reconciliations (
    id integer primary key,
    at integer not null,
    agrees integer not null,
    report text not null,
    adopted_by text
  ) strict;
  `,
  // A journal grows for years, and an entry asks for the orders of the last moments.
  `create index orders_by_time on orders (created_at);`,
  `
  -- The exits that an entry was sent with, and the best bid for its side then: for whoever looks after it later.
  create table entry_exits (client_order_id text primary key, exits text, bid integer) strict, without rowid;
  -- At which YES price a session last saw its positions.
  create table marks (
    session integer not null references sessions,
    market text not null,
    price integer not null,
    at integer not null,
    primary key (session, market)
  ) strict, without rowid;
  -- Contracts of a session that has ended, which another looks after since.
  create table handovers (
    id integer primary key,
    market text not null,
    strategy text not null,
    from_session integer not null references sessions,
    to_session integer not null references sessions,
    quantity integer not null,
    cost integer not null,
    fees integer not null,
    opened_at integer not null,
    bought_at integer not null,
    value integer not null,
    entry text,
    at integer not null
  ) strict;
  create index handovers_of_market on handovers (market);
  -- Order groups that this program made, which limit how fast entries are bought.
  create table order_groups (
    group_id text primary key,
    exchange_index integer not null,
    subaccount integer not null,
    contracts integer not null,
    session integer not null references sessions,
    made_at integer not null,
    ended_at integer,
    why text
  ) strict, without rowid;
  `,
];

/**
 * Brings a file up to date.
 *
 * @throws {NotUsable} for a file of a newer program, which is left as it is
 */
export function migrate(database: Migratable): void {
  const newest = MIGRATIONS.length;
  const version = () => Number(database.first("pragma user_version")?.["user_version"] ?? 0);
  if (version() === newest) return;
  database.transaction(() => {
    // Another process may have done it while this one waited.
    const found = version();
    if (found > newest) {
      throw new NotUsable({
        code: "journal_newer",
        message:
          `Cannot use journal ${database.path}: it is of version ${found}, this program knows ${newest}; use the newer program`,
      });
    }
    for (const [index, sql] of MIGRATIONS.entries()) if (index >= found) database.exec(sql);
    database.exec(`pragma user_version = ${newest}`);
  });
}
