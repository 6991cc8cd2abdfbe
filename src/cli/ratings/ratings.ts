/**
 * `kalshi-live ratings nba|nfl`: how strong the teams are by earlier results, made, shown and brought up to date.
 *
 * @module
 */
import { exists } from "../../lib/files.ts";
import { easternDate, readDate } from "../../lib/new_york.ts";
import { pregameFromRatings } from "../../models/ratings/pregame.ts";
import { gameText } from "../../models/ratings/result.ts";
import { chanceOf } from "../../models/situation/pregame.ts";
import { SPORTS } from "../../models/situation/sport.ts";
import { type CommandSpec, type Flags, HELP_FLAG, usage } from "../flags.ts";
import { orFail, type Output } from "../program.ts";
import { type RatingsInForce, ratingsInForce } from "./in_force.ts";
import { ageLine, ratingsRecord, ratingsTable, signed } from "./show.ts";
import { bringUpToDate, type KeptUpdate, makeFromFiles } from "./update.ts";

/** The command line of `ratings`. */
export const RATINGS: CommandSpec = {
  name: "ratings",
  words: `${SPORTS.join("|")}`,
  summary:
    "How strong the teams are by earlier results alone: shows it, makes it of results, or brings it up to date.",
  flags: [
    { name: "update", kind: "switch", help: "count games that are over: of recordings and of --results" },
    { name: "recordings", kind: "text", value: "DIR", help: "where to look for finals (recordings)" },
    { name: "results", kind: "list", value: "FILE", help: "with --update: CSV or Parquet of results" },
    {
      name: "file",
      kind: "text",
      value: "FILE",
      help: "the ratings to use (your own, else the shipped ones)",
    },
    { name: "data", kind: "list", value: "FILE", help: "make new ratings of these results; needs --out" },
    { name: "out", kind: "text", value: "FILE", help: "where to write them" },
    { name: "game", kind: "text", value: "AWAY@HOME", help: "what they say of one game" },
    { name: "date", kind: "text", value: "YYYY-MM-DD", help: "its day in New York (today)" },
    { name: "json", kind: "switch", help: "one JSON object" },
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live ratings nfl",
    "kalshi-live ratings nfl --game KC@BUF",
    "kalshi-live ratings nba --update --results nba_2025_26.csv",
    "kalshi-live ratings nba --data results.csv --out ratings-nba.json",
  ],
};

/** Whether the command writes. */
export function ratingsWrite(flags: Flags): boolean {
  return flags.switch("update") === true || flags.list("data").length > 0;
}

/** Runs the command. */
export async function ratingsCommand(
  flags: Flags,
  output: Output,
  now: () => number = Date.now,
): Promise<number> {
  const [word, ...more] = flags.words;
  const sport = SPORTS.find((each) => each === word);
  if (sport === undefined) {
    throw usage(
      `Cannot show ratings: expected ${SPORTS.join(" or ")}, was ${
        word === undefined ? "nothing" : `"${word}"`
      }`,
    );
  }
  const data = flags.list("data");
  // A shell makes many words of one pattern.
  if (data.length > 0) data.push(...more);
  else if (more.length > 0) {
    throw usage(`Cannot use "${more[0]}": expected one sport, and files behind their flags`);
  }
  checkFlags(flags, data);
  const today = easternDate(now());
  if (data.length > 0) {
    return show(
      await makeFromFiles(sport, data, flags.text("out") ?? "", output, today),
      flags,
      output,
      today,
    );
  }
  const inForce = await ratingsInForce(sport, updatesMissing(flags) ? undefined : flags.text("file"));
  if (inForce.passedOver !== undefined) {
    output.note(`${inForce.passedOver} is older than the ratings that ship with the program, which count`);
  }
  if (flags.switch("update") === true) {
    const updated = await bringUpToDate(sport, inForce, flags, output, now());
    return showUpdate(updated, { ...updated, path: updated.path ?? inForce.path }, flags, output, today);
  }
  if (flags.text("game") !== undefined) return showGame(inForce, flags, output, today);
  return show(inForce, flags, output, today);
}

function show(inForce: RatingsInForce, flags: Flags, output: Output, today: string): number {
  if (flags.switch("json") === true) output.line(JSON.stringify(ratingsRecord(inForce, today)));
  else for (const line of ratingsTable(inForce, today)) output.line(line);
  return 0;
}

function showUpdate(
  { counted, already, leftOut, path }: KeptUpdate,
  inForce: RatingsInForce,
  flags: Flags,
  output: Output,
  today: string,
): number {
  if (flags.switch("json") === true) {
    const games = counted.map(({ date, home, away, score = null, line = null }) => ({
      date,
      home,
      away,
      score,
      line,
    }));
    output.line(
      JSON.stringify({ ...ratingsRecord(inForce, today), counted: games, already, left_out: leftOut }),
    );
    return 0;
  }
  for (const game of counted) output.line(gameText(game));
  for (const line of leftOut) output.note(`left out: ${line}`);
  const games = `${counted.length} game${counted.length === 1 ? "" : "s"}`;
  const where = path === undefined ? "nothing new" : path;
  output.line(
    `${where}: ratings through ${inForce.ratings.asOf}; ${games} counted, ${already} counted before`,
  );
  const age = ageLine(inForce, today);
  if (age !== undefined) output.note(age);
  return 0;
}

/** A file that an update is to make begins with what is in force. */
function updatesMissing(flags: Flags): boolean {
  const file = flags.text("file");
  return flags.switch("update") === true && file !== undefined && !exists(file);
}

function checkFlags(flags: Flags, data: readonly string[]): void {
  const updates = flags.switch("update") === true;
  const stray = (name: string, wants: string) => {
    if (flags.named().includes(name)) throw usage(`Cannot use --${name}: it is for ${wants}`);
  };
  if (!updates) { for (const name of ["recordings", "results"]) stray(name, "--update"); }
  if (data.length === 0) stray("out", "--data");
  if (flags.text("game") === undefined) stray("date", "--game");
  if (data.length > 0) {
    for (const name of ["update", "file", "game"]) stray(name, "ratings that are there already");
  }
  if (updates) stray("game", "ratings as they stand, without --update");
  if (data.length > 0 && flags.text("out") === undefined) {
    throw usage("Cannot make ratings: expected --out FILE");
  }
}

function showGame(inForce: RatingsInForce, flags: Flags, output: Output, today: string): number {
  const text = flags.text("game") ?? "";
  const [, away, home] = /^([A-Za-z]{2,5})@([A-Za-z]{2,5})$/.exec(text) ?? [];
  if (away === undefined || home === undefined) {
    throw usage(`Cannot use --game: expected AWAY@HOME such as KC@BUF, was "${text}"`);
  }
  const date = flags.text("date") ?? today;
  if (readDate(date) === undefined) {
    throw usage(`Cannot use --date: expected a date such as 2026-11-22, was "${date}"`);
  }
  const { logit, points, through } = orFail(pregameFromRatings(inForce.ratings, home, away, date));
  const chance = chanceOf(logit);
  if (flags.switch("json") === true) {
    output.line(JSON.stringify({ type: "rated_game", home, away, date, points, logit, chance, through }));
  } else {
    output.line(
      `${away} at ${home} on ${date}: ${home} ${signed(points)} points, wins ${
        (chance * 100).toFixed(1)
      } % (games through ${through})`,
    );
  }
  return 0;
}
