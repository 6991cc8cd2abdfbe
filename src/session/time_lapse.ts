/**
 * Sessions of games that run faster than real ones.
 *
 * @module
 */
import { EXITS } from "../core/exit_settings.ts";
import type { Setup } from "./setup.ts";

/** Shortens what is counted in the game's time; the setup then says by how much. */
export function inTimeLapse(setup: Setup, speed: number): Setup {
  const { exits } = setup;
  const times = Object.entries(EXITS).flatMap(([name, { unit }]) =>
    unit === "milliseconds" ? [[name, exits[name as keyof typeof EXITS] / speed]] : []
  );
  return {
    ...setup,
    ...(speed === 1 ? {} : { timeLapse: speed }),
    latencyMs: setup.latencyMs / speed,
    exits: { ...exits, ...Object.fromEntries(times) },
    strategies: setup.strategies.map((each) => ({ ...each, parameters: shortened(each.parameters, speed) })),
  };
}

/** Parameters whose names end in a unit of time. */
function shortened(parameters: Setup["strategies"][number]["parameters"], speed: number): typeof parameters {
  if (typeof parameters !== "object" || parameters === null || Array.isArray(parameters)) return parameters;
  const entries = Object.entries(parameters).map(([name, value]) =>
    [name, typeof value === "number" && /_(seconds|hours)$/.test(name) ? value / speed : value] as const
  );
  return Object.fromEntries(entries);
}
