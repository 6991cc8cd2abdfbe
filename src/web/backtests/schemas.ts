/**
 * Schemas of what goes in and out: the requests are checked by them, and the OpenAPI document is made from them.
 *
 * @module
 */
import { z } from "zod";
import { BacktestRequestSchema } from "../../backtest/request.ts";
import { LEAGUES } from "../../core/game/leagues.ts";

const { shape } = BacktestRequestSchema;

/** The body of `POST /backtests`: one strategy, and what it runs on. */
export const BacktestBodySchema = z.strictObject({
  strategy: shape.strategies.element.shape.name.describe("name of a strategy, as GET /strategies lists them"),
  params: z.record(z.string(), z.unknown()).default({})
    .describe("the strategy's parameters; those left out have their defaults"),
  config: z.strictObject({
    sport: shape.sport,
    game_ids: shape.games,
    fill_model: shape.fill_model,
    latency_ms: shape.latency_ms,
    score_lag_ms: shape.score_lag_ms,
    balance: shape.balance,
    results: shape.results,
  }).default({}).describe("which games, and how they are traded"),
});

/** A number in a query: digits, between bounds. */
function whole(min: number, max: number) {
  return z.string().regex(/^\d{1,9}$/, "expected a whole number").transform(Number)
    .pipe(z.int().min(min).max(max));
}

/** Ids of runs, from outside: a name of one folder, never a way to another. */
const RUN_ID = /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._+-]{0,159}$/;
export const RunParams = z.object({ id: z.string().regex(RUN_ID).describe("id of a run") });
export const JobParams = z.object({ id: z.uuid().describe("id of a job") });
export const NameParams = z.object({ name: z.string().min(1).max(200).describe("name of a strategy") });

export const ListQuery = z.strictObject({
  limit: whole(1, 200).default(50).describe("how many"),
  cursor: z.string().regex(RUN_ID).optional().describe("next_cursor of the answer before"),
});
export const RowsQuery = z.strictObject({
  limit: whole(1, 10_000).default(1_000).describe("how many rows; not for text/csv, which is whole"),
  offset: whole(0, 999_999_999).default(0).describe("rows to pass over"),
});
export const SportQuery = z.strictObject({ sport: z.enum(LEAGUES).optional().describe("only this league") });

const json = z.record(z.string(), z.unknown());

const ResultSchema = z.object({
  run_id: z.string(),
  summary: json.describe("metric by name; money in decimal strings of dollars"),
  num_trades: z.int()
    .describe(
      "round trips, as GET /backtests/{id}/trades lists them: not orders, not fills; still open ones count",
    ),
});
const RunSchema = z.object({ run_id: z.string(), sport: z.string(), strategy: z.string() });
const rows = { run_id: z.string(), total: z.int(), offset: z.int(), next_offset: z.int().optional() };
const row = z.record(z.string(), z.string()).describe("column by name, as in the CSV");

const StrategySchema = z.object({
  name: z.string(),
  category: z.string(),
  description: z.string(),
  needs_game: z.boolean().describe("whether it reads the score"),
  parameters: json.nullable().describe("JSON Schema; null where it is not known"),
});

const RecordingSchema = z.object({
  path: z.string().describe("relative to the folder of recordings"),
  state: z.enum(["whole", "damaged", "writing", "cut_off", "torn", "unreadable"]),
  reason: z.string().nullable(),
  sport: z.string().nullable(),
  event: z.string().nullable(),
  markets: z.array(z.string()),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  inputs: z.int().nullable(),
  bytes: z.int(),
  assumed: json.nullable().describe("of an import: what is taken for granted of its markets, fees above all"),
  damage: z.array(z.string()).describe("of an import: what was damaged or missing in its files"),
});

/** Answers, by the names that the OpenAPI document gives them. */
export const ANSWERS = {
  BacktestResult: ResultSchema,
  Job: z.object({
    job_id: z.string(),
    state: z.enum(["queued", "running", "cancelling", "done", "failed"]),
    created_at: z.string(),
    started_at: z.string().optional(),
    ended_at: z.string().optional(),
    progress: z.object({ games: z.int(), games_done: z.int(), events: z.int() }).optional(),
    result: ResultSchema.optional(),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
    links: z.object({ self: z.string(), events: z.string() }),
  }),
  RunList: z.object({ runs: z.array(RunSchema), next_cursor: z.string().optional() }),
  RunDetails: RunSchema.extend({ summary: json, config: z.unknown() }),
  TradeRows: z.object({ ...rows, trades: z.array(row) }),
  EquityRows: z.object({ ...rows, equity: z.array(row) }),
  Strategy: StrategySchema,
  StrategyList: z.object({ strategies: z.array(StrategySchema) }),
  RecordingList: z.object({ recordings: z.array(RecordingSchema) }),
} as const;
