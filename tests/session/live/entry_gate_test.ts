import { assertEquals } from "@std/assert";
import { EntryGate, type EntryGateOptions } from "../../../src/session/live/entry_gate.ts";

const NOW = 1_763_859_000_000;

/** Nothing holds. */
const FREE: EntryGateOptions = {
  sight: { blind: undefined },
  facts: { now: { reconciled: true } },
  arming: { missing: undefined },
  armings: { accountCancelledAt: () => undefined },
  groups: { held: undefined },
  breakers: { open: () => [] },
  now: () => NOW,
};

Deno.test("an entry is held by each thing alone, and by nothing where all is well", () => {
  assertEquals(new EntryGate(FREE).held, undefined);
  const group = { code: "ORDER_GROUP", detail: "order group g was triggered" };
  const cases: readonly (readonly [Partial<EntryGateOptions>, string, string])[] = [
    [{ sight: { blind: "the socket is lost" } }, "BLIND", "the socket is lost"],
    [{ facts: { now: {} } }, "NOT_RECONCILED", "not compared yet"],
    [{ facts: { now: { reconciled: "M: 3 here, 4 there" } } }, "NOT_RECONCILED", "M: 3 here, 4 there"],
    [{ arming: { missing: { code: "ARMING_EXPIRED", detail: "it ended" } } }, "ARMING_EXPIRED", "it ended"],
    [
      { armings: { accountCancelledAt: () => NOW - 59_999 } },
      "ACCOUNT_CANCEL",
      "everything on the account was cancelled within the last minute",
    ],
    [{ groups: { held: group } }, group.code, group.detail],
    [{ breakers: { open: () => [{ api: "orders", until: NOW + 1 }] } }, "BREAKER_OPEN", "orders"],
  ];
  for (const [wrong, code, detail] of cases) {
    assertEquals(new EntryGate({ ...FREE, ...wrong }).held, { code, detail });
  }
});

Deno.test("an entry is held in a market that differs, and in no other", () => {
  const differs = [{ market: "M", detail: "a trade was missed" }];
  const gate = new EntryGate({ ...FREE, facts: { now: { reconciled: true, differs } } });
  assertEquals(gate.heldIn("M"), { code: "DIFFERS", detail: "a trade was missed" });
  assertEquals(gate.heldIn("N"), undefined);
  const blind = new EntryGate({ ...FREE, sight: { blind: "the socket is lost" } });
  assertEquals(blind.heldIn("N")?.code, "BLIND");
});

Deno.test("a minute after everything on the account was cancelled entries go again", () => {
  const gate = new EntryGate({ ...FREE, armings: { accountCancelledAt: () => NOW - 60_000 } });
  assertEquals(gate.held, undefined);
});

Deno.test("a group that the exchange triggered is a halt beside those of the journal", () => {
  const kept = [{ id: 1, code: "DAILY_LOSS", detail: "lost 50", since: NOW }];
  assertEquals(new EntryGate(FREE).halts(kept), [{ code: "DAILY_LOSS", detail: "lost 50" }]);
  const gate = new EntryGate({ ...FREE, groups: { held: { code: "ORDER_GROUP", detail: "triggered" } } });
  assertEquals(gate.halts(kept).map(({ code }) => code), ["DAILY_LOSS", "ORDER_GROUP"]);
});
