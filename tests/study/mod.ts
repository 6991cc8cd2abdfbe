/**
 * `deno task study [calibration|lag|models|logged] [--games N] [--model FILE]`: the tables of `strategies/model_edge.md`, as
 * Markdown.
 *
 * - `calibration`: what models make of generated games, beside the truth that the generator knows.
 * - `lag`: model_edge in generated games whose scoreboard is ahead of the book or behind it, with a model that knows the
 *   truth of whatever the scoreboard shows.
 * - `models`: the same with the models that ship.
 * - `logged`: model_edge in the last minutes of a real game, from logs of its book and of a scoreboard.
 *
 * `--model` takes a model of one's own in place of the shipped one of its sport. All is seeded: the same program prints the
 * same tables. It takes some minutes.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import type { Sport } from "../../src/models/situation/sport.ts";
import {
  GENERATED_LEAGUES,
  type GeneratedGame,
  type GeneratedLeague,
} from "../../src/simulator/game/game_event.ts";
import { generateGame } from "../../src/simulator/game/generate.ts";
import { calibration } from "./calibration.ts";
import { lag, lagOfModel } from "./lag.ts";
import { logged } from "./logged.ts";
import { modelsUsed, type UsedModel } from "./models_used.ts";

/** A part that looks at generated games of one league, and how many of them where nothing is said. */
interface GeneratedPart {
  readonly games: number;
  readonly run: (games: readonly GeneratedGame[], used: UsedModel | undefined) => Iterable<string>;
}

/** A part that looks at a model, where there is one. */
function withModel(
  run: (games: readonly GeneratedGame[], used: UsedModel) => Iterable<string>,
): GeneratedPart["run"] {
  return (games, used) => used === undefined ? ["No model of the league is here.\n"] : run(games, used);
}

const GENERATED: Readonly<Record<string, GeneratedPart>> = {
  calibration: { games: 200, run: withModel(calibration) },
  lag: { games: 50, run: lag },
  models: { games: 20, run: withModel(lagOfModel) },
};
const LOGGED = "logged";

function gamesOf(league: GeneratedLeague, count: number): GeneratedGame[] {
  return Array.from({ length: count }, (_, index) => generateGame({ league, seed: index + 1 }));
}

async function* study(
  name: string,
  models: ReadonlyMap<Sport, UsedModel>,
  count: number | undefined,
): AsyncGenerator<string> {
  if (name === LOGGED) return yield* logged(models.get("nfl"));
  const part = GENERATED[name];
  if (part === undefined) return;
  for (const league of GENERATED_LEAGUES) {
    yield* part.run(gamesOf(league, count ?? part.games), models.get(league));
  }
}

const all = [...Object.keys(GENERATED), LOGGED];
const { _: words, games, model: files } = parseArgs(Deno.args, {
  string: ["games", "model"],
  collect: ["model"],
});
const names = words.length === 0 ? all : words.map(String);
const count = games === undefined ? undefined : Number(games);
if (
  !names.every((name) => all.includes(name)) ||
  !(count === undefined || count >= 1 && Number.isSafeInteger(count))
) {
  console.error(`Cannot study: expected of ${all.join(", ")}, and --games N of 1 or more`);
  Deno.exit(2);
}
const models = await modelsUsed([files ?? []].flat().map(String));
for (const name of names) {
  for await (const text of study(name, models, count)) console.log(text);
}
