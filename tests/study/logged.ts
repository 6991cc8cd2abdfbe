/**
 * model_edge in the last minutes of a real football game, with its scoreboard as it was, sooner and later.
 *
 * @module
 */
import { dataPath } from "../support/data.ts";
import { LOGGED_FIXTURE, loggedEvents, readLogs } from "./logged_game.ts";
import type { UsedModel } from "./models_used.ts";
import { markdown, numberText } from "./table.ts";
import { type Given, tradeGame } from "./trade_game.ts";

const LOGS = "nfl-phi-lac-2025-12-08";
/** Added to the lag that ESPN had, in seconds. */
const SHIFTS: readonly number[] = [-60, -40, -20, 0, 20, 40];
const SECOND_MS = 1_000;
const VARIANTS: readonly Given[] = [
  {},
  { feed_lag_seconds: 0 },
  { min_edge: 0.03, min_confidence: 0 },
  { min_edge: 0.03, min_confidence: 0, feed_lag_seconds: 0 },
  { min_edge: 0.03, min_confidence: 0, feed_lag_seconds: 0, max_hold_seconds: 0 },
];

/** The table; a line that says so where the logs are missing. */
export async function* logged(used: UsedModel | undefined): AsyncGenerator<string> {
  const folder = dataPath(LOGS);
  if (folder === undefined || used === undefined) {
    yield `Nothing to see: ${folder === undefined ? `no ${LOGS}` : "no model of the NFL"}.\n`;
    return;
  }
  const logs = await readLogs(folder);
  const { model, estimator } = used;
  for (const given of VARIANTS) {
    yield `${model.id}, ${JSON.stringify(given)}, in ${LOGS}:\n`;
    yield markdown(
      ["scoreboard later by", "round trips", "won", "P&L", "fees", "FEED_BEHIND"],
      SHIFTS.map((seconds) => {
        const events = loggedEvents(logs, seconds * SECOND_MS);
        const { trips, won, pnl, fees, reasons } = tradeGame(events, estimator, given, [LOGGED_FIXTURE]);
        const behind = reasons.get("FEED_BEHIND") ?? 0;
        const counts = [trips, won].map(String);
        return [`${numberText(seconds, 0)} s`, ...counts, numberText(pnl), numberText(fees), String(behind)];
      }),
    );
  }
}
