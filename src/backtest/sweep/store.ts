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
import { formatShard, type Shard } from "./shard.ts";
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
export async function storeSweep(root: string, shard: Shard, now: number): Promise<Result<KeptSweep>> {
  const { rank, folds } = shard.config;
  const ranking = rankSweep(shard, rank, folds);
  const files = new Map<string, string>([
    [SWEEP_FILES.sweep, sweepJson(shard, ranking, rank)],
    [SWEEP_FILES.ranking, rankingCsv(ranking, shard.games.length)],
    [SWEEP_FILES.shard, formatShard(shard)],
  ]);
  const parent = sweepsFolder(root, shard);
  const digest = (await digestOf(JSON.stringify(shard.config))).slice(0, 8);
  const kept = await keepFolder(parent, `${formatStart(now)}-${digest}`, files, "sweep");
  return kept.ok ? succeed({ folder: `${parent}/${kept.value}`, ranking }) : kept;
}

/**
 * Keeps a shard where all shards of its sweep are: in a folder named by what decides it.
 *
 * @param out the folder to use instead
 * @returns the path of its file; a shard that was run again takes the place of the one before
 */
export async function storeShard(root: string, shard: Shard, out?: string): Promise<Result<string>> {
  const digest = (await digestOf(JSON.stringify(shard.config))).slice(0, 16);
  const folder = out ?? `${sweepsFolder(root, shard)}/shards-${digest}`;
  const { index, count } = shard.shard;
  const path = `${folder}/shard-${index}-of-${count}.json`;
  try {
    await Deno.mkdir(folder, { recursive: true });
    await replaceFile(path, formatShard(shard));
    return succeed(path);
  } catch (error) {
    return refuseWriting(`the shard as "${path}"`, error);
  }
}
