/**
 * The exchange that benchmarks measure against, in a process of its own, until its standard input ends.
 *
 * Run as `simulator_program.ts OPTIONS`, those of `startSimulator` as JSON; its first line says where it is, with which
 * key, and what it serves.
 *
 * @module
 */
import { type SimulatorOptions, startSimulator } from "../../src/simulator/mod.ts";

const options: SimulatorOptions = JSON.parse(Deno.args[0] ?? "");
const started = await startSimulator(options);
if (!started.ok) throw new Error(started.reason.message);
const { url, keyId, privateKeyPem, markets, games } = started.value;
console.log(
  JSON.stringify({
    url,
    keyId,
    privateKeyPem,
    events: [...new Set(markets.map(({ event }) => event))],
    games: games.map(({ league, startsAt }) => ({ league, startsAt })),
  }),
);
// Whoever started us holds the other end; it goes with him, whatever becomes of him.
for await (const _ of Deno.stdin.readable);
await started.value.close();
