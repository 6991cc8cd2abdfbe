/**
 * What a live session must say all the time, in words, the most urgent first.
 *
 * @module
 */
import { haltText } from "../core/reasons.ts";
import { clockText, durationText } from "../core/numbers/text.ts";
import type { SessionView } from "./session_view.ts";

/** From here on before its end the attestation of the key is shown. */
const ATTESTATION_SHOWN_MS = 86_400_000;
/** A clock that is off by less is not shown. */
const CLOCK_SHOWN_MS = 1_000;

/** In a word or two, for the header: what holds entries. */
export function liveWords({ live }: SessionView): readonly string[] {
  if (live === undefined) return [];
  const { blind, unreconciled, halts, breakers, unknownOrders, alarms } = live;
  return [
    ...alarms.length === 0 ? [] : ["ALARM"],
    ...blind === undefined ? [] : ["BLIND"],
    ...live.unarmed === undefined ? [] : ["NOT ARMED"],
    ...unknownOrders.length === 0 ? [] : [`${unknownOrders.length} UNKNOWN`],
    ...unreconciled === undefined ? [] : ["NOT RECONCILED"],
    ...halts.map(({ code }) => code),
    ...breakers.length === 0 ? [] : ["BREAKER OPEN"],
  ];
}

/** In whole lines, for the notices above the panels. */
export function liveNotices({ live, now, utcOffsetMinutes }: SessionView): readonly string[] {
  if (live === undefined) return [];
  const { attestationExpiresAt: ends, clockOffsetMs: offset = 0, unjournaled, armedUntil } = live;
  const left = ends === undefined ? Infinity : ends - now;
  return [
    ...live.alarms,
    ...live.killedBy === undefined
      ? []
      : [`KILLED by ${live.killedBy}: nothing but cancels leaves this machine`],
    ...live.unarmed === undefined ? [] : [`NOT ARMED: ${live.unarmed}; entries wait`],
    ...live.blind === undefined ? [] : [`BLIND: ${live.blind}; entries wait`],
    ...live.unknownOrders.map((id) =>
      `order ${id}: nobody knows whether the exchange has it; it is looked up`
    ),
    ...live.unreconciled === undefined
      ? []
      : [`NOT RECONCILED: ${live.unreconciled}; entries wait${see(live.unreconciled, "reconcile")}`],
    ...live.halts.map(({ code, detail }) => `HALTED ${haltText(code, detail)}${see(detail, "halts")}`),
    ...live.breakers.map(({ api, until }) =>
      `the exchange's ${api} fail: not asked again${
        until === undefined ? " for now" : ` before ${clockText(until, utcOffsetMinutes)}`
      }`
    ),
    ...unjournaled === 0 ? [] : [`the journal has not taken ${unjournaled} reports yet; entries wait`],
    ...left > ATTESTATION_SHOWN_MS ? [] : [
      left <= 0
        ? "the key's attestation is OVER: renew it in the exchange's app"
        : `the key's attestation ends in ${durationText(left)}`,
    ],
    ...Math.abs(offset) < CLOCK_SHOWN_MS ? [] : [
      `this machine's clock is ${durationText(Math.abs(offset))} ${
        offset > 0 ? "behind" : "ahead of"
      } the exchange's`,
    ],
    ...armedUntil === undefined ? [] : [`armed until ${clockText(armedUntil, utcOffsetMinutes)}`],
  ];
}

/** The command that says more and what to do, where the text names none. */
function see(text: string, command: string): string {
  return text.includes("kalshi-live ") ? "" : `; see kalshi-live ${command}`;
}
