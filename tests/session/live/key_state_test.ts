import { assertEquals } from "@std/assert";
import type { LiveFactsNow } from "../../../src/session/live/live_facts.ts";
import { KeyState, type KeyStateOptions } from "../../../src/session/live/key_state.ts";

type KeysRead = Awaited<ReturnType<KeyStateOptions["reads"]["apiKeys"]>>;

function bench(answer: () => KeysRead) {
  const facts: LiveFactsNow[] = [];
  const read: string[] = [];
  const clock = { now: 1_000_000 };
  const key = new KeyState({
    reads: { apiKeys: () => Promise.resolve(answer()) },
    keyId: "own",
    facts: { set: (given) => void facts.push(given) },
    now: () => clock.now,
    onRead: ({ kind }) => void read.push(kind),
  });
  return { key, facts, read, clock };
}

function keys(scopes: readonly string[] | undefined, expires?: number): KeysRead {
  const own = { api_key_id: "own", name: "", ...(scopes === undefined ? {} : { scopes: [...scopes] }) };
  const other = { api_key_id: "other", name: "", scopes: ["read"] };
  return {
    kind: "read",
    askedAt: 0,
    at: 0,
    value: {
      api_keys: [other, own],
      ...(expires === undefined ? {} : { api_key_region_expiration_ts: expires }),
    },
  };
}

Deno.test("the key may trade by its own scopes alone; the end of its attestation comes in milliseconds", async () => {
  for (
    const [scopes, cannotTrade] of [
      [["read", "write"], null],
      [["read", "write::trade"], null],
      [["read", "write::transfer"], "the key lacks the scope write::trade"],
      [undefined, null],
    ] as const
  ) {
    const { key, facts } = bench(() => keys(scopes, 1_800_000_000));
    await key.read();
    assertEquals(facts, [{ attestedUntil: 1_800_000_000_000, cannotTrade }]);
  }
  const { key, facts } = bench(() => keys(["write"]));
  await key.read();
  assertEquals(facts, [{ attestedUntil: null, cannotTrade: null }]);
});

Deno.test("a key that cannot be read leaves what is known of it; it is asked again after five minutes", async () => {
  const { key, facts, read, clock } = bench(() => ({
    kind: "failed",
    at: 0,
    reason: { code: "unreachable", path: "/api_keys", message: "no network" },
  }));
  assertEquals(key.isDue, true);
  await key.read();
  assertEquals([facts, read, key.isDue], [[], ["failed"], false]);
  clock.now += 299_999;
  assertEquals(key.isDue, false);
  clock.now += 1;
  assertEquals(key.isDue, true);
});

Deno.test("a write that is refused for the key says so, any other does not", () => {
  const { key, facts } = bench(() => keys([]));
  const refused = { kind: "rejected", at: 0, message: "no" } as const;
  key.wrote({ ...refused, status: 400, code: "invalid_price" });
  key.wrote({ kind: "unknown", at: 0, why: "time-out" });
  assertEquals(facts, []);
  key.wrote({ ...refused, status: 401, code: "unauthorized", alarm: true });
  key.wrote({ ...refused, status: 403, code: "attestation_required" });
  assertEquals(facts, [
    { cannotTrade: "the key was refused: unauthorized; cancels will be refused too" },
    { cannotTrade: "attestation_required: no" },
  ]);
});
