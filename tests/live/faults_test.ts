/**
 * The faults that live trading must survive, each met by a real session over real sockets which holds a position with a resting
 * take-profit and has an entry open beside it. After each, the account at the exchange, the journal and what the session
 * believes are the same, no create went out twice, entries waited while nobody saw, exits went, and a person was shown why.
 */
import { assertEquals } from "@std/assert";
import { CLOCK_CASES } from "./faults/clocks.ts";
import { JOURNAL_CASES } from "./faults/journals.ts";
import { MARKET_CASES } from "./faults/markets.ts";
import { PRIVATE_CASES } from "./faults/private_messages.ts";
import { REQUEST_CASES } from "./faults/requests.ts";
import { SOCKET_CASES } from "./faults/sockets.ts";
import { Scene } from "./faults/scene.ts";

const CASES = [
  ...SOCKET_CASES,
  ...PRIVATE_CASES,
  ...REQUEST_CASES,
  ...MARKET_CASES,
  ...CLOCK_CASES,
  ...JOURNAL_CASES,
];

for (const { name, options, play } of CASES) {
  Deno.test(`fault: ${name}`, async () => {
    await using scene = await Scene.open(options);
    await play(scene);
    scene.heal();
    await scene.agrees();
    await scene.over();
  });
}

Deno.test("the table of faults", () => {
  assertEquals(new Set(CASES.map(({ name }) => name)).size, CASES.length);
  console.log(`${CASES.length} faults survived by a live session`);
});
