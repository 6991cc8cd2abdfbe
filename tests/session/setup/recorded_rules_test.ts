import { assert, assertEquals, assertMatch } from "@std/assert";
import { REGISTRY } from "../../../src/cli/rules.ts";
import { readEnvironment } from "../../../src/kalshi/environment.ts";
import {
  describeRules,
  matchRules,
  type RecordedRules,
  sameRules,
} from "../../../src/session/setup/recorded_rules.ts";
import { Session } from "../../../src/session/session.ts";
import { inFolder } from "../../cli/support.ts";
import { must, setupOf } from "../support.ts";

type Rule = RecordedRules[number];

const BUILT_IN: Rule = { name: "favorite_threshold", parameters: {} };
const OWN: Rule = { name: "mine", parameters: {}, file: "/home/me/rules/mine.ts", sha256: "a".repeat(64) };
const WITH_OWN = new Map([...REGISTRY, ["mine", must(found("favorite_threshold"))]]);

function found(name: string) {
  const value = REGISTRY.get(name);
  return value === undefined
    ? { ok: false as const, reason: { code: "none", message: name } }
    : { ok: true as const, value };
}

Deno.test("a header keeps the name of a rule's file alone, of either kind of path", () => {
  assertEquals(describeRules([BUILT_IN, OWN]), [BUILT_IN, { ...OWN, file: "mine.ts" }]);
  assertEquals(describeRules([{ ...OWN, file: "C:\\rules\\mine.ts" }])[0]?.file, "mine.ts");
});

Deno.test("what may not be the recorded rule is told, a table", () => {
  const other = "b".repeat(64);
  const cases: readonly (readonly [string, Rule, Record<string, string>, RegExp | undefined])[] = [
    ["built in, then and now", BUILT_IN, {}, undefined],
    ["the same file", OWN, { mine: "a".repeat(64) }, undefined],
    [
      "another text",
      OWN,
      { mine: other },
      /not as it was recorded \(sha256 bbbbbbbbbbbb…, then aaaaaaaaaaaa…\)/,
    ],
    ["no digest", { name: "mine", parameters: {}, file: "mine.ts" }, { mine: other }, /taken on trust/],
    ["built in now", { ...OWN, name: "favorite_threshold" }, {}, /this is the built-in rule/],
    ["built in then", BUILT_IN, { favorite_threshold: other }, /this is a file/],
  ];
  for (const [what, rule, digests, expected] of cases) {
    const [told, ...more] = must(matchRules([rule], WITH_OWN, digests));
    assertEquals([told === undefined, more], [expected === undefined, []], what);
    if (expected !== undefined) assertMatch(told ?? "", expected, what);
  }
  const missing = matchRules([OWN], REGISTRY, {});
  assert(!missing.ok && /the file "mine\.ts".*--strategy FILE/.test(missing.reason.message));
  const gone = matchRules([{ name: "renamed_since", parameters: {} }], REGISTRY, {});
  assert(!gone.ok && /not among the built-in ones/.test(gone.reason.message));
});

Deno.test("a session that was cut off goes on with the very rules it was begun with, or not at all", async () => {
  const cases: readonly (readonly [RecordedRules, RecordedRules, boolean])[] = [
    [[BUILT_IN], [], true],
    [[BUILT_IN, OWN], [OWN], true],
    [[{ ...OWN, file: "mine.ts" }], [OWN], true],
    [[OWN], [], false],
    [[OWN], [{ ...OWN, sha256: "b".repeat(64) }], false],
    [[{ name: "mine", parameters: {}, file: "mine.ts" }], [{ name: "mine", parameters: {} }], false],
    [[{ ...BUILT_IN, name: "mine" }], [OWN], false],
  ];
  for (const [recorded, now, goes] of cases) assertEquals(sameRules(recorded, now).ok, goes);
  await inFolder(async (folder) => {
    const setup = await setupOf();
    const path = `${folder}/20261120T203107Z.jsonl`;
    const header = {
      kalshi_live_recording: 1,
      program: "test",
      created_at: "2026-11-20T20:31:07Z",
      environment: "sim",
      markets: [],
      event: null,
      game: null,
      config: { ...setup, strategies: [{ ...OWN, file: "mine.ts" }] },
      yes_prices: true,
      sequenced: true,
    };
    await Deno.writeTextFile(path, JSON.stringify(header) + "\n");
    const started = await Session.start({
      environment: must(readEnvironment("http://127.0.0.1:1")),
      words: ["KXNBAGAME-26NOV20HOUMIN"],
      setup: { ...setup, strategies: [{ ...OWN, sha256: "b".repeat(64) }] },
      registry: WITH_OWN,
      program: "test",
      resume: path,
    }, () => []);
    assert(!started.ok && started.reason.code === "rule_changed", JSON.stringify(started));
    assertMatch(started.reason.message, /strategy mine of the file "mine\.ts"/);
  });
});
