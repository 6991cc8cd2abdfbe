/**
 * The server itself: whether it is well, and what it has counted.
 *
 * @module
 */
import { z } from "zod";
import type { Measures } from "./measures.ts";
import { expose, PROMETHEUS_TYPE } from "./prometheus.ts";
import { type Route, route } from "./route.ts";

/** The answers, by the names that the OpenAPI document gives them. */
export const SERVICE_ANSWERS = {
  Health: z.object({ ok: z.literal(true), version: z.string(), uptime_seconds: z.number() }),
} as const;

/** The server. */
export interface Service {
  readonly version: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly now: () => number;
  readonly measures: Measures;
}

/** `/health` and `/metrics`. */
export function serviceRoutes({ version, startedAt, now, measures }: Service): Route[] {
  return [
    route({
      method: "GET",
      path: "/health",
      summary: "Whether the server is well",
      answers: { 200: { description: "It is.", schema: SERVICE_ANSWERS.Health } },
      handle: ({ context }) =>
        context.json({ ok: true, version, uptime_seconds: Math.max(0, now() - startedAt) / 1000 }),
    }),
    route({
      method: "GET",
      path: "/metrics",
      summary: "Counters for Prometheus",
      answers: { 200: { description: "Text exposition format 0.0.4.", media: ["text/plain"] } },
      handle: () => new Response(expose(measures.families), { headers: { "content-type": PROMETHEUS_TYPE } }),
    }),
  ];
}
