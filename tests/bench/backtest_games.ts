/**
 * Games for the figures of backtests: the captures as recordings, and the same with a score.
 *
 * @module
 */
import type { EngineEvent } from "../../src/core/events.ts";
import { type GameState, type GameUpdate, secondsLeftInGame } from "../../src/core/game/game.ts";
import { eventOf } from "../../src/core/market/ticker.ts";
import { importKalshiWs } from "../../src/recording/import/kalshi_ws.ts";
import { TapeBuilder } from "../../src/recording/tape/builder.ts";
import type { Tape } from "../../src/recording/tape/tape.ts";
import { capturePaths } from "./captures.ts";
import { must } from "../support/must.ts";

/** How often the made-up scoreboard answers, ms. */
const ANSWER_MS = 2_000;
const PERIODS = 4;
const PERIOD_SECONDS = 720;

/**
 * Makes a recording of each captured game of the day.
 *
 * @returns their paths, or `undefined` where the captures are missing
 */
export async function importCaptures(folder: string): Promise<readonly string[] | undefined> {
  const paths = capturePaths(true);
  if (paths === undefined) return undefined;
  const games = new Map<string, string[]>();
  for (const path of paths) {
    const event = eventOf(path.slice(path.lastIndexOf("/") + 1).replace(".ndjson.gz", ""));
    games.set(event, [...games.get(event) ?? [], path]);
  }
  const made: string[] = [];
  for (const files of games.values()) {
    const imported = must(await importKalshiWs(files, folder, { program: "bench" }));
    made.push(imported.path);
  }
  return made;
}

/** A close game, part of it over. */
function stateAt(share: number): GameState {
  const elapsed = Math.min(PERIODS * PERIOD_SECONDS - 1, Math.floor(share * PERIODS * PERIOD_SECONDS));
  const period = Math.floor(elapsed / PERIOD_SECONDS) + 1;
  const left = PERIOD_SECONDS - elapsed % PERIOD_SECONDS;
  const points = Math.floor(elapsed / 26);
  const team = (code: string, score: number) => ({ name: code, code, id: code, score });
  return {
    league: "nba",
    gameId: "1",
    home: team("HOME", points + (points % 7)),
    away: team("AWAY", points),
    phase: "live",
    period,
    secondsLeftInPeriod: left,
    secondsLeftInGame: secondsLeftInGame("nba", period, left),
    overtime: false,
  };
}

/**
 * A captured game with a score, so that rules that read the game have something to do: real books, a made-up scoreboard that
 * answers every other second, and a header that says which market is whose.
 */
export function withScore(tape: Tape): Tape {
  const { header, from = 0, to = 0 } = tape.source;
  const [homeMarket = "", awayMarket = ""] = header.markets;
  const event = eventOf(homeMarket);
  const builder = new TapeBuilder();
  let nextAt = from;
  const push = (given: EngineEvent) => {
    for (; nextAt <= given.at; nextAt += ANSWER_MS) {
      const game = stateAt((nextAt - from) / Math.max(1, to - from));
      const update: GameUpdate = { kind: "game", at: nextAt, feed: "bench", event, game };
      builder.push(update);
    }
    builder.push({ ...given });
  };
  tape.player().play(Infinity, push);
  const team = (code: string) => ({ code, name: code, targetId: code });
  const job = {
    id: "bench",
    league: "nba",
    startsAt: from,
    home: team("HOME"),
    away: team("AWAY"),
    event,
    homeMarket,
    awayMarket,
    otherMarkets: [],
    milestoneId: null,
    feeds: {},
  };
  return builder.finish({ ...tape.source, header: { ...header, event, game: job } });
}
