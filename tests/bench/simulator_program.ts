/**
 * The exchange that benchmarks measure against, in a process of its own, until its standard input ends.
 *
 * Run as `simulator_program.ts OPTIONS [TIER]`, those of `startSimulator` as JSON, and the tier of rate limits of the main
 * user; its first line says where it is, with which key, and what it serves.
 *
 * @module
 */
import { MAIN_USER_ID, type SimulatorOptions, startSimulator } from "../../src/simulator/mod.ts";
import { TIERS } from "../../src/simulator/server/rate_limit.ts";

const options: SimulatorOptions = JSON.parse(Deno.args[0] ?? "");
const started = await startSimulator(options);
if (!started.ok) throw new Error(started.reason.message);
const { url, keyId, privateKeyPem, markets, games, limits } = started.value;
const tier = TIERS.find((name) => name === Deno.args[1]);
if (tier !== undefined) limits.grant(MAIN_USER_ID, { tier, expiresAtMs: undefined, source: "manual" });
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
