/**
 * A worker of a sweep.
 *
 * @module
 */
/// <reference lib="deno.worker" />
import type { ToWorker } from "../../backtest/sweep/messages.ts";
import { SweepWorkerSide } from "../../backtest/sweep/worker_side.ts";
import { REGISTRY } from "../rules.ts";

const side = new SweepWorkerSide(REGISTRY, (message) => self.postMessage(message));

self.onmessage = ({ data }: MessageEvent<ToWorker>) => side.take(data);
