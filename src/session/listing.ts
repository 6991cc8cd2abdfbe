/**
 * Reads what the engine must know of markets before they can be traded: status, series (fees), event, markets.
 *
 * @module
 */
import type { InputSink } from "../kalshi/input.ts";
import { type Result, succeed } from "../core/result.ts";
import { seriesOf } from "../core/ticker.ts";
import { handIn } from "../kalshi/rest_input.ts";
import type { RestTransport } from "../kalshi/transport.ts";

/** Reads the listings of some events, as often as it is asked. */
export class Listing {
  readonly #transport: RestTransport;
  readonly #sink: InputSink;
  readonly #events: readonly string[];

  constructor(transport: RestTransport, sink: InputSink, events: readonly string[]) {
    this.#transport = transport;
    this.#sink = sink;
    this.#events = events;
  }

  /** Reads all of it and hands the answers in. */
  async read(): Promise<Result<void>> {
    // The exchange answers 503 and 504 with the same body while it is closed.
    const status = await this.#transport.answer("/exchange/status", {}, { accept: [503, 504] });
    if (!status.ok) return status;
    handIn(this.#sink, status.value);
    for (const event of this.#events) {
      const answer = await this.#transport.answer(`/events/${encodeURIComponent(event)}`, {
        with_nested_markets: true,
      });
      if (!answer.ok) return answer;
      const series = namedSeries(answer.value.body) ?? seriesOf(event);
      const fees = await this.#transport.answer(`/series/${encodeURIComponent(series)}`);
      if (!fees.ok) return fees;
      handIn(this.#sink, fees.value);
      handIn(this.#sink, answer.value);
    }
    return succeed(undefined);
  }
}

/** The series an event's answer names; the schema checks the rest when it is decoded. */
function namedSeries(body: unknown): string | undefined {
  const event = (body as { readonly event?: { readonly series_ticker?: unknown } } | null)?.event;
  return typeof event?.series_ticker === "string" ? event.series_ticker : undefined;
}
