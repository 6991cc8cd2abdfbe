import { assertEquals } from "@std/assert";
import { nextRun } from "../../src/fleet/daily.ts";

interface Case {
  readonly what: string;
  readonly now: string;
  readonly at: string;
  readonly lastRun?: string;
  readonly next: string;
}

// New York is UTC−5, from 8 March 2026 to 1 November 2026 UTC−4.
const CASES: readonly Case[] = [
  { what: "before the time: today", now: "2026-11-20T15:00:00Z", at: "11:00", next: "2026-11-20T16:00:00Z" },
  { what: "at the time: now", now: "2026-11-20T16:00:00Z", at: "11:00", next: "2026-11-20T16:00:00Z" },
  {
    what: "after the time, not run yet: at once",
    now: "2026-11-20T19:30:00Z",
    at: "11:00",
    next: "2026-11-20T19:30:00Z",
  },
  {
    what: "run today: tomorrow",
    now: "2026-11-20T23:00:00Z",
    at: "11:00",
    lastRun: "2026-11-20",
    next: "2026-11-21T16:00:00Z",
  },
  {
    what: "UTC is a day ahead in the evening: tomorrow in New York",
    now: "2026-11-21T03:00:00Z",
    at: "11:00",
    lastRun: "2026-11-20",
    next: "2026-11-21T16:00:00Z",
  },
  {
    what: "the day's work went past midnight: later that day",
    now: "2026-11-21T06:30:00Z",
    at: "11:00",
    lastRun: "2026-11-20",
    next: "2026-11-21T16:00:00Z",
  },
  {
    what: "the day's work went past the next day's time: at once",
    now: "2026-11-21T17:00:00Z",
    at: "11:00",
    lastRun: "2026-11-20",
    next: "2026-11-21T17:00:00Z",
  },
  {
    what: "the last day of a year",
    now: "2027-01-01T04:00:00Z",
    at: "11:00",
    lastRun: "2026-12-31",
    next: "2027-01-01T16:00:00Z",
  },
  {
    what: "into summer time: 23 hours later",
    now: "2026-03-07T20:00:00Z",
    at: "11:00",
    lastRun: "2026-03-07",
    next: "2026-03-08T15:00:00Z",
  },
  {
    what: "out of summer time: 25 hours later",
    now: "2026-10-31T20:00:00Z",
    at: "11:00",
    lastRun: "2026-10-31",
    next: "2026-11-01T16:00:00Z",
  },
  {
    what: "started at half past midnight: the evening's games are still on, so at once",
    now: "2026-11-23T05:30:00Z",
    at: "11:00",
    next: "2026-11-23T05:30:00Z",
  },
  {
    what: "started again at half past midnight, the evening run already: the next morning",
    now: "2026-11-23T05:30:00Z",
    at: "11:00",
    lastRun: "2026-11-22",
    next: "2026-11-23T16:00:00Z",
  },
  {
    what: "at 05:59 it is still the evening before",
    now: "2026-07-05T09:59:00Z",
    at: "11:00",
    next: "2026-07-05T09:59:00Z",
  },
  {
    what: "at 06:01 it is the new day",
    now: "2026-07-05T10:01:00Z",
    at: "11:00",
    next: "2026-07-05T15:00:00Z",
  },
  {
    what: "on the day of 23 hours, after 06:00",
    now: "2026-03-08T10:30:00Z",
    at: "11:00",
    next: "2026-03-08T15:00:00Z",
  },
  {
    what: "run late before the day of 23 hours: that day is not left out",
    now: "2026-03-08T04:45:00Z",
    at: "23:30",
    lastRun: "2026-03-07",
    next: "2026-03-09T03:30:00Z",
  },
  {
    what: "in the night of 25 hours, run already: not again before its time",
    now: "2026-11-01T06:30:00Z",
    at: "06:30",
    lastRun: "2026-10-31",
    next: "2026-11-01T11:30:00Z",
  },
];

for (const { what, now, at, lastRun, next } of CASES) {
  Deno.test(`the next day's games begin: ${what}`, () => {
    const [hours, minutes] = at.split(":").map(Number);
    const found = nextRun(Date.parse(now), (hours ?? 0) * 60 + (minutes ?? 0), lastRun);
    assertEquals(new Date(found).toISOString(), new Date(next).toISOString());
  });
}
