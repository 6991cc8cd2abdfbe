/**
 * Sessions of games that run faster than real ones.
 *
 * @module
 */
import { EXITS } from "../../core/execution/exit_settings.ts";
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
    strategies: setup.strategies.map((each) => ({
      ...each,
      parameters: shortenParameters(each.parameters, speed),
    })),
  };
}

type Parameters = Setup["strategies"][number]["parameters"];

/** Shortens parameters whose names end in a unit of time. */
export function shortenParameters(parameters: Parameters, speed: number): Parameters {
  if (typeof parameters !== "object" || parameters === null || Array.isArray(parameters)) return parameters;
  const entries = Object.entries(parameters).map(([name, value]) =>
    [name, typeof value === "number" && /_(seconds|hours)$/.test(name) ? value / speed : value] as const
  );
  return Object.fromEntries(entries);
}
