/**
 * Small captures in the form of March 2026, written for a test.
 *
 * @module
 */

/** A captured frame as a line. */
export function frame(type: string, msg: Record<string, unknown>): string {
  return JSON.stringify({ type, sid: 1, seq: 9, msg });
}

/** A change of a level, in its outcome's own price. */
export function deltaLine(
  market_ticker: string,
  price_dollars: string,
  delta_fp: string,
  side: "yes" | "no",
  ts: string,
): string {
  const market_id = "00000000-0000-5000-8000-000000000000";
  return frame("orderbook_delta", { market_ticker, market_id, price_dollars, delta_fp, side, ts });
}

/** A trade, at a YES price. */
export function tradeLine(
  market_ticker: string,
  yes_price_dollars: string,
  ts: number,
  { count_fp = "4.60", taker_side = "no" as "yes" | "no", trade_id = `${market_ticker}-${ts}` } = {},
): string {
  return frame("trade", {
    trade_id,
    market_ticker,
    yes_price_dollars,
    no_price_dollars: (1 - Number(yes_price_dollars)).toFixed(4),
    count_fp,
    taker_side,
    ts,
  });
}

/** Runs a test in a folder of its own. */
export async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
