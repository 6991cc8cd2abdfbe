/**
 * Where runs are kept: `<recordings>/backtest_runs/<sport>/<strategy>/<run id>/`.
 *
 * A run is written under a temporary name and gets its own when it is whole, so that no half of one is ever seen.
 *
 * @module
 */
import { type Result, succeed } from "../core/result.ts";
import { formatStart } from "../recording/format/paths.ts";
import { openUnlinked } from "../lib/unlinked_file.ts";
import { parseCsv } from "../lib/rows.ts";
import { folderName, keepFolder } from "./keep_folder.ts";
import type { RunStore, RunSummary, StoredRun } from "./service.ts";

/** The folder of all runs, below that of the recordings. */
export const RUNS_FOLDER = "backtest_runs";

/** The files of a run. */
export const RUN_FILES = {
  summary: "summary.json",
  config: "config.json",
  trades: "trades.csv",
  equity: "equity_curve.csv",
  report: "report.html",
} as const;

/** The name of a run's file. */
export type RunFile = typeof RUN_FILES[keyof typeof RUN_FILES];

/** Run ids: when it was made, and what of. */
export const RUN_ID = /^\d{8}T\d{6}Z-[0-9a-f]{8}(-\d+)?$/;

/** A run that is whole, but not kept yet. */
export interface NewRun {
  readonly sport: string;
  readonly strategies: readonly string[];
  /** The first digits of the SHA-256 of its configuration. */
  readonly digest: string;
  /** When it was made, Unix milliseconds. */
  readonly at: number;
  readonly files: ReadonlyMap<RunFile, string>;
}

/**
 * Keeps a run.
 *
 * @param root the folder of recordings
 * @returns a refusal where it cannot be written; then nothing of it is there
 */
export async function keepRun(root: string, run: NewRun): Promise<Result<StoredRun>> {
  const strategy = folderName(nameOfAll(run.strategies));
  const sport = folderName(run.sport);
  const parent = `${root}/${RUNS_FOLDER}/${sport}/${strategy}`;
  const kept = await keepFolder(parent, `${formatStart(run.at)}-${run.digest}`, run.files, "run");
  return kept.ok ? succeed({ id: kept.value, sport, strategy, folder: `${parent}/${kept.value}` }) : kept;
}

/** Two names joined by `+`; of more the first, and how many others there are. */
function nameOfAll(strategies: readonly string[]): string {
  const [first = "", ...others] = strategies;
  return others.length < 2 ? strategies.join("+") : `${first}+${others.length}-others`;
}

/** The folders of a run's file below that of the recordings, and the file itself. */
const PARTS = `${RUNS_FOLDER}/sport/strategy/id/file`.split("/").length;

/**
 * Opens a file of a run, never by way of a link below the folder of recordings.
 *
 * @throws {Deno.errors.NotFound} where there is no such file, or a link leads to it
 */
export function openRunFile(path: string): Promise<Deno.FsFile> {
  return openUnlinked(path, PARTS);
}

/** The runs below a folder of recordings. */
export class FolderRunStore implements RunStore {
  readonly #root: string;

  /** @param root the folder of recordings */
  constructor(root: string) {
    this.#root = `${root}/${RUNS_FOLDER}`;
  }

  async list(): Promise<readonly StoredRun[]> {
    const runs: StoredRun[] = [];
    for (const sport of await folders(this.#root)) {
      for (const strategy of await folders(`${this.#root}/${sport}`)) {
        for (const id of await folders(`${this.#root}/${sport}/${strategy}`)) {
          if (RUN_ID.test(id)) {
            runs.push({ id, sport, strategy, folder: `${this.#root}/${sport}/${strategy}/${id}` });
          }
        }
      }
    }
    return runs.sort(newestFirst);
  }

  async find(id: string): Promise<StoredRun | undefined> {
    return RUN_ID.test(id) ? (await this.list()).find((run) => run.id === id) : undefined;
  }

  async summary(run: StoredRun): Promise<RunSummary> {
    return JSON.parse(await this.#read(run, RUN_FILES.summary));
  }

  async config(run: StoredRun): Promise<unknown> {
    return JSON.parse(await this.#read(run, RUN_FILES.config));
  }

  async trades(run: StoredRun): Promise<readonly Readonly<Record<string, string>>[]> {
    return parseCsv(await this.#read(run, RUN_FILES.trades));
  }

  async equity(run: StoredRun): Promise<readonly Readonly<Record<string, string>>[]> {
    return parseCsv(await this.#read(run, RUN_FILES.equity));
  }

  reportPath(run: StoredRun): string {
    return `${run.folder}/${RUN_FILES.report}`;
  }

  async #read(run: StoredRun, name: RunFile): Promise<string> {
    const file = await openRunFile(`${run.folder}/${name}`);
    return await new Response(file.readable).text();
  }
}

/** By time and digest, then by the counter, which is a number and not a text. */
function newestFirst(a: StoredRun, b: StoredRun): number {
  const [one, other] = [partsOf(a.id), partsOf(b.id)];
  if (one.stem !== other.stem) return one.stem < other.stem ? 1 : -1;
  return other.counter - one.counter || (a.folder < b.folder ? -1 : 1);
}

function partsOf(id: string): { readonly stem: string; readonly counter: number } {
  const [time = "", digest = "", counter = "1"] = id.split("-");
  return { stem: `${time}-${digest}`, counter: Number(counter) };
}

/** Names of the folders in a folder, in order; none where there is no such folder. */
async function folders(path: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(path)) if (isDirectory) names.push(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) throw error;
  }
  return names.sort();
}
