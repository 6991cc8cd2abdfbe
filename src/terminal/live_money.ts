/**
 * Whose money a live session trades, by the name of its environment.
 *
 * @module
 */

/** Real money, play money, or whatever the exchange at some address deals in. */
export type LiveMoney = "real" | "play" | "unknown";

/** @param environment `prod`, `demo`, `sim`, or the host of another exchange: what its money is nobody here knows */
export function liveMoney(environment: string): LiveMoney {
  if (environment === "prod") return "real";
  return environment === "demo" || environment === "sim" ? "play" : "unknown";
}

/** The same in words that cannot be overlooked. */
export const MONEY_WORDS: Readonly<Record<LiveMoney, string>> = {
  real: "REAL MONEY",
  play: "PLAY MONEY",
  unknown: "UNKNOWN MONEY",
};
