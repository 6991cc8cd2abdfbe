/**
 * The index: facts of recordings from the last listing, so that the next one need not read them again.
 *
 * It is a cache and nothing more: an entry counts while path, size and time of change are the same; a file
 * that is not such an index counts as none; losing it costs time only.
 *
 * @module
 */
import { z } from "zod";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { replaceFile } from "../../lib/files.ts";
import { describeError } from "../../lib/errors.ts";
import { RecordingSummarySchema } from "./summary.ts";

/** The file's name in the folder of recordings. */
export const INDEX_NAME = "index.json";

const INDEX_VERSION = 2;

const EntrySchema = z.object({
  bytes: z.number(),
  /** Unix milliseconds. */
  modifiedMs: z.number(),
  /** The summary, or why the file cannot be read. */
  found: z.union([
    RecordingSummarySchema.transform((summary) => succeed(summary)),
    z.object({ kind: z.literal("refused"), code: z.string(), message: z.string() })
      .transform(({ code, message }) => refuse(code, message)),
  ]),
});

const IndexSchema = z.object({
  kalshi_live_recordings: z.literal(INDEX_VERSION),
  recordings: z.record(z.string(), EntrySchema),
});

/** One file, as the index has it. */
export type IndexEntry = z.infer<typeof EntrySchema>;

/** Entries by path relative to the folder. */
export type Index = ReadonlyMap<string, IndexEntry>;

/** Reads the index of a folder; an empty one where there is none that can be used. */
export async function readIndex(root: string): Promise<Index> {
  try {
    const parsed = IndexSchema.safeParse(JSON.parse(await Deno.readTextFile(`${root}/${INDEX_NAME}`)));
    return new Map(parsed.success ? Object.entries(parsed.data.recordings) : []);
  } catch {
    // Missing, unreadable or no JSON: it is made again.
    return new Map();
  }
}

/** Writes the index; one that is there is replaced. */
export async function writeIndex(root: string, index: Index): Promise<Result<void>> {
  const path = `${root}/${INDEX_NAME}`;
  const text = JSON.stringify({
    kalshi_live_recordings: INDEX_VERSION,
    recordings: Object.fromEntries(
      [...index].sort(([a], [b]) => a < b ? -1 : 1).map(([path, entry]) => [path, asStored(entry)]),
    ),
  });
  try {
    await replaceFile(path, text + "\n");
    return succeed(undefined);
  } catch (error) {
    return refuse("unwritable", `Cannot write "${path}": ${describeError(error)}`);
  }
}

/** The entry as the file has it. */
function asStored({ found, ...entry }: IndexEntry): z.input<typeof EntrySchema> {
  return { ...entry, found: found.ok ? found.value : { kind: "refused", ...found.reason } };
}
