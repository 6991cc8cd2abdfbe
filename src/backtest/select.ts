/**
 * Which recordings a backtest runs over.
 *
 * @module
 */
import type { League } from "../core/game.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { type CatalogRow, listRecordings } from "../recording/catalog.ts";
import { openRecordingChain } from "../recording/chain.ts";
import { stemOf } from "../recording/paths.ts";
import type { RecordingSummary } from "../recording/summary.ts";
import { leagueOf, namesOf } from "./league_of.ts";
import type { LeftOut } from "./result.ts";

/** A recording to run over. */
export interface SelectedRecording {
  /** The file, for opening it. */
  readonly path: string;
  /** How the run names it: relative to the folder of recordings, or as it was given. */
  readonly name: string;
}

/** What was selected. */
export interface Selection {
  /** In order of their names. */
  readonly recordings: readonly SelectedRecording[];
  readonly leftOut: readonly LeftOut[];
}

/** Where to look, and for what. */
export interface SelectionQuery {
  /** The folder of recordings; looked through where no paths are given. */
  readonly root: string;
  /** Files that were named. */
  readonly paths?: readonly string[];
  readonly sport?: League;
  /** Events, tickers, or ids of jobs or feeds. */
  readonly games?: readonly string[];
  /** Unix milliseconds. */
  readonly now: number;
}

type Named = Pick<RecordingSummary, "event" | "game" | "markets">;

/**
 * Finds the recordings.
 *
 * Of a folder those of another sport are passed over; of files that were named, one of another sport is a refusal, since
 * somebody meant it. A recording in several files counts once.
 */
export async function selectRecordings(query: SelectionQuery): Promise<Result<Selection>> {
  const { paths = [] } = query;
  const found = paths.length > 0 ? await named(paths, query.sport) : await listed(query);
  if (!found.ok) return found;
  const { candidates, leftOut } = found.value;
  const missing = new Set(query.games ?? []);
  const chosen: SelectedRecording[] = [];
  for (const { recording, header } of candidates) {
    const names = namesOf(header);
    const hits = (query.games ?? []).filter((game) => names.has(game));
    for (const hit of hits) missing.delete(hit);
    if (query.games === undefined || hits.length > 0) chosen.push(recording);
  }
  if (missing.size > 0 && candidates.length > 0) {
    const [first] = missing;
    const many = missing.size > 1 ? ` and ${missing.size - 1} others` : "";
    return refuse(
      "unknown_game",
      `Cannot find game "${first}"${many} in the recordings: expected event tickers or ids, see kalshi-live recordings`,
    );
  }
  if (chosen.length === 0) return noRecordings(query, leftOut);
  return succeed({ recordings: chosen.sort((a, b) => a.name < b.name ? -1 : 1), leftOut });
}

interface Candidates {
  readonly candidates: readonly { readonly recording: SelectedRecording; readonly header: Named }[];
  readonly leftOut: readonly LeftOut[];
}

async function listed({ root, sport, games, now }: SelectionQuery): Promise<Result<Candidates>> {
  const folder = root.replace(/(?<=.)\/+$/, "");
  const catalog = await listRecordings(folder, { now });
  if (catalog.kind === "refused") return refuse("no_recordings", catalog.message);
  const candidates: Candidates["candidates"][number][] = [];
  const leftOut: LeftOut[] = [];
  for (const chain of chainsOf(catalog.rows)) {
    const [head] = chain;
    if (head === undefined) continue;
    const { path, summary, reason } = head;
    if (sport !== undefined && summary !== undefined && leagueOf(summary) !== sport) continue;
    const writing = chain.find(({ state }) => state === "writing");
    if (writing === undefined && summary !== undefined) {
      candidates.push({ recording: { path: `${folder}/${path}`, name: path }, header: summary });
      continue;
    }
    const names = summary === undefined ? undefined : namesOf(summary);
    if (names !== undefined && games?.every((game) => !names.has(game)) === true) continue;
    leftOut.push(
      writing === undefined
        ? { recording: path, code: head.state, message: reason ?? "it cannot be read" }
        : { recording: path, code: "writing", message: `"${writing.path}" is still being written` },
    );
  }
  return succeed({ candidates, leftOut });
}

/** Rows by recording: the first segment, then those that continue it. A row that is no segment is a recording by itself. */
function chainsOf(rows: readonly CatalogRow[]): CatalogRow[][] {
  const heads = new Map<string, string>();
  const before = new Map<string, string>();
  for (const { path, summary } of rows) {
    const stem = stemOf(path) ?? path;
    heads.set(stem, stem);
    if (summary?.continues !== null && summary !== undefined) {
      before.set(stem, besides(path, summary.continues));
    }
  }
  const headOf = (stem: string) => {
    const seen = new Set([stem]);
    let head = stem;
    for (let next = before.get(head); next !== undefined && heads.has(next) && !seen.has(next);) {
      seen.add(next);
      head = next;
      next = before.get(head);
    }
    return head;
  };
  const chains = new Map<string, CatalogRow[]>();
  for (const row of rows) {
    const stem = stemOf(row.path) ?? row.path;
    const head = headOf(stem);
    const chain = chains.get(head) ?? [];
    if (stem === head) chain.unshift(row);
    else chain.push(row);
    chains.set(head, chain);
  }
  return [...chains.values()];
}

/** The path without ending of a file that lies in the same folder as another. */
function besides(path: string, name: string): string {
  return stemOf(path.slice(0, path.lastIndexOf("/") + 1) + name) ?? name;
}

async function named(paths: readonly string[], sport: League | undefined): Promise<Result<Candidates>> {
  const candidates: Candidates["candidates"][number][] = [];
  const leftOut: LeftOut[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    const chain = await openRecordingChain(path);
    if (chain.kind === "refused") {
      leftOut.push({ recording: path, code: chain.code, message: chain.message });
      continue;
    }
    await chain.close();
    const { header, segments: [first = path] } = chain;
    // A file may be named in many ways, and a crash leaves the plain file beside the gzipped one.
    const real = Deno.realPathSync(first);
    const key = stemOf(real) ?? real;
    if (seen.has(key)) continue;
    seen.add(key);
    const league = leagueOf(header);
    if (sport !== undefined && league !== sport) {
      const is = league === undefined ? "of no league that is known" : `of ${league}`;
      return refuse("wrong_sport", `Cannot use "${path}" with sport ${sport}: it is ${is}`);
    }
    candidates.push({ recording: { path, name: path }, header });
  }
  return succeed({ candidates, leftOut });
}

function noRecordings({ root, paths = [], sport }: SelectionQuery, leftOut: readonly LeftOut[]) {
  const [first] = leftOut;
  if (paths.length > 0 && first !== undefined) {
    const others = leftOut.length > 1 ? ` (and ${leftOut.length - 1} more)` : "";
    return refuse("no_recordings", `${first.message}${others}`);
  }
  const of = sport === undefined ? "" : ` of ${sport}`;
  const unread = leftOut.length > 0 ? `; ${leftOut.length} cannot be used: ${first?.message}` : "";
  return refuse(
    "no_recordings",
    `Cannot run: there are no recordings${of} in "${root}"${unread}; expected some from a session, demo or import`,
  );
}
