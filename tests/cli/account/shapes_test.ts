/**
 * The JSON that README.md of the account commands shows is what the commands print: the same fields, of the same form.
 */
import { assert, assertEquals } from "@std/assert";
import { parsePrice, parseQuantity } from "../../../src/core/numbers/money.ts";
import { readEnvironment } from "../../../src/kalshi/environment.ts";
import { OrderApi } from "../../../src/kalshi/orders/api.ts";
import { createSigner } from "../../../src/kalshi/signing/sign.ts";
import type { Simulator } from "../../../src/simulator/mod.ts";
import { ORDER } from "../../simulator/signed.ts";
import { start } from "../../simulator/support.ts";
import { inFolder, ROOT, runChild } from "../support.ts";

/** The example of each command in the README. */
function examples(): ReadonlyMap<string, unknown> {
  const text = Deno.readTextFileSync(`${ROOT}src/cli/account/README.md`);
  const found = text.matchAll(/`kalshi-live ([^`\n]+)`:\n\n```json\n([\s\S]*?)\n```/g);
  return new Map([...found].map(([, command = "", json = ""]) => [command, JSON.parse(json)]));
}

/** The form of a value: its fields, and of a text whether it is a time, money, a price or contracts. */
function formOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.length === 0 ? "empty list" : [formOf(value[0])];
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, inner]) => [key, formOf(inner)]),
    );
  }
  if (typeof value !== "string") return typeof value;
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return "time";
  return /^-?\d+\.\d+$/.test(value) ? `decimal, ${value.split(".")[1]?.length} places` : "text";
}

/** An account with an order that rests in part, a position, and one that was settled. */
async function play(simulator: Simulator): Promise<void> {
  const environment = readEnvironment(simulator.url);
  const signer = createSigner(simulator.keyId, simulator.privateKeyPem);
  assert(environment.ok && signer.ok);
  const api = new OrderApi({ environment: environment.value, signer: signer.value });
  const [first, second] = simulator.markets.filter(({ ticker }) => ticker.startsWith("KXNBAGAME"));
  assert(first !== undefined && second !== undefined);
  for (const { ticker } of [first, second]) {
    const placed = await api.create({
      ...ORDER,
      ticker,
      client_order_id: `shape-${ticker}`,
      side: "bid",
      count: "10.00",
      price: "0.4000",
      exchange_index: 3,
      expiration_time: Math.ceil((api.clock.now() + 3_600_000) / 1000),
    });
    assert(placed.kind === "accepted", JSON.stringify(placed));
    const sold = simulator.market(ticker)?.submit({
      owner: "stranger",
      side: "ask",
      price: parsePrice("0.4"),
      quantity: parseQuantity("3.33"),
      timeInForce: "good_till_canceled",
    });
    assert(sold?.ok);
  }
  const life = { kind: "life", market: second.ticker } as const;
  for (
    const turn of [
      { ...life, step: "closed" },
      { ...life, step: "determined", result: "yes" },
      { ...life, step: "settled" },
    ] as const
  ) assert(simulator.turn(turn));
}

Deno.test("README's JSON of the account commands has the fields and forms that are printed", async () => {
  const simulator = await start({ plan: { kind: "quiet" } });
  try {
    await inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/key.pem`, simulator.privateKeyPem, { mode: 0o600 });
      await play(simulator);
      const shown = examples();
      assertEquals([...shown.keys()].map((command) => command.split(" ")[0]), [
        "orders",
        "positions",
        "fills",
        "settlements",
        "balance",
        "cancel",
        "cancel",
        "reconcile",
        "audit",
      ]);
      const [order] = simulator.account()?.resting() ?? [];
      assert(order !== undefined);
      const environment = {
        KALSHI_SIM_API_KEY_ID: simulator.keyId,
        KALSHI_SIM_PRIVATE_KEY_PATH: `${folder}/key.pem`,
      };
      const check = async (command: string) => {
        const words = command.replace("ORDER", order.orderId).split(" ");
        const state = words[0] === "reconcile" || words[0] === "audit" ? ["--state", `${folder}/state`] : [];
        const ran = await runChild([...words, "--env", simulator.url, ...state], {
          environment,
          cwd: folder,
        });
        assertEquals([ran.code, ran.err], [0, ""], command);
        assertEquals(formOf(JSON.parse(ran.out)), formOf(shown.get(command)), command);
      };
      const commands = [...shown.keys()];
      const inOrder = commands.filter((command) => /^(cancel|reconcile|audit)/.test(command));
      // Lists while there is something to cancel; the log once a reconciliation has begun it.
      await Promise.all(commands.filter((command) => !inOrder.includes(command)).map(check));
      for (const command of inOrder) await check(command);
    });
  } finally {
    await simulator.close();
  }
});
