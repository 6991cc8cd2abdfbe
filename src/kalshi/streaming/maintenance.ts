/**
 * The exchange's standing maintenance.
 *
 * @module
 */

const NEW_YORK = new Intl.DateTimeFormat("en-US", {
  timeZone: "America/New_York",
  weekday: "short",
  hour: "2-digit",
  hourCycle: "h23",
});

/**
 * Whether a moment lies in the weekly maintenance: Thursdays 03:00–05:00 in New York. Connections are cut then.
 *
 * @param at Unix milliseconds
 */
export function inMaintenance(at: number): boolean {
  const parts = NEW_YORK.formatToParts(at);
  const weekday = parts.find((part) => part.type === "weekday")?.value;
  const hour = Number(parts.find((part) => part.type === "hour")?.value);
  return weekday === "Thu" && hour >= 3 && hour < 5;
}
