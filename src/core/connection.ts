/**
 * The state of the market data's connection: up or down, silent since, late, which channels are missing.
 *
 * @module
 */
import { DataDelay } from "./data_delay.ts";
import type { ChannelStatus, ClockMoved, FeedStatus, SocketComplaint } from "./events.ts";
import type { TellNote } from "./notes.ts";

/** After so long the same complaint of the exchange is reported again. */
const REPEAT_COMPLAINT_MS = 30_000;

/** The market data as a whole. */
export class Connection {
  readonly delay: DataDelay;
  readonly #tell: TellNote;
  /** Channels that do not come, each with the reason. */
  readonly #channelsDown = new Map<string, string>();
  /** Complaints of the exchange, by code. */
  readonly #complaints = new Map<number, { readonly at: number; since: number }>();
  // NaN and not undefined: a field that is always a number is written in place, some million times a second.
  #heardAt = NaN;
  #down: string | undefined = "not connected yet";

  constructor(tell: TellNote, maxDelayMs: number) {
    this.#tell = tell;
    this.delay = new DataDelay(maxDelayMs);
  }

  /** Why it is down; `undefined` when it is up. */
  get down(): string | undefined {
    return this.#down;
  }

  /** When it last showed a sign of life; NaN before the first. */
  get heardAt(): number {
    return this.#heardAt;
  }

  get channelsDown(): ReadonlyMap<string, string> {
    return this.#channelsDown;
  }

  /** A message has come. */
  heard(at: number): void {
    this.#heardAt = at;
  }

  /** It is up or down. */
  status({ at, up, detail }: FeedStatus): void {
    const was = this.#down;
    this.#down = up ? undefined : detail;
    if (up) {
      this.#heardAt = at;
      this.delay.renew();
      if (was !== undefined) this.#tell("info", `market data connected: ${detail}`);
      return;
    }
    // Channels belong to a connection.
    this.#channelsDown.clear();
    if (was === undefined) this.#tell("warning", `market data lost: ${detail}`);
    else if (was !== detail) this.#tell("warning", `market data not connected: ${detail}`);
  }

  /** A channel has started, or has not. */
  channel({ channel, up, detail }: ChannelStatus): void {
    const was = this.#channelsDown.get(channel);
    if (up) this.#channelsDown.delete(channel);
    else this.#channelsDown.set(channel, detail);
    if (up && was !== undefined) this.#tell("info", `channel ${channel} has begun`);
    else if (!up && was !== detail) this.#tell("warning", `channel ${channel} does not come: ${detail}`);
  }

  /** The exchange has complained; the same complaint is reported at most every 30 seconds. */
  complaint({ at, code, text }: SocketComplaint): void {
    const reported = this.#complaints.get(code);
    if (reported !== undefined && at - reported.at < REPEAT_COMPLAINT_MS) {
      reported.since++;
      return;
    }
    const since = reported?.since ?? 0;
    const more = since === 0 ? "" : ` (and ${since} more since the last)`;
    this.#complaints.set(code, { at, since: 0 });
    this.#tell("warning", `the exchange says ${text}${more}`);
  }

  /** The clock was set, or stood still with the whole machine. */
  clockMoved({ byMs, passed }: ClockMoved): void {
    const much = `${Math.abs(byMs / 1000).toFixed(1)} s`;
    this.#tell(
      "warning",
      passed
        ? `${much} went by without the program, as when a computer sleeps: all ages have grown by it`
        : `the clock was set ${byMs < 0 ? "back" : "forward"} by ${much}: ages and time-outs go on as before`,
    );
  }

  /** A second has passed: reports whether messages have started to come late, or are in time again. */
  tick(): void {
    const changed = this.delay.change();
    if (changed === undefined) return;
    const text = `${(changed.ms / 1000).toFixed(1)} s after they were sent`;
    if (changed.late) this.#tell("warning", `market data comes late: messages arrive ${text}`);
    else this.#tell("info", `market data is in time again (at worst ${text})`);
  }
}
