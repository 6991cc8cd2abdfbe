/**
 * A user's own file of results: what markets paid whose result is not on record.
 *
 * @module
 */
import { z } from "zod";
import { readDecimal } from "../core/numbers/decimal.ts";
import { type Micros, MICROS_PER_DOLLAR } from "../core/numbers/money.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { isPlainTicker } from "../core/market/ticker.ts";
import { describeError } from "../lib/errors.ts";
import { parseCsv } from "../lib/rows.ts";

/** How much a YES contract of a market paid, micro-dollars, by ticker. */
export type Results = ReadonlyMap<string, Micros>;

const HEADING = "ticker,yes_pays";
const MOST_BYTES = 16 * 1024 * 1024;
/** Bad lines that are named; more are counted. */
const MOST_NAMED = 5;

const rowSchema = z.strictObject({
  ticker: z.string().refine(isPlainTicker, "expected a ticker"),
  yes_pays: z.string().transform((text, context) => {
    const pays = readDecimal(text, 6);
    if (pays !== undefined && pays >= 0 && pays <= MICROS_PER_DOLLAR) return pays as Micros;
    context.addIssue({ code: "custom", message: "expected dollars of 0 to 1 with at most 6 decimals" });
    return z.NEVER;
  }),
});

/**
 * Reads the text of such a file: a heading, then one market a line.
 *
 * @param name what it is called in a refusal
 * @returns a refusal that names the bad lines
 */
export function parseResults(text: string, name: string): Result<Results> {
  const [heading = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const results = new Map<string, Micros>();
  const bad: string[] = [];
  if (heading.trim() !== HEADING) bad.push(`line 1: expected the heading "${HEADING}"`);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const read = readLine(line, results);
    if (!read.ok) bad.push(`line ${index + 2}: ${read.reason.message}`);
  }
  if (bad.length === 0) return succeed(results);
  const more = bad.length > MOST_NAMED ? `; and ${bad.length - MOST_NAMED} more` : "";
  return refuse("bad_results", `Cannot use results "${name}": ${bad.slice(0, MOST_NAMED).join("; ")}${more}`);
}

/** Reads such a file. */
export async function readResults(path: string): Promise<Result<Results>> {
  try {
    const { size } = await Deno.stat(path);
    if (size > MOST_BYTES) return refuse("bad_results", `Cannot use results "${path}": more than 16 MiB`);
    return parseResults(await Deno.readTextFile(path), path);
  } catch (error) {
    return refuse(
      "bad_results",
      `Cannot read results "${path}": ${describeError(error)}`,
    );
  }
}

/** Adds the result of a line to those of the lines before. */
function readLine(line: string, results: Map<string, Micros>): Result<void> {
  const fields = line.split(",").length;
  if (fields !== 2) return refuse("bad_line", `expected 2 fields, found ${fields}`);
  const [row] = parseCsv(`${HEADING}\n${line}`);
  const read = rowSchema.safeParse(row);
  if (!read.success) {
    const [issue] = read.error.issues;
    return refuse("bad_line", `${issue?.path.join(".") ?? "row"}: ${issue?.message ?? "cannot be read"}`);
  }
  const { ticker, yes_pays } = read.data;
  const before = results.get(ticker);
  results.set(ticker, yes_pays);
  return before === undefined || before === yes_pays
    ? succeed(undefined)
    : refuse("bad_line", `${ticker} has two results`);
}
