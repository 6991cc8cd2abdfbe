/**
 * Starts the embedded exchange.
 *
 * @module
 */
import { REST_PATH, SOCKET_PATH } from "../kalshi/environment.ts";
import { type Result, succeed } from "../core/result.ts";
import { ExchangeClock } from "./clock.ts";
import { Accounts } from "./exchange/accounts/accounts.ts";
import type { OrderState } from "./exchange/accounts/account_event.ts";
import { Control, type ControlledServer } from "./control/control.ts";
import { CONTROL_PATH, createControlEndpoint, makeControlToken } from "./control/endpoint.ts";
import { Exchange } from "./exchange/exchange.ts";
import { yesTitle } from "./listing.ts";
import type { Source } from "./exchange/source.ts";
import type { LevelEvent, LifeChange } from "./exchange/simulated_event.ts";
import type { ServedGame, Simulator, SimulatorOptions } from "./options.ts";
import { Scoreboards } from "./scoreboards/scoreboards.ts";
import { openAccounts } from "./server/account_keys.ts";
import { ApiLimits } from "./server/api_limits.ts";
import { Driver } from "./server/driver.ts";
import { Faults } from "./server/fault_switch.ts";
import { createFeeds } from "./server/feeds/feeds.ts";
import { FeedServer } from "./server/feeds/feed_server.ts";
import { Front } from "./server/front.ts";
import { type HttpServer, listen } from "./server/http_server.ts";
import { Hub } from "./server/hub.ts";
import { Interception } from "./server/interception.ts";
import { KeyRing, makeKey } from "./server/key_ring.ts";
import { AccountHistory } from "./server/portfolio/account_history.ts";
import { createRest } from "./server/rest/rest.ts";
import { SHARDS } from "./server/shards.ts";
import { Sockets } from "./server/sockets.ts";
import { type PlannedSource, planSource } from "./sources/plan_source.ts";

const MOST_BUFFERED_BYTES = 16 * 1024 * 1024;

/**
 * Starts a simulator: REST under `/trade-api/v2`, the socket at `/trade-api/ws/v2`, and the scoreboards of generated
 * games at the paths of the real ones, on one port.
 *
 * @returns the running simulator, or why there is none: `port_in_use`, `port_refused`, `key_…`, `capture_…`, `plan_bad`
 */
export async function startSimulator(options: SimulatorOptions): Promise<Result<Simulator>> {
  const own = makeKey(options.keyType);
  const keys = new KeyRing();
  for (const key of [own, ...options.keys ?? []]) {
    const added = keys.add(key);
    if (!added.ok) return added;
  }
  const clock = new ExchangeClock();
  const planned = await planSource(options.plan, clock.now());
  if (!planned.ok) return planned;
  const { source, speed } = planned.value;
  const opened = await open(options, keys, clock, planned.value);
  if (!opened.ok) {
    await source.close?.();
    return opened;
  }
  const { server, front, driver, sockets, exchange, accounts, history, limits, control, controlToken } =
    opened.value;
  const { places, turn, fault } = opened.value;
  const { hostname, port } = server;
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  let closing: Promise<void> | undefined;
  return succeed({
    url: `http://${host}:${port}`,
    restBase: `http://${host}:${port}${REST_PATH}`,
    socketUrl: `ws://${host}:${port}${SOCKET_PATH}`,
    port,
    keyId: own.keyId,
    privateKeyPem: own.privateKeyPem,
    markets: [...exchange.markets.values()].map(({ ticker, listing, market }) => ({
      ticker,
      event: listing.ticker,
      yesLabel: yesTitle(listing, market),
    })),
    get games() {
      return servedGames(source, exchange);
    },
    speed,
    clock,
    done: driver.over,
    get damage() {
      return source.damage ?? [];
    },
    close: () => closing ??= shutDown({ driver, sockets, server, front, source, control }),
    intercept: places.intercept,
    outgoing: places.outgoing,
    control,
    controlToken,
    fault,
    turn,
    market: (ticker) => exchange.markets.has(ticker) ? exchange.market(ticker) : undefined,
    listenFor: (owner, listener) => exchange.listenFor(owner, listener),
    accounts,
    account: (keyId = own.keyId) => accounts.account(keys.get(keyId)?.userId ?? ""),
    keys,
    limits,
    history,
    step: (count) => driver.step(count),
  });
}

interface Running {
  readonly server: HttpServer;
  readonly driver: Driver;
  readonly sockets: Sockets;
  readonly exchange: Exchange;
  readonly front: Front;
  readonly control: Control;
  readonly controlToken: string;
  readonly places: ControlledServer;
  readonly turn: Simulator["turn"];
  readonly fault: Simulator["fault"];
  readonly accounts: Accounts;
  readonly history: AccountHistory;
  readonly limits: ApiLimits;
}

async function open(
  options: SimulatorOptions,
  keys: KeyRing,
  clock: ExchangeClock,
  { source, speed, lags = {} }: PlannedSource,
): Promise<Result<Running>> {
  const { port = 0, hostname = "127.0.0.1" } = options;
  const { now } = clock;
  const openedAt = now();
  let startedAt: number | undefined;
  const wallOf = (virtualMs: number) => (startedAt ?? now()) + virtualMs / (speed ?? 1);
  const exchange = new Exchange({ events: source.events, openedAt, now, wallOf });
  const accounts = new Accounts(exchange, options.doubts);
  const { doubts } = accounts;
  keys.toleranceMs = doubts.clockToleranceMs;
  openAccounts(accounts, exchange, keys, options.accounts ?? [], openedAt);
  clock.onMove(() => accounts.advance());
  const history = new AccountHistory(accounts, now);
  const limits = new ApiLimits(SHARDS.map(({ index }) => index));
  const hub = new Hub({
    exchange,
    now,
    own: { keyOf: (keyId) => keys.get(keyId), causeOf: (level) => toldCause(accounts, level) },
    mostBufferedBytes: options.mostBufferedBytes ?? MOST_BUFFERED_BYTES,
    planned: options.faults ?? {},
  });
  exchange.listen((event, atMs) => hub.publish(event, atMs));
  accounts.onEvent((event) => hub.publishAccount(event, now()));
  source.attach(exchange);
  const rateLimits = options.rateLimits ?? false;
  const rest = createRest({ exchange, now, keys, rateLimits, accounts, history, limits, doubts });
  const sockets = new Sockets(hub, keys, now);
  const driver = new Driver({
    source,
    published: () => exchange.published,
    flush: () => {
      accounts.advance();
      hub.flush();
    },
    speed,
    clock: () => performance.now(),
    mayStart: () => options.waitForSubscriber !== true || hub.hasSubscriber,
    started: () => startedAt = now(),
  });
  const scoreboards = new Scoreboards({
    games: source.games ?? [],
    lags,
    virtualNow: () => driver.virtualMs,
    wallOf,
  });
  for (const [ticker, event] of exchange.events) {
    event.amend = (game) => scoreboards.amended(ticker, game);
  }
  const feedServer = new FeedServer({ scoreboards, now });
  const feeds = createFeeds(feedServer);
  const faults = new Faults({ hub, feedServer, scoreboards, speed: speed ?? 1 });
  const interception = new Interception();
  const front = new Front({ interception, keys, now });
  const places: ControlledServer = {
    intercept: (interceptor) => interception.add(interceptor),
    outgoing: (channel, hook) => {
      if (hook === undefined) hub.outgoing.delete(channel);
      else hub.outgoing.set(channel, hook);
    },
    refusedChannels: hub.refusedChannels,
  };
  const turn = (change: LifeChange) => {
    const taken = source.turn?.(change, driver.virtualMs) ?? false;
    hub.flush();
    return taken;
  };
  const fault: Simulator["fault"] = (name, amount, target) => faults.happen(name, amount, target);
  const control = new Control(places, {
    clock,
    slowness: hub.slowness,
    accounts,
    keys,
    limits,
    history,
    market: (ticker) => exchange.markets.has(ticker) ? exchange.market(ticker) : undefined,
    turn,
    fault,
    flush: () => hub.flush(),
  });
  const controlToken = makeControlToken();
  const answerControl = createControlEndpoint(control, controlToken);
  const listening = await listen({
    hostname,
    port,
    now,
    carry: front.carry,
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      // Its routes ask for no more than is there.
      if (pathname.startsWith(`${REST_PATH}/`)) return rest.fetch(request as unknown as Request);
      const whole = request.whole();
      if (pathname === SOCKET_PATH) return sockets.plain(whole);
      return pathname.startsWith(`${CONTROL_PATH}/`) ? answerControl(whole) : feeds.fetch(whole);
    },
    upgrade: front.upgrade((request, socket, head) => sockets.accept(request, socket, head)),
  });
  if (!listening.ok) {
    await sockets.close();
    return listening;
  }
  driver.start();
  return succeed({
    server: listening.value,
    front,
    driver,
    sockets,
    exchange,
    accounts,
    history,
    limits,
    control,
    controlToken,
    places,
    turn,
    fault,
  });
}

/** The order that a book change is of, where its user is told. */
function toldCause(accounts: Accounts, level: LevelEvent): OrderState | undefined {
  const cause = accounts.causeOf(level);
  return cause === undefined || (cause.matched && !accounts.doubts.bookChangeNamesFilledOrder)
    ? undefined
    : cause.order;
}

function servedGames(source: Source, exchange: Exchange): ServedGame[] {
  const served: ServedGame[] = [];
  for (const { event: ticker, game, ids } of source.games ?? []) {
    const event = exchange.events.get(ticker);
    if (event === undefined) continue;
    const { league, home, away } = game;
    const startsAt = exchange.startOf(event);
    served.push({ event: ticker, league, startsAt, home, away, ids: { ...ids, kalshi: event.milestoneId } });
  }
  return served;
}

async function shutDown(
  { driver, sockets, server, front, source, control }:
    & Pick<Running, "driver" | "sockets" | "server" | "front" | "control">
    & { readonly source: Source },
): Promise<void> {
  await driver.stop();
  control.close();
  await sockets.close();
  front.close();
  await server.close();
  await source.close?.();
}
