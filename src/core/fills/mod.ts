/**
 * Fill models, one a file, and the paper exchange that uses them.
 *
 * - `model.ts`: what a fill model is
 * - `touch.ts`, `depth.ts`, `queue.ts`: the three models
 * - `displayed.ts`: the size a book shows, less what paper orders took of it
 * - `paper_exchange.ts`: the paper exchange: latency, fees, reports; `exchange_checks.ts`: what it refuses
 * - `recent_decreases.ts`: how levels have shrunk lately
 *
 * @module
 */
import { DepthModel } from "./depth.ts";
import type { FillModelFactory, FillModelName } from "./model.ts";
import { QueueModel } from "./queue.ts";
import { TouchModel } from "./touch.ts";

/** The models by name. */
export const FILL_MODEL_FACTORIES: Readonly<Record<FillModelName, FillModelFactory>> = {
  touch: (market) => new TouchModel(market),
  depth: (market) => new DepthModel(market),
  queue: (market) => new QueueModel(market),
};
