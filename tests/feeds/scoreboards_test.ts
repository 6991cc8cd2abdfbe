import { assert, assertEquals } from "@std/assert";
import type { GameReading } from "../../src/feeds/feed.ts";
import { parseAnswer, type PolledFeed } from "../../src/feeds/feeds.ts";
import { dataTest } from "../support/data.ts";

/** `AWAY score – HOME score`, phase, period and clock, start and what else there is. */
function show({ game, startsAt, sourceAt }: GameReading): string {
  const { home, away, phase, period, secondsLeftInPeriod, secondsLeftInGame, winner } = game;
  const side = (team: typeof home) =>
    `${team.code} ${team.score} t${team.timeoutsLeft ?? "?"}` +
    (team.inBonus === undefined ? "" : team.inBonus ? " bonus" : " free");
  return [
    game.league,
    game.gameId,
    `${side(away)} at ${side(home)}`,
    `${phase} P${period} ${secondsLeftInPeriod}/${secondsLeftInGame}${game.overtime ? " OT" : ""}`,
    startsAt === undefined ? "start ?" : new Date(startsAt).toISOString().slice(0, 16),
    ...(sourceAt === undefined ? [] : [`played ${new Date(sourceAt).toISOString()}`]),
    ...(winner === undefined ? [] : [`${winner} won`]),
    ...(game.lastPlay === undefined ? [] : [game.lastPlay]),
  ].join(" | ");
}

/** Every file of the captures, and what it must come to. */
const FILES: readonly (readonly [PolledFeed, string, readonly string[]])[] = [
  ["nba", "nba-cdn/nbacdn_todaysScoreboard_00.json", [
    "nba | 0042200163 | SAC 30 t6 free at GSW 39 t5 free | live P2 435/1875 | 2023-04-21T02:00",
    "nba | 0042200173 | PHX 12 t7 free at LAC 10 t6 free | live P1 365/2525 | 2023-04-21T02:30",
    "nba | 0042200123 | PHI 102 t0 at BKN 97 t0 | final P4 0/0 | 2023-04-20T23:30 | away won",
  ]],
  ["nba", "nba-cdn/scoreboardv3.json", [
    "nba | 0022500171 | PHI 121 t0 at CLE 132 t1 | final P4 0/0 | 2025-11-06T00:00 | home won",
    "nba | 0022500172 | UTA 103 t0 at DET 114 t0 | final P4 0/0 | 2025-11-06T00:00 | home won",
    "nba | 0022500173 | BKN 112 t0 at IND 103 t0 | final P4 0/0 | 2025-11-06T00:00 | away won",
    "nba | 0022500174 | WAS 107 t0 at BOS 136 t1 | final P4 0/0 | 2025-11-06T00:30 | home won",
    "nba | 0022500175 | MIN 114 t0 at NYK 137 t1 | final P4 0/0 | 2025-11-06T00:30 | home won",
    "nba | 0022500176 | HOU 124 t1 at MEM 109 t0 | final P4 0/0 | 2025-11-06T01:00 | away won",
    "nba | 0022500177 | NOP 101 t1 at DAL 99 t0 | final P4 0/0 | 2025-11-06T01:30 | away won",
    "nba | 0022500178 | MIA 112 t0 at DEN 122 t1 | final P4 0/0 | 2025-11-06T02:00 | home won",
    "nba | 0022500179 | SAS 116 t0 at LAL 118 t0 | final P4 0/0 | 2025-11-06T03:00 | home won",
    "nba | 0022500180 | OKC 119 t0 at POR 121 t0 | final P4 0/0 | 2025-11-06T03:00 | home won",
    "nba | 0022500181 | GSW 116 t0 at SAC 121 t0 | final P4 0/0 | 2025-11-06T03:00 | home won",
  ]],
  ["nba", "nba-cdn/boxscore_0022000001.json", [
    "nba | 0022000001 | GSW 99 t2 bonus at BKN 125 t2 free | final P4 0/0 | 2020-12-23T00:00 | home won",
  ]],
  ["nba", "nba-cdn/nbacdn_boxscore_0042200123.json", [
    "nba | 0042200123 | PHI 102 t0 bonus at BKN 97 t0 free | final P4 0/0 | 2023-04-20T23:30 | away won",
  ]],
  ["nba", "nba-cdn/playbyplay_0022000001.json", [
    "nba | 0022000001 | GSW 99 t? at BKN 125 t? | final P4 0/0 | start ? | played 2020-12-23T02:20:52.500Z | home won | Game End",
  ]],
  ["espn", "espn/nba_scoreboard_2026_trimmed.json", [
    "nba | 401810433 | MEM 111 t? at ORL 118 t? | final P4 0/0 | 2026-01-15T19:00 | home won",
  ]],
  ["espn", "espn/espn_nfl_event_401671641_pregame.json", [
    "nfl | 401671641 | PIT 0 t? at WSH 0 t? | scheduled P0 0/3600 | 2024-11-10T18:00",
  ]],
  ["sportradar", "sportradar/sportradar_boxscore_closed.json", [
    "nba | 838316ea-ab7b-4581-a1dd-74229d1970d5 | LNR 84 t1 at MST 80 t0 | final P4 0/0 | 2025-01-18T00:00 | away won",
  ]],
];

dataTest("scoreboards", "every stored scoreboard becomes the game states it shows", async (folder) => {
  for (const [feed, name, expected] of FILES) {
    const { games, problems } = parseAnswer(
      feed,
      // Which league it is, a path says and no answer of Sportradar's.
      feed === "sportradar" ? "/nba/trial/v8/en/games/x/boxscore.json" : "/",
      JSON.parse(await Deno.readTextFile(`${folder}/${name}`)),
    );
    assertEquals(games.map(show), expected, name);
    assertEquals(problems, [], name);
  }
});

dataTest("scoreboards", "no stored scoreboard is left out of the table", (folder) => {
  const found: string[] = [];
  for (const { name } of Deno.readDirSync(folder)) {
    for (const file of Deno.readDirSync(`${folder}/${name}`)) found.push(`${name}/${file.name}`);
  }
  assertEquals(found.sort(), FILES.map(([, name]) => name).sort());
});

dataTest(
  "scoreboards/nba-cdn/playbyplay_0022000001.json",
  "a play-by-play cut anywhere after both have scored tells the same sides",
  async (path) => {
    const { game } = JSON.parse(await Deno.readTextFile(path));
    let read = 0;
    for (let length = 0; length <= game.actions.length; length += 7) {
      const actions = game.actions.slice(0, length);
      const { games } = parseAnswer("nba", "/", { game: { ...game, actions } });
      for (const { game: state } of games) {
        read++;
        assertEquals([state.home.code, state.away.code], ["BKN", "GSW"]);
        const last = actions.at(-1);
        assertEquals([state.home.score, state.away.score], [Number(last.scoreHome), Number(last.scoreAway)]);
        assert(state.secondsLeftInGame >= 0 && state.secondsLeftInGame <= 2_880);
      }
    }
    assert(read > 80, `${read} read`);
  },
);
