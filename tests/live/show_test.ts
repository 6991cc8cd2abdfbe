/**
 * A live session, whole, as a person has it: an exchange in a process of its own, a terminal, a typed yes; a rule that buys and
 * whose stop sells, a ticket by hand, a market that pays out. At the end the exchange, the journal, the audit log, the summary
 * and the recording say the same, to the account's grid.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { Child, inFolder, type Ran, runChild } from "../cli/support.ts";
import { HAS_SCRIPT, LONGEST_MS, type TerminalPlace, Trader } from "./terminal_child.ts";
import { RULE } from "./workers_bench.ts";

interface Place extends TerminalPlace {
  readonly url: string;
  readonly ticker: string;
}

/** Has something happen at the exchange, in order. */
async function happen(place: Place, token: string, ...deeds: readonly unknown[]): Promise<void> {
  const response = await fetch(`${place.url.replace(/\/trade-api.*/, "")}/simulator/faults`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ actions: deeds.map((each) => ({ do: each })) }),
  });
  const text = await response.text();
  assertEquals(response.status, 200, text);
}

/** Waits until the audit log has so many lines in which something stands. */
async function logged(place: Place, pattern: RegExp, count: number, trader: Trader): Promise<void> {
  const folder = `${place.folder}/state/audit`;
  const read = () =>
    [...Deno.readDirSync(folder)].map(({ name }) => Deno.readTextFileSync(`${folder}/${name}`)).join("");
  const watcher = Deno.watchFs(folder);
  const found = async () => {
    if ((read().match(pattern) ?? []).length >= count) return;
    for await (const _ of watcher) if ((read().match(pattern) ?? []).length >= count) return;
  };
  try {
    await deadline(found(), LONGEST_MS);
  } catch {
    throw new Error(
      `${count} × ${pattern} did not come: ${read().slice(-3_000)}\n${trader.text.slice(-2_000)}`,
    );
  } finally {
    watcher.close();
  }
}

interface Rows {
  readonly orders: readonly {
    readonly client_order_id: string;
    readonly order_id: string;
    readonly filled: string;
  }[];
  readonly fills: readonly {
    readonly order_id: string;
    readonly side: string;
    readonly yes_price: string;
    readonly contracts: string;
    readonly fee: string;
  }[];
  readonly positions: readonly { readonly position: string }[];
  readonly settlements: readonly { readonly result: string; readonly revenue_cents: number }[];
}

Deno.test({
  name: "a live session, whole: exchange, journal, audit log, summary and recording say the same at its end",
  ignore: !HAS_SCRIPT,
  fn: () =>
    inFolder(async (folder) => {
      const key = `${folder}/key.pem`;
      await using exchange = Child.program(["simulate", "--quiet", "--port", "0", "--key-file", key], {
        cwd: folder,
      });
      const [, served = ""] = await exchange.until(/Serving (\S+)/);
      const [, ticker = ""] = await exchange.until(/ {2}(KXNBA\S+) {2}YES/);
      const [, keyId = ""] = await exchange.until(/Key id (\S+)/);
      const [, token = ""] = await exchange.until(/Authorization: Bearer (\S+)/);
      const environment = { KALSHI_SIM_API_KEY_ID: keyId, KALSHI_SIM_PRIVATE_KEY_PATH: key };
      const place: Place = { url: served, ticker, folder, environment };
      const account = ["--env", served];
      const state = ["--state", `${folder}/state`];
      const run = (...words: readonly string[]): Promise<Ran> =>
        runChild(words, { cwd: folder, environment });
      const rows = async <Name extends keyof Rows>(name: Name, ...words: string[]): Promise<Rows[Name]> => {
        const { code, out, err } = await run(name, "--json", ...words, ...account);
        assertEquals(code, 0, err);
        return JSON.parse(out)[name];
      };
      const balance = async () => Number(JSON.parse((await run("balance", "--json", ...account)).out).total);
      const trade = (side: "bid" | "ask", price: string, count: string) => ({
        kind: "trade",
        ticker,
        side,
        price,
        count,
        timeInForce: "good_till_canceled",
      });
      await Deno.writeTextFile(`${folder}/asks_again.ts`, RULE);
      await Deno.mkdir(`${folder}/state/audit`, { recursive: true });
      const before = await balance();
      await happen(place, token, trade("bid", "0.5400", "100"), trade("ask", "0.5600", "4"));

      const words = [ticker, "--live", ...account, ...state, "--recordings", `${folder}/recordings`];
      const rule = ["--strategy", `${folder}/asks_again.ts`];
      const params = `{"price":5600,"contracts":10,"stop_loss":500}`;
      await using trader = new Trader(
        [...words, ...rule, "--params", params, "--limit", "max_book_age_ms=600000"],
        place,
      );
      await trader.until(/Type yes/);
      assertMatch(trader.text, /balance +\$10,000\.00 on shard 3/);
      await trader.type("yes\n");

      // The rule's entry is filled in two parts.
      const fills = /"kind":"report"[^\n]*"report":"fill"/g;
      await logged(place, fills, 1, trader);
      assertEquals((await rows("orders")).map(({ filled }) => filled).includes("4.00"), true);
      await happen(place, token, trade("ask", "0.5600", "9"));
      await logged(place, fills, 2, trader);

      // A ticket by hand: three contracts at the best ask, which are there.
      await trader.press("b", "\r", "3", "\r", "\r", "\r", "\r", "\r");
      await logged(place, /"kind":"order"[^\n]*"strategy":"hand"/g, 1, trader);
      await logged(place, fills, 3, trader);

      // The bids fall away: the rule's stop sells its ten, and the hand's three stay.
      await happen(place, token, { kind: "withdraw", ticker }, trade("bid", "0.5100", "100"));
      await logged(place, /"kind":"order"[^\n]*"purpose":"stop"/g, 1, trader);
      await logged(place, fills, 4, trader);
      assertEquals((await rows("positions")).map(({ position }) => position), ["3.00"]);

      // The market ends with YES, and pays three dollars.
      for (const step of ["closed", "determined", "settled"] as const) {
        const life = step === "determined" ? { step, ticker, result: "yes" } : { step, ticker };
        await happen(place, token, { kind: "life", life });
      }
      assertEquals(await trader.ended(), 0, trader.text.slice(-3_000));
      assertMatch(trader.text, /Session summary · LIVE/);

      // The exchange's own lists, by their sums.
      const [orders, traded, settled] = [
        await rows("orders", "--status", "all"),
        await rows("fills"),
        await rows("settlements"),
      ];
      assertEquals(await rows("positions"), []);
      const money = traded.reduce(
        (sum, { side, yes_price, contracts, fee }) =>
          sum + (side === "bid" ? -1 : 1) * Number(yes_price) * Number(contracts) - Number(fee),
        settled.reduce((sum, { revenue_cents }) => sum + revenue_cents / 100, 0),
      );
      const after = await balance();
      assertEquals((after - before).toFixed(6), money.toFixed(6));
      assertEquals(settled.map(({ result, revenue_cents }) => [result, revenue_cents]), [["yes", 300]]);

      // The summary, on the screen and kept.
      const files = [...walk(`${folder}/recordings`)];
      const summary = JSON.parse(
        Deno.readTextFileSync(files.find((path) => path.endsWith(".summary.json")) ?? ""),
      );
      // Each of the two shards has half of the money; the session counts that of its market's.
      assertEquals([summary.starting_balance, summary.ending_balance].map(Number), [
        before / 2,
        before / 2 + money,
      ]);

      // The journal, the audit log: the same orders, the same fills.
      const agreed = await run("reconcile", "--json", ...account, ...state);
      assertEquals([agreed.code, JSON.parse(agreed.out).agrees], [0, true], agreed.out);
      const verified = await run("audit", "verify", ...account, ...state);
      assertEquals(verified.code, 0, verified.out + verified.err);
      const shown = (await run("audit", "show", "--json", ...account, ...state)).out.trimEnd().split("\n")
        .map((line) => JSON.parse(line));
      const inLog = shown.filter(({ kind }) => kind === "order").map(({ data }) => data.client_order_id);
      assertEquals(inLog.toSorted(), orders.map(({ client_order_id }) => client_order_id).toSorted());
      const reported = shown.filter(({ data }) => data.report === "fill").map(({ data }) => data.quantity);
      assertEquals(reported.toSorted(), traded.map(({ contracts }) => contracts).toSorted());
      const hand = shown.find(({ kind, data }) => kind === "order" && data.strategy === "hand")?.data
        .client_order_id;
      const told = await run("audit", "show", "--order", String(hand), ...account, ...state);
      assert(told.code === 0 && /fill/.test(told.out), told.out);

      // The recording, byte for byte.
      const recording = files.find((path) => path.endsWith(".jsonl.gz")) ?? "";
      const replay = await run("replay", recording, "--strategy", `${folder}/asks_again.ts`);
      assertEquals(replay.code, 0, replay.err);
      assertMatch(replay.err, /^[1-9]\d* decisions, identical to those of the session$/m);
    }),
});

function* walk(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* walk(`${folder}/${name}`);
    else yield `${folder}/${name}`;
  }
}
