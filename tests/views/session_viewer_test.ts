import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import type { Command } from "../../src/core/commands.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import type { GameState } from "../../src/core/game/game.ts";
import { sessionChangeSchema } from "../../src/fleet/view_schema.ts";
import { render } from "../../src/terminal/render.ts";
import { COLOUR_STYLE } from "../../src/terminal/style.ts";
import { INITIAL_UI } from "../../src/terminal/ui.ts";
import { applyChange, LOG_ENTRIES, type SeenView } from "../../src/views/session_change.ts";
import { SessionHistory } from "../../src/views/session_history.ts";
import type { SessionParts, SessionView } from "../../src/views/session_view.ts";
import { SessionViewer } from "../../src/views/session_viewer.ts";
import { buy, events, micros, NOON, price, startEngine, TICKER } from "../core/support.ts";
import { EXAMPLE_VIEW } from "./example_view.ts";

// Invariants, whatever happens to a session and whenever it is looked at:
// - the view put together from changes, sent as text and read with the schema, is the one made from scratch, and so are the
//   frames drawn from it;
// - a part whose version has not grown since an earlier look is what it was, and one whose version has grown is not;
// - nothing happened: nothing is sent.

const OTHER = "KXNBAGAME-26NOV22LALBOS-BOS";
const EVENT = "KXNBAGAME-26NOV22LALBOS";
const OPTIONS = { environment: "sim", notices: ["a notice"], utcOffsetMinutes: 0 };
const SIZE = { columns: 120, rows: 40 };

/** A session by hand, and its viewer. */
function session() {
  const { engine, puppet } = startEngine({ latencyMs: 40 });
  const viewed = {
    engine,
    markets: [TICKER, OTHER],
    connection: { ...EXAMPLE_VIEW.connection },
    recording: { failure: undefined as string | undefined },
  };
  const history = new SessionHistory(engine, () => viewed.connection.messages);
  const take = (event: EngineEvent) => history.onEvent(event, engine.process(event));
  const viewer = new SessionViewer(viewed, history, OPTIONS);
  const scratch = (now: number) => new SessionViewer(viewed, history, OPTIONS).view(now);
  return { viewed, puppet, history, take, viewer, scratch };
}

Deno.test("a session whose orders go out of the engine is never shown as paper", () => {
  for (const [outside, mode, badge] of [[false, "paper", " PAPER "], [true, "live", " LIVE "]] as const) {
    const { engine } = startEngine({ outside });
    const history = new SessionHistory(engine, () => 0);
    const viewed = { engine, markets: [TICKER], connection: EXAMPLE_VIEW.connection, recording: undefined };
    const view = new SessionViewer(viewed, history, OPTIONS).view(NOON);
    assertEquals(view.mode, mode);
    assert(render(view, INITIAL_UI, SIZE, COLOUR_STYLE)[0]?.includes(badge), mode);
  }
});

type Session = ReturnType<typeof session>;
/** Something that happens at a moment. */
type Step = (session: Session, at: number) => void;

const market = fc.constantFrom(TICKER, OTHER);
const level = fc.integer({ min: 40, max: 60 }).map((cents) => cents * 100);
const size = fc.integer({ min: 1, max: 40 }).map((contracts) => contracts * 100);
const side = fc.constantFrom("bid" as const, "ask" as const);
const command = (command: Command): Step => ({ take }, at) => take({ kind: "command", at, command });

function game(home: number, away: number): GameState {
  const [example] = EXAMPLE_VIEW.games;
  assert(example !== undefined);
  const { game } = example;
  return { ...game, home: { ...game.home, score: home }, away: { ...game.away, score: away } };
}

const event: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(market, level, size, size).map(([ticker, at, bid, ask]): Step => ({ take }, now) =>
      take(events.book(now, [[at - 100, bid], [at - 200, ask]], [[at + 100, ask]], ticker))
    ),
  },
  {
    weight: 8,
    arbitrary: fc.tuple(market, side, level, size).map(([ticker, which, at, more]): Step => ({ take }, now) =>
      take(events.change(now, which, at, more, ticker))
    ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(market, side, level, size).map(([ticker, which, at, sold]): Step => ({ take }, now) =>
      take(events.trade(now, which, at, sold, ticker))
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(market, level, size).map(([ticker, at, bought]): Step => ({ take, puppet }, now) => {
      puppet.next = [buy(at, bought, { market: ticker, exits: { takeProfit: 300, stopLoss: 300 } })];
      take({ kind: "heartbeat", at: now });
      take(events.change(now, "bid", 100, 100, ticker));
    }),
  },
  { weight: 4, arbitrary: fc.constant<Step>(({ take }, at) => take(events.clock(at))) },
  { weight: 1, arbitrary: fc.boolean().map((up): Step => ({ take }, at) => take(events.feed(at, up))) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(90), fc.nat(90)).map(([home, away]): Step => ({ take }, at) =>
      take({ kind: "game", at, feed: "espn", event: EVENT, game: game(home, away) })
    ),
  },
  {
    weight: 1,
    arbitrary: market.map((ticker): Step => ({ take }, at) =>
      take(events.listed(at, { ticker, event: EVENT, status: "inactive" }))
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Step>(({ take }, at) =>
      take(events.listed(at, { ticker: OTHER, status: "finalized", result: { yesPays: micros(1_000_000) } }))
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Step>(
      command({ command: "pause_entries" }),
      command({ command: "resume_entries" }),
      command({ command: "cancel_all" }),
      command({ command: "flatten" }),
      command({ command: "close_position", market: TICKER }),
      command({ command: "halt_entries", reason: "the disk is full" }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(market, fc.uuid()).map(([ticker, intent]) =>
      command({
        command: "place_order",
        market: ticker,
        outcome_side: "yes",
        action: "buy",
        price: "0.5",
        contracts: "1",
        time_in_force: "good_till_canceled",
        intent,
      })
    ),
  },
  { weight: 1, arbitrary: fc.constant(command({ command: "kill" })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>(
      ({ history }, at) => history.note({ at, kind: "note", text: "of the program" }),
      ({ viewed }) => viewed.connection.messages++,
      ({ viewed }) => viewed.recording.failure = "the disk is full",
    ),
  },
);

/** A step, and how long after the one before. */
const timed = fc.tuple(
  fc.oneof({ weight: 9, arbitrary: fc.nat(1_500) }, { weight: 1, arbitrary: fc.nat(400_000) }),
  event,
);
/** Some steps, and a look. */
const rounds = fc.array(fc.array(timed, { maxLength: 8 }), { minLength: 1, maxLength: 12 });

function frames(view: SessionView): string[] {
  return [0, 1].flatMap((selectedMarket) =>
    render(view, { ...INITIAL_UI, selectedMarket }, SIZE, COLOUR_STYLE)
  );
}

/** What a change becomes on its way through a pipe. */
function sent<T>(change: T) {
  return sessionChangeSchema.parse(JSON.parse(JSON.stringify(change)));
}

const PARTS = Object.keys(sessionPartsOf(EXAMPLE_VIEW)) as (keyof SessionParts)[];

function sessionPartsOf(view: SessionView): SessionParts {
  const { mode: _mode, environment: _environment, utcOffsetMinutes: _offset, now: _now, at: _at, ...parts } =
    view;
  return parts;
}

Deno.test("a view put together from changes is the one made from scratch; versions grow with changes and with nothing else", () => {
  const grown = new Set<string>();
  fc.assert(
    fc.property(rounds, (all) => {
      const one = session();
      let at = NOON + 1;
      one.take(events.listed(at, { ticker: OTHER }));
      let seen: SeenView | undefined;
      let before:
        | { readonly view: SessionView; readonly versions: ReturnType<SessionViewer["versions"]> }
        | undefined;
      for (const steps of all) {
        for (const [later, step] of steps) step(one, at += later);
        // Somebody else may have looked in between.
        if (steps.length % 2 === 1) one.viewer.view(at);
        const change = one.viewer.changedSince(seen?.version ?? 0, at);
        seen = applyChange(seen, sent(change));
        const view = one.scratch(at);
        assertEquals(seen?.view, view);
        assertEquals(one.viewer.view(at), view);
        assertEquals(frames(seen?.view ?? view), frames(view));
        const versions = one.viewer.versions();
        for (const part of PARTS) {
          if (before === undefined) continue;
          if (versions[part] === before.versions[part]) assertEquals(view[part], before.view[part], part);
          else {
            assert(versions[part] > before.versions[part], part);
            assertNotEquals(view[part], before.view[part], part);
            grown.add(part);
          }
        }
        assertEquals(one.viewer.changedSince(change.version, at).parts, {}, "nothing has happened since");
        before = { view, versions };
      }
    }),
    { numRuns: 150 },
  );
  assertEquals([...grown].sort(), [...PARTS].sort(), "every part has changed in some run");
});

Deno.test("of the log, the trades, books and prices only what is new is sent", () => {
  const { viewer, history, take, scratch } = session();
  take(events.listed(NOON + 1, { ticker: OTHER }));
  for (let second = 1; second <= 300; second++) {
    take(events.trade(NOON + second * 1_000, "bid", 8_500 + second, 100));
    history.note({ at: NOON + second * 1_000, kind: "note", text: `${second}` });
  }
  const first = viewer.changedSince(0, NOON);
  // The listing has a line of its own.
  assertEquals([first.parts.log?.length, first.parts.prices?.[0]?.points.length], [301, 300]);
  assertEquals(first.parts.books?.length, 2);
  take(events.trade(NOON + 301_000, "bid", 8_500, 100));
  take(events.change(NOON + 301_001, "bid", 8_400, 100));
  history.note({ at: NOON + 301_002, kind: "note", text: "301" });
  const next = viewer.changedSince(first.version, NOON);
  assertEquals(next.parts.log?.map(({ text }) => text), ["301"]);
  assertEquals(next.parts.prices?.map(({ market, points }) => [market, points.map(({ at }) => at - NOON)]), [
    [TICKER, [301_000]],
  ]);
  assertEquals(next.parts.books?.map(({ market }) => market), [TICKER]);
  const seen = applyChange(applyChange(undefined, first), next);
  assertEquals(seen?.view, scratch(NOON));
});

Deno.test("a log longer than is kept, and prices of longer ago than is shown, leave the same behind on both sides", () => {
  const { viewer, history, take, scratch } = session();
  let seen: SeenView | undefined;
  for (let second = 1; second <= 1_500; second++) {
    take(events.trade(NOON + second * 1_000, "bid", 8_500 + second % 7, 100));
    history.note({ at: NOON + second, kind: "note", text: `${second}` });
    if (second % 211 === 0) seen = applyChange(seen, viewer.changedSince(seen?.version ?? 0, NOON));
  }
  seen = applyChange(seen, viewer.changedSince(seen?.version ?? 0, NOON));
  assertEquals(seen?.view.log.length, LOG_ENTRIES);
  assertEquals(seen?.view.prices[0]?.points.length, 601);
  assertEquals(seen?.view, scratch(NOON));
});

Deno.test("a change that does not follow on what was seen is not added to it", () => {
  const { viewer, take } = session();
  const first = viewer.changedSince(0, NOON);
  take(events.clock(NOON + 1));
  const second = viewer.changedSince(first.version, NOON + 1);
  assertEquals(applyChange(undefined, second), undefined);
  const seen = applyChange(undefined, first);
  assertEquals(applyChange(seen, { ...second, since: first.version - 1 }), undefined);
  assertEquals(applyChange(seen, second)?.version, second.version);
  assertEquals(applyChange(seen, first)?.view, seen?.view, "everything again replaces what was seen");
});

Deno.test("a high between two looks is sent, though the price is back where it was", () => {
  const { viewer, take, scratch } = session();
  take(events.trade(NOON + 1_000, "bid", 5_000, 100));
  const first = viewer.changedSince(0, NOON);
  take(events.trade(NOON + 1_100, "bid", 6_000, 100));
  take(events.trade(NOON + 1_200, "bid", 5_000, 100));
  const next = viewer.changedSince(first.version, NOON);
  assertEquals(next.parts.prices, [{ market: TICKER, points: [], high: price(6_000), low: price(5_000) }]);
  assertEquals(applyChange(applyChange(undefined, first), next)?.view, scratch(NOON));
});
