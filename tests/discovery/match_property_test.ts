/**
 * What must hold of matching, whatever comes in:
 *
 * - an event is in at most one job, and so is every game of a feed;
 * - home and away of a job are those of its milestone and of every feed in it;
 * - the starts of a job's feeds lie within the window of the job's start;
 * - what is in no job is named among the refused;
 * - the order of the input changes nothing.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { ExchangeSide } from "../../src/discovery/exchange_games.ts";
import type { FeedSide } from "../../src/discovery/feed_games.ts";
import { START_WINDOW_MS } from "../../src/discovery/match.ts";
import { exchangeGame, HOUR, match, reading, START, together } from "./support.ts";
import type { DailyFeed } from "../../src/feeds/feeds.ts";

const CODES = ["LAL", "LAC", "BOS", "UTA"] as const;
const team = fc.constantFrom(...CODES);
const pair = fc.tuple(team, team).filter(([away, home]) => away !== home);
/** All on one date in New York: from 11:30 on. */
const start = fc.integer({ min: -8, max: 4 }).map((hours) => START + hours * HOUR);

const listed = fc.record({ pair, start, milestone: fc.boolean() });
const played = fc.record({ pair, start });

type Listed = { pair: [string, string]; start: number; milestone: boolean };
type Played = { pair: [string, string]; start: number };

function exchangeOf(games: readonly Listed[]): ExchangeSide {
  return together(
    ...games.map(({ pair: [away, home], start: startsAt, milestone }, index) =>
      exchangeGame("nba", away, home, {
        event: `KXNBAGAME-26NOV22G${index}`,
        startsAt,
        ...(milestone ? {} : { milestone: false }),
      })
    ),
  );
}

function feedOf(feed: DailyFeed, games: readonly Played[]): FeedSide {
  const readings = games.map(({ pair: [away, home], start: startsAt }, index) =>
    reading("nba", feed, away, home, { id: `${feed}-${index}`, startsAt })
  );
  return { feed, readings };
}

const day = fc.record({
  exchange: fc.array(listed, { maxLength: 4 }),
  nba: fc.array(played, { maxLength: 4 }),
  espn: fc.array(played, { maxLength: 4 }),
});

function matchDay({ exchange, nba, espn }: { exchange: Listed[]; nba: Played[]; espn: Played[] }) {
  return match("nba", exchangeOf(exchange), [feedOf("nba", nba), feedOf("espn", espn)]);
}

Deno.test("no event and no game is in two jobs, and everything is either in a job or named", () => {
  fc.assert(fc.property(day, (games) => {
    const { jobs, refused } = matchDay(games);
    const all = jobs.flatMap(({ id, event, feeds }) => [id, event, ...Object.values(feeds)]);
    assertEquals(new Set(all).size, all.length);
    games.exchange.forEach((_, index) => {
      const event = `KXNBAGAME-26NOV22G${index}`;
      assert(jobs.some((job) => job.event === event) !== refused.some(({ what }) => what === event), event);
    });
    for (const feed of ["nba", "espn"] as const) {
      games[feed].forEach((_, index) => {
        const id = `${feed}-${index}`;
        const taken = jobs.some(({ feeds }) => feeds[feed] === id);
        assert(taken !== refused.some(({ what }) => what.includes(`${id} (`)), id);
      });
    }
  }));
});

Deno.test("teams, sides and starts of a job are those of everything in it", () => {
  fc.assert(fc.property(day, (games) => {
    for (const job of matchDay(games).jobs) {
      const event = games.exchange[Number(job.event.slice(-1))];
      assert(event !== undefined);
      assertEquals([job.homeMarket, job.awayMarket], [
        `${job.event}-${job.home.code}`,
        `${job.event}-${job.away.code}`,
      ]);
      if (event.milestone) {
        assertEquals([job.away.code, job.home.code, job.startsAt], [...event.pair, event.start]);
      }
      for (const feed of ["nba", "espn"] as const) {
        const id = job.feeds[feed];
        if (id === undefined) continue;
        const game = games[feed][Number(id.split("-")[1])];
        assert(game !== undefined);
        assertEquals([job.away.code, job.home.code], game.pair);
        assert(Math.abs(game.start - job.startsAt) <= START_WINDOW_MS);
      }
    }
  }));
});

Deno.test("the order of events, milestones, teams, feeds and readings changes nothing", () => {
  fc.assert(fc.property(day, fc.infiniteStream(fc.nat()), (games, numbers) => {
    const shuffle = <Item>(items: readonly Item[]): Item[] => {
      const left = [...items];
      const out: Item[] = [];
      while (left.length > 0) out.push(...left.splice((numbers.next().value ?? 0) % left.length, 1));
      return out;
    };
    const exchange = exchangeOf(games.exchange);
    const feeds = [feedOf("nba", games.nba), feedOf("espn", games.espn)];
    const shuffled = match(
      "nba",
      {
        events: shuffle(
          exchange.events.map((event) => ({ ...event, markets: shuffle(event.markets ?? []) })),
        ),
        milestones: shuffle(exchange.milestones),
        targets: shuffle(exchange.targets),
      },
      shuffle(feeds.map(({ feed, readings }) => ({ feed, readings: shuffle(readings) }))),
    );
    assertEquals(shuffled, match("nba", exchange, feeds));
  }));
});
