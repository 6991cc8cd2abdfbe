/**
 * Finished backtests: the list, and of each its summary, trades, equity and report.
 *
 * @module
 */
import { accepts } from "hono/accepts";
import { openRunFile } from "../../backtest/run_store.ts";
import type { StoredRun } from "../../backtest/service.ts";
import { ApiError, notFound } from "../http/api_error.ts";
import { fileResponse } from "../http/files.ts";
import type { BacktestOptions } from "./options.ts";
import { type Route, route, type WebContext } from "../http/route.ts";
import { ANSWERS, ListQuery, RowsQuery, RunParams } from "./schemas.ts";

/** A report draws with scripts and styles of its own, reaches nothing, and is not part of this origin. */
const REPORT_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; " +
  "img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts";

function runRecord({ id, sport, strategy }: StoredRun) {
  return { run_id: id, sport, strategy };
}

function wantsCsv(context: WebContext): boolean {
  context.header("vary", "accept");
  return accepts(context, {
    header: "Accept",
    supports: ["application/json", "text/csv"],
    default: "application/json",
  }) === "text/csv";
}

function csv(context: WebContext, run: StoredRun, name: string): Promise<Response> {
  return fileResponse(context, () => openRunFile(`${run.folder}/${name}`), "file", {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${run.id.replaceAll(/[^A-Za-z0-9._-]/g, "_")}-${name}"`,
    vary: "accept",
  });
}

/** Waits for what the store reads of a run; one that was removed meanwhile is not found. */
async function present<Value>(reading: Promise<Value>, { id }: StoredRun): Promise<Value> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw notFound("the files of run", id);
    throw error;
  }
}

/** A part of some rows, and where the next one begins. */
function page<Row>(rows: readonly Row[], { limit, offset }: { limit: number; offset: number }) {
  const part = rows.slice(offset, offset + limit);
  const next = offset + part.length;
  return {
    part,
    place: {
      total: rows.length,
      offset,
      ...(next < rows.length && part.length > 0 ? { next_offset: next } : {}),
    },
  };
}

/** `/backtests` and what is below it, for reading. */
export function runRoutes({ runs }: BacktestOptions): Route[] {
  const find = async (id: string): Promise<StoredRun> => {
    const run = await runs.find(id);
    if (run === undefined) throw notFound("run", id);
    return run;
  };
  return [
    route({
      method: "GET",
      path: "/backtests",
      summary: "Finished backtests, newest first",
      query: ListQuery,
      answers: { 200: { description: "A page of the list.", schema: ANSWERS.RunList } },
      handle: async ({ query: { limit, cursor }, context }) => {
        const all = await runs.list();
        const last = cursor === undefined ? -1 : all.findIndex(({ id }) => id === cursor);
        if (cursor !== undefined && last < 0) {
          throw new ApiError(
            400,
            "bad_cursor",
            "Cannot go on from this cursor: there is no such run any more",
            {
              issues: [{ path: "cursor", message: "expected next_cursor of the answer before" }],
            },
          );
        }
        const part = all.slice(last + 1, last + 1 + limit);
        const next = last + 1 + limit < all.length ? part.at(-1) : undefined;
        const more = next === undefined ? {} : { next_cursor: next.id };
        return context.json({ runs: part.map(runRecord), ...more });
      },
    }),
    route({
      method: "GET",
      path: "/backtests/{id}",
      summary: "A backtest: what it came to, and what it ran with",
      params: RunParams,
      answers: { 200: { description: "Summary and configuration.", schema: ANSWERS.RunDetails } },
      handle: async ({ params, context }) => {
        const run = await find(params.id);
        const [summary, config] = await present(Promise.all([runs.summary(run), runs.config(run)]), run);
        return context.json({ ...runRecord(run), summary: { ...summary }, config });
      },
    }),
    route({
      method: "GET",
      path: "/backtests/{id}/trades",
      summary: "Its trades; with Accept: text/csv the file",
      params: RunParams,
      query: RowsQuery,
      answers: { 200: { description: "Rows.", schema: ANSWERS.TradeRows, media: ["text/csv"] } },
      handle: async ({ params, query, context }) => {
        const run = await find(params.id);
        if (wantsCsv(context)) return await csv(context, run, "trades.csv");
        const { part, place } = page(await present(runs.trades(run), run), query);
        return context.json({ run_id: run.id, ...place, trades: part });
      },
    }),
    route({
      method: "GET",
      path: "/backtests/{id}/equity",
      summary: "Its account over time; with Accept: text/csv the file",
      params: RunParams,
      query: RowsQuery,
      answers: { 200: { description: "Rows.", schema: ANSWERS.EquityRows, media: ["text/csv"] } },
      handle: async ({ params, query, context }) => {
        const run = await find(params.id);
        if (wantsCsv(context)) return await csv(context, run, "equity_curve.csv");
        const { part, place } = page(await present(runs.equity(run), run), query);
        return context.json({ run_id: run.id, ...place, equity: part });
      },
    }),
    route({
      method: "GET",
      path: "/backtests/{id}/report",
      summary: "Its report, a page by itself",
      params: RunParams,
      answers: { 200: { description: "The page.", media: ["text/html"] } },
      handle: async ({ params, context }) => {
        const run = await find(params.id);
        return await fileResponse(context, () => openRunFile(runs.reportPath(run)), "report", {
          "content-type": "text/html; charset=utf-8",
          "content-security-policy": REPORT_POLICY,
        });
      },
    }),
  ];
}
