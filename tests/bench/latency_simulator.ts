/**
 * The exchange that `latency` measures against, in a process of its own: a steady load until its standard input ends.
 *
 * Run as `latency_simulator.ts FRAMES_PER_SECOND`; its first line says where it is and with which key.
 *
 * @module
 */
import { startSimulator } from "../../src/simulator/mod.ts";

const framesPerSecond = Number(Deno.args[0]);
const started = await startSimulator({ plan: { kind: "steady", framesPerSecond }, waitForSubscriber: true });
if (!started.ok) throw new Error(started.reason.message);
const { url, keyId, privateKeyPem, markets } = started.value;
console.log(
  JSON.stringify({ url, keyId, privateKeyPem, events: [...new Set(markets.map(({ event }) => event))] }),
);
// Whoever started us holds the other end; it goes with him, whatever becomes of him.
for await (const _ of Deno.stdin.readable);
await started.value.close();
