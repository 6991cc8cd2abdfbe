/**
 * Where nobody else trades, a captured market is published as the capture has it: every change, trade and book, in order,
 * to clients of either way to write prices.
 */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { CapturedSource } from "../../src/simulator/sources/captured_source.ts";
import { handleCommand } from "../../src/simulator/server/commands.ts";
import { Hub } from "../../src/simulator/server/hub.ts";
import { dataTest } from "../support/data.ts";
import { attached } from "./attached.ts";
import { deltaLine, frame, inFolder, tradeLine } from "./captures.ts";

type Json = Readonly<Record<string, unknown>>;
interface Frame {
  readonly type: string;
  readonly msg: Json;
}

/** A side of a book as prices and sizes; without those of size nothing, in order of price. */
function side(rows: unknown, opposite: boolean): string {
  if (!Array.isArray(rows)) return "";
  const levels = rows.map(([price, size]): [number, number] => {
    const cents = Math.round(Number(price) * 10_000);
    return [opposite ? 10_000 - cents : cents, Number(size)];
  });
  return levels.sort(([one], [other]) => one - other).map(([price, size]) => `${price}:${size}`).join(" ");
}

/**
 * What a frame says of a market, whatever form it is in.
 *
 * @param yesPrices whether NO levels are at YES prices
 */
function written({ type, msg }: Frame, yesPrices: boolean): string | undefined {
  const cents = (price: unknown) => Math.round(Number(price) * 10_000);
  if (type === "orderbook_snapshot") {
    return `book ${side(msg.yes_dollars_fp, false)} | ${side(msg.no_dollars_fp, yesPrices)}`;
  }
  if (type === "orderbook_delta") {
    const price = yesPrices && msg.side === "no"
      ? 10_000 - cents(msg.price_dollars)
      : cents(msg.price_dollars);
    return `level ${msg.side} ${price} ${Number(msg.delta_fp)}`;
  }
  if (type !== "trade") return undefined;
  return `trade ${msg.trade_id} ${msg.taker_side} ${cents(msg.yes_price_dollars)} ${Number(msg.count_fp)}`;
}

/** Plays captures to two clients. @returns what each heard of a market, and what its file says */
async function played(paths: readonly string[]) {
  const opened = await CapturedSource.open(paths);
  assert(opened.ok);
  const { exchange, playTo, now } = attached(opened.value, 1_700_000_000_000);
  const hub = new Hub({ exchange, now, mostBufferedBytes: Infinity, planned: {} });
  const tickers = [...exchange.markets.keys()];
  const heard = [false, true].map((yesPrices) => {
    const lines = new Map(tickers.map((ticker) => [ticker, [] as string[]]));
    const connection = hub.open({
      readyState: 1,
      bufferedAmount: 0,
      close: () => {},
      send(text) {
        const frame: Frame = JSON.parse(text);
        const line = written(frame, yesPrices);
        if (line !== undefined) lines.get(String(frame.msg.market_ticker))?.push(line);
      },
    });
    const params = {
      channels: ["orderbook_delta", "trade"],
      market_tickers: tickers,
      use_yes_price: yesPrices,
    };
    handleCommand(connection, JSON.stringify({ id: 1, cmd: "subscribe", params }));
    return lines;
  });
  await playTo(Infinity, (event) => hub.publish(event, now()));
  await opened.value.close();
  return { tickers, heard };
}

async function captured(path: string): Promise<string[]> {
  const bytes = await Deno.readFile(path);
  const stream = path.endsWith(".gz")
    ? new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))
    : new Blob([bytes]).stream();
  const text = await new Response(stream).text();
  return text.split("\n").filter((line) => line.startsWith("{"))
    .flatMap((line) => written(JSON.parse(line), false) ?? []);
}

async function holds(paths: readonly string[]): Promise<number> {
  const { tickers, heard } = await played(paths);
  let count = 0;
  for (const [index, ticker] of tickers.entries()) {
    const lines = await captured(paths[index] ?? "");
    // The book of the subscription before it, and the empty one of the close after it.
    const expected = ["book  | ", ...lines, "book  | "];
    for (const each of heard) assertEquals(each.get(ticker), expected);
    count += lines.length;
  }
  return count;
}

Deno.test("a capture is published line by line: books, changes to nothing, a crossed moment, trades in any order", async () => {
  const ticker = "KXNBAGAME-26MAR18GSWBOS-BOS";
  const second = Date.UTC(2026, 2, 18, 20) / 1000;
  const at = (rest: string) => `2026-03-18T20:00:${rest}Z`;
  const book = (yes: unknown, no: unknown) =>
    frame("orderbook_snapshot", {
      market_ticker: ticker,
      market_id: "x",
      ...(yes === undefined ? {} : { yes_dollars_fp: yes }),
      ...(no === undefined ? {} : { no_dollars_fp: no }),
    });
  await inFolder(async (folder) => {
    const path = `${folder}/${ticker}.ndjson`;
    const lines = [
      book([["0.5500", "10.00"], ["0.5600", "20.00"]], [["0.4200", "30.00"]]),
      deltaLine(ticker, "0.5800", "5.50", "yes", at("01.000100")),
      deltaLine(ticker, "0.4200", "-30.00", "no", at("01.000200")),
      tradeLine(ticker, "0.5800", second + 1, { count_fp: "24.50", taker_side: "yes" }),
      tradeLine(ticker, "0.5600", second + 2, { count_fp: "7.25" }),
      deltaLine(ticker, "0.5600", "-7.25", "yes", at("02.1")),
      deltaLine(ticker, "0.5600", "-12.75", "yes", at("02.2")),
      // More than there is: frames were lost before it.
      deltaLine(ticker, "0.5500", "-11.00", "yes", at("02.3")),
      book(undefined, [["0.4100", "1.00"], ["0.4200", "2.00"]]),
      deltaLine(ticker, "0.4100", "0.00", "no", at("03")),
      tradeLine(ticker, "0.5500", second + 4, { count_fp: "300.00" }),
      book(undefined, undefined),
    ];
    await Deno.writeTextFile(path, lines.join("\n"));
    assertEquals(await holds([path]), lines.length);
  });
});

dataTest(
  "kalshi-ws/2026-03-18",
  "a real game's captures are published line by line",
  async (folder) => {
    const paths = ["CHI", "TOR"].map((team) => `${folder}/KXNBAGAME-26MAR18TORCHI-${team}.ndjson.gz`);
    assertGreater(await holds(paths), 80_000);
  },
);
