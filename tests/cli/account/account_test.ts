/**
 * The commands about an account, as processes with the program's own permissions, against the embedded exchange.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { cancelWholeAccount, WHOLE_ACCOUNT_WORDS } from "../../../src/cli/account/cancel.ts";
import { CliError } from "../../../src/cli/program.ts";
import { parsePrice, parseQuantity } from "../../../src/core/numbers/money.ts";
import { readEnvironment } from "../../../src/kalshi/environment.ts";
import { OrderApi } from "../../../src/kalshi/orders/api.ts";
import { createSigner } from "../../../src/kalshi/signing/sign.ts";
import type { CreateOrderBody } from "../../../src/kalshi/wire/order.ts";
import type { Simulator, SimulatorOptions, WireRequest } from "../../../src/simulator/mod.ts";
import { start } from "../../simulator/support.ts";
import { assertRefused, Child, inFolder, programWords, type Ran, runChild } from "../support.ts";

interface World {
  readonly simulator: Simulator;
  readonly api: OrderApi;
  readonly asked: { readonly environment: Environment; readonly signer: Signer };
  /** A market on shard 3. */
  readonly ticker: string;
  /** Writes that the exchange was sent. */
  readonly writes: WireRequest[];
  run(...argv: readonly string[]): Promise<Ran>;
  /** The same, read by a program that leaves before anything was written; `code N` is the last line on stderr. */
  runUnread(...argv: readonly string[]): Promise<Ran>;
}
type Environment = Extract<ReturnType<typeof readEnvironment>, { ok: true }>["value"];
type Signer = Extract<ReturnType<typeof createSigner>, { ok: true }>["value"];

async function world(
  test: (world: World) => Promise<void>,
  options: Omit<SimulatorOptions, "plan"> = {},
): Promise<void> {
  const simulator = await start({ plan: { kind: "quiet" }, ...options });
  const writes: WireRequest[] = [];
  try {
    await inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/key.pem`, simulator.privateKeyPem, { mode: 0o600 });
      const environment = readEnvironment(simulator.url);
      const signer = createSigner(simulator.keyId, simulator.privateKeyPem);
      assert(environment.ok && signer.ok);
      const asked = { environment: environment.value, signer: signer.value };
      const api = new OrderApi(asked);
      const ticker = simulator.markets.find((market) => market.ticker.startsWith("KXNBAGAME"))?.ticker ?? "";
      simulator.intercept({
        before: (request) => {
          if (request.method !== "GET") writes.push(request);
          return { kind: "pass" };
        },
      });
      const variables = {
        KALSHI_SIM_API_KEY_ID: simulator.keyId,
        KALSHI_SIM_PRIVATE_KEY_PATH: `${folder}/key.pem`,
      };
      const run = (...argv: readonly string[]) =>
        runChild([...argv, "--env", simulator.url], { environment: variables, cwd: folder });
      const runUnread = async (...argv: readonly string[]) => {
        const all = [Deno.execPath(), ...programWords([...argv, "--env", simulator.url])];
        const words = all.map((word) => `'${word}'`).join(" ");
        await using child = new Child("sh", ["-c", `{ ${words}; echo "code $?" >&2; } | true`], {
          environment: variables,
          cwd: folder,
        });
        return await child.ran();
      };
      await test({ simulator, api, asked, ticker, writes, run, runUnread });
    });
  } finally {
    await simulator.close();
  }
}

let orders = 0;

function bodyOf(ticker: string, change: Partial<CreateOrderBody> = {}): CreateOrderBody {
  return {
    ticker,
    client_order_id: `test-${++orders}`,
    side: "bid",
    count: "10.00",
    price: "0.4000",
    time_in_force: "good_till_canceled",
    self_trade_prevention_type: "taker_at_cross",
    exchange_index: 3,
    ...change,
  };
}

async function place(api: OrderApi, ticker: string, change: Partial<CreateOrderBody> = {}): Promise<string> {
  const placed = await api.create(bodyOf(ticker, change));
  assert(placed.kind === "accepted", JSON.stringify(placed));
  return placed.value.orderId;
}

/** Somebody else sells into our bid. */
function sellTo(simulator: Simulator, ticker: string, price: string, count: string): void {
  const sold = simulator.market(ticker)?.submit({
    owner: "stranger",
    side: "ask",
    price: parsePrice(price),
    quantity: parseQuantity(count),
    timeInForce: "good_till_canceled",
  });
  assert(sold?.ok);
}

Deno.test("orders, fills, positions, balance and settlements are shown as tables and as JSON; nothing is written", async () => {
  await world(async ({ simulator, api, ticker, writes, run }) => {
    const id = await place(api, ticker);
    sellTo(simulator, ticker, "0.4000", "3.33");
    writes.length = 0;
    const [list, json, fills, positions, balance, none] = await Promise.all([
      run("orders"),
      run("orders", "--json", "--market", ticker),
      run("fills", "--since", "1h", "--state", "unused"),
      run("positions"),
      run("balance", "--json"),
      run("settlements"),
    ]);
    assertEquals([list, json, fills, positions, balance, none].map(({ code, err }) => [code, err]), [
      [0, ""],
      [0, ""],
      [0, ""],
      [0, ""],
      [0, ""],
      [0, ""],
    ]);
    assertMatch(list.out, /^ORDER +MARKET +SIDE +PRICE +FILLED +LEFT +STATUS +SHARD +EXPIRES +CLIENT ID\n/);
    const row = list.out.split("\n")[1] ?? "";
    assert(row.startsWith(id), row);
    assertMatch(row, /buy YES +\.4000 +3\.33 of 10 +6\.67 +resting +3 /);
    const read = JSON.parse(json.out);
    assertEquals([read.environment, read.whole, read.orders.length], ["custom", true, 1]);
    const [{ order_id, yes_price, filled, remaining, exchange_index }] = read.orders;
    assertEquals([order_id, yes_price, filled, remaining, exchange_index], [id, "0.4000", "3.33", "6.67", 3]);
    assertMatch(fills.out, /buy YES +\.4000 +3\.33 +\$0\.\d{6} +maker/);
    assertMatch(positions.out, /\+3\.33 /);
    const money = JSON.parse(balance.out);
    assert(money.shards.length > 1 && /^\d+\.\d{6}$/.test(money.total), balance.out);
    assertEquals(none.out, "No settlements.\n");
    assertEquals(writes, [], "commands that read send reads alone");
  });
});

Deno.test("a cancel finds the order's shard, and reads back that it has ended; again, it says that it had", async () => {
  await world(async ({ api, ticker, writes, run }) => {
    const id = await place(api, ticker);
    writes.length = 0;
    const first = await run("cancel", id);
    assertEquals([first.code, first.err], [0, ""]);
    assertEquals(first.out, `${id} has ended: canceled, 0 of 10 filled\n`);
    assertEquals(writes.map(({ method, about }) => [method, about.orderId, about.exchangeIndex]), [[
      "DELETE",
      id,
      3,
    ]]);
    const second = await run("cancel", id, "--json");
    assertEquals(second.code, 0);
    assertMatch(JSON.parse(second.out).orders[0].result, /had ended before: canceled, 0 of 10 filled/);
    assertEquals(writes.length, 1);
    assertRefused(
      await run("cancel", "3b23c1c7-f4ef-4f0d-8b9a-9e53c61f1a0d"),
      1,
      /the exchange has no such order/,
    );
  });
});

Deno.test("a cancel whose outcome is not known is sent again, by the same id on the same shard, until the order has ended", async () => {
  await world(async ({ simulator, api, ticker, writes, run }) => {
    const id = await place(api, ticker);
    let lost = 0;
    simulator.intercept({
      before: (request) =>
        request.method === "DELETE" && lost++ < 2 ? { kind: "silence", how: "reset" } : { kind: "pass" },
    });
    writes.length = 0;
    const ran = await run("cancel", id);
    assertEquals([ran.code, ran.out], [0, `${id} has ended: canceled, 0 of 10 filled\n`]);
    assertEquals(writes.map(({ about }) => [about.orderId, about.exchangeIndex]), [[id, 3], [id, 3], [
      id,
      3,
    ]]);
  });
});

Deno.test("a cancel that was done although its answer was lost is seen by reading, and not sent again", async () => {
  await world(async ({ simulator, api, ticker, writes, run }) => {
    const id = await place(api, ticker);
    simulator.intercept({
      after: ({ method }) => method === "DELETE" ? { kind: "silence", how: "close" } : { kind: "pass" },
    });
    writes.length = 0;
    const ran = await run("cancel", id);
    assertEquals([ran.code, ran.out], [0, `${id} has ended: canceled, 0 of 10 filled\n`]);
    assertEquals(writes.length, 1);
  });
});

Deno.test("cancel --all cancels open orders of all shards and counts them; --market those of one market", async () => {
  await world(async ({ simulator, api, ticker, run }) => {
    const football = simulator.markets.find((market) => market.ticker.startsWith("KXNFL"))?.ticker ?? "";
    for (let index = 0; index < 4; index++) await place(api, ticker, { price: `0.1${index}00` });
    for (let index = 0; index < 3; index++) {
      await place(api, football, { price: `0.1${index}00`, exchange_index: 0 });
    }
    const one = await run("cancel", "--all", "--market", football);
    assertEquals([one.code, one.out, one.err], [0, "3 open, 3 cancelled\n", ""]);
    const all = await run("cancel", "--all", "--json");
    assertEquals(all.code, 0);
    assertEquals(JSON.parse(all.out), {
      found: 4,
      whole: true,
      cancelled: 4,
      ended_by_themselves: 0,
      open: [],
    });
    const left = await api.orders({ status: "resting" });
    assert(left.kind === "read" && left.value.whole);
    assertEquals(left.value.items, []);
    assertEquals((await run("cancel", "--all")).out, "0 open, 0 cancelled\n");
  });
});

Deno.test("one item of a batch that was not cancelled is not counted as cancelled, though the batch was answered 200", async () => {
  await world(async ({ simulator, api, run }) => {
    const football = simulator.markets.find((market) => market.ticker.startsWith("KXNFL"))?.ticker ?? "";
    const stays = await place(api, football, { price: "0.1000", exchange_index: 0 });
    await place(api, football, { price: "0.1100", exchange_index: 0 });
    // The exchange is asked for the others alone, and answers for this one as it does where a cancel has failed.
    simulator.intercept({
      after: (request, answer) => {
        if (request.method !== "DELETE") return { kind: "pass" };
        const orders = (JSON.parse(new TextDecoder().decode(answer.body)).orders as { order_id: string }[])
          .map(
            (item) =>
              item.order_id !== stays ? item : {
                order_id: stays,
                reduced_by: "0.00",
                error: { code: "internal", message: "no", details: "" },
              },
          );
        const body = new TextEncoder().encode(JSON.stringify({ orders }));
        const { "content-length": _, ...headers } = answer.headers as Record<string, string>;
        return { kind: "answer", answer: { ...answer, headers, body } };
      },
    });
    const ran = await run("cancel", "--all", "--json");
    const said = JSON.parse(ran.out);
    assertEquals([said.found, said.cancelled, said.ended_by_themselves], [2, 1, 1]);
  });
});

Deno.test("the whole-account cancel wants its words typed at a terminal, and is sent once", async () => {
  await world(async ({ api, asked, ticker, writes, run }) => {
    await place(api, ticker);
    writes.length = 0;
    const noTerminal = await run("cancel", "--all", "--whole-account");
    assertEquals(noTerminal.code, 1);
    assertMatch(noTerminal.err, /also|placed within the next minute/);
    assertMatch(noTerminal.err, /expected a terminal, since it wants words typed/);
    const lines: string[] = [];
    const output = {
      line: (text: string) => void lines.push(text),
      note: (text: string) => void lines.push(text),
      write: () => Promise.resolve(),
    };
    const kept: number[] = [];
    // Kept before it is sent.
    const keep = (): void => void kept.push(writes.length);
    for (const answer of [null, "", "yes", "cancel all"]) {
      const refused = await cancelWholeAccount(asked, output, () => answer, keep).catch((error) => error);
      assert(refused instanceof CliError && refused.exitCode === 1);
      assertEquals(refused.message, "Nothing was cancelled: other words were typed");
    }
    assertEquals([writes, kept], [[], []]);
    assertEquals(await cancelWholeAccount(asked, output, () => WHOLE_ACCOUNT_WORDS, keep), 0);
    assertEquals(kept, [0]);
    assertEquals(writes.map(({ method, path }) => `${method} ${path}`), [
      "DELETE /trade-api/v2/portfolio/events/orders",
    ]);
    assertMatch(lines.at(-1) ?? "", /no open order is shown/);
  });
});

Deno.test("a key that is wrong, expired, of another environment or without the scope, and a clock that is off, each say so", async () => {
  await world(async ({ simulator, api, ticker, run }) => {
    const id = await place(api, ticker);
    simulator.keys.change(simulator.keyId, { scopes: ["read"] });
    const noScope = await run("cancel", id);
    assertEquals(noScope.code, 1);
    assertMatch(
      noScope.err,
      /may still rest: .*does not permit this to the key \(status 403\).*write::trade/,
    );
    simulator.keys.change(simulator.keyId, { scopes: ["write::trade"] });
    assertRefused(await run("orders"), 1, /does not permit this to the key \(status 403\): check its scopes/);
    simulator.keys.change(simulator.keyId, {
      scopes: ["read", "write"],
      expiresAtMs: simulator.clock.now() - 1,
    });
    assertRefused(await run("orders"), 1, /refused the signature \(status 401\).*has not ended/);
    simulator.keys.change(simulator.keyId, { scopes: ["read", "write"], expiresAtMs: Infinity });
    simulator.clock.move(90_000);
    assertRefused(await run("orders"), 1, /which is (89|90|91) s behind the exchange's/);
  });
});

Deno.test("no key, no exchange, no sense: one line each, and the exit code says whose mistake", async () => {
  await world(async ({ simulator, run }) => {
    for (const command of ["orders", "kill"]) {
      assertRefused(
        await runChild([command, "--env", simulator.url]),
        1,
        /no key is named for http:.*; expected KALSHI_SIM_API_KEY_ID and KALSHI_SIM_PRIVATE_KEY_PATH in the environment or in \.env/,
      );
    }
    const usages: readonly (readonly [readonly string[], RegExp])[] = [
      [["cancel"], /expected the id of an order/],
      [["cancel", "--all", "x"], /expected the id of an order, .* or --all/],
      [["cancel", "--whole-account"], /expected --all with it/],
      [["cancel", "o 1"], /Cannot cancel "o 1"/],
      [["orders", "x"], /orders takes no words/],
      [["orders", "--status", "open"], /expected one of resting, canceled, executed, all/],
      [["fills", "--since", "yesterday"], /Cannot use --since/],
      [["fills", "--limit", "0"], /Cannot use --limit/],
      [["positions", "--subaccount", "64"], /Cannot use --subaccount/],
    ];
    for (const [argv, message] of usages) assertRefused(await run(...argv), 2, message);
    await simulator.close();
    assertRefused(await run("balance"), 1, /Cannot read \/portfolio\/balance: .*[Cc]onnection refused/);
  });
});

Deno.test("a reader that has left ends a list quietly; cancels are done to the last, and exit codes still say what came of it", async () => {
  await world(async ({ simulator, api, ticker, runUnread }) => {
    const ids = [await place(api, ticker), await place(api, ticker), await place(api, ticker)];
    const lists = [["orders"], ["balance", "--json"]];
    for (const { err, out } of await Promise.all(lists.map((argv) => runUnread(...argv)))) {
      assertEquals([out, err], ["", "code 0\n"]);
    }
    assertEquals(simulator.account()?.resting().length, 3);
    const lost = "kalshi-live: the output is lost: its reader has gone\n";
    const [cancelled, differs] = await Promise.all([
      runUnread("cancel", ...ids),
      // There is no such order: what it came to is in the exit code alone.
      runUnread("cancel", "00000000-0000-0000-0000-000000000000", "--json"),
    ]);
    assertEquals(cancelled.err, `${lost}code 0\n`);
    assertEquals(differs.err, `${lost}code 1\n`);
    assertEquals(simulator.account()?.resting().length, 0);
  });
});
