/**
 * The market's price at the start of games, out of one-minute candles of their winner markets.
 *
 * @module
 */
import { LEAGUE_INFO, standardCode } from "../../core/game/leagues.ts";
import { codeOf, dateOf, eventOf, seriesOf, teamsOf } from "../../core/market/ticker.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { safeText } from "../../lib/safe_text.ts";
import { logitOf } from "../situation/pregame.ts";
import type { Sport } from "../situation/sport.ts";
import { Columns } from "./columns.ts";
import { FileFault } from "./file_fault.ts";
import type { TableGame } from "./play_table.ts";
import { readFile } from "./read_file.ts";
import { gameKey, type TipOffs } from "./tip_offs.ts";

/** Trades of one market, each the last of its minute, in the order of time. */
export interface Candles {
  readonly market: string;
  /** The league's id, where the file has it. */
  readonly gameId?: string;
  readonly minutes: readonly { readonly end: number; readonly cents: number }[];
}

/** Prices at the start, and what had none. */
export interface StartPrices {
  /** Logit of the home team's chance, by game; NaN where a game has no price. */
  readonly logits: Float64Array;
  /** Markets with a price of a game of the table. */
  readonly priced: number;
  /** Markets of games that the table does not have. */
  readonly otherGames: number;
  /** Markets of games whose start no schedule has. */
  readonly withoutStart: number;
  /** Markets without a trade before the start. */
  readonly withoutTrade: number;
}

/** The part of a game that its market is joined by. */
export type PricedTableGame = Pick<TableGame, "id" | "date" | "home" | "away">;

/** How many digits an id of the NBA has; files of numbers drop its leading zeros. */
const NBA_ID_LENGTH = 10;

/**
 * Reads candles: the columns `ticker`, `timestamp` (end of the minute, Unix seconds) and `close` (cents; empty: no trade in that
 * minute); `game_id` helps to find the game.
 *
 * @returns by market; refused as `readFile` says, and `bad_value` for a price outside 0…100, or a market with two game ids
 */
export async function readCandles(paths: readonly string[]): Promise<Result<readonly Candles[]>> {
  const columns = new Columns([
    { name: "ticker", kind: "text" },
    { name: "timestamp", kind: "number" },
    { name: "close", kind: "number" },
    { name: "game_id", kind: "text", optional: true },
  ]);
  const [ticker, timestamp, close, id] = ["ticker", "timestamp", "close", "game_id"].map((name) =>
    columns.get(name)
  );
  const found = new Map<string, { gameId?: string; minutes: { end: number; cents: number }[] }>();
  for (const path of paths) {
    const read = await readFile(path, columns, (start, rows) => {
      const all = new Uint8Array(rows).fill(1);
      columns.refuseEmpty(["ticker", "timestamp"], all, start, rows);
      columns.refuseOutside("timestamp", 1e9, 1e10, all, start, rows);
      const traded = all.map((_, row) => Number.isNaN(close?.values[row] ?? NaN) ? 0 : 1);
      columns.refuseOutside("close", 0, 100, traded, start, rows);
      for (let row = 0; row < rows; row++) {
        const market = ticker?.words.list[ticker.values[row] ?? -1] ?? "";
        const known = found.get(market) ?? { minutes: [] };
        found.set(market, known);
        const gameId = id?.words.list[id.values[row] ?? -1];
        if (gameId !== undefined && gameId !== (known.gameId ??= gameId)) {
          throw new FileFault("bad_value", `row ${start + row + 1}: ${market} has another game_id before`);
        }
        if (traded[row] === 0) continue;
        known.minutes.push({ end: (timestamp?.values[row] ?? NaN) * 1000, cents: close?.values[row] ?? NaN });
      }
    });
    if (!read.ok) return read;
  }
  return succeed(
    [...found].map(([market, { minutes, gameId }]) => ({
      market,
      minutes: minutes.sort((one, other) => one.end - other.end),
      ...(gameId === undefined ? {} : { gameId }),
    })),
  );
}

/**
 * The last trade at or before the scheduled start of each game, as the logit of the home team's chance. A minute that ends after
 * the start is not used: nothing tells on which side of it the minute's last trade was.
 *
 * Which team a price is of, the market's ticker says alone, and it must be one of the game's two.
 *
 * @returns refused: `no_winner_market` (not a ticker of the sport's winners), `other_teams` (id and ticker name different games,
 * or the market is of neither team), `two_markets` of one game, `settled_price` (0 or 100 cents at the start)
 */
export function startPrices(
  sport: Sport,
  games: readonly PricedTableGame[],
  candles: readonly Candles[],
  tipOffs: TipOffs,
): Result<StartPrices> {
  const byId = new Map(games.map(({ id }, index) => [id, index]));
  const logits = new Float64Array(games.length).fill(NaN);
  const taken = new Map<number, string>();
  let [priced, otherGames, withoutStart, withoutTrade] = [0, 0, 0, 0];
  for (const { market, gameId, minutes } of candles) {
    const event = eventOf(market);
    const [date, teams] = [dateOf(event), teamsOf(event)];
    if (seriesOf(market) !== LEAGUE_INFO[sport].series || date === undefined || teams === undefined) {
      return cannot("no_winner_market", market, `it is no market of who wins a game of the ${sport}`);
    }
    const named = gameId === undefined
      ? undefined
      : byId.get(sport === "nba" ? gameId.padStart(NBA_ID_LENGTH, "0") : gameId);
    const isIts = (game: PricedTableGame) => game.date === date && pairs(sport, teams, game);
    const index = named ?? games.findIndex(isIts);
    const game = games[index];
    if (game === undefined) {
      otherGames++;
      continue;
    }
    if (!isIts(game)) {
      return cannot(
        "other_teams",
        market,
        `its game_id is of ${gameKey(sport, game.date, game.home, game.away)}`,
      );
    }
    const code = standardCode(sport, codeOf(market, event));
    const isHome = code === standardCode(sport, game.home);
    if (!isHome && code !== standardCode(sport, game.away)) {
      return cannot("other_teams", market, `${code} is neither ${game.home} nor ${game.away}`);
    }
    const other = taken.get(index);
    if (other !== undefined) {
      return cannot("two_markets", market, `${other} is of the same game: expected one of them`);
    }
    taken.set(index, market);
    const start = tipOffs.get(gameKey(sport, game.date, game.home, game.away));
    const last = start === undefined ? undefined : minutes.findLast(({ end }) => end <= start);
    if (start === undefined) withoutStart++;
    else if (last === undefined) withoutTrade++;
    else if (last.cents > 0 && last.cents < 100) {
      priced++;
      logits[index] = logitOf((isHome ? last.cents : 100 - last.cents) / 100);
    } else {
      return cannot(
        "settled_price",
        market,
        `${last.cents} cents at the start is the price of a game that is over`,
      );
    }
  }
  return succeed({ logits, priced, otherGames, withoutStart, withoutTrade });
}

/** Whether an event's teams are a game's two, in either order. */
function pairs(sport: Sport, teams: string, { home, away }: PricedTableGame): boolean {
  const [first, second] = [standardCode(sport, home), standardCode(sport, away)];
  for (let cut = 2; cut <= teams.length - 2; cut++) {
    const one = standardCode(sport, teams.slice(0, cut));
    const other = standardCode(sport, teams.slice(cut));
    if ((one === first && other === second) || (one === second && other === first)) return true;
  }
  return false;
}

function cannot(code: string, market: string, why: string) {
  return refuse(code, `Cannot use the prices of ${safeText(market, 80)}: ${safeText(why, 200)}`);
}
