/**
 * The faults that live trading must survive, each met by a real session over real sockets which holds a position with a resting
 * take-profit and has an entry open beside it. After each, the account at the exchange, the journal and what the session
 * believes are the same, no create went out twice, entries waited while nobody saw, exits went, and a person was shown why.
 */
import { assert, assertEquals } from "@std/assert";
import { CLOCK_CASES } from "./faults/clocks.ts";
import { FAULT_NAMES, type FaultCase } from "./faults/fault_case.ts";
import { JOURNAL_CASES } from "./faults/journals.ts";
import { MARKET_CASES } from "./faults/markets.ts";
import { PRIVATE_CASES } from "./faults/private_messages.ts";
import { REQUEST_CASES } from "./faults/requests.ts";
import { Scene } from "./faults/scene.ts";
import { SOCKET_CASES } from "./faults/sockets.ts";
import { sideBySide } from "../support/side_by_side.ts";

const SIDE_BY_SIDE = [
  ...SOCKET_CASES,
  ...PRIVATE_CASES,
  ...REQUEST_CASES,
  ...MARKET_CASES,
];
/** These set the clock of the process or catch its databases, which all others use. */
const ALONE = [...CLOCK_CASES, ...JOURNAL_CASES];
const CASES = [...SIDE_BY_SIDE, ...ALONE];

/** Faults of the table whose tests are elsewhere, since no order is needed for them, or a process of its own is. */
const ELSEWHERE: Readonly<Record<string, readonly [file: string, test: RegExp]>> = {
  "score feed 404": ["../simulator/feed_faults_test.ts", /404/],
  "HTML instead of JSON on a score feed": ["../simulator/feed_faults_test.ts", /html/i],
  "score retraction": ["../core/game/game_watch_test.ts", /retract/],
  "SIGKILL at every step of an order": ["../session/live/kills_test.ts", /killed at every point/],
};

async function met({ options, play }: FaultCase): Promise<void> {
  await using scene = await Scene.open(options);
  await play(scene);
  scene.heal();
  await scene.agrees();
  await scene.over();
}

sideBySide("faults", SIDE_BY_SIDE.map((one) => ({ name: one.name, play: () => met(one) })));

for (const one of ALONE) Deno.test(`fault: ${one.name}`, () => met(one));

Deno.test("every fault of the table is met, here or in a test that is named", async () => {
  assertEquals(new Set(CASES.map(({ name }) => name)).size, CASES.length);
  const found = new Set(CASES.map(({ fault }) => fault));
  assertEquals(FAULT_NAMES.filter((fault) => !found.has(fault)), []);
  for (const [fault, [file, test]] of Object.entries(ELSEWHERE)) {
    assert(test.test(await Deno.readTextFile(new URL(file, import.meta.url))), fault);
  }
  const others = Object.keys(ELSEWHERE).length;
  console.log(`${CASES.length} cases of ${FAULT_NAMES.length} faults; ${others} faults more in other tests`);
});
