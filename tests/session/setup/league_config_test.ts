import { assert, assertEquals } from "@std/assert";
import { Flags } from "../../../src/cli/flags.ts";
import { readJobSetup } from "../../../src/cli/work/setup.ts";
import { LEAGUES } from "../../../src/core/game/leagues.ts";
import { readLeagueConfig } from "../../../src/session/setup/league_config.ts";
import { SetupSchema } from "../../../src/session/setup/setup.ts";
import { job } from "../../fleet/support.ts";
import { must } from "../support.ts";

const GIVEN = {
  mode: "paper",
  balance: "250.50",
  lead_minutes: 5,
  feeds: ["espn"],
  strategies: [{ name: "favorite_threshold" }],
} as const;

for (const league of LEAGUES) {
  Deno.test(`config/${league}.json as it ships can be traded with`, async () => {
    const file = new URL(`../../../config/${league}.json`, import.meta.url);
    const shipped = must(readLeagueConfig(league));
    assertEquals(must(readLeagueConfig(league, JSON.parse(Deno.readTextFileSync(file)))), shipped);
    const { setup } = await readJobSetup(new Flags([], {}), job({ league }));
    // What stands in a recording's header reads back as what was run.
    assertEquals(SetupSchema.parse(JSON.parse(JSON.stringify(setup))), setup);
    assertEquals(setup.strategies.map(({ name }) => name), shipped.strategies.map(({ rule }) => rule));
  });
}

Deno.test("a trader's own file decides the account, the fills and the strategies", async () => {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(file, JSON.stringify({ ...GIVEN, fill_model: "touch", latency_ms: 250 }));
  const { setup } = await readJobSetup(new Flags([], { config: [file] }), job());
  await Deno.remove(file);
  assertEquals([setup.startingCash as number, setup.fillModel, setup.latencyMs], [250_500_000, "touch", 250]);
  assertEquals(setup.orderPrefix, `kl-${job().id}`);
  const [strategy] = setup.strategies;
  assert(strategy !== undefined && JSON.stringify(strategy.parameters).includes('"threshold":0.85'));
});

const BAD: readonly (readonly [string, unknown, RegExp])[] = [
  ["an unknown key", { ...GIVEN, leadminutes: 5 }, /Unrecognized key: "leadminutes"/],
  [
    "an unknown key of a strategy",
    { ...GIVEN, strategies: [{ name: "x", params: {} }] },
    /strategies\.0: .*"params"/,
  ],
  ["a mode that there is not", { ...GIVEN, mode: "dry" }, /mode: /],
  ["a balance that is a number", { ...GIVEN, balance: 1000 }, /balance: .*string/],
  ["no money", { ...GIVEN, balance: "0" }, /balance: expected dollars above 0, was "0"/],
  ["a balance in words", { ...GIVEN, balance: "much" }, /balance: expected dollars above 0, was "much"/],
  ["a lead out of range", { ...GIVEN, lead_minutes: 601 }, /lead_minutes: .*600/],
  ["no feeds", { ...GIVEN, feeds: [] }, /feeds: /],
  ["an unknown feed", { ...GIVEN, feeds: ["cnn"] }, /feeds\.0: .*"nba"/],
  ["no strategies", { ...GIVEN, strategies: [] }, /strategies: /],
  ["an unknown fill model", { ...GIVEN, fill_model: "magic" }, /fill_model: .*"queue"/],
  ["a latency out of range", { ...GIVEN, latency_ms: 60_001 }, /latency_ms: .*60000/],
  ["a missing key", { ...GIVEN, balance: undefined }, /balance: /],
  ["a list", [], /file: .*object/],
  ["nothing at all", null, /file: .*object/],
];

for (const [what, given, message] of BAD) {
  Deno.test(`a league's configuration with ${what} is refused, the place is named`, () => {
    const refused = readLeagueConfig("nba", given, "mine.json");
    assert(!refused.ok, `taken: ${JSON.stringify(refused)}`);
    assertEquals(refused.reason.code, "bad_config");
    assert(/^Cannot use mine\.json: [^\n]+$/.test(refused.reason.message), refused.reason.message);
    assert(message.test(refused.reason.message), refused.reason.message);
  });
}
