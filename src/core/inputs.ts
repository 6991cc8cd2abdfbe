/**
 * Where inputs come from: one row a source, from which the type, the recorded form, the decoder's dispatch and what counts
 * as silence come.
 *
 * Everything the program knows is a fold over inputs, and they are what is recorded. A new source needs a new version of the
 * recorded format: older programs refuse its lines.
 *
 * @module
 */

interface SourceRow {
  /** The payload. */
  readonly text: string;
  /** Whether it comes from outside: where nothing else comes for long, the outside is silent. */
  readonly outside: boolean;
}

const ROWS = {
  ws: { text: "a text frame of the exchange's socket", outside: true },
  "ws.state": { text: "the connection changed, or a channel of it", outside: true },
  rest: { text: "an answer of the exchange that the program acts on", outside: true },
  clock: { text: "a second has passed, or the clock of the machine was moved", outside: false },
  command: { text: "a command of the trader, or of the session itself", outside: false },
  order: { text: "a report of an order, or facts of the account or of the live session", outside: false },
} as const satisfies Readonly<Record<string, SourceRow>>;

/** An answer of a scoreboard, by the feed's name; imported inputs are `feed.import_…`. */
export type FeedSource = `feed.${string}`;

/** Where an input came from. */
export type InputSource = keyof typeof ROWS | FeedSource;

/** The sources that are not feeds, and their payloads. */
export const INPUT_SOURCES: ReadonlyMap<string, SourceRow> = new Map(Object.entries(ROWS));

/** Whether a text names a source. */
export function isInputSource(text: string): text is InputSource {
  return INPUT_SOURCES.has(text) || text.startsWith("feed.");
}

/** Whether inputs of a source come from outside, so that they end a silence. */
export function isFromOutside(source: string): boolean {
  return INPUT_SOURCES.get(source)?.outside ?? true;
}
