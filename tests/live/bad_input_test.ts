/**
 * What must keep a live session from beginning, or from entering, each as a person meets it at the command line: one clear line,
 * nothing sent, nothing lost.
 *
 * Elsewhere: combos and limits beyond the hard cap, of flags (`cli/bad_input_test.ts`) and of leagues (`cli/work/worker_test.ts`);
 * no terminal and anything but yes (`cli/live/confirmation_test.ts`, `e2e/live_demo_test.ts`); keys that are no keys, and those of
 * another environment by name (`cli/keys_test.ts`); journals of another account, damaged, or full and locked in the middle of
 * a session (`journal/journal_test.ts`, `journal/writing_test.ts`, `journal/crash_test.ts`).
 */
import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { type Micros, parsePrice, parseQuantity } from "../../src/core/numbers/money.ts";
import { Journal } from "../../src/journal/journal.ts";
import { accountPlace } from "../../src/journal/place.ts";
import { MAIN_USER_ID, type Simulator } from "../../src/simulator/mod.ts";
import { makeKey } from "../../src/simulator/server/key_ring.ts";
import { inFolder } from "../cli/support.ts";
import { start } from "../simulator/support.ts";
import { must } from "../support/must.ts";
import { HAS_SCRIPT, Trader } from "./terminal_child.ts";
import { RULE } from "./workers_bench.ts";

/** Where a case happens. */
interface Scene {
  readonly simulator: Simulator;
  readonly folder: string;
  readonly ticker: string;
  readonly journal: string;
}

interface BadInput {
  readonly name: string;
  /** Dollars by shard. @default 100 on 0 and on 3 */
  readonly money?: Readonly<Record<number, number>>;
  /** Makes it wrong. @returns flags in place of the usual, or what ends it after the test */
  spoil?(
    scene: Scene,
  ): { readonly state?: string; readonly key?: string; readonly keyId?: string } | Disposable | void;
  /** The one line that ends it, before anybody is asked; or */
  readonly refused?: RegExp;
  /** what is warned of before yes, and */
  readonly warned?: RegExp;
  /** what holds its entries after that. */
  readonly held?: RegExp;
  /** Creates that the exchange is asked and refuses. @default {0} */
  readonly tried?: number;
  /** What the terminal's shell does first. */
  readonly shell?: string;
}

const CASES: readonly BadInput[] = [
  {
    name: "another key under the id",
    spoil: ({ folder }) => {
      const { privateKeyPem } = makeKey("ed25519");
      Deno.writeTextFileSync(`${folder}/other.pem`, privateKeyPem, { mode: 0o600 });
      return { key: `${folder}/other.pem` };
    },
    refused: /refused the signature \(status 401\)/,
  },
  {
    name: "a key that has ended",
    spoil: ({ simulator: { keys, keyId, clock } }) =>
      void keys.change(keyId, { expiresAtMs: clock.now() - 1 }),
    refused: /refused the signature \(status 401\).*has not ended/,
  },
  {
    name: "a key that is locked to another subaccount",
    spoil: ({ simulator: { keys, keyId } }) => void keys.change(keyId, { subaccount: 1 }),
    refused: /restricted to another subaccount/,
  },
  {
    name: "the key of another exchange",
    spoil: () => ({ keyId: "11111111-2222-4333-8444-555555555555" }),
    refused: /refused the signature \(status 401\)/,
  },
  {
    name: "a clock that is a minute off",
    spoil: ({ simulator }) => simulator.clock.move(60_000),
    refused: /which is (59|60|61) s behind the exchange's/,
  },
  {
    name: "no attestation",
    spoil: ({ simulator: { keys } }) => keys.attest(MAIN_USER_ID, undefined),
    warned: /attestation +none on record: orders may be refused/,
    held: /refused CANNOT_TRADE: forbidden: .*the location attestation/,
    // Whether one is wanted is not known before: the exchange refuses the first entry, and no other is sent.
    tried: 1,
  },
  {
    name: "an attestation that is over",
    spoil: ({ simulator: { keys, clock } }) => keys.attest(MAIN_USER_ID, clock.now() - 1_000),
    warned: /attestation +OVER/,
    held: /refused ATTESTATION: left=0s/,
  },
  {
    name: "money on another shard alone",
    money: { 0: 100, 3: 0 },
    warned: /\$0\.00 on shard 3: nothing can be bought there; money on other shards does not count/,
    held: /refused BALANCE: needed=\$5\.77 max=\$0\.00/,
  },
  {
    name: "a market that has closed",
    spoil: ({ simulator, ticker }) => {
      must(simulator.control.take({ actions: [{ do: { kind: "life", life: { step: "closed", ticker } } }] }));
    },
    held: /market is closed/,
  },
  {
    name: "a journal of a newer program",
    spoil: ({ journal }) => {
      using database = new DatabaseSync(journal);
      database.exec("pragma user_version = 999");
    },
    refused: /Cannot use journal .*it is of version 999, this program knows \d+; use the newer program/,
  },
  {
    name: "a journal that another process holds",
    spoil: ({ journal }) => {
      const database = new DatabaseSync(journal);
      database.exec("begin immediate");
      return { [Symbol.dispose]: () => database.close() };
    },
    refused: /journal .*another process holds it/,
  },
  {
    name: "a disk that is full",
    spoil: ({ folder }) => ({ state: `${folder}/new` }),
    // No file grows beyond 4 KB: the journal is not made.
    shell: "trap '' XFSZ; ulimit -f 8;",
    refused: /journal .*(disk|full|cannot be written)/,
  },
  {
    name: "a folder of journals that cannot be written",
    spoil: () => ({ state: "/sys/kalshi-live" }),
    refused: /Cannot .*\/sys\/kalshi-live/,
  },
];

/** Runs one. @returns whatever was shown */
async function play(
  { money = { 0: 100, 3: 100 }, spoil, refused, warned, held, tried = 0, shell }: BadInput,
  folder: string,
) {
  const balances = new Map(
    Object.entries(money).map(([shard, dollars]) => [Number(shard), dollars * 1_000_000 as Micros] as const),
  );
  const simulator = await start({ plan: { kind: "quiet" }, accounts: [{ userId: MAIN_USER_ID, balances }] });
  // It sees what comes from this moment on.
  const { witness } = simulator.control;
  await using _exchange = { [Symbol.asyncDispose]: () => simulator.close() };
  const ticker = simulator.markets.find(({ event }) => event.startsWith("KXNBA"))?.ticker ?? "";
  for (const [side, price] of [["bid", "0.5400"], ["ask", "0.5600"]] as const) {
    must(
      simulator.market(ticker)?.submit({
        owner: "stranger",
        side,
        price: parsePrice(price),
        quantity: parseQuantity("100"),
        timeInForce: "good_till_canceled",
      }) ?? { ok: false, reason: { code: "unlisted", message: ticker } },
    );
  }
  await Deno.writeTextFile(`${folder}/key.pem`, simulator.privateKeyPem, { mode: 0o600 });
  await Deno.writeTextFile(`${folder}/asks_again.ts`, RULE);
  const { host } = new URL(simulator.url);
  const account = accountPlace(`${folder}/state`, host, simulator.keyId);
  must(Journal.open({ place: account, environment: host, account: simulator.keyId, now: Date.now }))
    [Symbol.dispose]();
  const spoilt = spoil?.({ simulator, folder, ticker, journal: account.journal }) ?? {};
  using _spoilt = Symbol.dispose in spoilt ? spoilt : undefined;
  const { state = `${folder}/state`, key = `${folder}/key.pem`, keyId = simulator.keyId } =
    Symbol.dispose in spoilt ? {} : spoilt;
  const words = [ticker, "--live", "--plain", "--env", simulator.url, "--state", state];
  const rule = ["--strategy", `${folder}/asks_again.ts`, "--limit", "max_book_age_ms=600000"];
  await using trader = new Trader(
    [...words, ...rule, "--params", `{"price":5600,"contracts":10,"stop_loss":500}`],
    { folder, environment: { KALSHI_SIM_API_KEY_ID: keyId, KALSHI_SIM_PRIVATE_KEY_PATH: key } },
    shell,
  );
  if (refused !== undefined) {
    assertEquals(await trader.ended(), 1, trader.text);
    const lines = trader.text.split(/\r?\n/).filter((line) => line.startsWith("kalshi-live: "));
    assertEquals(lines.length, 1, trader.text);
    assert(refused.test(lines[0] ?? ""), lines[0]);
    assert(!/Type yes|\bat .*:\d+:\d+/.test(trader.text), trader.text);
  } else {
    await trader.until(/Type yes/);
    assert(warned?.test(trader.text) ?? true, trader.text);
    await trader.type("yes\n");
    await trader.until(held ?? /^/);
    await trader.type("\x03");
    assertEquals(await trader.ended(), 0, trader.text);
  }
  assertEquals(witness.creates.length, tried, "nothing was sent");
  assertEquals(simulator.account()?.resting(), []);
  const left = [3, 0].map((shard) => (simulator.account()?.balance(shard).cash ?? 0) / 1_000_000);
  assertEquals(left, [money[3], money[0]], "nothing was lost");
}

for (const each of CASES) {
  Deno.test({
    name: `live, at the command line: ${each.name}`,
    ignore: !HAS_SCRIPT,
    fn: () => inFolder((folder) => play(each, folder)),
  });
}
