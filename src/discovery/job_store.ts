/**
 * Job files on disk: written whole or not at all, read with a plain word on what is wrong.
 *
 * @module
 */
import { join } from "node:path";
import { refuse, type Result, succeed } from "../core/result.ts";
import { describeError } from "../lib/errors.ts";
import { replaceFile } from "../lib/files.ts";
import { describeRefusal } from "../kalshi/wire/common.ts";
import { JOB_VERSION, type JobFile, jobFileSchema } from "./job.ts";

/** The file of a date in a folder of job files. */
export function jobFilePath(folder: string, date: string): string {
  return join(folder, `${date}.json`);
}

/**
 * Writes a job file; one of the same date is replaced. A reader sees the old file or the new one, never half of one.
 *
 * @param folder is made where it is missing
 * @returns the file's path
 */
export async function writeJobFile(folder: string, file: JobFile): Promise<Result<string>> {
  const path = jobFilePath(folder, file.date);
  try {
    await Deno.mkdir(folder, { recursive: true });
    await replaceFile(path, `${JSON.stringify(file, null, 2)}\n`);
    return succeed(path);
  } catch (error) {
    return refuse("job_file_unwritable", `Cannot write job file "${path}": ${sayWhy(error)}`);
  }
}

/** Reads a job file. Codes of refusals: `no_job_file`, `job_file_unreadable`, `foreign_file`, `other_version`, `bad_job_file`. */
export async function readJobFile(path: string): Promise<Result<JobFile>> {
  const cannot = (code: string, why: string) => refuse(code, `Cannot read job file "${path}": ${why}`);
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound;
    return cannot(missing ? "no_job_file" : "job_file_unreadable", sayWhy(error));
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return cannot("foreign_file", "expected a file that kalshi-live discover wrote, it is no JSON");
  }
  const version = typeof value === "object" && value !== null && "kalshi_live_jobs" in value
    ? value.kalshi_live_jobs
    : undefined;
  if (version === undefined) return cannot("foreign_file", "expected a file that kalshi-live discover wrote");
  if (version !== JOB_VERSION) {
    const was = JSON.stringify(version);
    return cannot(
      "other_version",
      `expected version ${JOB_VERSION}, was ${was}; run kalshi-live discover again`,
    );
  }
  const parsed = jobFileSchema.safeParse(value);
  return parsed.success ? succeed(parsed.data) : cannot("bad_job_file", describeRefusal(parsed.error));
}

function sayWhy(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  if (error instanceof Deno.errors.PermissionDenied) return "it may not be accessed";
  return describeError(error);
}
