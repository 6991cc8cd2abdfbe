/**
 * Plays of made-up games as CSV files.
 *
 * @module
 */
import { Random } from "../../../src/core/numbers/prng.ts";

const NBA_COLUMNS = "game_id,season,date,playoffs,period,clock_s,actionNumber,actionType,shotResult,team," +
  "home_team,away_team,scoreHome,scoreAway,final_home,final_away";
const TEAMS = ["ATL", "BOS", "CHA", "DEN"];
const MINUTES = 48;

interface Basket {
  readonly by: "home" | "away";
  readonly points: number;
}

/**
 * NBA games of seasons 2024 and 2025, one basket a minute; every fifth game is of the play-offs.
 *
 * @param games of each season
 */
export function nbaCsv(games: number, seed = 1): string {
  const random = new Random(seed);
  const lines = [NBA_COLUMNS];
  for (const season of [2024, 2025]) {
    for (let game = 0; game < games; game++) lines.push(...nbaGame(season, game, random));
  }
  return `${lines.join("\n")}\n`;
}

function nbaGame(season: number, game: number, random: Random): string[] {
  const home = TEAMS[game % 4] ?? "";
  const away = TEAMS[(game + 1 + Math.floor(game / 4) % 3) % 4] ?? "";
  // The first of the teams are the better ones.
  const better = 0.5 + 0.06 * (TEAMS.indexOf(away) - TEAMS.indexOf(home));
  const baskets = Array.from({ length: MINUTES }, (): Basket => ({
    by: random.chance(better) ? "home" : "away",
    points: random.integer(2, 3),
  }));
  const total = (side: string) =>
    baskets.reduce((sum, { by, points }) => sum + (by === side ? points : 0), 0);
  // Nobody ties.
  if (total("home") === total("away")) baskets.push({ by: "home", points: 2 });
  const [finalHome, finalAway] = [total("home"), total("away")];
  const date = new Date(Date.UTC(season - 1, 10, 1 + game)).toISOString().slice(0, 10);
  let [forHome, forAway] = [0, 0];
  return baskets.map(({ by, points }, minute) => {
    forHome += by === "home" ? points : 0;
    forAway += by === "away" ? points : 0;
    const period = Math.min(4, 1 + Math.floor(minute / 12));
    const clock = Math.max(0, 690 - 60 * (minute - 12 * (period - 1)));
    const id = `002${season % 100 - 1}${String(game).padStart(5, "0")}`;
    return [
      ...[
        id,
        season,
        date,
        game % 5 === 4 ? 1 : 0,
        period,
        clock,
        minute + 1,
        points === 3 ? "3pt" : "2pt",
        "Made",
      ],
      ...[by === "home" ? home : away, home, away, forHome, forAway, finalHome, finalAway],
    ].join(",");
  });
}

const NFL_COLUMNS = "game_id,season,game_date,home_team,away_team,posteam,posteam_score,defteam_score,qtr," +
  "quarter_seconds_remaining,yardline_100,down,ydstogo,posteam_timeouts_remaining,defteam_timeouts_remaining," +
  "play_type,home_score,away_score,wp,home_implied_win_probability_close";

/** Twelve NFL games of 2021, a play a quarter, with `wp` and a closing line. */
export function nflCsv(): string {
  const rows = Array.from({ length: 12 }, (_, game) => {
    const [home, away] = game % 2 === 0 ? ["KC", "BUF"] : ["BUF", "KC"];
    const homeWins = game % 3 !== 0;
    const [own, other] = homeWins ? [7, 0] : [0, 7];
    const date = new Date(Date.UTC(2021, 8, 12 + 7 * game)).toISOString().slice(0, 10);
    const id = `2021_${String(game + 1).padStart(2, "0")}_${away}_${home}`;
    return [1, 2, 3, 4].map((qtr) =>
      [
        ...[id, 2021, date, home, away, home, own, other, qtr, 800 - qtr, 60, 1, 10, 3, 3, "run"],
        ...[own + 10, other + 10, homeWins ? 0.7 : 0.3, 0.6],
      ].join(",")
    ).join("\n");
  });
  return [NFL_COLUMNS, ...rows, ""].join("\n");
}
