import { assert, assertEquals } from "@std/assert";
import { FLAG_WORDING, REGISTRY } from "../../../src/cli/rules.ts";
import type { Micros } from "../../../src/core/numbers/money.ts";
import {
  buildSetup,
  shippedSetup,
  type StrategyWish,
  withAllParameters,
  withSettings,
} from "../../../src/session/setup/build.ts";
import { SHIPPED_SETTINGS } from "../../../src/session/setup/layers.ts";
import { SetupSchema } from "../../../src/session/setup/setup.ts";
import { inTimeLapse } from "../../../src/session/setup/time_lapse.ts";
import { must } from "../support.ts";

const NAME = "favorite_threshold";
const BASE = shippedSetup("test");
const OWN = { name: NAME, parameters: { threshold: 0.9 } };

const parametersOf = (strategies: readonly StrategyWish[], base = BASE, judge = true) =>
  must(buildSetup({ base, strategies, judge }, REGISTRY)).strategies.map(({ parameters }) => parameters);

Deno.test("a setup holds the shipped defaults where nobody says otherwise, and reads back from a header", () => {
  const setup = must(buildSetup({ base: BASE, strategies: [OWN] }, REGISTRY));
  const { limits, exits, paper } = SHIPPED_SETTINGS;
  assertEquals([setup.limits, setup.exits, setup.fillModel], [limits, exits, paper.fillModel]);
  assertEquals(SetupSchema.parse(JSON.parse(JSON.stringify(setup))), setup);
  const [parameters] = parametersOf([OWN]);
  assert(Object.keys(Object(parameters)).length > 1, "defaults are filled in");
  assertEquals(Object(parameters).threshold, 0.9);
});

Deno.test("settings are laid over the base in their order, and leave the rest", () => {
  const cash = (dollars: number) => ({ paper: { startingCash: dollars as Micros } });
  const setup = withSettings(BASE, [cash(1), { exits: { entryTimeoutMs: 7_000 } }, cash(2)]);
  assertEquals(setup.startingCash as number, 2);
  assertEquals(setup.exits, { ...BASE.exits, entryTimeoutMs: 7_000 });
  assertEquals({ ...setup, startingCash: BASE.startingCash, exits: BASE.exits }, BASE);
});

Deno.test("over a recording's setup, times are in the recording's time, and parameters over those that it ran", () => {
  const own = { name: NAME, parameters: { threshold: 0.9, max_hold_hours: 2 } };
  const recorded = inTimeLapse(must(buildSetup({ base: BASE, strategies: [own] }, REGISTRY)), 10);
  const asked = [{ paper: { latencyMs: 100 }, exits: { entryTimeoutMs: 5_000 } }];
  const wishes = [{ name: NAME, parameters: { max_hold_hours: 1 } }];
  const setup = must(buildSetup({ base: recorded, settings: asked, strategies: wishes }, REGISTRY));
  assertEquals([setup.latencyMs, setup.exits.entryTimeoutMs, setup.timeLapse], [10, 500, 10]);
  const [parameters] = setup.strategies.map(({ parameters }) => Object(parameters));
  assertEquals([parameters.threshold, parameters.max_hold_hours], [0.9, 0.1]);
  // A strategy that it did not run has its defaults, shortened alike.
  const others = { ...recorded, strategies: [] };
  assertEquals(parametersOf([own], others), recorded.strategies.map(({ parameters }) => parameters));
});

Deno.test("parameters that are judged later stay as they were given", () => {
  assertEquals(parametersOf([{ name: NAME, parameters: { threshold: 7 } }], BASE, false), [{ threshold: 7 }]);
  const [whole] = withAllParameters({ ...BASE, strategies: [OWN] }, REGISTRY).strategies;
  assertEquals([whole?.parameters], parametersOf([OWN]));
  const odd = { ...BASE, strategies: [{ name: NAME, parameters: { threshold: 7 } }] };
  assertEquals(withAllParameters(odd, REGISTRY), odd, "what no strategy takes is kept");
});

Deno.test("where a user's own strategy came from stays with it", () => {
  const wish = { ...OWN, file: "/rules/mine.ts", sha256: "00" };
  const [strategy] = must(buildSetup({ base: BASE, strategies: [wish] }, REGISTRY)).strategies;
  assertEquals([strategy?.file, strategy?.sha256], ["/rules/mine.ts", "00"]);
});

Deno.test("strategies are checked before a game: name, parameters and their ranges", () => {
  const refused = (strategies: readonly StrategyWish[], wording = FLAG_WORDING) => {
    const setup = buildSetup({ base: BASE, strategies }, REGISTRY, wording);
    assert(!setup.ok, JSON.stringify(setup));
    assert(!setup.reason.message.includes("\n"), setup.reason.message);
    return setup.reason;
  };
  const taking = (parameters: unknown) => refused([{ name: NAME, parameters }]).message;
  const high = taking({ threshold: 0.99 });
  assert(/for favorite_threshold: threshold: .*<=0\.95.* \(threshold is in 0\.5…0\.95\)$/.test(high), high);
  const below = taking({ stake: 0 });
  assert(/for favorite_threshold: stake: .*>0/.test(below), below);
  const unknown = refused([{ name: "favourite", parameters: {} }]);
  assertEquals(unknown.code, "unknown_strategy");
  assert(/favourite: no such strategy, expected one of .*favorite_threshold/.test(unknown.message));
  assert(/treshold/.test(taking({ treshold: 0.9 })));
  assert(/stake/.test(taking({ stake: "100" })));
  const twice = refused([OWN, OWN]);
  assertEquals([twice.code, twice.message], ["bad_parameters", `Cannot use strategy ${NAME} twice`]);
  // Others than flags word it without ranges, which their documents have.
  const plain = buildSetup(
    { base: BASE, strategies: [{ name: NAME, parameters: { threshold: 7 } }] },
    REGISTRY,
  );
  assert(!plain.ok && plain.reason.code === "bad_parameters" && !plain.reason.message.includes("is in"));
  const missing = buildSetup({ base: BASE, strategies: [{ name: "x", parameters: {} }] }, REGISTRY);
  assert(!missing.ok && missing.reason.message.startsWith('Cannot find strategy "x": expected one of '));
});
