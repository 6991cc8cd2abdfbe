/**
 * A drawdown halts entries over all sessions of the account, until a person ends that.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { HALTS, halts } from "../../../src/cli/journal/halts.ts";
import { parseFlags } from "../../../src/cli/flags.ts";
import type { Output } from "../../../src/cli/program.ts";
import { parseMicros } from "../../../src/core/numbers/money.ts";
import { readEnvironment } from "../../../src/kalshi/environment.ts";
import { createSigner } from "../../../src/kalshi/signing/sign.ts";
import { accountPlace } from "../../../src/journal/place.ts";
import { setupOf } from "../support.ts";
import { LiveBench } from "./live_support.ts";

Deno.test("entries halt at the drawdown, and go on once a person has typed yes, without a new session", async () => {
  const { limits } = await setupOf();
  await using bench = await LiveBench.open({
    rule: {},
    setup: { limits: { ...limits, maxDrawdown: parseMicros("0.05") } },
  });
  await bench.offer("ask", "0.5600", "20");
  await bench.offer("bid", "0.5400", "100");
  const live = await bench.start();
  await bench.until("fill");
  await bench.watcher.until(
    () => live.session.live?.halts.some(({ code }) => code === "DRAWDOWN") === true,
    "the halt",
  );
  const order = {
    command: "place_order",
    market: bench.market,
    outcome_side: "yes",
    action: "buy",
    price: "0.5600",
    contracts: "1",
    time_in_force: "immediate_or_cancel",
  } as const;
  const objection = () => live.session.engine.objection(order)?.code;
  assertEquals(objection(), "HALTED");
  const { url, keyId, privateKeyPem, folder } = bench.place;
  const environment = readEnvironment(url);
  const signer = createSigner(keyId, privateKeyPem);
  assert(environment.ok && signer.ok);
  const place = accountPlace(`${folder}/state`, "simulator", keyId);
  const account = { environment: environment.value, name: "simulator", signer: signer.value, place };
  const output: Output = { line: () => {}, write: () => Promise.resolve(), note: () => {} };
  assertEquals(halts(account, parseFlags(HALTS, ["--end"]), output, () => "yes"), 0);
  await bench.watcher.until(() => objection() === undefined, "the end of the halt");
  live.session.command(order);
  await bench.until("fill", 2);
  assertEquals(live.session.live?.halts, []);
  assertEquals(live.journal.halts.active(), []);
});
