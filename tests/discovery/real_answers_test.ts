import { assert, assertEquals, assertGreater } from "@std/assert";
import { indexMilestones, placeEvent } from "../../src/discovery/exchange_games.ts";
import { readFeedGames } from "../../src/discovery/feed_games.ts";
import { teamTable } from "../../src/discovery/team_table.ts";
import { parseEspn } from "../../src/feeds/espn/espn.ts";
import { parseNba } from "../../src/feeds/nba/nba.ts";
import { eventsAnswer } from "../../src/kalshi/wire/event.ts";
import { milestonesAnswer, structuredTargetsAnswer } from "../../src/kalshi/wire/milestone.ts";
import { match } from "./support.ts";
import { dataTest } from "../support/data.ts";

function response(path: string): unknown {
  return JSON.parse(Deno.readTextFileSync(path)).response;
}

dataTest(
  "kalshi-rest/2026-01/milestones_list_response.json",
  "real milestones place their events",
  (path) => {
    const { milestones } = milestonesAnswer.parse(response(path));
    assert(milestones !== null);
    const milestonesOf = indexMilestones(milestones);
    const place = placeEvent("SIMNBAGAME", milestonesOf, "2024-05-08");
    assert(place.ok && place.value !== undefined);
    assertEquals(place.value.startsAt, Date.parse("2024-05-09T00:00:00Z"), "20:00 on the eighth in New York");
    assertEquals(placeEvent("SIMNBAGAME", milestonesOf, "2024-05-09"), { ok: true, value: undefined });
    assertEquals(place.value.milestone?.details?.league, "NBA");
  },
);

dataTest(
  "kalshi-rest/2026-01",
  "real events of other series, and real targets, are no games and break nothing",
  (path) => {
    const { events } = eventsAnswer.parse(response(`${path}/events_list_response.json`));
    const { structured_targets } = structuredTargetsAnswer.parse(
      response(`${path}/structured_targets_list_response.json`),
    );
    const { milestones } = milestonesAnswer.parse(response(`${path}/milestones_list_response.json`));
    assert(events !== null && structured_targets !== null && milestones !== null);
    assertGreater(events.length, 0);
    const { jobs, refused } = match("nba", { events, milestones, targets: structured_targets }, []);
    assertEquals(jobs, []);
    assertEquals(
      refused.map(({ what }) => what).sort(),
      events.map(({ event_ticker }) => event_ticker).sort(),
    );
  },
);

dataTest(
  "kalshi-rest/2026-01/structured_targets_list_response.json",
  "a real college's target names it",
  (path) => {
    const { structured_targets } = structuredTargetsAnswer.parse(response(path));
    const target = structured_targets?.find(({ name }) => name === "Dickinson College");
    assertEquals(target?.type, "basketball_team");
    assertEquals([target?.details?.abbreviation, target?.details?.market, target?.details?.team_name], [
      "DKC",
      "Dickinson College",
      "Red Devils",
    ]);
  },
);

dataTest(
  "scoreboards/espn/nba_scoreboard_2026_trimmed.json",
  "teams of a real ESPN scoreboard are found",
  (path) => {
    const { games: readings } = parseEspn(JSON.parse(Deno.readTextFileSync(path)));
    const { games, refused } = readFeedGames(teamTable("nba"), "2026-01-15", { feed: "espn", readings });
    assertEquals(refused, []);
    assertEquals(
      games.map(({ home, away }) => [away, home].map((each) => each.kind === "team" ? each.team.code : "?")),
      [
        ["MEM", "ORL"],
      ],
    );
  },
);

dataTest(
  "scoreboards/nba-cdn/nbacdn_todaysScoreboard_00.json",
  "teams of a real NBA scoreboard are found",
  (path) => {
    const body = JSON.parse(Deno.readTextFileSync(path));
    const { games: readings } = parseNba(body);
    const { games, refused } = readFeedGames(teamTable("nba"), body.scoreboard.gameDate, {
      feed: "nba",
      readings,
    });
    assertEquals(refused, []);
    assertGreater(games.length, 0);
    assertEquals(games.length, body.scoreboard.games.length, "all are of the date");
    assert(games.every(({ home, away }) => home.kind === "team" && away.kind === "team"));
  },
);
