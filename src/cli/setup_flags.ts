/**
 * Flags that decide how a session trades: several commands share them.
 *
 * @module
 */
import { FILL_MODELS } from "../core/fills/model.ts";
import type { Flags, FlagSpec } from "./flags.ts";
import { MODEL_FLAG } from "./models.ts";
import { CONFIG_FLAG, SETTING_FLAGS } from "./settings.ts";

/** Flags that decide how a session trades. */
export const TRADING_FLAGS: readonly FlagSpec[] = [
  { name: "balance", kind: "text", value: "DOLLARS", help: "paper money to start with (1000)" },
  { name: "strategy", kind: "list", value: "NAME|FILE", help: "strategy to run (favorite_threshold)" },
  {
    name: "params",
    kind: "text",
    value: "JSON",
    help: 'parameters of the strategy, or {"NAME": {…}} for several',
  },
  { name: "threshold", kind: "text", value: "PRICE", help: "least probability for an entry (0.85)" },
  {
    name: "take-profit",
    kind: "text",
    value: "FRACTION",
    help: "gain to sell at, of the entry price (0.02)",
  },
  {
    name: "stop-loss",
    kind: "text",
    value: "FRACTION",
    help:
      "loss to sell at, of the price paid (0.01); with ticks of 1c that sells .86 at .84: 2.3 % and two fees",
  },
  { name: "max-hold", kind: "text", value: "HOURS", help: "longest hold (2)" },
  MODEL_FLAG,
  { name: "fill-model", kind: "text", value: FILL_MODELS.join("|"), help: "how paper orders fill (queue)" },
  { name: "latency", kind: "text", value: "TIME", help: "from decision to arrival at the exchange (50ms)" },
  ...SETTING_FLAGS,
  CONFIG_FLAG,
];

/** Whether any flag, beside some, asks for another setup than the recorded one. */
export function asksForSetup(flags: Flags, beside: readonly string[] = []): boolean {
  const named = flags.named();
  return TRADING_FLAGS.some(({ name }) => named.includes(name) && !beside.includes(name));
}
