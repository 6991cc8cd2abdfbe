/**
 * The app: its features joined behind one set of guards, with one document.
 *
 * @module
 */
import type { RunBacktest, RunStore } from "../backtest/service.ts";
import type { RegisteredStrategy } from "../core/strategy/strategy.ts";
import { REAL_TIMERS, type Timers } from "../lib/timers.ts";
import { createBacktests } from "./backtests/mod.ts";
import { BACKTEST_LIMITS, type BacktestLimits } from "./backtests/options.ts";
import { openApiDocument } from "./http/document.ts";
import type { Feature } from "./http/feature.ts";
import { createHandler, type Handler } from "./http/handler.ts";
import { HTTP_LIMITS, type HttpLimits } from "./http/limits.ts";
import { Measures } from "./http/measures.ts";
import { pageRoutes } from "./http/page.ts";
import { type Route, route } from "./http/route.ts";
import { SERVICE_ANSWERS, serviceRoutes } from "./http/service.ts";

/** All bounds. */
export type WebLimits = HttpLimits & BacktestLimits;

/** The parts of the program that the app is given. */
export interface WebOptions {
  /** Runs a backtest; must leave this thread free, or nothing is answered meanwhile. */
  readonly runBacktest: RunBacktest;
  readonly runs: RunStore;
  /** All strategies, by name. */
  readonly registry: ReadonlyMap<string, RegisteredStrategy>;
  readonly recordingsRoot: string;
  /** Shown by writers as `Authorization: Bearer …`. */
  readonly token: string;
  /** Whether reading needs the token too. @default {false} */
  readonly tokenForReads?: boolean;
  /** Values that a `Host` header may have: names in lower case with the port, for example `127.0.0.1:8080`. */
  readonly allowedHosts: ReadonlySet<string>;
  readonly version: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** @default {REAL_TIMERS} */
  readonly timers?: Timers;
  /** Those left out are {@linkcode HTTP_LIMITS} and {@linkcode BACKTEST_LIMITS}. */
  readonly limits?: Partial<WebLimits>;
  /** Takes what should not have happened, for the log; clients learn nothing of it. */
  readonly onFault?: (error: unknown) => void;
}

/** An app. */
export interface WebApp extends Handler {
  /** All of its routes. */
  readonly routes: readonly Route[];
  /** Refuses what comes from now on, cancels backtests and ends streams; settles when that is done. */
  close(): Promise<void>;
}

/** Makes the app. */
export function createApp(options: WebOptions): WebApp {
  const { now, version, timers = REAL_TIMERS, tokenForReads = false, onFault = () => {} } = options;
  const limits: WebLimits = { ...HTTP_LIMITS, ...BACKTEST_LIMITS, ...options.limits };
  const startedAt = now();
  const features: readonly Feature[] = [createBacktests({ ...options, timers, limits, onFault })];
  const measures = new Measures({
    startedAt,
    version,
    families: features.flatMap(({ families }) => families),
  });
  const routes: Route[] = [
    ...serviceRoutes({ version, startedAt, now, measures }),
    ...features.flatMap((feature) => feature.routes),
    ...pageRoutes(),
    route({
      method: "GET",
      path: "/openapi.json",
      summary: "This document",
      answers: { 200: { description: "OpenAPI 3.1.", media: ["application/json"] } },
      handle: ({ context }) =>
        context.json(openApiDocument(routes, {
          version,
          summary: "Backtests of strategies over recorded games",
          sections: [...features.flatMap(({ sections }) => sections), { name: "Server", paths: /^/ }],
          bodies: Object.assign({}, ...features.map(({ bodies }) => bodies)),
          answers: Object.assign({}, SERVICE_ANSWERS, ...features.map(({ answers }) => answers)),
          tokenForReads,
        })),
    }),
  ];
  let isStopping = false;
  const handler = createHandler({
    ...options,
    routes,
    measures,
    limits,
    timers,
    tokenForReads,
    isStopping: () => isStopping,
    onFault,
  });
  return {
    ...handler,
    routes,
    close: async () => {
      isStopping = true;
      await Promise.all(features.map((feature) => feature.close()));
    },
  };
}
