/**
 * Which recordings a backtest runs over.
 *
 * @module
 */
import type { League } from "../core/game/leagues.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { eventsOf } from "../core/market/ticker.ts";
import { openRecordingChain } from "../recording/chain.ts";
import { type GameHeader, type HeaderRow, listHeaders } from "../recording/catalogue/headers.ts";
import { stemOf } from "../recording/format/paths.ts";
import { trimFolder } from "../lib/files.ts";
import { eventOfRecording, eventsOfRecording, leagueOf, namesOf } from "../session/games.ts";
import type { LeftOut } from "./result.ts";

/** A recording to run over. */
export interface SelectedRecording {
  /** The file, for opening it. */
  readonly path: string;
  /** How the run names it: relative to the folder of recordings, or as it was given. */
  readonly name: string;
  /** All its files, in order, where they are known already. */
  readonly segments?: readonly string[];
  /** Of a recording of several games, the exchange event of the one that is meant. */
  readonly event?: string;
}

/** A selection of recordings. */
export interface Selection {
  /** In order of their names; of games that are there more than once, what is damaged comes last. */
  readonly recordings: readonly SelectedRecording[];
  /** The exchange events of all of them. */
  readonly events: ReadonlySet<string>;
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
  const byEvent = new Map<string, SelectedRecording[]>();
  for (const { recording, header } of candidates) {
    const names = namesOf(header);
    const hits = (query.games ?? []).filter((game) => names.has(game));
    for (const hit of hits) missing.delete(hit);
    if (query.games !== undefined && hits.length === 0) continue;
    for (const { event, ...found } of gamesOf(recording, header, hits)) {
      const game = event ?? eventOfRecording(header);
      const selected = event === undefined ? found : { ...found, event };
      byEvent.set(game, [...byEvent.get(game) ?? [], selected]);
      chosen.push(selected);
    }
  }
  for (const names of found.value.unusable) for (const name of names) missing.delete(name);
  if (missing.size > 0 && candidates.length > 0) {
    const [first] = missing;
    const many = missing.size > 1 ? ` and ${missing.size - 1} more` : "";
    return refuse(
      "unknown_game",
      `Cannot find game "${first}"${many} in the recordings: expected event tickers or ids, see kalshi-live recordings`,
    );
  }
  if (chosen.length === 0) return noRecordings(query, leftOut);
  const recordings = await wholeFirst(chosen.sort(byName), [...byEvent.values()]);
  return succeed({ recordings, events: new Set(byEvent.keys()), leftOut });
}

/**
 * Of a game that is there more than once the first recording counts, so that a damaged one must not stand before a whole
 * one: it comes after all others.
 */
async function wholeFirst(
  recordings: readonly SelectedRecording[],
  games: readonly (readonly SelectedRecording[])[],
): Promise<readonly SelectedRecording[]> {
  const copies = games.filter(({ length }) => length > 1).flat();
  const damaged = new Set<string>();
  for (const path of new Set(copies.map(({ path }) => path))) if (await isDamaged(path)) damaged.add(path);
  const comesLast = (each: SelectedRecording) => damaged.has(each.path);
  return [...recordings.filter((each) => !comesLast(each)), ...recordings.filter(comesLast)];
}

/** Whether a recording is torn, or was made of files that were; it has to be read through to know. */
async function isDamaged(path: string): Promise<boolean> {
  const opened = await openRecordingChain(path);
  if (!opened.ok) return true;
  const chain = opened.value;
  for await (const _ of chain.batches());
  return chain.tear !== undefined || chain.header.damage !== undefined;
}

function byName(a: SelectedRecording, b: SelectedRecording): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return (a.event ?? "") < (b.event ?? "") ? -1 : 1;
}

/** A recording's games: one, or of a recording of several events each that was asked for. */
function gamesOf(
  recording: FoundRecording,
  header: GameHeader,
  asked: readonly string[],
): SelectedRecording[] {
  const events = eventsOfRecording(header);
  const isOneOfSeveral = events.length > 1;
  const eventByMarket = eventsOf(header.markets);
  const wanted = events.filter((event) =>
    !isOneOfSeveral || asked.length === 0 ||
    asked.some((game) => game === event || eventByMarket.get(game) === event)
  );
  // Asked for by an id of the recording as a whole.
  const chosen = wanted.length === 0 ? events : wanted;
  return isOneOfSeveral ? chosen.map((event) => ({ ...recording, event })) : [recording];
}

/** A recording's file, for opening it, and its name. */
type FoundRecording = Pick<SelectedRecording, "path" | "name" | "segments">;

interface Candidates {
  readonly candidates: readonly { readonly recording: FoundRecording; readonly header: GameHeader }[];
  readonly leftOut: readonly LeftOut[];
  /** Names of games whose recordings cannot be used now: they are not unknown. */
  readonly unusable: readonly ReadonlySet<string>[];
}

async function listed({ root, sport, games, now }: SelectionQuery): Promise<Result<Candidates>> {
  const folder = trimFolder(root);
  const rows = await listHeaders(folder, now);
  if (!rows.ok) return refuse("no_recordings", rows.reason.message);
  const candidates: Candidates["candidates"][number][] = [];
  const leftOut: LeftOut[] = [];
  const unusable: ReadonlySet<string>[] = [];
  for (const chain of chainsOf(rows.value)) {
    const [head] = chain;
    if (head === undefined) continue;
    const { path, header, reason = "it cannot be read" } = head;
    if (sport !== undefined && header !== undefined && leagueOf(header) !== sport) continue;
    const writing = chain.find(({ isBeingWritten }) => isBeingWritten);
    if (writing === undefined && header !== undefined) {
      const segments = chain.map((row) => `${folder}/${row.path}`);
      candidates.push({ recording: { path: `${folder}/${path}`, name: path, segments }, header });
      continue;
    }
    const names = header === undefined ? undefined : namesOf(header);
    if (names !== undefined && games?.every((game) => !names.has(game)) === true) continue;
    if (names !== undefined) unusable.push(names);
    leftOut.push(
      writing === undefined
        ? { recording: path, code: "unreadable", message: reason }
        : { recording: path, code: "writing", message: `"${writing.path}" is still being written` },
    );
  }
  return succeed({ candidates, leftOut, unusable });
}

/**
 * Rows by recording: the first segment, then those that continue it. A row that is not a segment is a
 * recording by itself.
 */
function chainsOf(rows: readonly HeaderRow[]): HeaderRow[][] {
  const heads = new Map<string, string>();
  const before = new Map<string, string>();
  for (const { path, header } of rows) {
    const stem = stemOf(path) ?? path;
    heads.set(stem, stem);
    if (header?.continues !== undefined) before.set(stem, besides(path, header.continues));
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
  const chains = new Map<string, HeaderRow[]>();
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
    const opened = await openRecordingChain(path);
    if (!opened.ok) {
      leftOut.push({ recording: path, code: opened.reason.code, message: opened.reason.message });
      continue;
    }
    const chain = opened.value;
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
  return succeed({ candidates, leftOut, unusable: [] });
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
