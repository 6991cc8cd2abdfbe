/**
 * Strategies that can be run, and recordings to run them on.
 *
 * @module
 */
import type { z } from "zod";
import { leagueOf } from "../../session/games.ts";
import type { RegisteredStrategy } from "../../core/strategy/strategy.ts";
import { type Catalog, type CatalogRow, listRecordings } from "../../recording/catalogue/catalogue.ts";
import type { RecordingResult } from "../../recording/format/refusals.ts";
import { ApiError, notFound } from "../http/api_error.ts";
import { jsonSchemaOf } from "../http/issues.ts";
import type { BacktestOptions } from "./options.ts";
import { type Route, route } from "../http/route.ts";
import { ANSWERS, NameParams, SportQuery } from "./schemas.ts";

function strategyRecord(strategy: RegisteredStrategy): z.input<typeof ANSWERS.Strategy> {
  const { name, category, description, needsGame, parameters } = strategy;
  return {
    name,
    category,
    description,
    needs_game: needsGame,
    parameters: jsonSchemaOf(parameters) ?? null,
  };
}

/** The league: that of the game in the header, or else that of the event's series. */
function sportOf({ summary }: CatalogRow): string | null {
  return summary === undefined ? null : leagueOf(summary) ?? null;
}

function recordingRecord(row: CatalogRow): z.input<typeof ANSWERS.RecordingList>["recordings"][number] {
  const { path, state, reason, summary, bytes } = row;
  const time = (at: number | null | undefined) =>
    at === null || at === undefined ? null : new Date(at).toISOString();
  return {
    path,
    state,
    reason: reason ?? null,
    sport: sportOf(row),
    event: summary?.event ?? null,
    markets: summary?.markets ?? [],
    started_at: time(summary?.startedAt),
    ended_at: time(summary?.endedAt),
    inputs: summary?.inputs ?? null,
    bytes,
    assumed: summary?.assumed ?? null,
    damage: summary?.damage ?? [],
  };
}

/** `/strategies` and `/recordings`. */
export function catalogRoutes({ registry, recordingsRoot, now }: BacktestOptions): Route[] {
  /** A first listing reads every file: who asks meanwhile waits for the same one. */
  let listing: Promise<RecordingResult<Catalog>> | undefined;
  const list = () => {
    listing ??= listRecordings(recordingsRoot, { now: now() }).finally(() => listing = undefined);
    return listing;
  };
  return [
    route({
      method: "GET",
      path: "/strategies",
      summary: "All strategies",
      answers: { 200: { description: "With their parameters.", schema: ANSWERS.StrategyList } },
      handle: ({ context }) => context.json({ strategies: [...registry.values()].map(strategyRecord) }),
    }),
    route({
      method: "GET",
      path: "/strategies/{name}",
      summary: "A strategy",
      params: NameParams,
      answers: { 200: { description: "With its parameters.", schema: ANSWERS.Strategy } },
      handle: ({ params, context }) => {
        const strategy = registry.get(params.name);
        if (strategy === undefined) throw notFound("strategy", params.name);
        return context.json(strategyRecord(strategy));
      },
    }),
    route({
      method: "GET",
      path: "/recordings",
      summary: "What was recorded",
      query: SportQuery,
      answers: { 200: { description: "By path.", schema: ANSWERS.RecordingList } },
      handle: async ({ query: { sport }, context }) => {
        const found = await list();
        if (!found.ok) throw new ApiError(404, "no_recordings", found.reason.message);
        const all = found.value.rows.map(recordingRecord);
        return context.json({ recordings: all.filter((row) => sport === undefined || row.sport === sport) });
      },
    }),
  ];
}
