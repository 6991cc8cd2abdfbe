import { assert, assertEquals, assertMatch } from "@std/assert";
import type { LiveStatus } from "../../src/session/live/status.ts";
import { render } from "../../src/terminal/render.ts";
import { PLAIN_STYLE } from "../../src/terminal/style.ts";
import { INITIAL_UI } from "../../src/terminal/ui.ts";
import { liveNotices, liveWords } from "../../src/views/live_notices.ts";
import { EXAMPLE_VIEW, NOW } from "./example_view.ts";

const CALM: LiveStatus = {
  account: "a1b2c3d4",
  halts: [],
  breakers: [],
  unknownOrders: [],
  alarms: [],
  unjournaled: 0,
};

function view(more: Partial<LiveStatus> = {}) {
  return { ...EXAMPLE_VIEW, mode: "live" as const, live: { ...CALM, ...more } };
}

function frame(more: Partial<LiveStatus> = {}, columns = 120, rows = 40): string {
  return render(view(more), INITIAL_UI, { columns, rows }, PLAIN_STYLE).join("\n");
}

Deno.test("a calm live session shows environment and account, and nothing to worry about", () => {
  assertEquals([liveNotices(view()), liveWords(view())], [[], []]);
  assertMatch(frame(), /^ LIVE prod a1b2c3d4 /);
});

Deno.test("whatever holds entries or needs a person is said in the header and in a line, at both sizes", () => {
  const cases: readonly (readonly [Partial<LiveStatus>, RegExp, RegExp])[] = [
    [{ blind: "fills are refused" }, /BLIND/, /BLIND: fills are refused; entries wait/],
    [{ unreconciled: "2 orders differ" }, /NOT RECONCILED/, /NOT RECONCILED: 2 orders differ/],
    [{ halts: [{ code: "DAILY_LOSS", detail: "lost $60" }] }, /DAILY_LOSS/, /HALTED DAILY_LOSS: lost \$60/],
    [
      { breakers: [{ api: "orders", until: NOW + 60_000 }] },
      /BREAKER OPEN/,
      /not asked again before 20:46:07/,
    ],
    [{ unknownOrders: ["e-1-7"] }, /1 UNKNOWN/, /order e-1-7: nobody knows/],
    [{ alarms: ["CANNOT_EXIT LAL 40: no bids"] }, /ALARM/, /CANNOT_EXIT LAL 40: no bids/],
  ];
  for (const [status, word, notice] of cases) {
    for (const [columns, rows] of [[120, 40], [80, 24]] as const) {
      const text = frame(status, columns, rows);
      assertMatch(text.split("\n")[0] ?? "", word);
      assertMatch(text, notice);
    }
  }
});

Deno.test("an attestation that ends within a day, and a clock that is off, are said; others are not", () => {
  const text = (more: Partial<LiveStatus>) => liveNotices(view(more)).join();
  assertEquals(text({ attestationExpiresAt: NOW + 25 * 3_600_000, clockOffsetMs: 400 }), "");
  assertMatch(text({ attestationExpiresAt: NOW + 3_600_000 }), /ends in 1h00m/);
  assertMatch(text({ attestationExpiresAt: NOW }), /OVER/);
  assertMatch(text({ clockOffsetMs: 61_000 }), /1m01s behind/);
  assertMatch(text({ clockOffsetMs: -61_000 }), /1m01s ahead of/);
});

Deno.test("after a kill every position of ours says that it is unprotected", () => {
  const killed = { ...EXAMPLE_VIEW, trading: { paused: true, killed: true, halted: false, unprotected: 2 } };
  const text = render(killed, INITIAL_UI, { columns: 120, rows: 40 }, PLAIN_STYLE).join("\n");
  assert(text.split("UNPROTECTED").length - 1 === EXAMPLE_VIEW.positions.length);
});
