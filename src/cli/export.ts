/**
 * `kalshi-live export RECORDING --what …`: any recording read out as rows.
 *
 * @module
 */
import type { EngineEvent } from "../core/events.ts";
import type { Outcome } from "../core/outcomes.ts";
import { KalshiLiveData } from "../feeds/kalshi_live.ts";
import { Decoder } from "../kalshi/decode.ts";
import {
  TOP_OF_BOOK_COLUMNS,
  TopOfBookExporter,
  type TopOfBookRow,
  TRADE_COLUMNS,
  type TradeRow,
  TradesExporter,
} from "../recording/export.ts";
import { openRecording, type Tear } from "../recording/reader.ts";
import { formatRows, formatRowsHeader, type Row, type RowFormat } from "../recording/rows.ts";
import { decisionRecord } from "../session/decisions.ts";
import { openReplay } from "../session/replay.ts";
import { asksForSetup, HELP_FLAG, orFail, readSetup, REGISTRY, TRADING_FLAGS } from "./common.ts";
import { failure } from "./exit.ts";
import { type CommandSpec, type Flags, usage } from "./flags.ts";
import type { Output } from "./output.ts";

const WHATS = ["top-of-book", "trades", "orders"] as const;
const FORMATS: readonly RowFormat[] = ["csv", "jsonl"];

/** Columns of order rows: one row for each thing that happened to an order. */
const ORDER_COLUMNS = [
  "at_ms",
  "type",
  "client_order_id",
  "market",
  "side",
  "purpose",
  "strategy",
  "price",
  "quantity",
  "role",
  "fee",
  "balance_change",
  "trade_id",
  "reason",
] as const;

/** The command line of `export`. */
export const EXPORT: CommandSpec = {
  name: "export",
  words: "RECORDING",
  summary: "Reads a recording out as rows. Orders come from running the recorded session again.",
  flags: [
    { name: "what", kind: "text", value: WHATS.join("|"), help: "which rows" },
    { name: "format", kind: "text", value: FORMATS.join("|"), help: "their form (csv)" },
    { name: "out", kind: "text", value: "FILE", help: "write to a file (stdout)" },
    ...TRADING_FLAGS,
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live export RECORDING --what top-of-book --format csv --out top.csv",
    "kalshi-live export RECORDING --what orders --format jsonl",
  ],
};

/** Takes finished text. */
type Write = (text: string) => Promise<void>;

/** Runs the command. */
export async function exportCommand(flags: Flags, output: Output): Promise<number> {
  const [path, ...more] = flags.words;
  if (path === undefined || more.length > 0) throw usage("Cannot export: expected one recording");
  const what = flags.choice("what", WHATS);
  if (what === undefined) throw usage(`Cannot export: expected --what ${WHATS.join("|")}`);
  const format = flags.choice("format", FORMATS) ?? "csv";
  const source = what === "orders"
    ? await orderRows(path, format, flags)
    : await marketRows(path, what, format);
  const tear = await toTarget(flags.text("out"), output, source);
  if (tear !== undefined) output.note(`torn at line ${tear.line}: ${tear.reason}; read up to there`);
  return 0;
}

/** Something that writes rows and tells where the recording was torn. */
type RowSource = (write: Write) => Promise<Tear | undefined>;

/** A file comes to its name only when it is whole. */
async function toTarget(
  file: string | undefined,
  output: Output,
  source: RowSource,
): Promise<Tear | undefined> {
  if (file === undefined) return await source((text) => output.write(text));
  const partial = `${file}.part`;
  let target: Deno.FsFile;
  try {
    target = await Deno.open(partial, { write: true, create: true, truncate: true });
  } catch (error) {
    throw failure(`Cannot write "${file}": ${error instanceof Error ? error.message : error}`);
  }
  const encoder = new TextEncoder();
  try {
    const tear = await source(async (text) => {
      const bytes = encoder.encode(text);
      for (let written = 0; written < bytes.length;) written += await target.write(bytes.subarray(written));
    });
    target.close();
    await Deno.rename(partial, file);
    return tear;
  } catch (error) {
    try {
      target.close();
    } catch {
      // Closed already: the failure came from the renaming.
    }
    await Deno.remove(partial);
    throw failure(`Cannot write "${file}": ${error instanceof Error ? error.message : error}`);
  }
}

async function marketRows(
  path: string,
  what: "top-of-book" | "trades",
  format: RowFormat,
): Promise<RowSource> {
  const recording = await openRecording(path);
  if (recording.kind === "refused") throw failure(recording.message);
  const { yes_prices, sequenced } = recording.header;
  const decoder = new Decoder({
    yesPrices: yes_prices,
    seqCheck: sequenced,
    decodeOther: new KalshiLiveData().decode,
  });
  const top = new TopOfBookExporter();
  const trades = new TradesExporter();
  return async (write) => {
    const columns = what === "trades" ? TRADE_COLUMNS : TOP_OF_BOOK_COLUMNS;
    await write(formatRowsHeader(format, columns));
    const events: EngineEvent[] = [];
    for await (const batch of recording.batches()) {
      const topRows: TopOfBookRow[] = [];
      const tradeRows: TradeRow[] = [];
      for (const { at, src, raw } of batch) {
        events.length = 0;
        decoder.decode(at, src, raw, events, []);
        for (const event of events) {
          if (what === "trades") trades.fold(event, tradeRows);
          else top.fold(event, topRows);
        }
      }
      await write(
        what === "trades"
          ? formatRows(format, TRADE_COLUMNS, tradeRows)
          : formatRows(format, TOP_OF_BOOK_COLUMNS, topRows),
      );
    }
    return recording.tear;
  };
}

async function orderRows(path: string, format: RowFormat, flags: Flags): Promise<RowSource> {
  const override = asksForSetup(flags) ? await readSetup(flags, "export") : undefined;
  const run = orFail(await openReplay(path, override?.registry ?? REGISTRY, override?.setup));
  return async (write) => {
    await write(formatRowsHeader(format, ORDER_COLUMNS));
    let rows: Record<typeof ORDER_COLUMNS[number], Row[string]>[] = [];
    const end = await run.run([{
      onEvent: (_event, outcomes) => {
        for (const outcome of outcomes) {
          if (outcome.kind === "order" || outcome.kind === "report") rows.push(orderRow(outcome));
        }
      },
    }], async () => {
      if (rows.length > 0) await write(formatRows(format, ORDER_COLUMNS, rows));
      rows = [];
    });
    return end.tear;
  };
}

function orderRow(outcome: Outcome): Record<typeof ORDER_COLUMNS[number], Row[string]> {
  const record = decisionRecord(outcome);
  const cells = ORDER_COLUMNS.map((column) => [column, record[column === "at_ms" ? "at" : column] ?? null]);
  return Object.fromEntries(cells);
}
