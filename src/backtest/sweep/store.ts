/**
 * Where sweeps and their shards are kept.
 *
 * @module
 */
import { type Result, succeed } from "../../core/result.ts";
import { formatStart } from "../../recording/format/paths.ts";
import { digestOf } from "../../lib/digest.ts";
import { replaceFile } from "../../lib/files.ts";
import { folderName, keepFolder, refuseWriting } from "../keep_folder.ts";
import { rankingCsv, SWEEP_FILES, sweepJson } from "./files.ts";
import { formatPart, type Shard } from "./shard.ts";
import { type Ranking, rankSweep } from "./ranking.ts";

/** The folder of all sweeps, below that of the recordings. */
export const SWEEPS_FOLDER = "sweeps";

/** A sweep that is kept. */
export interface KeptSweep {
  readonly folder: string;
  readonly ranking: Ranking;
}

/** Where sweeps of a strategy are kept. */
function sweepsFolder(root: string, { config }: Shard): string {
  const [sport, strategy] = [folderName(config.sport ?? "all"), folderName(config.strategy)];
  return `${root}/${SWEEPS_FOLDER}/${sport}/${strategy}`;
}

/**
 * Ranks a whole sweep and keeps it.
 *
 * @param root the folder of recordings
 * @param now Unix milliseconds
 */
export async function storeSweep(root: string, part: Shard, now: number): Promise<Result<KeptSweep>> {
  const { rank, folds } = part.config;
  const ranking = rankSweep(part, rank, folds);
  const files = new Map<string, string>([
    [SWEEP_FILES.sweep, sweepJson(part, ranking, rank)],
    [SWEEP_FILES.ranking, rankingCsv(ranking, part.games.length)],
    [SWEEP_FILES.part, formatPart(part)],
  ]);
  const parent = sweepsFolder(root, part);
  const digest = (await digestOf(JSON.stringify(part.config))).slice(0, 8);
  const kept = await keepFolder(parent, `${formatStart(now)}-${digest}`, files, "sweep");
  return kept.ok ? succeed({ folder: `${parent}/${kept.value}`, ranking }) : kept;
}

/**
 * Keeps a shard where all shards of its sweep are: in a folder named by what decides it.
 *
 * @param out the folder to use instead
 * @returns the path of its file; a shard that was run again takes the place of the one before
 */
export async function storeShard(root: string, part: Shard, out?: string): Promise<Result<string>> {
  const digest = (await digestOf(JSON.stringify(part.config))).slice(0, 16);
  const folder = out ?? `${sweepsFolder(root, part)}/shards-${digest}`;
  const { index, count } = part.shard;
  const path = `${folder}/shard-${index}-of-${count}.json`;
  try {
    await Deno.mkdir(folder, { recursive: true });
    await replaceFile(path, formatPart(part));
    return succeed(path);
  } catch (error) {
    return refuseWriting(`the shard as "${path}"`, error);
  }
}
