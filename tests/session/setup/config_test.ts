import { assert, assertEquals, assertMatch } from "@std/assert";
import { EXITS } from "../../../src/core/execution/exit_settings.ts";
import { LIMITS } from "../../../src/core/risk/limits.ts";
import { type ConfigSections, PAPER, readConfigSections } from "../../../src/session/setup/config.ts";
import { settle, SHIPPED_SETTINGS } from "../../../src/session/setup/layers.ts";
import { must } from "../support.ts";

const DEFAULTS = new URL("../../../config/default.json", import.meta.url);

function sections(value: unknown): ConfigSections {
  return must(readConfigSections(value, "/rules/kalshi-live.json"));
}

Deno.test("config/default.json has every setting, each with the program's own default", () => {
  const file = JSON.parse(Deno.readTextFileSync(DEFAULTS));
  const settled = must(settle([{ from: "file", sections: sections(file) }]));
  const { from, ...values } = settled;
  assertEquals(values, SHIPPED_SETTINGS);
  const count = [LIMITS, EXITS, PAPER].reduce((sum, table) => sum + Object.keys(table).length, 0);
  // Beside the tables: fill model, precision, strategies, display.
  assertEquals(from.size, count + 4);
});

Deno.test("what a file says is read in whole numbers, and rules from its own folder", () => {
  assertEquals(
    sections({
      $schema: "./schema.json",
      limits: { max_daily_loss: 50, collar: "0.05" },
      exits: { chase_ms: 1_500 },
      paper: { balance: "2500.50", fill_model: "touch", balance_precision: "0.01" },
      strategies: [
        "favorite_threshold",
        "./mine.ts",
        { name: "late_game_underdog", parameters: { max_price: 0.2 } },
        { file: "../other.ts", parameters: { stake: 5 } },
      ],
      display: { form: "plain" },
    }) as unknown,
    {
      limits: { maxDailyLoss: 50_000_000, collar: 500 },
      exits: { chaseMs: 1_500 },
      paper: { startingCash: 2_500_500_000, fillModel: "touch", precision: 10_000 },
      strategies: [
        { rule: "favorite_threshold", parameters: {} },
        { rule: "/rules/mine.ts", parameters: {} },
        { rule: "late_game_underdog", parameters: { max_price: 0.2 } },
        { rule: "/other.ts", parameters: { stake: 5 } },
      ],
      display: { form: "plain" },
    },
  );
  assertEquals(sections({}), {});
});

const BAD: readonly (readonly [string, unknown, RegExp])[] = [
  ["an unknown section", { limit: {} }, /: limit: no such setting, did you mean limits\?$/],
  [
    "a misspelt setting",
    { limits: { max_daly_loss: 5 } },
    /limits\.max_daly_loss: .*did you mean max_daily_loss\?/,
  ],
  [
    "a setting of another section",
    { exits: { max_daily_loss: 5 } },
    /exits\.max_daily_loss: .*belongs under limits/,
  ],
  ["a setting outside its section", { max_daily_loss: 5 }, /max_daily_loss: .*belongs under limits/],
  ["a setting of nobody", { display: { colour: "red" } }, /display\.colour: .*expected one of form/],
  ["a league's key", { mode: "paper" }, /mode: no such setting/],
  [
    "a value out of bounds",
    { limits: { max_open_orders: 0 } },
    /limits\.max_open_orders: expected a whole number, 1 to/,
  ],
  ["a value of another kind", { limits: { max_daily_loss: true } }, /expected dollars .*was true/],
  ["a broken time", { exits: { chase_ms: 0.5 } }, /exits\.chase_ms: expected milliseconds/],
  ["an unknown fill model", { paper: { fill_model: "magic" } }, /paper\.fill_model: .*"queue"/],
  ["an unknown precision", { paper: { balance_precision: "0.5" } }, /paper\.balance_precision: .*"0\.01"/],
  ["a misspelt paper setting", { paper: { balanse: "5" } }, /paper\.balanse: .*did you mean balance\?/],
  ["no strategies", { strategies: [] }, /strategies: expected at least one strategy/],
  ["a strategy that is none", { strategies: [7] }, /strategies\.0: /],
  ["a strategy with a stray key", { strategies: [{ name: "x", params: {} }] }, /strategies\.0: .*"params"/],
  ["a path as a name", { strategies: [{ name: "./mine.ts" }] }, /strategies\.0\.name: expected a name/],
  ["an unknown display", { display: { form: "colours" } }, /display\.form: .*"plain"/],
  ["a list", [], /file: .*object/],
  ["nothing", null, /file: .*object/],
];

for (const [what, given, message] of BAD) {
  Deno.test(`a settings file with ${what} is refused in one line that says what would be right`, () => {
    const refused = readConfigSections(given, "mine.json");
    assert(!refused.ok, `taken: ${JSON.stringify(refused)}`);
    assertMatch(refused.reason.message, /^Cannot use "mine\.json": [^\n]+$/);
    assertMatch(refused.reason.message, message);
  });
}

Deno.test("several mistakes of a file are told at once", () => {
  const refused = readConfigSections({ limits: { max_daily_loss: 0, colar: 1 }, extra: 1 }, "mine.json");
  assert(!refused.ok);
  for (const part of ["limits.max_daily_loss", "did you mean collar?", "extra"]) {
    assert(refused.reason.message.includes(part), refused.reason.message);
  }
});

Deno.test("a later source wins, setting by setting, and each value keeps its source", () => {
  const { limits, paper, strategies, from } = must(settle([
    { from: "league", sections: sections({ paper: { balance: 500 }, strategies: ["price_logger"] }) },
    { from: "file", sections: sections({ limits: { max_daily_loss: 50, max_open_orders: 3 } }) },
    { from: "flag", sections: sections({ limits: { max_daily_loss: 20 } }) },
  ]));
  assertEquals([limits.maxDailyLoss, limits.maxOpenOrders, paper.startingCash].map(Number), [
    20_000_000,
    3,
    500_000_000,
  ]);
  assertEquals(limits.maxOrderValue, SHIPPED_SETTINGS.limits.maxOrderValue);
  assertEquals(strategies.map(({ rule }) => rule), ["price_logger"]);
  assertEquals([...from].sort(), [
    ["limits.maxDailyLoss", "flag"],
    ["limits.maxOpenOrders", "file"],
    ["paper.startingCash", "league"],
    ["strategies", "league"],
  ]);
});

Deno.test("an exit that reaches beyond the collar is refused, with where both values come from", () => {
  const refused = settle([{ from: "mine.json", sections: sections({ limits: { collar: "0.01" } }) }]);
  assert(!refused.ok);
  assertMatch(
    refused.reason.message,
    /exits\.slippage 0\.02 \(shipped\): above limits\.collar 0\.01 \(mine\.json\)/,
  );
});
