import { assert, assertEquals } from "@std/assert";
import { DEFAULT_EXITS } from "../../../src/core/execution/exit_settings.ts";
import { DEFAULT_LIMITS } from "../../../src/core/risk/limits.ts";
import { REGISTRY } from "../../../src/cli/rules.ts";
import { SHIPPED_SETTINGS } from "../../../src/session/setup/layers.ts";
import { createEngine, SetupSchema } from "../../../src/session/setup/setup.ts";
import { setupOf } from "../support.ts";

Deno.test("flags become a setup, in whole numbers, and a header keeps it exactly", async () => {
  const setup = await setupOf(
    ...["--balance", "2500.5", "--threshold", "0.9", "--take-profit", "0.03", "--stop-loss", "0.05"],
    ...[
      "--max-hold",
      "1.5",
      "--fill-model",
      "depth",
      "--latency",
      "1.5s",
      "--params",
      '{"stake":50,"threshold":0.6}',
    ],
  );
  assertEquals(setup.startingCash as number, 2_500_500_000);
  assertEquals([setup.fillModel, setup.latencyMs, setup.mode], ["depth", 1_500, "paper"]);
  const [strategy] = setup.strategies;
  assert(strategy !== undefined);
  const { name, parameters } = strategy;
  assertEquals(name, "favorite_threshold");
  const known = parameters as Readonly<Record<string, unknown>>;
  const { threshold, take_profit, stop_loss, max_hold_hours, stake } = known;
  // A flag of its own wins over --params.
  assertEquals([threshold, take_profit, stop_loss, max_hold_hours, stake], [0.9, 0.03, 0.05, 1.5, 50]);
  assertEquals(SetupSchema.parse(JSON.parse(JSON.stringify(setup))), setup);
});

Deno.test("without flags the setup is that of the config", async () => {
  const setup = await setupOf();
  const { paper } = SHIPPED_SETTINGS;
  assertEquals(setup.startingCash, paper.startingCash);
  assertEquals([setup.fillModel, setup.latencyMs], [paper.fillModel, paper.latencyMs]);
  assertEquals([setup.limits, setup.exits], [DEFAULT_LIMITS, DEFAULT_EXITS]);
});

Deno.test("an engine is refused for an unknown strategy and for parameters out of range", async () => {
  const setup = await setupOf();
  const made = (strategies: typeof setup.strategies) => {
    const engine = createEngine({ ...setup, strategies }, REGISTRY);
    return engine.ok ? "made" : engine.reason.code;
  };
  assertEquals(made(setup.strategies), "made");
  assertEquals(made([{ name: "nobody", parameters: {} }]), "unknown_strategy");
  assertEquals(made([{ name: "favorite_threshold", parameters: { threshold: 7 } }]), "bad_parameters");
});

Deno.test("a setup of no known mode or fill model, or with money that is no whole number, is refused", async () => {
  const setup = await setupOf();
  for (
    const change of [{ mode: "real" }, { startingCash: 0.5 }, { startingCash: -1 }, { fillModel: "magic" }]
  ) {
    assert(!SetupSchema.safeParse({ ...setup, ...change }).success, JSON.stringify(change));
  }
});
