import { assert, assertEquals, assertGreater } from "@std/assert";
import { REGISTRY } from "../../src/cli/rules.ts";
import { decisionsPath } from "../../src/session/decision_file.ts";
import { compareDecisions } from "../../src/session/decision_compare.ts";
import { openReplay } from "../../src/session/replay.ts";
import { SetupSchema } from "../../src/session/setup/setup.ts";
import { inFolder } from "../cli/support.ts";
import { checkAccounts } from "./accounts.ts";
import { endWatched, plainBytes, replayed, setupOf, startWatched } from "./support.ts";

Deno.test("a recorded session", async (test) => {
  await inFolder(async (folder) => {
    const plan = { kind: "generated", league: "nba", seed: 7, seconds: 2, activity: 0.02 } as const;
    const setup = await setupOf("--threshold", "0.55", "--latency", "200ms");
    const exchange = { plan, waitForSubscriber: true };
    const watched = await startWatched({ exchange, setup, recordings: folder });
    const { session, watcher } = watched;
    assertEquals(await session.over, "all markets are settled");
    const path = await endWatched(watched);
    const kept = await plainBytes(path);
    const live = watcher.lines;

    await test.step("has trades in it", () => {
      const kinds = watcher.outcomes.map((outcome) =>
        outcome.kind === "report" ? outcome.report.kind : outcome.kind
      );
      for (const kind of ["signal", "order", "accepted", "fill", "closed"] as const) {
        assert(kinds.includes(kind), kind);
      }
    });

    await test.step("adds up to the micro-dollar", () => checkAccounts(session.engine, watcher.outcomes));

    await test.step("is replayed to the same decisions, byte for byte, and the same account", async () => {
      const again = await replayed(path);
      assertEquals(again.lines, live);
      assertEquals(again.end.tear, undefined);
      assertEquals(again.engine.orders.portfolio.cash, session.engine.orders.portfolio.cash);
      assertEquals(again.engine.account.equity(), session.engine.account.equity());
      checkAccounts(again.engine, again.outcomes);
    });

    await test.step("has its decisions beside it", async () => {
      const text = await Deno.readTextFile(decisionsPath(path));
      assertEquals(text, live.map((line) => `${line}\n`).join(""));
      assertEquals(compareDecisions(decisionsPath(path), live, false), {
        kind: "identical",
        count: live.length,
      });
    });

    await test.step("has its setup in the header, and nothing secret", () => {
      const header = JSON.parse(new TextDecoder().decode(kept.subarray(0, kept.indexOf(10))));
      assertEquals(SetupSchema.parse(header.config).fillModel, "queue");
      assertEquals([header.yes_prices, header.sequenced, header.markets], [true, true, [...session.markets]]);
      assert(!new TextDecoder().decode(kept).includes("PRIVATE KEY"));
    });

    await test.step("cut off anywhere, is replayed to a prefix of the decisions, and the tear is told", async () => {
      const headerEnd = kept.indexOf(10) + 1;
      const lastLine = kept.lastIndexOf(10, kept.length - 2) + 1;
      const cuts = [0.1, 0.37, 0.62, 0.81, 0.999].map((part) =>
        headerEnd + Math.floor((kept.length - headerEnd) * part)
      );
      const counts: number[] = [];
      for (const cut of [headerEnd, headerEnd + 1, ...cuts, lastLine, kept.length - 2]) {
        const torn = `${folder}/torn.jsonl`;
        await Deno.writeFile(torn, kept.subarray(0, cut));
        const part = await replayed(torn);
        assert(part.end.tear !== undefined, `cut at ${cut} of ${kept.length}`);
        assertEquals(part.lines, live.slice(0, part.lines.length));
        checkAccounts(part.engine, part.outcomes);
        counts.push(part.lines.length);
        const compared = compareDecisions(decisionsPath(path), part.lines, true);
        assertEquals(compared, { kind: "identical", count: part.lines.length });
      }
      assertEquals(counts, [...counts].sort((one, other) => one - other), "a longer piece gives no fewer");
      assertEquals([counts[0], counts.at(-1)], [0, live.length]);
    });

    await test.step("cut off while gzipped, is replayed to a prefix too", async () => {
      const bytes = await Deno.readFile(path);
      const torn = `${folder}/torn.jsonl.gz`;
      await Deno.writeFile(torn, bytes.subarray(0, Math.floor(bytes.length * 0.7)));
      const part = await replayed(torn);
      assertEquals(part.end.tear?.code, "broken_file");
      assertEquals(part.lines, live.slice(0, part.lines.length));
      assertGreater(part.end.inputs, 0);
    });

    await test.step("run with another fill model or another threshold, still adds up", async () => {
      const others = [
        ["--threshold", "0.55", "--fill-model", "touch"],
        ["--threshold", "0.55", "--fill-model", "depth"],
        ["--threshold", "0.7", "--latency", "0"],
      ];
      for (const argv of others) {
        const other = await replayed(path, await setupOf(...argv));
        checkAccounts(other.engine, other.outcomes);
        assert(other.outcomes.some((outcome) => outcome.kind === "order"), argv.join(" "));
      }
    });
  });
});

Deno.test("a recording without a session's setup is refused, unless a setup is given", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/foreign.jsonl`;
    const header = {
      kalshi_live_recording: 1,
      program: "test",
      created_at: "2026-11-20T00:00:00Z",
      environment: "import: test",
      markets: [],
      event: null,
      game: null,
      config: null,
      yes_prices: true,
      sequenced: true,
    };
    await Deno.writeTextFile(path, JSON.stringify(header) + "\n");
    const refused = await openReplay(path, REGISTRY);
    assert(!refused.ok && refused.reason.code === "no_setup", JSON.stringify(refused));
    const { end, lines } = await replayed(path, await setupOf());
    assertEquals([end.inputs, end.tear?.code, lines], [0, "no_end", []]);
  });
});
