/**
 * Parts of a sweep as files, and parts that do not belong together.
 *
 * Invariants: what is written reads back the same; only all the shards of one sweep over one set of recordings merge, and a
 * refusal names the file and what is wrong with it.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatShard, mergeShards, readShard, type Shard } from "../../../src/backtest/sweep/shard.ts";
import { matrixPart, must } from "./support.ts";

const WHOLE = matrixPart([[1, 2], [3, -4], [0, 0], [5, 5], [-6, 7]]);

type Named = readonly [path: string, part: Shard];

/** The shards of a whole, as a sweep deals its sets out. */
function shardsOf(whole: Shard, count: number): Named[] {
  return Array.from({ length: count }, (_, place) => [
    `shard-${place + 1}.json`,
    {
      ...whole,
      shard: { index: place + 1, count },
      sets: whole.sets.filter((_, index) => index % count === place),
    },
  ]);
}

/** The parts, one of them changed. */
function withChange(parts: readonly Named[], place: number, change: Partial<Shard>): Named[] {
  return parts.map(([path, part], index) => [path, index === place ? { ...part, ...change } : part]);
}

function refusal(parts: readonly Named[]): { readonly code: string; readonly message: string } {
  const merged = mergeShards(parts);
  assert(!merged.ok, "it was merged");
  assert(!merged.reason.message.includes("\n"));
  return merged.reason;
}

function unreadable(text: string): string {
  const read = readShard("shard.json", text);
  assert(!read.ok, text.slice(0, 80));
  assertEquals(read.reason.code, "bad_part");
  assert(read.reason.message.startsWith('Cannot merge "shard.json": '), read.reason.message);
  assert(!read.reason.message.includes("\n"), read.reason.message);
  return read.reason.message;
}

Deno.test("a part reads back as it was, and is one line of JSON", () => {
  const text = formatShard(WHOLE);
  assertEquals(text.indexOf("\n"), text.length - 1);
  assertEquals(must(readShard("a", text)), WHOLE);
  assertEquals(formatShard(must(readShard("a", text))), text);
});

Deno.test("shards in any order are the whole, byte for byte", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 0, max: 4 }),
    fc.infiniteStream(fc.nat()),
    (sets, count, games, keys) => {
      const whole = matrixPart(
        Array.from(
          { length: sets },
          (_, set) => Array.from({ length: games }, (_, game) => set * 10 - game * 7),
        ),
      );
      // Sampled cells are not numbered without gaps.
      const spread = { ...whole, sets: whole.sets.map((set) => ({ ...set, cell: set.cell * 3 + 1 })) };
      const dealt = shardsOf(spread, Math.min(count, sets));
      const shuffled = dealt.map((part) => [keys.next().value ?? 0, part] as const)
        .sort(([a], [b]) => a - b).map(([, part]) => part);
      const read = shuffled.map(([path, part]): Named => [path, must(readShard(path, formatShard(part)))]);
      assertEquals(formatShard(must(mergeShards(read))), formatShard(spread));
    },
  ));
});

Deno.test("no files, a shard that is missing, and one that is there twice are refused", () => {
  assertEquals(refusal([]).code, "no_parts");
  const [one, two, three] = shardsOf(WHOLE, 3);
  assert(one !== undefined && two !== undefined && three !== undefined);
  assertEquals(refusal([one, three]), {
    code: "missing_part",
    message: "Cannot merge: shard 2 of 3 is missing",
  });
  assertEquals(refusal([one, two]).message, "Cannot merge: shard 3 of 3 is missing");
  assertEquals(refusal([one, two, three, ["copy.json", two[1]]]), {
    code: "mixed_parts",
    message: 'Cannot merge "copy.json": "shard-2.json" is shard 2 too',
  });
});

Deno.test("shards of another count are refused", () => {
  const [one] = shardsOf(WHOLE, 2);
  const [, other] = shardsOf(WHOLE, 3);
  assert(one !== undefined && other !== undefined);
  assertEquals(
    refusal([one, other]).message,
    'Cannot merge "shard-2.json": it is one of 3 shards, "shard-1.json" of 2',
  );
});

Deno.test("shards of different sweeps are refused, and the difference is named", () => {
  const parts = shardsOf(WHOLE, 2);
  const { games } = WHOLE;
  const otherBytes = games.map((game, index) => index === 0 ? { ...game, sha256: ["other"] } : game);
  const changes: readonly (readonly [Partial<Shard>, string])[] = [
    [{ config: { ...WHOLE.config, grid: { threshold: [0.7] } } }, "grid"],
    [{ config: { ...WHOLE.config, strategy: "other" } }, "strategy"],
    [{ config: { ...WHOLE.config, rank: "pnl" } }, "rank"],
    [{ config: { ...WHOLE.config, more: 1 } }, "more"],
    [{ games: otherBytes }, "recordings"],
    [{ games: games.toReversed() }, "recordings"],
    [{ left_out: [{ recording: "x", code: "torn", message: "torn" }] }, "left_out"],
    [{ refused: 1 }, "refused"],
    [{ refused_because: "no" }, "refused_because"],
    [{ all_sets: 6 }, "all_sets"],
  ];
  for (const [change, what] of changes) {
    const { code, message } = refusal(withChange(parts, 1, change));
    assertEquals(code, "mixed_parts");
    assertEquals(
      message,
      `Cannot merge "shard-2.json" with "shard-1.json": they differ in ${what}; expected shards of one sweep`,
    );
  }
});

Deno.test("a set that is missing, is there twice, or is in a shard more than it should be is refused", () => {
  const parts = shardsOf(WHOLE, 2);
  const [, second] = parts;
  assert(second !== undefined);
  const [, { sets }] = second;
  assertEquals(
    refusal(withChange(parts, 1, { sets: sets.slice(1) })).message,
    "Cannot merge: 4 sets of 5 are there",
  );
  assertEquals(refusal(withChange(parts, 1, { sets: [...sets, ...sets] })).code, "mixed_parts");
  // As many sets as there should be, but one of them in place of another.
  const [first] = WHOLE.sets;
  assert(first !== undefined);
  refusal(withChange(parts, 1, { sets: [first, ...sets.slice(1)] }));
});

Deno.test("what is no part is refused: the file is named and what was expected there", () => {
  assert(/it is no JSON/.test(unreadable("")));
  assert(/it is no JSON/.test(unreadable(formatShard(WHOLE).slice(0, -40))), "cut off in the middle");
  for (const text of ["null", "3", "[]", "{}", '{"kalshi_live_sweep":2}']) {
    assert(/expected a part of a sweep/.test(unreadable(text)), text);
  }
  const damage = (change: Record<string, unknown>) => unreadable(JSON.stringify({ ...WHOLE, ...change }));
  assert(/kalshi_live_sweep/.test(damage({ kalshi_live_sweep: 2 })));
  assert(/shard\.index/.test(damage({ shard: { index: 0, count: 2 } })));
  assert(/sets\.0\.games/.test(damage({ sets: [{ ...WHOLE.sets[0], games: [[1, 2, 3], [1, 2, 3, 4]] }] })));
  assert(/games\.0\.from/.test(damage({ games: [{ ...WHOLE.games[0], from: "soon" }] })));
  assert(/all_sets/.test(damage({ all_sets: 0 })));
  assert(
    /set 1 has 1 games, expected all/.test(
      damage({ sets: [WHOLE.sets[0], { ...WHOLE.sets[1], games: [[1, 2, 3, 3]] }] }),
    ),
  );
});

Deno.test("numbers that no sweep comes to, and a config that cannot be ranked by, are refused where they stand", () => {
  const [set = { cell: 0, parameters: {}, games: [] }, ...others] = WHOLE.sets;
  const withRow = (...row: readonly number[]) => ({
    ...WHOLE,
    sets: [{ ...set, games: [row, ...set.games.slice(1)] }, ...others],
  });
  const { config } = WHOLE;
  const wrongs: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [withRow(0.5, 0, 0, 0), /sets\.0\.games\.0/],
    [withRow(2 ** 60, 0, 0, 0), /sets\.0\.games\.0/],
    [withRow(1, 0, -1, 0), /sets\.0\.games\.0/],
    [withRow(1, 0, 1, -1), /sets\.0\.games\.0/],
    [withRow(1, 0, 1, 2), /wins that are no more/],
    [withRow(Number.MAX_SAFE_INTEGER, 0, 1, 1), /set 0 has numbers that no sweep comes to/],
    [{ sets: [{ ...set, cell: -1 }] }, /sets\.0\.cell/],
    [{ refused: 0.5 }, /refused/],
    [{ refused_because: 3 }, /refused_because/],
    [{ all_sets: 2 ** 60 }, /all_sets/],
    [{ games: WHOLE.games.map((game) => ({ ...game, events: -1 })) }, /games\.0\.events/],
    [{ games: WHOLE.games.map((game) => ({ ...game, from: 1e300 })) }, /games\.0\.from/],
    [{ config: { ...config, rank: "luck" } }, /config\.rank/],
    [{ config: { ...config, folds: 1e9 } }, /config\.folds/],
    [{ config: { ...config, folds: -1 } }, /config\.folds/],
    [{ config: { ...config, strategy: 7 } }, /config\.strategy/],
    [{ config: { ...config, sport: ["nba"] } }, /config\.sport/],
    [{ config: "all" }, /config/],
  ];
  for (const [change, where] of wrongs) {
    const said = unreadable(JSON.stringify({ ...WHOLE, ...change }));
    assert(where.test(said), said);
  }
  const more = { ...WHOLE, config: { ...config, sport: "nba", anything: { nested: [1, null] } } };
  assertEquals(must(readShard("a", JSON.stringify(more))), more, "what is not looked at stays as it is");
});

Deno.test("a shard with a number that cannot be is refused", () => {
  const [[path, part] = ["", WHOLE], ...others] = shardsOf(WHOLE, 2);
  const beyond = { ...part, shard: { index: 3, count: 2 } };
  const read = readShard(path, formatShard(beyond));
  assert(!read.ok || !mergeShards([[path, read.value], ...others]).ok);
});
