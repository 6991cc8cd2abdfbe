/**
 * The most that live orders may ever do, whatever is configured: it is code, so that no file and no flag can lift it.
 *
 * @module
 */
import { formatMicros, type Micros, MICROS_PER_DOLLAR } from "../numbers/money.ts";
import { refuse, type Result, succeed } from "../result.ts";
import { LIMITS, type RiskLimits } from "./limits.ts";

/** Highest limits of live orders, in micro-dollars. */
export const HARD_CAP = {
  maxOrderValue: 1_000 * MICROS_PER_DOLLAR as Micros,
  maxTotalExposure: 10_000 * MICROS_PER_DOLLAR as Micros,
  maxDailyLoss: 1_000 * MICROS_PER_DOLLAR as Micros,
} as const satisfies Partial<RiskLimits>;

type Capped = keyof typeof HARD_CAP;
const CAPPED = Object.keys(HARD_CAP) as readonly Capped[];

/**
 * Checks limits that live orders are to run with.
 *
 * @returns a refusal that names the first limit beyond the cap
 */
export function checkHardCap(limits: RiskLimits): Result<RiskLimits> {
  const beyond = CAPPED.find((name) => limits[name] > HARD_CAP[name]);
  if (beyond === undefined) return succeed(limits);
  const [set, most] = [limits[beyond], HARD_CAP[beyond]].map((value) =>
    formatMicros(value).replace(/0{4}$/, "")
  );
  return refuse(
    "beyond_hard_cap",
    `Cannot trade live with limits.${
      LIMITS[beyond].key
    } ${set}: the hard cap is ${most}; set it to ${most} or less`,
  );
}

/** Limits of which none is beyond the cap: the gate of a live engine runs with these, whoever made it. */
export function withinHardCap(limits: RiskLimits): RiskLimits {
  const least = CAPPED.map((name) => [name, Math.min(limits[name], HARD_CAP[name])] as const);
  return { ...limits, ...Object.fromEntries(least) };
}
