/**
 * Flags that name what is tested and over which games; `backtest` and `sweep` share them.
 *
 * @module
 */
import type { BacktestPlan } from "../../backtest/plan.ts";
import { MAX_SCORE_LAG_MS } from "../../backtest/request.ts";
import { LEAGUES } from "../../core/game/leagues.ts";
import { readResults } from "../../backtest/results_file.ts";
import { trimFolder } from "../../lib/files.ts";
import { type ReadSetup, readSetup, type SetupOptions } from "../setup.ts";
import { type Flags, type FlagSpec, usage } from "../flags.ts";

/** The flags. */
export const GAME_FLAGS: readonly FlagSpec[] = [
  { name: "sport", kind: "text", value: LEAGUES.join("|"), help: "only games of this league (all)" },
  {
    name: "games",
    kind: "text",
    value: "IDS",
    help: "only these games, by commas: event tickers, or ids of feeds (all)",
  },
  { name: "recordings", kind: "text", value: "DIR", help: "the folder of recordings (recordings)" },
  {
    name: "results",
    kind: "text",
    value: "FILE",
    help: "what markets paid whose result is not on record: CSV of ticker,yes_pays",
  },
  {
    name: "score-lag",
    kind: "text",
    value: "TIME",
    help: "by how much later every scoreboard answer comes (0ms)",
  },
  {
    name: "tape",
    kind: "switch",
    help: "keep decoded recordings beside them (on; --no-tape neither reads nor keeps them)",
  },
];

/** The plan that the flags give, and the strategies it can name. */
export async function readPlan(
  flags: Flags,
  options: SetupOptions = {},
): Promise<Pick<ReadSetup, "registry" | "notices"> & { readonly plan: BacktestPlan }> {
  const { setup, registry, digests, texts, modelTexts, ratings, notices } = await readSetup(
    flags,
    "bt",
    options,
  );
  const sport = flags.choice("sport", LEAGUES);
  const games = flags.text("games")?.split(",").map((game) => game.trim());
  if (games?.includes("") === true) {
    throw usage("Cannot use --games: expected ids with commas between them, one is empty");
  }
  const path = flags.text("results");
  const results = path === undefined ? undefined : await readResults(path);
  if (results?.ok === false) throw usage(results.reason.message);
  const plan: BacktestPlan = {
    setup,
    scoreLagMs: flags.duration("score-lag", MAX_SCORE_LAG_MS) ?? 0,
    root: trimFolder(flags.text("recordings") ?? "recordings"),
    ...(texts.length === 0 ? {} : { sources: Object.fromEntries(digests), texts }),
    ...(modelTexts.length === 0 ? {} : { modelTexts }),
    ratings,
    ...(flags.words.length === 0 ? {} : { paths: flags.words }),
    ...(sport === undefined ? {} : { sport }),
    ...(games === undefined ? {} : { games }),
    ...(results === undefined ? {} : { results: results.value }),
  };
  return { plan, registry, notices };
}
