/**
 * The rows of the older systems' files: ticks (JSON lines), candles (CSV), states (a JSON array).
 *
 * @module
 */
import { CANDLE_COLUMNS, CANDLE_SOURCE, CandleSchema } from "./candles.ts";
import { STATE_SOURCE } from "./states.ts";
import { TICK_SOURCE, TickSchema } from "./ticks.ts";
import { LineFile, numberedLines } from "../../lib/line_file.ts";
import { readState } from "./state_shape.ts";

/** A row that can be imported. */
export interface ImportRow {
  readonly kind: "row";
  /** Unix milliseconds. */
  readonly at: number;
  /** Where the row says it. */
  readonly event?: string;
  readonly markets: readonly string[];
  /** The game as the file has it, for the recording's header. */
  readonly game?: Readonly<Record<string, string>>;
  /** The payload: JSON on one line. */
  readonly text: string;
}

/** A row that cannot. */
export interface BadRow {
  readonly kind: "bad";
  readonly reason: string;
  /** Why the whole file is refused for it, if it is. */
  readonly fatal?: "foreign" | "no_field";
}

/** A row and where it stands, from 1: the line, or in an array the place. */
export type PlacedRow = readonly [number, ImportRow | BadRow];

/** One kind of file. */
export interface RowForm {
  /** As on the command line. */
  readonly name: "ticks" | "candles" | "states";
  readonly source: typeof TICK_SOURCE | typeof CANDLE_SOURCE | typeof STATE_SOURCE;
  /** The word for a row, for people. */
  readonly row: string;
  /** How often the clock ticks between rows, ms. @default {1000} */
  readonly clockMs?: number;
  /** The description of such a file, for people. */
  readonly expected: string;
  /** Reads a file, plain or gzipped; throws as the file system does. */
  read(file: LineFile): AsyncGenerator<readonly PlacedRow[]>;
}

function bad(reason: string, fatal?: "foreign" | "no_field"): BadRow {
  return fatal === undefined ? { kind: "bad", reason } : { kind: "bad", reason, fatal };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The reason why a schema refuses a value. */
function problem(
  issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined,
): string {
  const where = issue?.path.join(".");
  return `${where === undefined || where === "" ? "it" : where}: ${issue?.message ?? "not as expected"}`;
}

function readTick(text: string): ImportRow | BadRow {
  const value = parse(text);
  if (value === undefined) return bad("it is no JSON");
  const parsed = TickSchema.safeParse(value);
  if (!parsed.success) return bad(problem(parsed.error.issues[0]));
  const { ts_iso, event_ticker, market_ticker } = parsed.data;
  return {
    kind: "row",
    at: Date.parse(ts_iso),
    ...(event_ticker === undefined || event_ticker === null ? {} : { event: event_ticker }),
    markets: [market_ticker],
    text,
  };
}

/** Ticks of the older collector, one JSON object a line. */
export const TICK_FORM: RowForm = {
  name: "ticks",
  source: TICK_SOURCE,
  row: "tick",
  expected: "ticks of the older collector, one JSON object a line",
  async *read(file) {
    for await (const lines of numberedLines(file)) {
      yield lines.map(([number, text]) => [number, readTick(text)] as const);
    }
  },
};

function readCandle(columns: readonly string[], text: string): ImportRow | BadRow {
  const cells = text.split(",");
  if (cells.length !== columns.length) {
    return bad(`it has ${cells.length} fields, the header ${columns.length}`);
  }
  const record = Object.fromEntries(columns.map((column, index) => [column, cells[index] || null]));
  const parsed = CandleSchema.safeParse(record);
  if (!parsed.success) return bad(problem(parsed.error.issues[0]));
  const { ticker, timestamp, game_id } = parsed.data;
  return {
    kind: "row",
    at: timestamp * 1000,
    markets: [ticker],
    ...(game_id === null || game_id === undefined ? {} : { game: { gameId: game_id } }),
    text: JSON.stringify(record),
  };
}

/** One-minute candles, CSV with a header line and no quotes. */
export const CANDLE_FORM: RowForm = {
  name: "candles",
  source: CANDLE_SOURCE,
  row: "candle",
  // Nothing is known between the minutes: a clock of seconds would only repeat each candle sixty times.
  clockMs: 60_000,
  expected: `candles, CSV with the columns ${CANDLE_COLUMNS.join(", ")}`,
  async *read(file) {
    let columns: readonly string[] | undefined;
    for await (const lines of numberedLines(file)) {
      const rows: PlacedRow[] = [];
      for (const [number, text] of lines) {
        if (columns !== undefined) rows.push([number, readCandle(columns, text)]);
        else {
          columns = text.replace(/^\uFEFF/, "").split(",");
          const missing = CANDLE_COLUMNS.find((column) => columns?.includes(column) !== true);
          if (missing !== undefined) {
            rows.push([number, bad(`the header has no column ${missing}`, "foreign")]);
          }
        }
      }
      yield rows;
    }
  },
};

function readStateRow(value: unknown): ImportRow | BadRow {
  const state = readState(value);
  if ("kind" in state) return bad(`${state.field}: ${state.reason}`, "no_field");
  const { at, event, gameId, league, home, away, homeTeam, awayTeam, strangeStatus } = state;
  if (strangeStatus !== undefined) return bad(`status: unknown word ${strangeStatus}`);
  return {
    kind: "row",
    at,
    event,
    markets: [home.ticker, away.ticker],
    game: { league, gameId, homeTeam, awayTeam, homeMarket: home.ticker, awayMarket: away.ticker },
    text: JSON.stringify(value),
  };
}

/** Merged states, one JSON array; the whole file is held in memory. */
export const STATE_FORM: RowForm = {
  name: "states",
  source: STATE_SOURCE,
  row: "state",
  expected: "merged states, one JSON array of objects",
  async *read(file) {
    const lines: string[] = [];
    for await (const batch of file.batches()) lines.push(...batch);
    lines.push(file.takeRest());
    const value = parse(lines.join("\n"));
    if (!Array.isArray(value)) {
      yield [[1, bad("it is no JSON array", "foreign")]];
      return;
    }
    yield value.map((state, index) => [index + 1, readStateRow(state)] as const);
  },
};

/** All forms by name. */
export const ROW_FORMS: Readonly<Record<RowForm["name"], RowForm>> = {
  ticks: TICK_FORM,
  candles: CANDLE_FORM,
  states: STATE_FORM,
};
