/**
 * Seasons of made games, as rows of files: stronger teams score more, so that score, clock and pregame number tell who wins.
 *
 * @module
 */
import { Random } from "../../../src/core/numbers/prng.ts";
import { loadPlays } from "../../../src/models/data/load.ts";
import type { PlayTable } from "../../../src/models/data/play_table.ts";
import type { Sport } from "../../../src/models/situation/sport.ts";
import { inFolder, nbaRow, nflRow, type PlayRow, writePlays } from "./play_files.ts";

const TEAMS: Readonly<Record<Sport, readonly string[]>> = {
  nba: ["ATL", "BOS", "CHI", "DEN", "HOU", "LAL", "MIA", "NYK"],
  nfl: ["ARI", "BUF", "CHI", "DEN", "GB", "KC", "NYJ", "SEA"],
};
/** Plays of a game. */
export const PLAYS_EACH = 60;

/** How the seasons are made. */
export interface Made {
  readonly seasons: readonly number[];
  readonly gamesEach: number;
  readonly seed: number;
  /** Changes a row on its way. */
  readonly change?: (row: PlayRow) => PlayRow;
}

/** The rows of all games. */
export function madeRows(sport: Sport, { seasons, gamesEach, seed, change = (row) => row }: Made): PlayRow[] {
  return seasons.flatMap((season) => {
    const random = new Random(seed * 10_000 + season);
    return Array.from({ length: gamesEach }, (_, game) => gameRows(sport, season, game, random)).flat();
  }).map(change);
}

/** The same as a table, read from a file. */
export async function madeTable(sport: Sport, made: Made): Promise<PlayTable> {
  let table: PlayTable | undefined;
  await inFolder(async (folder) => {
    const loaded = await loadPlays(sport, [await writePlays(`${folder}/made.csv`, madeRows(sport, made))]);
    if (!loaded.ok) throw new Error(loaded.reason.message);
    table = loaded.value;
  });
  if (table === undefined) throw new Error("no table");
  return table;
}

function gameRows(sport: Sport, season: number, game: number, random: Random): PlayRow[] {
  const teams = TEAMS[sport];
  // Each round of games has its own day, and every team plays once in it.
  const round = Math.floor(game / (teams.length / 2));
  const place = game % (teams.length / 2);
  const shift = round % (teams.length - 1);
  const others = teams.slice(1).map((_, index) => teams[1 + (index + shift) % (teams.length - 1)] ?? "");
  const pairs = [
    [teams[0] ?? "", others[0] ?? ""],
    ...[1, 2, 3].map((n) => [others[n] ?? "", others[7 - n] ?? ""]),
  ];
  const [home = "", away = ""] = pairs[place] ?? [];
  const strength = (code: string) => (teams.indexOf(code) - (teams.length - 1) / 2) / 3;
  const edge = strength(home) - strength(away) + 0.2;
  const date = Temporal.PlainDate.from({ year: season, month: 11, day: 1 }).add({ days: 2 * round });
  const score = [0, 0];
  const steps = Array.from({ length: PLAYS_EACH }, () => {
    const before = [...score];
    if (random.chance(sport === "nba" ? 0.9 : 0.15)) {
      const side = random.chance(1 / (1 + Math.exp(-edge / 2))) ? 0 : 1;
      score[side] = (score[side] ?? 0) +
        (sport === "nba" ? 2 + random.integer(0, 1) : random.chance(0.5) ? 3 : 7);
    }
    return { before, after: [...score] };
  });
  if (score[0] === score[1]) score[0] = (score[0] ?? 0) + 1;
  const [finalHome = 0, finalAway = 0] = score;
  return steps.map(({ before, after }, index) => {
    const left = Math.round((sport === "nba" ? 2_880 : 3_600) * (1 - index / PLAYS_EACH)) - 1;
    const period = sport === "nba" ? 720 : 900;
    const quarter = 4 - Math.floor(left / period);
    if (sport === "nba") {
      return nbaRow("rebound", random.chance(0.5) ? home : away, left % period, [
        after[0] ?? 0,
        after[1] ?? 0,
      ], {
        game_id: 20_000_000 + (season % 100) * 100_000 + game,
        season,
        date: Number(date.toString().replaceAll("-", "")),
        home_team: home,
        away_team: away,
        final_home: finalHome,
        final_away: finalAway,
        period: quarter,
        actionNumber: index,
      });
    }
    const isHome = random.chance(0.5);
    const [own = 0, other = 0] = isHome ? before : before.toReversed();
    const sign = isHome ? 1 : -1;
    const chance = 1 / (1 + Math.exp(-(own - other) / (1 + Math.sqrt(left) / 6) - sign * edge / 4));
    return nflRow({
      game_id: `${season}_${String(1 + round).padStart(2, "0")}_${away}_${home}`,
      season,
      week: 1 + round,
      game_date: date.toString(),
      home_team: home,
      away_team: away,
      posteam: isHome ? home : away,
      posteam_score: own,
      defteam_score: other,
      qtr: quarter,
      quarter_seconds_remaining: left % period,
      yardline_100: random.integer(5, 95),
      down: random.integer(1, 4),
      ydstogo: random.integer(1, 5),
      home_score: finalHome,
      away_score: finalAway,
      wp: chance,
      home_implied_win_probability_close: 1 / (1 + Math.exp(-edge)),
    });
  });
}
