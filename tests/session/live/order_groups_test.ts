/**
 * Entries in an order group of their own: the exchange stops what buys too fast, exits go on.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { NamedAccount } from "../../../src/cli/journal/account_journal.ts";
import { GROUPS, groups } from "../../../src/cli/journal/groups.ts";
import { parseFlags } from "../../../src/cli/flags.ts";
import { readEnvironment } from "../../../src/kalshi/environment.ts";
import { createSigner } from "../../../src/kalshi/signing/sign.ts";
import { accountPlace } from "../../../src/journal/place.ts";
import { DEFAULT_LIMITS, type RiskLimits } from "../../../src/core/risk/limits.ts";
import { parseQuantity } from "../../../src/core/numbers/money.ts";
import { setupOf } from "../support.ts";
import { LiveBench, refusedCodes } from "./live_support.ts";

async function withBook(contracts: string, rule: Readonly<Record<string, number>> | null = {}) {
  const { limits } = await setupOf();
  const more: RiskLimits = { ...limits, maxContractsIn15s: parseQuantity(contracts) };
  const bench = await LiveBench.open({ rule, setup: { limits: more } });
  await bench.offer("ask", "0.5600", "20");
  return { bench, bid: await bench.offer("bid", "0.5400", "100") };
}

async function halted(bench: LiveBench, live: Awaited<ReturnType<LiveBench["start"]>>): Promise<void> {
  await bench.watcher.until(
    () => live.session.live?.halts.some(({ code }) => code === "ORDER_GROUP") === true,
    "the halt",
  );
}

Deno.test("no limit set: no group is made", async () => {
  await using bench = await LiveBench.open();
  await bench.offer("ask", "0.5600", "20");
  await bench.offer("bid", "0.5400", "100");
  assertEquals(DEFAULT_LIMITS.maxContractsIn15s, parseQuantity("1000000"));
  await bench.start();
  await bench.until("fill");
  assertEquals(bench.account.groups(), []);
});

Deno.test("an entry is in the group of its shard; too much within 15 s triggers it: entries stop, the stop still goes", async () => {
  const { bench, bid } = await withBook("5", { stopLoss: 1_000 });
  await using _ = bench;
  const live = await bench.start();
  await bench.until("fill");
  const [group] = bench.account.groups();
  assertEquals(
    live.journal.orders.ofSession(live.journal.sessions.own?.sessionId ?? 0).map((row) => row.groupId),
    [
      group?.groupId,
    ],
  );
  await halted(bench, live);
  await bench.offer("bid", "0.5000", "50");
  assert(bench.stranger.cancel({ orderId: bid, exchangeIndex: 3 }).ok);
  await bench.watcher.until(() => bench.watcher.outcomes.some(({ kind }) => kind === "closed"), "the stop");
  assertEquals(bench.account.position(bench.market)?.position ?? 0, 0);
  // The rule is flat and would enter again.
  await bench.watcher.until(() => refusedCodes(bench.watcher.outcomes).length > 0, "a refusal of the gate");
  assertEquals(bench.account.groups().length, 1, "nothing is made again in silence");
});

Deno.test("a group that a hand deletes halts entries; one that is empty is deleted at the end, in silence", async () => {
  const { bench } = await withBook("100", null);
  await using _ = bench;
  const live = await bench.start();
  await bench.seeing(live.session);
  const [group] = bench.account.groups();
  assert(group !== undefined);
  await live.session.close("the test is over");
  assertEquals(bench.account.groups(), []);
  assertEquals(live.journal.halts.active(), [], "its own end is no trouble");
  const next = await bench.start();
  await bench.seeing(next.session);
  const [fresh] = bench.account.groups();
  assert(bench.account.deleteGroup({ groupId: fresh?.groupId ?? "", exchangeIndex: 3 }).ok);
  await halted(bench, next);
  assertEquals(bench.account.groups(), []);
});

/** What a person does at the command line while a session runs. */
async function groupsCommand(bench: LiveBench, argv: readonly string[], answer?: string) {
  const { url, keyId, privateKeyPem, folder } = bench.place;
  const environment = readEnvironment(url);
  const signer = createSigner(keyId, privateKeyPem);
  assert(environment.ok && signer.ok);
  const account: NamedAccount = {
    environment: environment.value,
    name: "simulator",
    signer: signer.value,
    place: accountPlace(`${folder}/state`, "simulator", keyId),
  };
  const lines: string[] = [];
  const output = {
    line: (text: string) => void lines.push(text),
    note: (text: string) => void lines.push(text),
    write: () => Promise.resolve(),
  };
  const code = await groups(account, parseFlags(GROUPS, argv), output, () => answer);
  return { code, text: lines.join("\n") };
}

async function released(bench: LiveBench, live: Awaited<ReturnType<LiveBench["start"]>>): Promise<void> {
  await bench.watcher.until(() => live.session.live?.halts.length === 0, "the end of the halt");
}

Deno.test("a person who types yes lets entries go on: a triggered group is reset, no session is started again", async () => {
  const { bench } = await withBook("100", null);
  await using _ = bench;
  const live = await bench.start();
  await bench.seeing(live.session);
  const [group] = bench.account.groups();
  assert(group !== undefined);
  assertEquals((await groupsCommand(bench, [])).code, 0);
  assert(bench.account.triggerGroup({ groupId: group.groupId, exchangeIndex: 3 }).ok);
  await halted(bench, live);
  assertEquals(
    live.session.live?.halts.map(({ detail }) => detail),
    [`order group ${group.groupId} was triggered: entries wait for kalshi-live groups --reset`],
  );
  const shown = await groupsCommand(bench, []);
  // What is read may lag behind what the session heard.
  assertEquals([shown.code, /TRIGGERED|ENTRIES WAIT/.test(shown.text)], [1, true]);
  for (const answer of ["no", undefined]) {
    await assertRejects(() => groupsCommand(bench, ["--reset"], answer), Error, "let entries go on");
  }
  assertEquals(live.session.live?.halts.length, 1);
  assertEquals((await groupsCommand(bench, ["--reset"], "yes")).code, 0);
  await released(bench, live);
  assertEquals(bench.account.groups().map(({ groupId }) => groupId), [group.groupId]);
  assertEquals((await groupsCommand(bench, [])).code, 0);
  // It stops entries again where it is triggered again.
  assert(bench.account.triggerGroup({ groupId: group.groupId, exchangeIndex: 3 }).ok);
  await halted(bench, live);
});

Deno.test("a group that is gone is made again after a typed yes, one whose limit was changed gets it back; halts about others end", async () => {
  const { bench } = await withBook("100", null);
  await using _ = bench;
  const live = await bench.start();
  await bench.seeing(live.session);
  const [group] = bench.account.groups();
  assert(group !== undefined);
  assert(bench.account.deleteGroup({ groupId: group.groupId, exchangeIndex: 3 }).ok);
  await halted(bench, live);
  live.journal.halts.set({ code: "ORDER_GROUP", detail: "order group of-others was triggered" });
  const shown = await groupsCommand(bench, []);
  assertEquals([shown.code, /(DELETED|ENTRIES WAIT)[^]*halted: .*of-others/.test(shown.text)], [1, true]);
  assertEquals((await groupsCommand(bench, ["--reset"], "yes")).code, 0);
  await released(bench, live);
  const [fresh] = bench.account.groups();
  assert(fresh !== undefined && fresh.groupId !== group.groupId);
  assertEquals(fresh.limit, parseQuantity("100"));
  assert(
    bench.account.limitGroup({ groupId: fresh.groupId, exchangeIndex: 3, limit: parseQuantity("7") }).ok,
  );
  await halted(bench, live);
  assertEquals((await groupsCommand(bench, ["--reset"], "yes")).code, 0);
  await released(bench, live);
  assertEquals(bench.account.groups().map(({ limit }) => limit), [parseQuantity("100")]);
});

Deno.test("after a kill no group is reset", async () => {
  const { bench } = await withBook("100", null);
  await using _ = bench;
  const live = await bench.start();
  await bench.seeing(live.session);
  const [group] = bench.account.groups();
  assert(bench.account.triggerGroup({ groupId: group?.groupId ?? "", exchangeIndex: 3 }).ok);
  await halted(bench, live);
  assert(live.journal.kill.set("test", "enough").ok);
  await assertRejects(() => groupsCommand(bench, ["--reset"], "yes"), Error, "kill switch is set");
});
