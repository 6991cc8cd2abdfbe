import { assert, assertEquals, assertGreater } from "@std/assert";
import fc from "fast-check";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { GameState } from "../../../src/core/game/game.ts";
import { KalshiLiveData } from "../../../src/feeds/kalshi/live_data.ts";
import { Decoder } from "../../../src/kalshi/decoding/decoder.ts";
import type { InputSource } from "../../../src/core/inputs.ts";
import { startSimulator } from "../../../src/simulator/mod.ts";
import { dataTest } from "../../support/data.ts";
import { answer, answerAll, HOME, knowing, milestone } from "../support.ts";

Deno.test("no input makes it throw, whatever it holds", () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(1e308, -0, "", "12:99", HOME, [], {}));
  const details = fc.dictionary(
    fc.constantFrom(
      ...[
        "home_points",
        "away_points",
        "period",
        "quarter",
        "clock",
        "period_remaining_time",
        "status",
        "status_text",
      ],
      ...["winner", "possession", "home_timeouts_remaining", "situation", "last_play"],
    ),
    value,
  );
  const body = fc.oneof(
    value,
    details.map((given) => ({ live_datas: [{ type: "x", milestone_id: "m", details: given }] })),
    details.map((given) => ({ milestones: [{ ...milestone("m", "NBA"), details: given }] })),
    value.map((given) => ({ structured_targets: [{ id: HOME, name: given, details: given }] })),
  );
  const path = fc.constantFrom(
    "/milestones",
    "/structured_targets",
    "/live_data/batch",
    "/live_data/milestone/m",
    "/x",
  );
  const feed = knowing("NFL");
  fc.assert(fc.property(path, body, (where, what) => {
    for (const event of answerAll(feed, where, what)) {
      if (event.kind === "feed" || event.kind === "problem") continue;
      assert(event.kind === "game");
      const { home, away, secondsLeftInGame } = event.game;
      for (const { score } of [home, away]) assert(Number.isInteger(score) && score >= 0 && score <= 500);
      assert(secondsLeftInGame >= 0 && secondsLeftInGame <= 3_600);
    }
  }));
  const sources = fc.constantFrom<InputSource>("rest", "ws", "ws.state", "command", "feed.espn");
  const decoder = new Decoder({ decodeOther: feed.decode });
  fc.assert(fc.property(sources, value, (source, raw) => {
    const events: EngineEvent[] = [];
    decoder.decode(1, source, raw, events, []);
    assert(events.every(({ kind }) => kind !== "game"));
  }));
});

/** The basketball game of the stored answers. */
const GAME = "93ce8b69-d3db-412d-b41e-a245a271adcc";

dataTest("kalshi-rest/2026-01", "real answers: a basketball game in its second quarter", async (folder) => {
  const read = async (name: string) =>
    JSON.parse(await Deno.readTextFile(`${folder}/${name}_response.json`)).response;
  const feed = new KalshiLiveData();
  assertEquals(answer(feed, "/milestones?limit=5", await read("milestones_list")), []);
  // Of five milestones the two games; golf and tennis are none.
  assertEquals(feed.milestoneIds, [
    GAME,
    "d22bb487-50b7-4867-b254-4eff118f76f8",
  ]);
  assertEquals(answer(feed, "/structured_targets?page_size=5", await read("structured_targets_list")), []);
  const batch = answer(feed, `/live_data/batch?milestone_ids=${GAME}`, await read("live_data_batch"));
  const single = answer(feed, `/live_data/milestone/${GAME}`, await read("live_data_milestone"));
  assertEquals(batch, single);
  const [update] = batch;
  assertEquals(update?.event, "SIMNBAGAME");
  const game = update?.game;
  assertEquals(
    [
      game?.league,
      game?.phase,
      game?.period,
      game?.secondsLeftInPeriod,
      game?.secondsLeftInGame,
      game?.possession,
    ],
    ["nba", "live", 2, 147, 1_587, "home"],
  );
  assertEquals([game?.home.score, game?.away.score, game?.winner], [56, 67, undefined]);
});

for (const league of ["nba", "nfl"] as const) {
  Deno.test(`the embedded exchange's answers of a whole ${league} game: scores only rise, then a winner`, async () => {
    const plan = { kind: "generated", league, seed: 3, seconds: 1, activity: 0.01 } as const;
    const started = await startSimulator({ plan });
    assert(started.ok);
    const simulator = started.value;
    const feed = new KalshiLiveData();
    const read = async (path: string) => {
      const response = await fetch(`${simulator.restBase}${path}`);
      return answer(feed, path, await response.json(), response.status);
    };
    const event = simulator.markets[0]?.event ?? "";
    await read(`/milestones?related_event_ticker=${event}&limit=20`);
    assertEquals([feed.milestoneIds.length, feed.teamIds.length], [1, 2]);
    const query = feed.teamIds.map((id) => `ids=${encodeURIComponent(id)}`).join("&");
    await read(`/structured_targets?${query}&page_size=100`);
    const seen: GameState[] = [];
    let over = false;
    const done = simulator.done.then(() => over = true);
    for (let last = false; !last;) {
      last = over;
      const [update, ...more] = await read(`/live_data/batch?milestone_ids=${feed.milestoneIds[0]}`);
      assert(update !== undefined && more.length === 0);
      assertEquals(update.event, event);
      seen.push(update.game);
    }
    await done;
    await simulator.close();
    assertGreater(seen.length, 2);
    for (const [index, game] of seen.entries()) {
      const before = seen[index - 1] ?? game;
      assert(
        game.home.score >= before.home.score && game.away.score >= before.away.score,
        "scores only rise",
      );
      assert(game.period >= before.period);
      assert(game.home.code !== "?" && game.away.code !== "?", "teams are named");
      assertEquals(game.league, league);
    }
    const end = seen.at(-1);
    assertEquals(end?.phase, "final");
    const leader = (end?.home.score ?? 0) > (end?.away.score ?? 0) ? "home" : "away";
    if (end?.home.score !== end?.away.score) assertEquals(end?.winner, leader);
  });
}
