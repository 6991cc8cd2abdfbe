/**
 * `arm`, `disarm`, `kill`, `audit` and `reconcile`: as processes with the program's own permissions, and, where a person types,
 * in this one.
 */
import { DatabaseSync } from "node:sqlite";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ARM, arm } from "../../../src/cli/journal/arm.ts";
import type { NamedAccount } from "../../../src/cli/journal/account_journal.ts";
import { HALTS, halts } from "../../../src/cli/journal/halts.ts";
import { KILL, kill } from "../../../src/cli/journal/kill.ts";
import { RECONCILE, reconcileAccount } from "../../../src/cli/journal/reconcile.ts";
import { type CommandSpec, parseFlags } from "../../../src/cli/flags.ts";
import { CliError, type Output } from "../../../src/cli/program.ts";
import type { Micros, Price, Quantity } from "../../../src/core/numbers/money.ts";
import { readEnvironment } from "../../../src/kalshi/environment.ts";
import { OrderApi } from "../../../src/kalshi/orders/api.ts";
import { createSigner } from "../../../src/kalshi/signing/sign.ts";
import { Journal } from "../../../src/journal/journal.ts";
import { writeKillFile } from "../../../src/journal/kill_switch.ts";
import { accountPlace } from "../../../src/journal/place.ts";
import type { Simulator } from "../../../src/simulator/mod.ts";
import { newOrder, valueOf } from "../../journal/support.ts";
import { start } from "../../simulator/support.ts";
import { inFolder, type Ran, runChild, runMain } from "../support.ts";

interface World {
  readonly simulator: Simulator;
  readonly account: NamedAccount;
  readonly folder: string;
  readonly lines: string[];
  readonly output: Output;
  open(): Journal;
  run(...argv: readonly string[]): Promise<Ran>;
}

async function world(test: (world: World) => Promise<void> | void): Promise<void> {
  const simulator = await start({ plan: { kind: "quiet" } });
  try {
    await inFolder(async (folder) => {
      Deno.writeTextFileSync(`${folder}/key.pem`, simulator.privateKeyPem, { mode: 0o600 });
      const environment = valueOf(readEnvironment(simulator.url));
      const signer = valueOf(createSigner(simulator.keyId, simulator.privateKeyPem));
      const name = new URL(simulator.url).host;
      const place = accountPlace(`${folder}/state`, name, simulator.keyId);
      const lines: string[] = [];
      const output: Output = {
        line: (text) => void lines.push(text),
        write: () => Promise.resolve(),
        note: (text) => void lines.push(text),
      };
      const variables = {
        KALSHI_SIM_API_KEY_ID: simulator.keyId,
        KALSHI_SIM_PRIVATE_KEY_PATH: `${folder}/key.pem`,
      };
      await test({
        simulator,
        account: { environment, name, signer, place },
        folder,
        lines,
        output,
        open: () =>
          valueOf(Journal.open({ place, environment: name, account: simulator.keyId, now: Date.now })),
        run: (...argv) =>
          runChild([...argv, "--env", simulator.url, "--state", `${folder}/state`], {
            environment: variables,
            cwd: folder,
          }),
      });
    });
  } finally {
    await simulator.close();
  }
}

/** Refused because nobody can type. */
function assertNobody({ code, out, err }: Ran): void {
  assertEquals([code, out], [1, ""]);
  assertMatch(err, /there is no terminal\n$/);
}

const flagsOf = (spec: CommandSpec, ...argv: string[]) => parseFlags(spec, argv);
const armFlags = () => flagsOf(ARM, "--until", "23:59", "--max-loss", "50");

Deno.test("arming wants yes typed at a terminal, says what it permits, and is in force for other processes", async () => {
  await world(async ({ account, lines, output, open, run }) => {
    assertNobody(await run("arm", "--until", "23:59", "--max-loss", "50"));
    for (const answer of ["y", "", "YES please"]) {
      assertThrows(() => arm(account, armFlags(), output, () => answer), CliError, "nothing has changed");
    }
    const unarmed = await run("arm");
    assertEquals([unarmed.code, unarmed.out], [1, "not armed; see kalshi-live arm --help\n"]);
    lines.length = 0;
    assertEquals(arm(account, armFlags(), output, () => " yes "), 0);
    assertStringIncludes(lines.join("\n"), "23:59:00 New York");
    assertStringIncludes(lines.join("\n"), "may lose  $50.00 from now on; the hard cap is $1,000.00");
    const status = await run("arm");
    assertEquals(status.code, 0);
    assertMatch(status.out, /armed until .* New York, lost \$0\.00 of \$50\.00\n/);
    assertEquals((await run("disarm")).out, "Disarmed.\n");
    using journal = open();
    assertEquals(journal.armings.current().ok, false);
  });
});

Deno.test("arming is refused beyond the hard cap, within a minute of a whole-account cancel, and while killed", async () => {
  await world(({ account, output, open }) => {
    const never = () => {
      throw new Error("nobody should be asked");
    };
    const beyond = flagsOf(ARM, "--until", "23:59", "--max-loss", "1000.01");
    assertThrows(() => arm(account, beyond, output, never), CliError, "hard cap");
    {
      using journal = open();
      journal.armings.accountCancelled("test");
    }
    assertThrows(() => arm(account, armFlags(), output, never), CliError, "wait");
  });
  await world(({ account, output }) => {
    assertEquals(kill(account, flagsOf(KILL), output), 0);
    assertThrows(() => arm(account, armFlags(), output, () => "yes"), CliError, "kill switch");
  });
  // The file alone, as it is where the journal was held by another process when somebody killed.
  await world(({ account, output, open }) => {
    open()[Symbol.dispose]();
    valueOf(writeKillFile(account.place.killFile, "command line", "the score is wrong"));
    assertThrows(
      () => arm(account, armFlags(), output, () => "yes"),
      CliError,
      "Cannot arm: the kill switch is set: command line: the score is wrong; kill file ",
    );
    using journal = open();
    assertEquals(journal.armings.current().ok, false);
  });
});

Deno.test("halts says what ends each; a typed yes ends those that wait for a person, and no others", async () => {
  await world(({ account, lines, output, open }) => {
    const never = () => {
      throw new Error("nobody should be asked");
    };
    const run = (ask: () => string | undefined, ...argv: string[]) => {
      lines.length = 0;
      return halts(account, flagsOf(HALTS, ...argv), output, ask);
    };
    assertEquals([run(never), lines], [0, ["Nothing halts entries."]]);
    assertEquals(run(never, "--end"), 0);
    const until = Date.now() + 3_600_000;
    const set = [
      { code: "DRAWDOWN", detail: "DRAWDOWN: drawdown=$210.00 max=$200.00" },
      { code: "DAILY_LOSS", detail: "DAILY_LOSS: loss=$200.00 max=$200.00", until },
      { code: "DIFFERS", detail: "the journal holds 3 YES, the exchange nothing", market: "T1" },
      { code: "ORDER_GROUP", detail: "order group g was triggered" },
    ];
    {
      using journal = open();
      for (const halt of set) journal.halts.set(halt);
    }
    assertEquals(run(never), 1);
    const at = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d New York";
    const expected = [
      `^DRAWDOWN: drawdown=\\$210\\.00 max=\\$200\\.00, since ${at}; ended by kalshi-live halts --end$`,
      `^DAILY_LOSS: loss=.*, since ${at}; ends by itself at ${at}$`,
      `^DIFFERS: the journal holds .* in T1, since ${at}; ended by kalshi-live reconcile --adopt$`,
      `^ORDER_GROUP: order group g was triggered, since ${at}; ended by kalshi-live groups --reset$`,
    ];
    assertEquals(lines.length, 4);
    for (const [index, pattern] of expected.entries()) assertMatch(lines[index] ?? "", new RegExp(pattern));
    for (const answer of ["y", "", undefined]) assertThrows(() => run(() => answer, "--end"), CliError);
    assertEquals(run(() => "yes", "--end"), 1, "three are left");
    {
      using journal = open();
      assertEquals(journal.halts.active().map(({ code }) => code), ["DAILY_LOSS", "DIFFERS", "ORDER_GROUP"]);
    }
    assertEquals(run(never, "--end"), 1);
    assertEquals(lines.at(-1), "None of them is ended here.");
  });
});

Deno.test("kill is there for every process at once, with and without a journal, and is undone by a typed yes", async () => {
  await world(async ({ account, lines, output, open, run, folder }) => {
    using journal = open();
    assertEquals(journal.kill.read(), undefined);
    assertEquals((await run("kill", "the", "score", "is", "wrong")).code, 0);
    assert(journal.kill.read() !== undefined);
    assertMatch(journal.kill.read() ?? "", /^command line: the score is wrong; kill file /);
    assertNobody(await run("kill", "--undo"));
    assert(journal.kill.read() !== undefined);
    lines.length = 0;
    assertEquals(kill(account, flagsOf(KILL, "--undo"), output, () => "yes"), 0);
    assertMatch(
      lines.join("\n"),
      /the score is wrong[\s\S]*Sessions that it stopped stay so until they are started again/,
    );
    assertEquals(journal.kill.read(), undefined);
    // The file alone kills, as a person can make it with touch; and so does the row alone.
    Deno.writeTextFileSync(account.place.killFile, "");
    assertEquals(journal.kill.read(), `kill file ${account.place.killFile}`);
    Deno.removeSync(account.place.killFile);
    assertEquals(journal.kill.set("test", "row").ok, true);
    Deno.removeSync(account.place.killFile);
    assertEquals(journal.kill.read(), "row (test)");
    assert(folder !== "");
  });
  await world(async ({ account, run, folder }) => {
    Deno.mkdirSync(`${folder}/state/journal`, { recursive: true });
    Deno.writeTextFileSync(account.place.journal, "not a database".repeat(100));
    const ran = await run("kill");
    assertEquals(ran.code, 0, ran.err);
    assertStringIncludes(ran.err, "it is damaged");
    assert(Deno.statSync(account.place.killFile).isFile);
    // Where neither can be written nothing was killed: it is said, with what else there is to do.
    Deno.removeSync(account.place.killFile);
    Deno.mkdirSync(account.place.killFile);
    const neither = await run("kill");
    assertEquals([neither.code, neither.out], [1, ""]);
    assertMatch(
      neither.err,
      /^kalshi-live: NOT killed: Cannot write kill file .*then kalshi-live cancel --all\n$/,
    );
  });
});

Deno.test("audit verify tells its verdicts apart by exit code, and audit show tells an order's life", async () => {
  await world(async ({ account: { place }, open, run }) => {
    {
      using journal = open();
      valueOf(journal.beginSession({ process: "test", mode: "live" }));
      journal.audit.append("order", {
        client_order_id: "a-1",
        market: "M",
        side: "bid",
        quantity: "10.00",
        price: "0.6000",
        purpose: "entry",
        strategy: "favourite",
      });
      journal.audit.append("report", { client_order_id: "a-1", order_id: "X1", report: "accepted" });
      journal.audit.append("report", { client_order_id: "b-1", report: "accepted" });
    }
    const intact = await run("audit", "verify");
    assertEquals(intact.code, 0, intact.out + intact.err);
    const [, checkpoint = ""] = /checkpoint (\S+)/.exec(intact.out) ?? [];
    for (const id of ["a-1", "X1"]) {
      const shown = await run("audit", "show", "--order", id);
      assertEquals(shown.out.trim().split("\n").length, 2);
      assertMatch(shown.out, /buys 10.00 YES at 0.6000 in M: entry of favourite[\s\S]*the exchange took it/);
    }
    const nothing = await run("audit", "show", "--order", "nothing");
    assertEquals(nothing.code, 1);
    assertEquals(nothing.err, "kalshi-live: Cannot show order nothing: the log has no line about it\n");
    const text = Deno.readTextFileSync(place.log);
    const copy = `${place.log}.copy`;
    const cases: readonly (readonly [number, string])[] = [
      [0, text],
      [3, text.slice(0, -20)],
      [4, text.replace("0.6000", "0.1000")],
      [5, text.split("\n").slice(0, 2).join("\n") + "\n"],
    ];
    for (const [code, changed] of cases) {
      Deno.writeTextFileSync(copy, changed);
      const given = code === 5 ? ["--checkpoint", checkpoint] : [];
      const ran = await run("audit", "verify", copy, "--key", place.key, ...given);
      assertEquals(ran.code, code, ran.out + ran.err);
      assertEquals(ran.out.trim().split("\n").length, 1);
    }
    // A beginning that was taken away is missed, also where the journal knows the line before; a person may vouch for it.
    const [first = "", ...rest] = text.trimEnd().split("\n");
    const { seq, mac } = JSON.parse(first);
    {
      using database = new DatabaseSync(place.journal);
      database.prepare("insert or ignore into checkpoints (count, mac, at) values (?, ?, 0)").run(seq, mac);
    }
    Deno.writeTextFileSync(place.log, `${rest.join("\n")}\n`);
    const beheaded = await run("audit", "verify");
    assertEquals(beheaded.code, 4, beheaded.out);
    assertMatch(beheaded.out, /deleted: line 1 is missing/);
    assertEquals((await run("audit", "verify", "--checkpoint", `${seq}:${mac}`)).code, 0);
    Deno.writeTextFileSync(place.log, text);
    // The journal's own checkpoints say it without being told.
    Deno.writeTextFileSync(place.log, text.split("\n").slice(0, 2).join("\n") + "\n");
    assertEquals((await run("audit", "verify")).code, 5);
    Deno.renameSync(place.key, `${place.key}.away`);
    assertEquals((await run("audit", "verify")).code, 6);
  });
});

Deno.test("a journal that cannot be read, as on a disk that takes nothing: the log is shown all the same, and verified by itself", async () => {
  await world(async ({ account: { place }, open, run }) => {
    open()[Symbol.dispose]();
    Deno.writeTextFileSync(place.journal, "not a database".repeat(100));
    const shown = await run("audit", "show");
    assertEquals([shown.code, shown.err], [0, ""]);
    assertMatch(shown.out, /^1 .* opened: /);
    const refused = await run("audit", "verify");
    assertEquals([refused.code, refused.out], [1, ""]);
    const [, words = ""] =
      /^kalshi-live: Cannot read the checkpoints of journal .*verify the log by itself: kalshi-live (audit verify .*)\n$/
        .exec(refused.err) ?? [];
    const byItself = await runMain(...words.split(" "));
    assertEquals(byItself.code, 0, refused.err + byItself.err);
    // A copy is read without any account.
    const copy = await runMain("audit", "show", place.log);
    assertEquals([copy.code, copy.out, copy.err], [0, shown.out, ""]);
  });
});

Deno.test("audit show tells a day, a time and a kind apart, and what is no time is refused", async () => {
  await inFolder(async (folder) => {
    const place = accountPlace(`${folder}/state`, "sim", "key-1");
    // 22 November 2026: noon and, an hour before midnight, 23:00 in New York.
    let now = Date.parse("2026-11-22T17:00:00Z");
    {
      using journal = valueOf(
        Journal.open({ place, environment: "sim", account: "key-1", now: () => now }),
      );
      valueOf(journal.beginSession({ process: "test", mode: "live" }));
      const report = (id: string) =>
        journal.audit.append("report", { client_order_id: id, order_id: `X-${id}`, report: "accepted" });
      report("noon");
      now = Date.parse("2026-11-23T04:00:00Z");
      report("late");
      journal.audit.append("kill", { why: "enough" });
      now = Date.parse("2026-11-23T05:00:00Z");
      report("next-day");
    }
    const show = async (...argv: string[]) => {
      const { code, out, err } = await runMain(
        "audit",
        "show",
        place.log,
        "--key",
        place.key,
        "--json",
        ...argv,
      );
      const lines = out.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
      return { code, err, ids: lines.map(({ kind, data }) => data.client_order_id ?? kind) };
    };
    const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
      [["--kind", "report"], ["noon", "late", "next-day"]],
      [["--kind", "kill"], ["kill"]],
      [["--since", "2026-11-23"], ["next-day"]],
      [["--since", "2026-11-22", "--kind", "report"], ["noon", "late", "next-day"]],
      [["--since", "2026-11-23T04:00:00Z"], ["late", "kill", "next-day"]],
      [["--since", "2026-11-22T23:00:00.001-05:00"], ["next-day"]],
      [["--since", "2026-11-23", "--order", "X-next-day"], ["next-day"]],
    ];
    for (const [argv, ids] of cases) {
      assertEquals(await show(...argv), { code: 0, err: "", ids: [...ids] }, argv.join(" "));
    }
    for (
      const argv of [["--kind", "reports"], ["--since", "2026-11-24"], [
        "--since",
        "2026-11-23",
        "--order",
        "noon",
      ]]
    ) {
      const { code, err, ids } = await show(...argv);
      assertEquals([code, ids], [1, []]);
      assertMatch(
        err,
        /^kalshi-live: Cannot show: no line is of that kind and time; the log has .*report, the last of 2026-11-2\d \d\d:00:00 New York\n$/,
      );
    }
    const refused = await show("--since", "yesterday");
    assertEquals(refused.code, 2);
    assertMatch(
      refused.err,
      /Cannot use --since: expected a day such as 2026-11-22 or an RFC 3339 time, was "yesterday"/,
    );
  });
});

Deno.test("reconcile agrees with an account by hand, finds what differs, and adopts it after a typed yes", async () => {
  await world(async ({ simulator, account, lines, output, open, run }) => {
    const api = new OrderApi({ environment: account.environment, signer: account.signer });
    const ticker = simulator.markets.find((market) => market.ticker.startsWith("KXNBAGAME"))?.ticker ?? "";
    const placed = await api.create({
      ticker,
      client_order_id: "by-hand",
      side: "bid",
      count: "10.00",
      price: "0.0200",
      time_in_force: "good_till_canceled",
      self_trade_prevention_type: "taker_at_cross",
      exchange_index: 3,
    });
    assertEquals(placed.kind, "accepted");
    const agrees = await run("reconcile");
    assertEquals(agrees.code, 0, agrees.out + agrees.err);
    assertMatch(agrees.out, /of others[\s\S]*Journal and exchange agree/);
    {
      using journal = open();
      const { orderPrefix } = valueOf(journal.beginSession({ process: "test", mode: "live" }));
      const id = `${orderPrefix}1`;
      valueOf(journal.orders.record(newOrder(id, { request: { market: ticker } })));
      journal.orders.fill({
        tradeId: "T-never",
        clientOrderId: id,
        market: ticker,
        side: "bid",
        price: 6_000 as Price,
        quantity: 400 as Quantity,
        role: "taker",
        fee: 0 as Micros,
        balanceChange: 0 as Micros,
        at: Date.now() - 60_000,
      });
      journal.halts.set({ code: "DIFFERS", detail: "test", market: ticker });
    }
    const differs = await run("reconcile", "--json");
    assertEquals(differs.code, 1, differs.out + differs.err);
    assertEquals(JSON.parse(differs.out).fixes, [{ market: ticker, change: "-4.00" }]);
    const flags = flagsOf(RECONCILE, "--adopt");
    await assertRejects(
      () => reconcileAccount(account, flags, output, () => "no"),
      CliError,
      "nothing has changed",
    );
    lines.length = 0;
    assertEquals(await reconcileAccount(account, flags, output, () => "yes"), 0);
    using journal = open();
    assertEquals(journal.orders.positions(), []);
    assertEquals(journal.halts.active(), []);
    assertEquals((await run("reconcile")).code, 0);
  });
});
