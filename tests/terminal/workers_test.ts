import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Micros, parseMicros } from "../../src/core/numbers/money.ts";
import { COLOUR_STYLE, PLAIN_STYLE } from "../../src/terminal/style.ts";
import { displayWidth } from "../../src/terminal/width.ts";
import { renderWorkers } from "../../src/terminal/workers.ts";
import type { FleetView, WorkerRow } from "../../src/views/fleet_view.ts";

const NOW = Date.UTC(2026, 10, 23, 1, 41, 7);
const MEGABYTE = 1_048_576;

const WORKERS: readonly WorkerRow[] = [
  {
    id: "nba-2026-11-22-LAL-BOS",
    state: "trading",
    alarming: false,
    game: "Q4 03:12  LAL 98 – 101 BOS  ● LAL",
    messages: 48_211,
    equity: parseMicros("1004.30"),
    pnl: parseMicros("4.30"),
    openOrders: 1,
    positions: 1,
    trades: 3,
    bookAgeMs: 120,
    scoreAgeMs: 4_200,
    whyNot: "position is held already",
    feeds: "",
    restarts: 0,
    memory: 92 * MEGABYTE,
  },
  {
    id: "nba-2026-11-22-NYK-MIA",
    state: "restarting",
    alarming: true,
    game: "Q2 11:40  NYK 31 – 28 MIA",
    messages: 20_054,
    equity: parseMicros("989.50"),
    pnl: parseMicros("-10.50"),
    openOrders: 0,
    positions: 0,
    trades: 2,
    bookAgeMs: 2_900,
    scoreAgeMs: 61_000,
    feeds: "espn open",
    restarts: 1,
    memory: 88 * MEGABYTE,
  },
  {
    id: "nfl-2026-11-22-GB-IND",
    state: "sleeping",
    alarming: false,
    game: "starts trading in 25 min",
    restarts: 0,
    memory: 61 * MEGABYTE,
  },
  { id: "nfl-2026-11-22-SF-SEA", state: "given_up", alarming: true, restarts: 19 },
];

const VIEW: FleetView = {
  mode: "paper",
  environment: "prod",
  date: "2026-11-22",
  now: NOW,
  utcOffsetMinutes: -300,
  workers: WORKERS,
  notes: [
    { at: NOW - 61_000, warning: false, text: "nba-2026-11-22-LAL-BOS market data connected" },
    {
      at: NOW - 4_000,
      warning: true,
      text: "nba-2026-11-22-NYK-MIA worker was ended by SIGKILL; started again in 1 s",
    },
    {
      at: NOW - 1_000,
      warning: true,
      text: "nfl-2026-11-22-SF-SEA worker ended with exit code 2; it is not started again",
    },
  ],
};

function plain(view: FleetView, columns: number, rows: number): string[] {
  return renderWorkers(view, { columns, rows }, PLAIN_STYLE);
}

/** Compares with a file beside the tests; `UPDATE_GOLDEN=1` writes it instead. */
function assertGolden(name: string, actual: string): void {
  const path = new URL(`golden/${name}.txt`, import.meta.url);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") Deno.writeTextFileSync(path, `${actual}\n`);
  assertEquals(`${actual}\n`, Deno.readTextFileSync(path));
}

/** The text without colours; nothing else that controls a terminal may be left in it. */
function uncoloured(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/\x1b\[[\d;]*m/g, "");
}

Deno.test("live workers: until when they are armed, or why they are not, stands in the first row", () => {
  const first = (arming: NonNullable<FleetView["arming"]>) =>
    plain({ ...VIEW, mode: "live", arming }, 160, 20)[0] ?? "";
  assert(/^ LIVE .*armed until \d\d:\d\d:\d\d/.test(first({ until: NOW + 60_000 })));
  assert(
    / LIVE .*NOT ARMED: not armed; see kalshi-live arm/.test(
      first({ why: "not armed; see kalshi-live arm" }),
    ),
  );
  assert(/ LIVE .*NOT ARMED: the arming has ended/.test(first({ until: NOW })));
});

Deno.test("workers at 120×20", () => {
  assertGolden("workers_120x20", plain(VIEW, 120, 20).join("\n"));
});

Deno.test("the sums stand below the table, of those that have an account", () => {
  const frame = plain(VIEW, 160, 20).join("\n");
  assert(frame.includes("All games  equity $1,993.80  P&L −$6.20  trades 5"), frame);
  const none = plain({ ...VIEW, workers: [], notes: [] }, 100, 12).join("\n");
  assert(none.includes("Workers · 0") && none.includes("equity $0.00  P&L $0.00  trades 0"), none);
});

Deno.test("paper or live is always in the first row, and what matters stays in narrow terminals", () => {
  for (const columns of [40, 60, 80, 100, 120, 200]) {
    for (const mode of ["paper", "live"] as const) {
      assert(plain({ ...VIEW, mode }, columns, 20)[0]?.startsWith(` ${mode.toUpperCase()} `), `${columns}`);
    }
    const frame = plain(VIEW, columns, 20).join("\n");
    for (const text of ["nba-2026-11-22-LAL-BOS", "given_up"]) {
      assert(frame.includes(text), `${text} at ${columns}`);
    }
  }
  for (const columns of [60, 80, 120]) {
    assert(plain(VIEW, columns, 20).join("\n").includes("−$10.50"), `${columns}`);
  }
});

Deno.test("with more games than rows, the log keeps its last lines and the sums stay", () => {
  const workers = Array.from(
    { length: 40 },
    (_, index) => ({ ...WORKERS[0], id: `game-${index}` }) as WorkerRow,
  );
  const frame = plain({ ...VIEW, workers }, 120, 20);
  assertEquals(frame.length, 20);
  const text = frame.join("\n");
  assert(text.includes("Workers · 40") && text.includes("exit code 2") && text.includes("All games"), text);
  assert(text.includes("equity $40,172.00"), "sums are of all games, shown or not");
});

Deno.test("the newest notes are shown, in order", () => {
  const notes = Array.from(
    { length: 30 },
    (_, index) => ({ at: NOW, warning: false, text: `note ${index};` }),
  );
  const shown = plain({ ...VIEW, notes }, 120, 20).join("\n").match(/note \d+;/g) ?? [];
  assertEquals(shown, notes.slice(-shown.length).map(({ text }) => text));
  assert(shown.length >= 4, `${shown.length}`);
});

const NASTY = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "a",
      " ",
      "東",
      "🏀",
      "👨‍👩‍👧",
      "e\u0301",
      "\u0301",
      "\u200d",
      "\ufe0f",
      "\u202e",
      "\x1b",
      "[",
      "2J",
    ),
    fc.constantFrom(
      "\x1b]0;",
      "\x07",
      "\n",
      "\t",
      "\x9b",
      "\x00",
      "\x7f",
      "\ud800",
      "한",
      "🇺🇸",
      "👍🏽",
      "|",
      "│",
    ),
  ),
  maxLength: 60,
});
const MONEY = fc.integer({ min: -2_000_000_000_000, max: 2_000_000_000_000 }).map((value) => value as Micros);
const COUNT = fc.oneof(fc.nat(5), fc.nat());
const AGE = fc.oneof(fc.double(), fc.nat(1_000_000_000));
const ROW: fc.Arbitrary<WorkerRow> = fc.record({
  id: NASTY,
  state: NASTY,
  alarming: fc.boolean(),
  restarts: COUNT,
  game: NASTY,
  messages: COUNT,
  equity: MONEY,
  pnl: MONEY,
  openOrders: COUNT,
  positions: COUNT,
  trades: COUNT,
  bookAgeMs: AGE,
  scoreAgeMs: AGE,
  feeds: NASTY,
  memory: COUNT,
  whyNot: NASTY,
}, { requiredKeys: ["id", "state", "alarming", "restarts"] });
const ANY_VIEW: fc.Arbitrary<FleetView> = fc.record({
  mode: fc.constantFrom("paper", "live"),
  environment: NASTY,
  date: NASTY,
  now: fc.oneof(fc.constant(NOW), fc.double()),
  utcOffsetMinutes: fc.constantFrom(-300, 0, 345),
  workers: fc.array(ROW, { maxLength: 20 }),
  notes: fc.array(fc.record({ at: fc.double(), warning: fc.boolean(), text: NASTY }), { maxLength: 12 }),
});

Deno.test("a frame is as many rows as asked for, each exactly as wide, whatever is in it", () => {
  const size = fc.record({
    columns: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 250 })),
    rows: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 60 })),
  });
  fc.assert(
    fc.property(ANY_VIEW, size, (view, { columns, rows }) => {
      const frame = renderWorkers(view, { columns, rows }, COLOUR_STYLE).map(uncoloured);
      assertEquals(frame.length, rows);
      for (const text of frame) {
        assertEquals(displayWidth(text), columns, JSON.stringify(text));
        assert(!/\p{Cc}|\u202e/u.test(text), JSON.stringify(text));
      }
      assertEquals(renderWorkers(view, { columns, rows }, PLAIN_STYLE), frame);
    }),
    { numRuns: 300 },
  );
});

Deno.test("every size from nothing to a large screen", () => {
  for (let columns = 1; columns <= 200; columns += columns < 30 ? 1 : 7) {
    for (let rows = 1; rows <= 60; rows += rows < 12 ? 1 : 9) {
      const frame = plain(VIEW, columns, rows);
      assertEquals(frame.length, rows, `${columns}×${rows}`);
      for (const text of frame) assertEquals(displayWidth(text), columns, `${columns}×${rows}: ${text}`);
    }
  }
});
