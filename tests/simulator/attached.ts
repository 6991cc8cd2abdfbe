/**
 * A source and the exchange it submits to, in memory, with a clock that tests set.
 *
 * @module
 */
import { Exchange } from "../../src/simulator/exchange/exchange.ts";
import type { SimulatedEvent } from "../../src/simulator/exchange/simulated_event.ts";
import type { Source } from "../../src/simulator/exchange/source.ts";

/**
 * Attaches a source to an exchange of its own.
 *
 * @param openedAt Unix milliseconds; virtual time passes like wall time from then on
 */
export function attached(source: Source, openedAt = 0) {
  const clock = { virtualMs: 0 };
  const now = () => openedAt + Math.floor(clock.virtualMs);
  const exchange = new Exchange({
    events: source.events,
    openedAt,
    now,
    wallOf: (virtualMs) => openedAt + virtualMs,
  });
  source.attach(exchange);
  /** Plays what is due, and whatever has to be read for it; the time is that of each thing. */
  const playTo = async (
    virtualMs: number,
    take: (event: SimulatedEvent, virtualMs: number) => void = () => {},
  ) => {
    exchange.listen((event) => take(event, clock.virtualMs));
    for (;;) {
      const at = source.nextAt();
      if (at === undefined && source.readAhead !== undefined && !source.over) {
        await source.readAhead();
        continue;
      }
      if (at === undefined || at > virtualMs) break;
      clock.virtualMs = at;
      source.run();
    }
  };
  return { exchange, clock, now, playTo };
}
