/**
 * The server itself: whether it is well, and what it has counted.
 *
 * @module
 */
import type { Measures } from "./measures.ts";
import type { WebParts } from "../options.ts";
import { expose, PROMETHEUS_TYPE } from "./prometheus.ts";
import { type Route, route } from "./route.ts";
import { ANSWERS } from "../backtests/schemas.ts";

/** `/health` and `/metrics`. */
export function serviceRoutes({ now, version }: WebParts, startedAt: number, measures: Measures): Route[] {
  return [
    route({
      method: "GET",
      path: "/health",
      summary: "Whether the server is well",
      answers: { 200: { description: "It is.", schema: ANSWERS.Health } },
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
