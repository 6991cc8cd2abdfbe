import { assertEquals, assertStringIncludes } from "@std/assert";
import { inFolder, runMain } from "../cli/support.ts";

/** A captured game: changes of a level every second, behind a snapshot or not. */
function capture(event: string, code: string, day: number, withSnapshot: boolean): string {
  const market = `${event}-${code}`;
  const snapshot = {
    market_ticker: market,
    yes_dollars_fp: [["0.4000", "500.00"]],
    no_dollars_fp: [["0.5800", "500.00"]],
  };
  const changes = Array.from({ length: 60 }, (_, second) => ({
    type: "orderbook_delta",
    sid: 1,
    seq: second + 2,
    msg: {
      market_ticker: market,
      price_dollars: "0.4000",
      delta_fp: "5.00",
      side: "yes",
      ts: new Date(Date.UTC(2026, 10, day, 20, 0, second)).toISOString(),
    },
  }));
  const first = withSnapshot ? [{ type: "orderbook_snapshot", sid: 1, seq: 1, msg: snapshot }] : [];
  return [...first, ...changes].map((frame) => `${JSON.stringify(frame)}\n`).join("");
}

Deno.test("captures that begin without a snapshot never had a book: counted so, in no ratio, and said", async () => {
  await inFolder(async (folder) => {
    const put = async (event: string, captures: Readonly<Record<string, string>>) => {
      const paths = Object.keys(captures).map((code) => `${folder}/${event}-${code}.ndjson`);
      for (const [index, text] of Object.values(captures).entries()) {
        await Deno.writeTextFile(paths[index] ?? "", text);
      }
      const { code, err } = await runMain("import", "kalshi-ws", ...paths, "--out", `${folder}/recordings`);
      assertEquals(code, 0, err);
    };
    const [without, half] = ["KXNBAGAME-26NOV20LALBOS", "KXNBAGAME-26NOV21NYKMIA"];
    await put(without, { LAL: capture(without, "LAL", 20, false), BOS: capture(without, "BOS", 20, false) });
    await put(half, { NYK: capture(half, "NYK", 21, true), MIA: capture(half, "MIA", 21, false) });
    const { code, out, err } = await runMain("backtest", "--recordings", `${folder}/recordings`, "--json");
    assertEquals(code, 0, err);
    const { summary } = JSON.parse(out);
    assertEquals([summary.games, summary.games_without_book], [2, 1]);
    const text = (await runMain("backtest", "--recordings", `${folder}/recordings`)).out;
    assertStringIncludes(text, `never an order book of ${without}-BOS and ${without}-LAL on record`);
    assertStringIncludes(text, `never an order book of ${half}-MIA on record`);
  });
});
