import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { type GamePhase, type GameState, secondsLeftInGame } from "../../../src/core/game/game.ts";
import { GameWatch } from "../../../src/core/game/game_watch.ts";

// Invariants: what is believed is what one of the feeds said last, and its age is that of a feed's last answer; the believed
// score falls only with a hold; a single feed that takes nothing back is never held; the same updates give the same notices.

/** A basketball game: points of both sides, period, clock. */
function nba(home: number, away: number, period = 3, left = 300, phase: GamePhase = "live"): GameState {
  const team = (code: string, score: number) => ({ name: code, code, id: code, score });
  return {
    league: "nba",
    gameId: "1",
    home: team("BOS", home),
    away: team("LAL", away),
    phase,
    period,
    secondsLeftInPeriod: left,
    secondsLeftInGame: phase === "final" ? 0 : secondsLeftInGame("nba", period, left),
    overtime: period > 4,
  };
}

/** Seconds, feed, state. */
type Step = readonly [number, string, GameState];

/** Plays the steps; gives what is believed at the end, and all notices. */
function play(steps: readonly Step[]) {
  const watch = new GameWatch();
  const notices: string[] = [];
  for (const [second, feed, game] of steps) {
    notices.push(
      ...watch.update(feed, game, second * 1_000).map(({ level, text }) => `${second} ${level} ${text}`),
    );
  }
  const at = (steps.at(-1)?.[0] ?? 0) * 1_000;
  const current = watch.current(at);
  assert(current !== undefined);
  const { home, away } = current.game;
  return { watch, notices, current, believed: `${current.feed} ${home.score}-${away.score}` };
}

Deno.test("nothing is believed before the first update", () => {
  assertEquals(new GameWatch().current(0), undefined);
});

Deno.test("of two feeds the one that is further is believed", () => {
  const cases: readonly (readonly [GameState, GameState, string])[] = [
    [nba(80, 70), nba(82, 70), "more points"],
    [nba(80, 70, 3, 300), nba(80, 70, 3, 290), "less clock"],
    [nba(80, 70, 3, 10), nba(80, 70, 4, 700), "a later period"],
    [nba(80, 70, 4, 0), nba(80, 70, 4, 0, "final"), "the end"],
    [nba(0, 0, 0, 0, "scheduled"), nba(0, 0, 1, 720), "the start"],
    [nba(80, 70, 3, 290), nba(82, 70, 3, 300), "more points, though its clock is a little higher"],
    [nba(90, 70, 3, 300), nba(82, 70, 3, 200), "a clock far lower, though it has fewer points"],
  ];
  for (const [behind, ahead, why] of cases) {
    assertEquals(play([[1, "a", behind], [1, "b", ahead]]).current.feed, "b", why);
    assertEquals(play([[1, "b", ahead], [1, "a", behind]]).current.feed, "b", why);
  }
});

Deno.test("a feed that is merely behind is no contradiction, and confirms nothing it has not said", () => {
  const { notices, current, believed } = play([
    [1, "fast", nba(80, 70)],
    [1, "slow", nba(80, 70)],
    [4, "fast", nba(83, 70, 3, 280)],
    [5, "slow", nba(80, 70)],
  ]);
  assertEquals([believed, current.at, notices], ["fast 83-70", 4_000, []]);
  assertEquals(current.disagreement, undefined);
  assertEquals(current.feeds.map(({ feed, at }) => [feed, at]), [["fast", 4_000], ["slow", 5_000]]);
});

Deno.test("another feed that says the same confirms it", () => {
  const { current } = play([[1, "a", nba(80, 70, 3, 290)], [9, "b", nba(80, 70, 3, 295)]]);
  assertEquals([current.feed, current.at], ["a", 9_000]);
});

Deno.test("a feed that went silent gives way, and fewer points than before are held", () => {
  const { believed, current, notices } = play([
    [1, "a", nba(83, 70)],
    [1, "b", nba(80, 70)],
    [11, "b", nba(80, 70)],
    [11.1, "b", nba(80, 70)],
  ]);
  assertEquals([believed, current.retractedAt, current.holdUntil], ["b 80-70", 11_100, 21_100]);
  assertEquals(notices, [
    "11.1 warning the score goes back with the feed: LAL 70 – BOS 83, now b LAL 70 – BOS 80",
  ]);
});

Deno.test("points that are taken back are reported and held for 10 s", () => {
  const { watch, notices, current } = play([[1, "a", nba(83, 70)], [4, "a", nba(80, 70)]]);
  assertEquals(notices, ["4 warning a took points back: LAL 70 – BOS 83 is now LAL 70 – BOS 80"]);
  assertEquals([current.retractedAt, current.holdUntil], [4_000, 14_000]);
  assertEquals(watch.current(13_999)?.holdUntil, 14_000);
  assertEquals(watch.current(14_000)?.holdUntil, undefined);
  assertEquals(watch.current(14_000)?.retractedAt, 4_000);
});

Deno.test("after a retraction a feed that has said nothing new is not ahead, whatever its score", () => {
  const steps: Step[] = [
    [1, "a", nba(83, 70)],
    [1, "b", nba(83, 70)],
    [4, "a", nba(80, 70)],
    [5, "b", nba(83, 70)],
  ];
  assertEquals(play(steps).believed, "a 80-70");
  assertEquals(play([...steps, [7, "b", nba(80, 70)]]).current.at, 7_000);
  assertEquals(play([...steps, [7, "b", nba(85, 70)]]).believed, "b 85-70");
});

Deno.test("a final game that goes on again is reported and held", () => {
  const { notices, current } = play([[1, "a", nba(83, 70, 4, 0, "final")], [4, "a", nba(83, 70, 4, 2)]]);
  assertEquals(notices, ["4 warning a took the end of the game back: it is live again"]);
  assertEquals([current.game.phase, current.holdUntil], ["live", 14_000]);
});

Deno.test("after the end was taken back, a feed that has said nothing new does not end the game again", () => {
  const final = nba(83, 70, 4, 0, "final");
  const { current } = play([[1, "a", final], [2, "b", final], [4, "a", nba(83, 70, 4, 2)], [5, "b", final]]);
  assertEquals([current.feed, current.game.phase], ["a", "live"]);
});

Deno.test("a clock that goes up is reported, a period that begins is not", () => {
  const told = (before: GameState, now: GameState) => play([[1, "a", before], [4, "a", now]]).notices;
  assertEquals(told(nba(80, 70, 3, 105), nba(80, 70, 3, 114)), [
    "4 warning a turned the clock of period 3 up from 1:45 to 1:54",
  ]);
  assertEquals(told(nba(80, 70, 3, 0), nba(80, 70, 4, 720)), []);
  // Some feeds show the next period at 0:00 during the break.
  assertEquals(told(nba(80, 70, 5, 0), nba(80, 70, 5, 300)), []);
  assertEquals(told(nba(80, 70, 5, 0), nba(80, 70, 5, 200)).length, 1);
  assertEquals(told(nba(80, 70, 4, 700), nba(80, 70, 3, 5)), ["4 warning a went back from period 4 to 3"]);
  assertEquals(told(nba(0, 0, 1, 700), nba(0, 0, 0, 0, "scheduled")), [
    "4 warning a went back from live to scheduled",
  ]);
  assertEquals(told(nba(80, 70, 3, 100), nba(80, 70, 3, 0, "break")), []);
});

Deno.test("scores that cannot both be on the way are a disagreement, from its beginning to its end", () => {
  const { notices, current } = play([[1, "a", nba(83, 70)], [2, "b", nba(80, 72)], [3, "b", nba(80, 72)]]);
  const text = "a says LAL 70 – BOS 83 (P3 5:00), b says LAL 72 – BOS 80 (P3 5:00)";
  assertEquals([current.disagreement, notices], [text, [`2 warning feeds disagree: ${text}`]]);
  const over = play([[1, "a", nba(83, 70)], [2, "b", nba(80, 72)], [3, "b", nba(83, 72)], [
    4,
    "a",
    nba(83, 72),
  ]]);
  assertEquals(over.current.disagreement, undefined);
  assertEquals(over.notices.slice(1), ["3 info feeds agree again: LAL 72 – BOS 83 (P3 5:00)"]);
});

Deno.test("two finals with different scores, and a feed that is behind for longer than a minute, disagree", () => {
  const finals = play([[1, "a", nba(83, 70, 4, 0, "final")], [2, "b", nba(81, 70, 4, 0, "final")]]);
  assertStringIncludes(finals.current.disagreement ?? "", "b says LAL 70 – BOS 81 (final)");
  const behind = (last: number): Step[] => {
    const steps: Step[] = [[0, "a", nba(80, 70)], [0, "b", nba(80, 70)], [1, "a", nba(82, 70)]];
    for (let second = 2; second <= last; second++) {
      steps.push([second, "a", nba(82, 70)], [second, "b", nba(80, 70)]);
    }
    return steps;
  };
  assertEquals(play(behind(61)).current.disagreement, undefined);
  assertStringIncludes(play(behind(62)).current.disagreement ?? "", "b says LAL 70 – BOS 80");
});

Deno.test("a feed that is behind every score for a while, but catches up each time, is not behind for long", () => {
  const steps: Step[] = [[0, "a", nba(0, 0)], [0, "b", nba(0, 0)]];
  for (let points = 1; points <= 10; points++) {
    // A basket every 20 s; the slow feed shows each when the next is already in.
    for (let second = 0; second < 20; second += 4) {
      const at = points * 20 + second;
      steps.push([at, "a", nba(2 * points, 0)], [at, "b", nba(2 * points - (second < 4 ? 4 : 2), 0)]);
    }
  }
  assertEquals(play(steps).notices.filter((notice) => notice.includes("disagree")), []);
});

Deno.test("a feed that went silent disagrees with nobody", () => {
  const { current, notices } = play([[1, "a", nba(83, 70)], [2, "b", nba(80, 72)], [13, "a", nba(83, 70)]]);
  assertEquals(current.disagreement, undefined);
  assertEquals(notices.length, 2);
});

Deno.test("one feed that only goes on is believed as it is, and never held", () => {
  const step = fc.tuple(fc.nat(15_000), fc.nat(3), fc.nat(3), fc.nat(40));
  fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
    const watch = new GameWatch();
    let at = 0;
    let game = nba(0, 0, 1, 720);
    for (const [waitMs, home, away, seconds] of steps) {
      at += waitMs;
      const left = Math.max(0, game.secondsLeftInPeriod - seconds);
      game = nba(game.home.score + home, game.away.score + away, 1, left);
      assertEquals(watch.update("a", game, at), []);
      assertEquals(watch.current(at), { game, feed: "a", at, feeds: [{ feed: "a", game, at }] });
    }
  }));
});

Deno.test("whatever feeds say, one of them is believed, the score falls only with a hold, and all of it is repeatable", () => {
  const phases = ["scheduled", "live", "break", "final", "delayed", "postponed", "cancelled"] as const;
  const state = fc.tuple(
    fc.nat(4),
    fc.nat(4),
    fc.integer({ min: 1, max: 6 }),
    fc.nat(720),
    fc.constantFrom(...phases),
  )
    .map(([home, away, period, left, phase]) => nba(home, away, period, left, phase));
  const steps = fc.array(fc.tuple(fc.nat(15_000), fc.constantFrom("a", "b", "c"), state), { maxLength: 40 });
  fc.assert(fc.property(steps, (updates) => {
    const run = () => {
      const watch = new GameWatch();
      const trace: unknown[] = [];
      const said = new Map<string, { readonly game: GameState; readonly at: number }>();
      let at = 0;
      let before: GameState | undefined;
      for (const [waitMs, feed, game] of updates) {
        at += waitMs;
        said.set(feed, { game, at });
        trace.push(watch.update(feed, game, at));
        const current = watch.current(at);
        assert(current !== undefined);
        assertEquals(current.game, said.get(current.feed)?.game);
        assert([...said.values()].some((each) => each.at === current.at));
        const fell = before !== undefined &&
          (current.game.home.score < before.home.score || current.game.away.score < before.away.score);
        if (fell) assertEquals([current.retractedAt, current.holdUntil], [at, at + 10_000]);
        before = current.game;
        trace.push(current);
      }
      return trace;
    };
    assertEquals(run(), run());
  }));
});

Deno.test("a feed that agreed in between has not been behind for so long", () => {
  const steps: Step[] = [[0, "a", nba(80, 70)], [0, "b", nba(80, 70)]];
  // Behind for 40 s, level for a moment, then behind again for 40 s: never for more than 60 s.
  for (let second = 1; second <= 40; second++) {
    steps.push([second, "a", nba(82, 70)], [second, "b", nba(80, 70)]);
  }
  steps.push([41, "b", nba(82, 70)]);
  for (let second = 42; second <= 82; second++) {
    steps.push([second, "a", nba(84, 70)], [second, "b", nba(82, 70)]);
  }
  assertEquals(play(steps).current.disagreement, undefined);
  assertEquals(play(steps).notices.filter((text) => text.includes("disagree")), []);
});

Deno.test("a clock that rises is reported in the first period too, and not where a period begins", () => {
  assertEquals(play([[1, "a", nba(10, 8, 1, 300)], [2, "a", nba(10, 8, 1, 330)]]).notices, [
    "2 warning a turned the clock of period 1 up from 5:00 to 5:30",
  ]);
  assertEquals(play([[1, "a", nba(10, 8, 1, 3)], [2, "a", nba(10, 8, 2, 715)]]).notices, []);
  assertEquals(
    play([[1, "a", nba(0, 0, 0, 0, "scheduled")], [2, "a", nba(0, 0, 0, 720, "scheduled")]]).notices,
    [],
  );
});

Deno.test("a feed contradicts once it has been behind for more than 60 s, and not for 60 s", () => {
  const behind = (seconds: number) => {
    const steps: Step[] = [[0, "a", nba(80, 70)], [0, "b", nba(80, 70)]];
    for (let second = 1; second <= seconds + 1; second++) {
      steps.push([second, "a", nba(82, 70)], [second, "b", nba(80, 70)]);
    }
    return play(steps).current.disagreement;
  };
  assertEquals(behind(60), undefined);
  assertStringIncludes(behind(61) ?? "", "b says");
});

Deno.test("of feeds that say the same the one heard last is believed, of two at one moment the first", () => {
  const game = nba(80, 70);
  assertEquals(play([[1, "a", game], [2, "b", game]]).current.feed, "b");
  assertEquals(play([[1, "a", game], [2, "b", game], [3, "a", game]]).current.feed, "a");
  assertEquals(play([[1, "a", game], [1, "b", game]]).current.feed, "a");
});

Deno.test("time in which a feed agreed is not time in which it was behind", () => {
  // The other feed shows a basket, takes it back, and shows it again 45 s later.
  const said = (second: number) => nba(second < 10 || (second >= 20 && second < 65) ? 80 : 82, 70);
  const until = (last: number) => {
    const steps: Step[] = [];
    for (let second = 0; second <= last; second += 5) {
      steps.push([second, "a", said(second)], [second, "b", nba(80, 70)]);
    }
    return play(steps).current.disagreement;
  };
  assertEquals(until(125), undefined);
  assertStringIncludes(until(130) ?? "", "b says LAL 70 – BOS 80");
});

Deno.test("a feed heard as long ago as just counts still disagrees", () => {
  const { current } = play([[1, "b", nba(80, 72)], [2, "a", nba(83, 70)], [11, "a", nba(83, 70)]]);
  assertStringIncludes(current.disagreement ?? "", "b says LAL 72 – BOS 80");
});
