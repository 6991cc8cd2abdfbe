/**
 * The gain as a part of the cash that each game begins with.
 *
 * @module
 */
import type { Metric } from "./measured.ts";
import { NET_PNL } from "./net_pnl.ts";

/** The gain against the starting cash. */
export const RETURN_ON_CASH: Metric = {
  name: "return_on_cash",
  label: "return on cash",
  unit: "fraction",
  formula:
    "net P&L / starting cash; every game begins with the whole starting cash and their gains are added up, so several games can lose more than 100 %; undefined without starting cash",
  measure(run) {
    const net = NET_PNL.measure(run);
    return net === undefined || run.startingCash <= 0 ? undefined : net / run.startingCash;
  },
};
