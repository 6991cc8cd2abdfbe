import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertFalse,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { readCard } from "../../../src/models/evaluation/card/mod.ts";
import { shippedModels } from "../../../src/models/live/shelf.ts";
import { writeModel } from "../../../src/models/format/write.ts";
import { inputsOf, namesOf, record, type Sketch, TIP_OFF } from "../../backtest/support/game.ts";
import { NBA_ANCHOR, NBA_CONTENT, NFL_CONTENT } from "../../models/support/small_models.ts";
import { Child, type Ran, runMain } from "../support.ts";
import { nbaCsv, nflCsv } from "./made_plays.ts";

const FOLDER = await Deno.makeTempDir({ prefix: "evaluate-" });
const [DATA, NFL_DATA] = [`${FOLDER}/plays.csv`, `${FOLDER}/nfl_plays.csv`];
const [NBA, ANCHOR, NFL] = [`${FOLDER}/my_nba.json`, `${FOLDER}/anchor.json`, `${FOLDER}/my_nfl.json`];
const SEEN = { seasons: [2024], rows: 1, games: 1, on: "2026-01-01", seed: 1 };
const ANCHOR_PART = { sources: ["rating", "none"], anchor: NBA_ANCHOR } as const;
await Deno.writeTextFile(DATA, nbaCsv(30));
await Deno.writeTextFile(NFL_DATA, nflCsv());
await Deno.writeTextFile(NBA, writeModel({ ...NBA_CONTENT, trained: SEEN }));
await Deno.writeTextFile(ANCHOR, writeModel({ ...NBA_CONTENT, name: "anchor", parts: [ANCHOR_PART] }));
await Deno.writeTextFile(NFL, writeModel(NFL_CONTENT));
addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));

const QUICK = ["--samples", "100"];

async function evaluate(...words: readonly string[]): Promise<Ran> {
  return await runMain("evaluate", ...words, ...QUICK);
}

/** The one line of a refusal. */
async function refused(code: number, ...words: readonly string[]): Promise<string> {
  const ran = await evaluate(...words);
  assertEquals([ran.code, ran.out], [code, ""], ran.err);
  assertEquals(ran.err.trim().split("\n").length, 1, ran.err);
  return ran.err;
}

async function recorded(folder: string, sketch: Sketch): Promise<string> {
  const [path] = await record(`${FOLDER}/${folder}`, sketch);
  assert(path !== undefined);
  return path;
}

Deno.test("evaluate says how good a model is on the season that it has not seen", async () => {
  const { code, out, err } = await evaluate(NBA, "--data", DATA);
  assertEquals([code, err], [0, ""]);
  assertMatch(out, /^nba-small@[0-9a-f]{12} over 30 games \(1,44\d rows\) of season 2025\n/);
  assertMatch(out, /With the rating of earlier results: log loss 0\.\d{4} \[0\.\d{4}, 0\.\d{4}\], Brier/);
  assertMatch(out, /With nothing known before the game: log loss/);
  for (
    const part of [
      "Reliability, with the rating",
      "By time left, with the rating",
      "What matters",
      "Share of",
    ]
  ) assertStringIncludes(out, part);
  assertFalse(out.includes("closing spread"));
});

Deno.test("--out writes the card, --json says the same, and both are read back", async () => {
  const folder = `${FOLDER}/a/card`;
  const words = [NBA, "--data", DATA, "--out", folder, "--json", "--against", ANCHOR];
  const { code, out } = await evaluate(...words);
  assertEquals(code, 0);
  const read = readCard(await Deno.readTextFile(`${folder}/card.json`));
  assert(read.ok, JSON.stringify(read));
  assertEquals(JSON.parse(out), read.value);
  assertEquals(read.value.judged.files, ["plays.csv"]);
  assertMatch(read.value.against[0]?.name ?? "", /^anchor@/);
  assertEquals(read.value.intervals, { confidence: 0.95, samples: 100, seed: 1, by: "game" });
  const page = await Deno.readTextFile(`${folder}/card.html`);
  assertStringIncludes(page, "<!DOCTYPE html>");
  assertStringIncludes(page, read.value.model.id);
  assertFalse(page.includes("<script"));
  // A second time it is replaced, and says the same.
  assertEquals((await evaluate(...words)).out, out);
});

Deno.test("seasons, kind of game and sources are those that are named; data may follow the model", async () => {
  const { out } = await evaluate(NBA, DATA, "--season", "2024", "--regular", "--source", "none", "--json");
  const card = JSON.parse(out);
  assertEquals([card.judged.seasons, card.judged.seenInTraining, card.judged.games], [[2024], [2024], 24]);
  assertEquals(card.sources.map(({ source }: { source: string }) => source), ["none"]);
  assertStringIncludes(card.caveats.join(), "flattered");
});

Deno.test("a sport's name is the model that ships", async () => {
  const shipped = shippedModels().nba?.model;
  const { code, out, err } = await evaluate("nba", "--data", DATA, "--season", "2025", "--json");
  assertEquals(code, shipped === undefined ? 1 : 0, err);
  if (shipped === undefined) assertStringIncludes(err, "no model of the NBA ships with this program");
  else assertEquals(JSON.parse(out).model.id, shipped.id);
});

Deno.test("NFL plays have the closing spread and nflfastR's wp beside ours", async () => {
  const { code, out } = await evaluate(NFL, "--data", NFL_DATA, "--json");
  assertEquals(code, 0);
  const card = JSON.parse(out);
  assertEquals(card.sources.map(({ source }: { source: string }) => source), ["spread", "rating", "none"]);
  assertEquals(card.against.map(({ name, source }: { name: string; source: string }) => [name, source]), [
    ["nflfastR's wp", "spread"],
    ["nflfastR's wp", "none"],
  ]);
});

Deno.test("a recording with its scores says whether the model knows more than the price", async () => {
  const settled = await recorded("prices", { seed: 5, teams: "LACCHA", ending: "result" });
  const open = await recorded("prices", { seed: 6, teams: "BOSNYK", ending: "open" });
  const words = [NBA, "--data", DATA, "--prices", settled, "--prices", open];
  const { code, out } = await evaluate(...words);
  assertEquals(code, 0);
  assertMatch(out, /At the same \d+ moments of 1 game: .* not proved: too few games for an interval/);
  assertMatch(out, /KXNBAGAME-26NOV20LACCHA +\d+ +home/);
  assertMatch(out, /left out: how KXNBAGAME-26NOV20BOSNYK ended is not in it/);
  const { prices } = JSON.parse((await evaluate(...words, "--json")).out);
  assertEquals([prices.games.length, prices.leftOut.length], [1, 1]);
  assert(prices.moments >= 35, `${prices.moments} moments in 420 s`);
  assertEquals([prices.verdict, prices.games[0].homeWon], ["not proved", true]);
});

Deno.test("where no scoreboard was recorded, a play-by-play of that game gives the score", async () => {
  const sketch: Sketch = { seed: 5, teams: "LACCHA", ending: "result" };
  const bookAlone = inputsOf(sketch).filter(({ src }) => src !== "feed.import_state");
  const { home, away } = namesOf(sketch);
  const [path = ""] = await record(`${FOLDER}/joined`, sketch, bookAlone, { description: { game: null } });
  const action = (second: number, more: Record<string, unknown> = {}) => ({
    orderNumber: second + 1,
    clock: `PT0${Math.floor((420 - second) / 60)}M${String((420 - second) % 60).padStart(2, "0")}.00S`,
    timeActual: new Date(TIP_OFF + second * 1_000).toISOString(),
    period: 4,
    actionType: "2pt",
    teamId: second % 40 === 0 ? 1 : 2,
    teamTricode: second % 40 === 0 ? home : away,
    scoreHome: String(80 + Math.floor(second / 40) * 2 + 2),
    scoreAway: String(70 + Math.floor((second + 20) / 40) * 2),
    ...more,
  });
  const actions = Array.from({ length: 21 }, (_, basket) => action(basket * 20));
  actions.push(action(419, { actionType: "game", subType: "end", teamId: null, teamTricode: null }));
  const plays = `${FOLDER}/plays.json`;
  await Deno.writeTextFile(plays, JSON.stringify({ game: { gameId: "0022600123", actions } }));
  const words = [NBA, "--data", DATA, "--prices", path];
  assertStringIncludes((await evaluate(...words)).out, "no scoreboard is in it");
  const { code, out, err } = await evaluate(...words, "--play-by-play", plays, "--json");
  assertEquals([code, err], [0, ""]);
  const { prices } = JSON.parse(out);
  assert(prices.moments >= 35, JSON.stringify(prices));
  assertEquals([prices.games[0].homeWon, prices.leftOut], [true, []]);
  const other = await recorded("stranger", { seed: 6, teams: "BOSNYK", ending: "result" });
  assertStringIncludes(
    await refused(1, NBA, "--data", DATA, "--prices", other, "--play-by-play", plays),
    "none of the recordings is of that game",
  );
});

Deno.test("the same game from two recordings counts once", async () => {
  const path = await recorded("twice", { seed: 5, teams: "LACCHA", ending: "result" });
  const { out } = await evaluate(NBA, "--data", DATA, "--prices", path, "--prices", path, "--json");
  const { prices } = JSON.parse(out);
  assertEquals(prices.games.length, 1);
  assertStringIncludes(prices.leftOut[0].why, "KXNBAGAME-26NOV20LACCHA is in ");
});

Deno.test("a recording of another league is left out, and it is said why", async () => {
  const path = await recorded("league", { seed: 5, teams: "LACCHA", ending: "result" });
  const { code, out } = await evaluate(NFL, "--data", NFL_DATA, "--prices", path);
  assertEquals(code, 0);
  assertStringIncludes(out, "no recording could be used");
  assertStringIncludes(out, "no model of the NBA is given");
});

Deno.test("--start-prices judges from the market's price at the start, of either side's market", async () => {
  const model = `${FOLDER}/market.json`;
  const sources = ["market", "rating", "none"] as const;
  await Deno.writeTextFile(
    model,
    writeModel({ ...NBA_CONTENT, trained: SEEN, parts: [{ ...ANCHOR_PART, sources }] }),
  );
  const plays = nbaCsv(30).split("\n").map((line) => line.split(","));
  const season = plays.filter((row) => row[1] === "2025" && Number(row[0]?.slice(-5)) < 12);
  const games = new Map(season.map((row) => [row[0], row]));
  const folder = `${FOLDER}/candles`;
  await Deno.mkdir(folder, { recursive: true });
  let schedule = "Match Number,Date,Home Team,Away Team\n";
  for (
    const [index, [id = "", , date = "", , , , , , , , home = "", away = ""]] of [...games.values()].entries()
  ) {
    const [, , day = ""] = date.split("-");
    const start = Date.parse(`${date}T23:30Z`) / 1000;
    const side = index % 2 === 0 ? home : away;
    // The first one has no start.
    if (index > 0) schedule += `${index},${day}/11/2024 23:30,${home},${away}\n`;
    await Deno.writeTextFile(
      `${folder}/${id}.csv`,
      "game_id,ticker,timestamp,close\n" +
        `${Number(id)},KXNBAGAME-24NOV${day}${away}${home}-${side},${start},${side === home ? 70 : 30}\n` +
        `${Number(id)},KXNBAGAME-24NOV${day}${away}${home}-${side},${start + 60},50\n`,
    );
  }
  const times = `${FOLDER}/schedule.csv`;
  await Deno.writeTextFile(times, schedule);
  const words = [model, "--data", DATA, "--season", "2025", "--start-prices", folder, "--schedule", times];
  const { code, out, err } = await evaluate(...words, "--json");
  assertEquals([code, err], [0, ""]);
  const card = readCard(out);
  assert(card.ok);
  assertEquals(card.value.sources.map(({ source }) => source), ["market", "rating", "none"]);
  assertEquals(card.value.judged.games, 11);
  // Each home team had 70 %: what that cost depends on who won alone.
  const homeWins = [...games.values()].slice(1).filter((row) => Number(row[14]) > Number(row[15])).length;
  const loss = -(homeWins * Math.log(0.7) + (11 - homeWins) * Math.log(0.3)) / 11;
  const [market, rating, none] = card.value.sources;
  assertAlmostEquals(market?.pregame?.value ?? NaN, loss, 1e-9);
  assert(rating?.pregame !== undefined);
  assertEquals(none?.pregame, undefined);
  const caveats = card.value.caveats.join("\n");
  assertStringIncludes(caveats, "Prices at the start: of 11 of 12 markets (1 without a scheduled start).");
  assertStringIncludes(caveats, "19 games left out: without a market's price at the start.");

  assertStringIncludes(await refused(2, ...words.slice(0, -2)), "expected both, or neither");
  assertStringIncludes(
    await refused(1, model, "--data", DATA, "--start-prices", `${FOLDER}/none`, "--schedule", times),
    "Cannot read start prices",
  );
  assertStringIncludes(
    await refused(1, model, "--data", DATA, "--start-prices", DATA, "--schedule", times),
    "no columns ticker, timestamp, close",
  );
  assertStringIncludes(
    await refused(1, NFL, "--data", NFL_DATA, "--start-prices", folder, "--schedule", times),
    "Home Team must be a team of the nfl",
  );
});

Deno.test("mistakes of the command line are said in one line", async () => {
  assertStringIncludes(await refused(2), "expected a model's file");
  assertStringIncludes(await refused(2, NBA), "expected --data FILE");
  assertStringIncludes(await refused(2, NBA, "--data", DATA, "--season", "24"), "a year such as 2025");
  assertStringIncludes(await refused(2, NBA, "--data", DATA, "--source", "odds"), "one of market, spread");
  assertStringIncludes(await refused(2, NBA, "--data", DATA, "--seed", "x"), "--seed");
  assertStringIncludes(
    await refused(2, NBA, "--data", DATA, "--play-by-play", DATA),
    "it goes with --prices",
  );
});

Deno.test("bad files are said in one line", async () => {
  const missing = `${FOLDER}/none.json`;
  assertStringIncludes(await refused(1, missing, "--data", DATA), `Cannot read model "${missing}"`);
  assertStringIncludes(await refused(1, DATA, "--data", DATA), "Cannot read the model");
  assertStringIncludes(await refused(1, NBA, "--data", missing), "none.json");
  assertStringIncludes(await refused(1, NBA, "--data", NBA), "my_nba.json");
  assertStringIncludes(await refused(1, NBA, "--data", DATA, "--season", "1999"), "it has 2024, 2025");
  assertStringIncludes(await refused(1, NBA, "--data", DATA, "--source", "spread"), "no closing spread");
  assertStringIncludes(await refused(1, NBA, "--data", DATA, "--against", NFL), "expected one of NBA");
  assertStringIncludes(await refused(1, NFL, "--data", DATA), "plays.csv");
  assertStringIncludes(await refused(1, NBA, "--data", DATA, "--results", NBA), "my_nba.json");
});

Deno.test("what is no recording is refused, candles with the reason", async () => {
  assertStringIncludes(await refused(1, NBA, "--data", DATA, "--prices", DATA), "plays.csv");
  const candles = `${FOLDER}/candles.csv`;
  await Deno.writeTextFile(
    candles,
    "game_id,ticker,timestamp,close,volume\n22500001,KXNBAGAME-A-B,1761100000,50,1\n",
  );
  assertStringIncludes(
    await refused(1, NBA, "--data", DATA, "--prices", candles),
    "candles have the time of day and plays have the game clock",
  );
  const path = await recorded("join", { seed: 5, teams: "LACCHA", ending: "result" });
  assertStringIncludes(
    await refused(1, NBA, "--data", DATA, "--prices", path, "--play-by-play", NBA),
    "Cannot read play-by-play",
  );
});

Deno.test("a card that cannot be written is said", async () => {
  await Deno.writeTextFile(`${FOLDER}/file`, "");
  assertStringIncludes(
    await refused(1, NBA, "--data", DATA, "--out", `${FOLDER}/file`),
    "Cannot write the card",
  );
});

Deno.test("the program as it ships may do all that the command needs", async () => {
  await using child = Child.program([
    "evaluate",
    NBA,
    "--data",
    DATA,
    "--out",
    `${FOLDER}/shipped`,
    ...QUICK,
  ]);
  const { code, out, err } = await child.ran();
  assertEquals([code, err], [0, ""]);
  assertStringIncludes(out, `card: ${FOLDER}/shipped/card.html`);
});
