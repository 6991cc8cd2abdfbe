/**
 * Pregame numbers of a table: any source's, one a game.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { HIGHEST_PREGAME_LOGIT, type PregameSource } from "../situation/pregame.ts";
import type { PlayTable } from "./play_table.ts";

/** Logits of home's chance by the closing line, by game; NaN where the data has no line. */
export function closingLogits(table: PlayTable): Float64Array {
  return Float64Array.from(table.games, ({ closingLogit }) => closingLogit);
}

/**
 * The same plays with pregame numbers; the table given stays as it is, and the columns are shared.
 *
 * @param logitOfGame logit of home's chance, by game
 * @returns refused (`no_pregame`) where a game has none: rows of it would pass for games of which nothing is known
 */
export function withPregame(
  table: PlayTable,
  source: PregameSource,
  logitOfGame: Float64Array,
): Result<PlayTable> {
  const { games, gameOf } = table;
  if (logitOfGame.length !== games.length) {
    return refuse(
      "no_pregame",
      `Expected ${games.length} pregame numbers, one a game, was ${logitOfGame.length}`,
    );
  }
  const lacking = games.findIndex((_, game) =>
    !(Math.abs(logitOfGame[game] ?? NaN) <= HIGHEST_PREGAME_LOGIT)
  );
  if (lacking >= 0) {
    const was = logitOfGame[lacking];
    return refuse(
      "no_pregame",
      `No ${source} number of game ${
        games[lacking]?.id
      }: expected a logit of at most ±${HIGHEST_PREGAME_LOGIT}, was ${was}`,
    );
  }
  return succeed({
    ...table,
    source,
    pregame: logitOfGame,
    situation(row, into) {
      table.situation(row, into);
      into.pregame = logitOfGame[gameOf[row] ?? 0] ?? 0;
    },
  });
}
