/**
 * The typed yes: what is shown before it, and that nothing but it begins.
 */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { withConfirmation } from "../../../src/cli/live/begin_live.ts";
import type { Asker } from "../../../src/cli/live/confirm.ts";
import { confirmationLines, lastLine, type LiveFacts } from "../../../src/cli/live/confirmation_lines.ts";
import { CliError } from "../../../src/cli/program.ts";
import { DEFAULT_LIMITS, LIMITS } from "../../../src/core/risk/limits.ts";
import { parseMicros, parsePrice, parseQuantity } from "../../../src/core/numbers/money.ts";
import { readEnvironment } from "../../../src/kalshi/environment.ts";
import { createSigner } from "../../../src/kalshi/signing/sign.ts";
import { accountPlace, journalsBeside } from "../../../src/journal/place.ts";
import { shippedSetup } from "../../../src/session/setup/build.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/mod.ts";

const NOW = Date.UTC(2026, 10, 20);

const FACTS: LiveFacts = {
  environment: "prod",
  address: "https://external-api.kalshi.com",
  keyId: "a1b2c3d4-0000",
  markets: ["KXNBAGAME-26NOV20LALBOS-LAL"],
  balances: [{ exchangeIndex: 3, balance: parseMicros("412.5") }],
  allocation: { read: [] },
  key: { read: { name: "desk", scopes: ["read", "write::trade"], attestationEnds: NOW + 40 * 3_600_000 } },
  limits: DEFAULT_LIMITS,
  strategies: ["favorite_threshold"],
  orders: { read: { whole: true, items: [], leftOut: [] } },
  isOurs: () => false,
  positions: { read: { whole: true, items: [], leftOut: [] } },
  earlier: [],
  halts: [],
  otherJournals: 0,
  now: NOW,
};

function shown(more: Partial<LiveFacts> = {}): string {
  return confirmationLines({ ...FACTS, ...more }).map(({ text, warns }) => `${warns ? "!" : " "}${text}`)
    .join("\n");
}

Deno.test("environment, account, balance on the shard, key, attestation, limits and hard cap are shown", () => {
  const text = shown();
  for (
    const part of [
      /^!LIVE: .*the real exchange and use REAL MONEY/,
      /environment +prod, https:\/\/external-api\.kalshi\.com$/m,
      /key a1b2c3d4-0000/,
      /\$412\.50 on shard 3/,
      /"desk", may read, write::trade/,
      /ends in 40h00m/,
      /max_daily_loss=200\.00/,
      /hard cap +order \$1,000\.00/,
      /strategies +favorite_threshold/,
      /open orders +none/,
      /positions +none/,
    ]
  ) assertMatch(text, part);
  assertEquals(text.match(/^!/gm)?.length, 1, "nothing here is to be warned of but the money");
});

Deno.test("a limit at its highest value is shown as none, and is no number", () => {
  const text = shown({ limits: { ...DEFAULT_LIMITS, maxOpenOrders: LIMITS.maxOpenOrders.most } });
  assertMatch(text, /^ +no limit of +max_open_orders .*max_contracts_in_15s$/ms);
  assert(!/000000/.test(text), text);
  const { maxContractsIn15s } = LIMITS;
  const all = Object.fromEntries(Object.entries(LIMITS).map(([name, { least }]) => [name, least]));
  const limited = shown({ limits: { ...DEFAULT_LIMITS, ...all, maxContractsIn15s: parseQuantity("250") } });
  assertMatch(limited, /max_contracts_in_15s=250\.00/);
  assert(!/no limit/.test(limited), limited);
  assertEquals(maxContractsIn15s.most, maxContractsIn15s.default, "none is the default");
});

Deno.test("whose money it is: real in production alone, play in demo and here, and of a URL nobody knows", () => {
  const cases: readonly (readonly [string, RegExp, RegExp])[] = [
    ["prod", /^LIVE: .*the real exchange and use REAL MONEY/, /trade with REAL MONEY;/],
    ["demo", /^PLAY MONEY: .*Kalshi's demo exchange/, /trade with play money;/],
    ["sim", /^PLAY MONEY: .*the embedded exchange of this machine/, /trade with play money;/],
    [
      "10.0.0.5:8899",
      /^LIVE: orders go to http:\/\/10\.0\.0\.5:8899, and use whatever money that is/,
      /trade with the money of 10\.0\.0\.5:8899;/,
    ],
  ];
  for (const [environment, first, last] of cases) {
    const facts = {
      ...FACTS,
      environment,
      address: environment.includes(":") ? `http://${environment}` : FACTS.address,
    };
    const [line] = confirmationLines(facts);
    assertMatch(line?.text ?? "", first);
    assertMatch(lastLine(facts).text, last);
    const texts = [...confirmationLines(facts), lastLine(facts)].map(({ text }) => text);
    if (environment !== "prod") assert(!/real/i.test(texts.join()), environment);
    for (const text of texts) assert(text.length <= 80 || text.startsWith("  markets"), text);
  }
});

Deno.test("journals of other keys are warned of: a new key of an account begins one of its own", () => {
  const folder = Deno.makeTempDirSync({ prefix: "places-" });
  try {
    const own = accountPlace(folder, "prod", "new key");
    assertEquals(journalsBeside(own), 0);
    Deno.mkdirSync(`${folder}/journal`);
    const others = [accountPlace(folder, "prod", "old key"), accountPlace(folder, "demo", "old key")];
    for (const { journal } of [own, ...others]) Deno.writeTextFileSync(journal, "");
    Deno.writeTextFileSync(`${own.journal}-wal`, "");
    assertEquals(journalsBeside(own), 1);
    assertMatch(
      shown({ otherJournals: journalsBeside(own) }),
      /^! +journal +this key's own; one of another key/m,
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("what is wrong or risky is warned of, each by a line of its own", () => {
  const order = {
    orderId: "o",
    market: "T1",
    side: "ask",
    price: parsePrice("0.4"),
    status: "resting",
    initial: parseQuantity("9"),
    filled: parseQuantity("2"),
    remaining: parseQuantity("7"),
  } as const;
  const cases: readonly (readonly [Partial<LiveFacts>, RegExp])[] = [
    [{ key: { read: { scopes: ["read", "write"] } } }, /^! {2}key +MAY MOVE MONEY \(write\)/m],
    [
      { key: { read: { scopes: ["write::trade", "write::transfer"] } } },
      /^!.*MAY MOVE MONEY \(write::transfer\)/m,
    ],
    [{ key: { read: { scopes: ["read"] } } }, /^!.*MAY NOT TRADE/m],
    [{ key: { read: { scopes: ["write::trade"] } } }, /^!.*attestation +none on record/m],
    [{ key: { read: { scopes: ["write::trade"], attestationEnds: NOW - 1 } } }, /^!.*attestation +OVER/m],
    [{ key: { read: { scopes: ["write::trade"], attestationEnds: NOW + 3_600_000 } } }, /^!.*ends in 1h00m/m],
    [{ key: { unread: "403" } }, /^!.*COULD NOT BE READ: 403/m],
    [
      { balances: [{ exchangeIndex: 0, balance: parseMicros("0") }] },
      /^!.*\$0\.00 on shard 0: nothing can be bought/m,
    ],
    [
      { strategies: ["once"], earlier: [{ market: "M-A", strategy: "once", quantity: parseQuantity("10") }] },
      /^ .*from before {2}M-A YES 10 of once: taken over, with the exits of its entry/m,
    ],
    [
      { strategies: [], earlier: [{ market: "M-A", strategy: "once", quantity: parseQuantity("-10") }] },
      /^!.*from before {2}M-A NO 10 of once: UNPROTECTED: once does not run now/m,
    ],
    [{ halts: [{ code: "DAILY_LOSS", detail: "lost $60" }] }, /^!.*DAILY_LOSS: lost \$60; entries wait/m],
    [
      { orders: { read: { whole: false, items: [], leftOut: [], why: "page 2 failed" } } },
      /^!.*NOT READ TO THE END: page 2/m,
    ],
    [{ orders: { read: { whole: true, items: [order], leftOut: [] } } }, /T1 sells 7 YES @ \.4000 · by hand/],
    [
      {
        positions: {
          read: { whole: true, items: [{ market: "T2", quantity: parseQuantity("-5") }], leftOut: [] },
        },
      },
      /position +T2 NO 5/,
    ],
    [
      { allocation: { read: [{ exchangeIndex: 0, percent: 60 }, { exchangeIndex: 3, percent: 40 }] } },
      /^!.*rebalancing +ON: .* to 60 % on shard 0, 40 % on shard 3/m,
    ],
    [{ allocation: { unread: "404" } }, /^!.*rebalancing +COULD NOT BE READ: 404/m],
  ];
  for (const [facts, expected] of cases) assertMatch(shown(facts), expected);
});

/** Somebody at a terminal who types a line, or is not there. */
function person(answer: string | undefined, isTerminal = true): Asker & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    isTerminal,
    lines,
    show: ({ text }) => void lines.push(text),
    readLine: () => Promise.resolve(answer),
  };
}

async function ask(simulator: Simulator, asker: Asker, more: { readonly maxDailyLoss?: number } = {}) {
  const state = await Deno.makeTempDir();
  const environment = readEnvironment(simulator.url);
  const signer = createSigner(simulator.keyId, simulator.privateKeyPem);
  assert(environment.ok && signer.ok);
  const setup = shippedSetup("t");
  let began = 0;
  try {
    const code = await withConfirmation(
      {
        environment: environment.value,
        environmentName: "sim",
        signer: signer.value,
        words: simulator.markets.map(({ ticker }) => ticker),
        setup: { ...setup, mode: "live", limits: { ...setup.limits, ...more } as typeof setup.limits },
        state,
      },
      { line: () => {}, write: () => Promise.resolve(), note: () => {} },
      ({ confirmation }) => {
        began++;
        assertEquals(confirmation.kind, "typed");
        return Promise.resolve(0);
      },
      asker,
    );
    return { code, began };
  } finally {
    await Deno.remove(state, { recursive: true });
    assertEquals(simulator.account()?.resting().length, 0);
  }
}

Deno.test("yes begins; anything else, an end of input, or no terminal ends with 1 and begins nothing", async () => {
  const simulator = await startSimulator({ plan: { kind: "quiet" } });
  assert(simulator.ok);
  await using _exchange = { [Symbol.asyncDispose]: () => simulator.value.close() };
  const willing = person("yes");
  assertEquals(await ask(simulator.value, willing), { code: 0, began: 1 });
  assert(willing.lines.some((text) => text.includes("$10,000.00 on shard")));
  for (const answer of ["no", "", "y", "YES", " yes", "yes ", "yess", "yes\u0000", undefined]) {
    const error = await assertRejects(() => ask(simulator.value, person(answer)), CliError);
    assertEquals(error.exitCode, 1, String(answer));
  }
  const nobody = person("yes", false);
  const error = await assertRejects(() => ask(simulator.value, nobody), CliError);
  assertEquals([error.exitCode, nobody.lines], [1, []]);
  const capped = person("yes");
  const beyond = await assertRejects(
    () => ask(simulator.value, capped, { maxDailyLoss: parseMicros("1000.01") }),
    CliError,
  );
  assertEquals([beyond.exitCode, capped.lines], [2, []]);
});
