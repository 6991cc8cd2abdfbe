/**
 * `kalshi-live export RECORDING --what …`: any recording read out as rows.
 *
 * @module
 */
import type { EngineEvent } from "../core/events.ts";
import type { Outcome } from "../core/outcomes.ts";
import { openRecordingChain, type RecordingChain } from "../recording/chain.ts";
import {
  TOP_OF_BOOK_COLUMNS,
  TopOfBookExporter,
  TRADE_COLUMNS,
  TradesExporter,
} from "../recording/export/books_and_trades.ts";
import { eventsOf } from "../core/market/ticker.ts";
import { readPlayByPlay } from "../recording/export/play_by_play.ts";
import type { Tear } from "../recording/reader.ts";
import { type FileFormat, type RowSink, TextRows, writeRowFile } from "../recording/export/row_file.ts";
import type { Cell } from "../lib/rows.ts";
import { STATE_COLUMNS, StatesExporter, type StatesOptions } from "../recording/export/states.ts";
import { decisionRecord } from "../session/decisions.ts";
import { decoderOf, fixturesOf } from "../session/games.ts";
import { joinedGame } from "../session/joined_game.ts";
import { openReplay } from "../session/replay.ts";
import { VERSION } from "../version.ts";
import { asksForSetup, TRADING_FLAGS } from "./setup_flags.ts";
import { type CommandSpec, type Flags, HELP_FLAG, usage } from "./flags.ts";
import { orFail, type Output } from "./program.ts";
import { readReplaySetup } from "./replay_setup.ts";

const WHATS = ["top-of-book", "trades", "states", "orders"] as const;
const FORMATS: readonly FileFormat[] = ["csv", "jsonl", "parquet"];

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

type OrderRow = Readonly<Record<typeof ORDER_COLUMNS[number], Cell>>;

/** The command line of `export`. */
export const EXPORT: CommandSpec = {
  name: "export",
  words: "RECORDING",
  summary: "Reads a recording out as rows. Orders come from running the recorded session again.",
  flags: [
    { name: "what", kind: "text", value: WHATS.join("|"), help: "which rows" },
    { name: "format", kind: "text", value: FORMATS.join("|"), help: "their form (csv)" },
    { name: "out", kind: "text", value: "FILE", help: "write to a file (stdout; parquet needs a file)" },
    {
      name: "play-by-play",
      kind: "text",
      value: "FILE",
      help: "states: scores from the NBA's play-by-play of this game",
    },
    {
      name: "home-market",
      kind: "text",
      value: "TICKER",
      help: "states: the home team's market, where not recorded",
    },
    { name: "away-market", kind: "text", value: "TICKER", help: "states: the away team's market" },
    ...TRADING_FLAGS,
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live export RECORDING --what top-of-book --format csv --out top.csv",
    "kalshi-live export RECORDING --what states --format parquet --out states.parquet",
    "kalshi-live export RECORDING --what orders --format jsonl",
  ],
};

/** Columns and how to fill them. */
interface RowSource<C extends string> {
  readonly columns: readonly C[];
  /** Writes all rows and says where the recording is torn. */
  fill(sink: RowSink<C>): Promise<Tear | undefined>;
}

/** Makes rows of events. */
interface Exporter<R> {
  fold(event: EngineEvent, rows: R[]): void;
  /** All events of an input are folded in. */
  settle?(at: number, rows: R[]): void;
}

/** Makes a file or a stream of a source's rows. */
type Deliver = <C extends string>(source: RowSource<C>) => Promise<Tear | undefined>;

/** Runs the command. */
export async function exportCommand(flags: Flags, output: Output): Promise<number> {
  const [path, ...more] = flags.words;
  if (path === undefined || more.length > 0) throw usage("Cannot export: expected one recording");
  const what = flags.choice("what", WHATS);
  if (what === undefined) throw usage(`Cannot export: expected --what ${WHATS.join("|")}`);
  const format = flags.choice("format", FORMATS) ?? "csv";
  const file = flags.text("out");
  if (format === "parquet" && file === undefined) {
    throw usage("Cannot export: Parquet needs a file, expected --out FILE");
  }
  const stray = ["play-by-play", "home-market", "away-market"].find((name) => flags.text(name) !== undefined);
  if (what !== "states" && stray !== undefined) {
    throw usage(`Cannot use --${stray}: it is for --what states`);
  }
  if (what !== "orders" && asksForSetup(flags)) {
    throw usage(`Cannot use flags of a strategy with --what ${what}: they are for --what orders`);
  }
  const deliver: Deliver = (source) => toTarget(file, format, output, source);
  const tear = what === "orders"
    ? await deliver(await orderRows(path, flags, output))
    : await marketRows(path, what, flags, output, deliver);
  if (tear !== undefined) output.note(`torn at line ${tear.line}: ${tear.reason}; read up to there`);
  return 0;
}

async function toTarget<C extends string>(
  file: string | undefined,
  format: FileFormat,
  output: Output,
  source: RowSource<C>,
): Promise<Tear | undefined> {
  if (file !== undefined) {
    const createdBy = `kalshi-live version ${VERSION}`;
    const fill = (sink: RowSink<C>) => source.fill(sink);
    return orFail(await writeRowFile(file, format, source.columns, createdBy, fill));
  }
  if (format === "parquet") throw usage("Cannot export: Parquet needs a file, expected --out FILE");
  const sink = new TextRows(format, source.columns, (text) => output.write(text));
  const tear = await source.fill(sink);
  await sink.end();
  return tear;
}

async function marketRows(
  path: string,
  what: Exclude<typeof WHATS[number], "orders">,
  flags: Flags,
  output: Output,
  deliver: Deliver,
): Promise<Tear | undefined> {
  const options = what === "states" ? await readStatesFlags(flags) : {};
  const recording = orFail(await openRecordingChain(path));
  const { timeline } = options;
  const fixture = timeline === undefined
    ? options.fixture ?? fixturesOf(recording.header)[0]
    : orFail(joinedGame(recording.header, timeline, options.fixture));
  const { sizes } = recording.header;
  if (what === "trades") return await deliver(eventRows(recording, TRADE_COLUMNS, new TradesExporter()));
  if (what === "top-of-book") {
    return await deliver(eventRows(recording, TOP_OF_BOOK_COLUMNS, new TopOfBookExporter({ sizes })));
  }
  const exporter = new StatesExporter({ fixture, timeline, sizes });
  const tear = await deliver(eventRows(recording, STATE_COLUMNS, exporter));
  if (exporter.unassigned.length > 0) {
    const events = exporter.unassigned.join(", ");
    const why = "which market is whose is not recorded";
    output.note(`no states of ${events}: ${why}; expected --home-market and --away-market`);
  }
  return tear;
}

/** Reads the flags about states. */
async function readStatesFlags(flags: Flags): Promise<StatesOptions> {
  const homeMarket = flags.text("home-market");
  const awayMarket = flags.text("away-market");
  if ((homeMarket === undefined) !== (awayMarket === undefined)) {
    throw usage("Cannot export: expected both --home-market and --away-market, was one of them");
  }
  const fixture = homeMarket === undefined || awayMarket === undefined ? {} : {
    fixture: {
      event: eventsOf([homeMarket, awayMarket]).get(homeMarket) ?? homeMarket,
      homeMarket,
      awayMarket,
    },
  };
  const file = flags.text("play-by-play");
  if (file === undefined) return fixture;
  const timeline = orFail(await readPlayByPlay(file));
  return { ...fixture, timeline };
}

function eventRows<C extends string, R extends Readonly<Record<C, Cell>>>(
  recording: RecordingChain,
  columns: readonly C[],
  exporter: Exporter<R>,
): RowSource<C> {
  const { header } = recording;
  const decoder = decoderOf(header);
  return {
    columns,
    fill: async (sink) => {
      const events: EngineEvent[] = [];
      for await (const batch of recording.batches()) {
        const rows: R[] = [];
        for (const { at, src, raw } of batch) {
          events.length = 0;
          decoder.decode(at, src, raw, events, []);
          for (const event of events) exporter.fold(event, rows);
          exporter.settle?.(at, rows);
        }
        await sink.write(rows);
      }
      return recording.tear;
    },
  };
}

async function orderRows(
  path: string,
  flags: Flags,
  output: Output,
): Promise<RowSource<typeof ORDER_COLUMNS[number]>> {
  const { registry, models, setup, notes } = await readReplaySetup(path, flags);
  const run = orFail(await openReplay(path, registry, setup, models));
  for (const note of notes) output.note(note);
  return {
    columns: ORDER_COLUMNS,
    fill: async (sink) => {
      let rows: OrderRow[] = [];
      const end = await run.run([{
        onEvent: (_event, outcomes) => {
          for (const outcome of outcomes) {
            if (outcome.kind === "order" || outcome.kind === "report") rows.push(orderRow(outcome));
          }
        },
      }], async () => {
        await sink.write(rows);
        rows = [];
      });
      return end.tear;
    },
  };
}

function orderRow(outcome: Outcome): OrderRow {
  const record = decisionRecord(outcome);
  const cells = ORDER_COLUMNS.map((column) => [column, record[column === "at_ms" ? "at" : column] ?? null]);
  return Object.fromEntries(cells);
}
