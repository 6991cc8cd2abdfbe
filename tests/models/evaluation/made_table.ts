/**
 * A table of made games: a score that walks, a rating before the game, a winner.
 *
 * @module
 */
import { Random } from "../../../src/core/numbers/prng.ts";
import type { PlayTable } from "../../../src/models/data/play_table.ts";
import { NBA_SECONDS } from "../../../src/models/situation/nba.ts";

/** Rows of a game: one a minute. */
export const ROWS_EACH = 48;

/** NBA games over two seasons; every fifth is of the play-offs. */
export function makeNbaTable(games: number, seed: number): PlayTable {
  const random = new Random(seed);
  const rows = games * ROWS_EACH;
  const diff = new Int16Array(rows);
  const left = new Float64Array(rows);
  const gameOf = new Int32Array(rows);
  const seasons = new Int16Array(rows);
  const label = new Uint8Array(rows);
  const pregame = new Float64Array(games);
  const facts = Array.from({ length: games }, (_, game) => {
    pregame[game] = random.normal(0.2, 0.7);
    let lead = 0;
    const from = game * ROWS_EACH;
    for (let row = from; row < from + ROWS_EACH; row++) {
      diff[row] = lead;
      left[row] = NBA_SECONDS * (1 - (row - from) / ROWS_EACH);
      lead += Math.round(random.normal((pregame[game] ?? 0) * 0.16, 1.9));
    }
    if (lead === 0) lead = random.chance(0.5) ? 1 : -1;
    gameOf.fill(game, from, from + ROWS_EACH);
    seasons.fill(game < games / 2 ? 2024 : 2025, from, from + ROWS_EACH);
    label.fill(lead > 0 ? 1 : 0, from, from + ROWS_EACH);
    return {
      id: `00${game}`,
      season: game < games / 2 ? 2024 : 2025,
      date: "2025-01-01",
      playoffs: game % 5 === 4,
      home: "AAA",
      away: "BBB",
      homeScore: 100 + lead,
      awayScore: 100,
      homeWin: lead > 0,
      closingLogit: NaN,
    };
  });
  return {
    sport: "nba",
    rows,
    games: facts,
    gameOf,
    seasons,
    label,
    source: "rating",
    pregame,
    mended: { duplicates: 0, otherKinds: 0, scoresRaised: 0, ties: 0, rowsOfTies: 0 },
    situation: (row, into) => {
      if (into.sport !== "nba") throw new TypeError("expected an NBA situation");
      into.diff = diff[row] ?? 0;
      into.left = left[row] ?? 0;
      into.period = Math.min(4, 1 + Math.floor((NBA_SECONDS - into.left) / 720));
      into.overtime = false;
      into.possession = 0;
      into.pregame = pregame[gameOf[row] ?? 0] ?? 0;
    },
  };
}
