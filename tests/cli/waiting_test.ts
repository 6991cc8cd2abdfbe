import { assertEquals } from "@std/assert";
import { waitingFor } from "../../src/cli/waiting.ts";
import type { Timers } from "../../src/lib/timers.ts";

Deno.test("who does not answer is named after 3 s, then every 10 s, and no more once the answer is there", async () => {
  const set: { ms: number; action: () => void; cleared: boolean }[] = [];
  const timers: Timers = {
    after(ms, action) {
      const timer = { ms, action, cleared: false };
      set.push(timer);
      return { clear: () => void (timer.cleared = true) };
    },
  };
  const said: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  const waited = waitingFor(promise, "exchange.example", (text) => said.push(text), timers);
  for (let time = 0; time < 3; time++) set.at(-1)?.action();
  assertEquals(said.map((text) => /for (\S+), .* (\d+) s;/.exec(text)?.slice(1)), [
    ["exchange.example", "3"],
    ["exchange.example", "13"],
    ["exchange.example", "23"],
  ]);
  assertEquals(set.map(({ ms }) => ms), [3_000, 10_000, 10_000, 10_000]);
  resolve("answer");
  assertEquals(await waited, "answer");
  assertEquals(set.at(-1)?.cleared, true);
});
