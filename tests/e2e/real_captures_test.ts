import { assert, assertEquals, assertGreater } from "@std/assert";
import { Child, inFolder, runMain } from "../cli/support.ts";
import { dataTest } from "../support/data.ts";

const EVENT = "KXNBAGAME-26MAR18OKCBKN";

dataTest(
  "kalshi-ws/2026-03-18",
  "a session against the exchange playing real frames has orders; replayed, they are the same byte for byte",
  async (data) => {
    await inFolder(async (folder) => {
      const paths = ["BKN", "OKC"].map((team) => `${data}/${EVENT}-${team}.ndjson.gz`);
      const key = `${folder}/key.pem`;
      // Six and a half hours of a real evening in some seconds.
      const exchange = ["simulate", ...paths, "--port", "0", "--speed", "5000", "--wait", "--key-file", key];
      await using simulator = Child.program(exchange);
      const [, url = ""] = await simulator.until(/Serving (http:\S+)[^]*Key id \S+[^]*--env/);
      const [, keyId = ""] = /Key id (\S+)/.exec(simulator.out) ?? [];
      const argv = [
        EVENT,
        "--env",
        url,
        "--json",
        "--recordings",
        folder,
        "--latency",
        "0",
        "--fill-model",
        "queue",
      ];
      const rules = ["--threshold", "0.9", "--take-profit", "0.005", "--stop-loss", "0.01"];
      const params = ["--params", '{"rest_after_exit_seconds":0.1,"rest_after_stop_seconds":0.01}'];
      const environment = { KALSHI_SIM_API_KEY_ID: keyId, KALSHI_SIM_PRIVATE_KEY_PATH: key };
      await using trader = Child.program([...argv, ...rules, ...params], { environment });
      const ran = await trader.ran();
      assertEquals([ran.code, ran.err], [0, ""]);
      assertEquals((await simulator.ran()).code, 0);

      const lines = ran.out.trimEnd().split("\n");
      const summary = JSON.parse(lines.pop() ?? "");
      assertEquals(summary.ended, "all markets are settled");
      assertEquals(summary.markets.length, 2);
      const count = (type: string) => lines.filter((line) => JSON.parse(line).type === type).length;
      assertGreater(count("order"), 1);
      assertGreater(count("fill"), 1);
      assertGreater(summary.trades.length, 0);

      const replay = await runMain("replay", summary.recording, "--json");
      assertEquals(replay.code, 0);
      assertEquals(replay.out.trimEnd().split("\n"), lines);
      const decisions = lines.length - count("estimate");
      assert(replay.err.includes(`${decisions} decisions, identical`), replay.err);

      const orders = await runMain("export", summary.recording, "--what", "orders", "--format", "jsonl");
      const rows = orders.out.trimEnd().split("\n").map((row) => JSON.parse(row));
      const told = lines.map((line) => JSON.parse(line))
        .filter(({ type }) => ["order", "accepted", "rejected", "cancelled", "fill"].includes(type));
      assertEquals(rows.length, told.length);
      for (const [index, row] of rows.entries()) {
        const { type, client_order_id, market, side, price = null, quantity = null, fee = null } =
          told[index];
        const shown = [row.type, row.client_order_id, row.market, row.side, row.price, row.quantity, row.fee];
        assertEquals(shown, [type, client_order_id, market, side, price, quantity, fee]);
      }
    });
  },
);

const TOP_HEADER = "at_ms,market,bid,bid_size,ask,ask_size,last,volume";
const TRADES_HEADER = "at_ms,market,trade_id,price,quantity,taker_side";

/** The lines of a large file. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const file = await Deno.open(path);
  let rest = "";
  for await (const text of file.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  assertEquals(rest, "", "the last line is whole");
}

dataTest(
  "kalshi-ws/2026-03-18",
  "ten real markets imported and exported: sane books, and the ends of five games",
  async (data) => {
    await inFolder(async (folder) => {
      const names = [...Deno.readDirSync(data)].map(({ name }) => name).filter((name) =>
        name.endsWith(".ndjson.gz")
      );
      assertEquals(names.length, 10);
      const files = names.map((name) => `${data}/${name}`);
      const imported = await runMain("import", "kalshi-ws", ...files, "--out", folder, "--json");
      assertEquals([imported.code, imported.err], [0, ""]);
      const { path, markets, malformed } = JSON.parse(imported.out);
      assertEquals([markets.length, malformed], [10, 0]);

      const trades = `${folder}/trades.csv`;
      assertEquals(await runMain("export", path, "--what", "trades", "--out", trades), {
        code: 0,
        out: "",
        err: "",
      });
      const last = new Map<string, string>();
      let rows = -1;
      for await (const line of linesOf(trades)) {
        if (rows++ === -1) {
          assertEquals(line, TRADES_HEADER);
          continue;
        }
        const [, market = "", , price = "", quantity = "", side] = line.split(",");
        assert(
          /^0\.\d{4}$/.test(price) && /^\d+\.\d\d$/.test(quantity) && (side === "bid" || side === "ask"),
          line,
        );
        last.set(market, price);
      }
      assertGreater(rows, 10_000);
      assertEquals([...last.keys()].sort(), [...markets].sort());
      for (const [market, price] of last) {
        assert(price === "0.0100" || price === "0.9900", `${market} ends at ${price}`);
      }

      const top = `${folder}/top.csv`;
      const exported = await runMain(
        "export",
        path,
        "--what",
        "top-of-book",
        "--format",
        "csv",
        "--out",
        top,
      );
      assertEquals(exported, { code: 0, out: "", err: "" });
      let at = 0;
      let count = -1;
      const before = new Map<string, string>();
      // All checks of a row in one expression: there are very many rows.
      const row =
        /^(\d+(?:\.\d+)?),([A-Z0-9-]+),((?:0\.\d{4},\d+\.\d\d|,),(?:0\.\d{4},\d+\.\d\d|,),(?:0\.\d{4})?,(?:\d+\.\d\d)?)$/;
      for await (const line of linesOf(top)) {
        if (count++ === -1) {
          assertEquals(line, TOP_HEADER);
          continue;
        }
        const [, time, market = "", figures = ""] = row.exec(line) ?? [];
        if (time === undefined) {
          throw new Error(`no sane row: ${line}`);
        }
        if (figures === before.get(market)) throw new Error(`a row without a change: ${line}`);
        before.set(market, figures);
        if (Number(time) < at) throw new Error(`time goes back: ${line}`);
        at = Number(time);
      }
      assertGreater(count, 100_000);
      assertEquals(before.size, 10);
      // Every book was emptied at the close.
      for (const [market, figures] of before) {
        assert(figures.startsWith(",,,,"), `${market} ends with ${figures}`);
      }
    });
  },
);
