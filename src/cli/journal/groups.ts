/**
 * `kalshi-live groups`: the order groups that entries are in, and a person's word that lets entries go on where one stopped
 * them.
 *
 * @module
 */
import { formatQuantity } from "../../core/numbers/money.ts";
import { readCount } from "../../kalshi/decoding/numbers.ts";
import { OrderApi } from "../../kalshi/orders/api.ts";
import type { OrderWrites } from "../../kalshi/orders/contract.ts";
import type { Journal } from "../../journal/journal.ts";
import type { GroupRow } from "../../journal/order_groups.ts";
import { alignColumns } from "../../lib/columns.ts";
import { safeLine } from "../../lib/safe_text.ts";
import { type CommandSpec, type Flags, HELP_FLAG, noWords } from "../flags.ts";
import { failure, orFail, type Output } from "../program.ts";
import {
  BY_COMMAND,
  JOURNAL_FLAGS,
  type NamedAccount,
  openJournal,
  reachableAccount,
} from "./account_journal.ts";
import { type Ask, askAtTerminal, wantYes } from "./typed_yes.ts";

/** The command line of `groups`. */
export const GROUPS: CommandSpec = {
  name: "groups",
  words: "",
  summary: "Shows the order groups of sessions that run, and lets entries go on where one stopped them.",
  flags: [
    {
      name: "reset",
      kind: "switch",
      help: "reset what was triggered, and let entries go on; asks for a typed yes",
    },
    ...JOURNAL_FLAGS,
    HELP_FLAG,
  ],
  examples: ["kalshi-live groups", "kalshi-live groups --reset"],
};

/** The code of halts about groups. */
export const GROUP_HALT = "ORDER_GROUP";
const NOT_FOUND = 404;

/** What the exchange says of a group. */
interface ReadGroup extends GroupRow {
  readonly state: "open" | "triggered" | "other_limit" | "deleted" | "unread";
  /** For people. */
  readonly text: string;
  /** Whether its session heard otherwise, and holds entries: what is read lags. */
  readonly waits: boolean;
}

/** Runs the command. */
export async function groupsCommand(flags: Flags, output: Output): Promise<number> {
  const account = reachableAccount(flags, output);
  return await groups(account, flags, output);
}

/** Shows the groups of an account, and resets them where that is asked for. @returns 0 where all take entries, else 1 */
export async function groups(
  account: NamedAccount,
  flags: Flags,
  output: Output,
  ask: Ask = askAtTerminal,
): Promise<number> {
  noWords(flags, "groups");
  const api = new OrderApi({ environment: account.environment, signer: account.signer });
  using journal = openJournal(account, output);
  const found = await readGroups(api, journal);
  const halts = journal.halts.active().filter(({ code }) => code === GROUP_HALT);
  for (const line of table(found)) output.line(line);
  for (const { detail } of halts) output.line(`halted: ${safeLine(detail)}`);
  const stopped = found.filter(({ state, waits }) => waits || state !== "open");
  const isWell = stopped.length === 0 && halts.length === 0;
  if (flags.switch("reset") !== true) return isWell ? 0 : 1;
  if (isWell) {
    output.line("Nothing to reset.");
    return 0;
  }
  const killed = journal.kill.read();
  if (killed !== undefined) throw failure(`Cannot reset: the kill switch is set: ${killed}`);
  const unread = stopped.find(({ state }) => state === "unread");
  if (unread !== undefined) throw failure(`Cannot reset group ${unread.groupId}: ${unread.text}`);
  wantYes(ask, "let entries go on", [
    `Account of key ${account.signer.keyId} in ${account.name}: what was triggered is reset, what was`,
    "deleted is made again by its session, another limit is set back, halts about groups end.",
  ], output);
  for (const group of stopped) await reset(api, group);
  for (const { groupId } of stopped) orFail(journal.groups.release(groupId));
  orFail(journal.halts.clear(GROUP_HALT, BY_COMMAND));
  journal.audit.append("groups_reset", {
    by: BY_COMMAND,
    groups: stopped.map(({ groupId, state }) => ({ group: groupId, was: state })),
  });
  output.line("Reset: sessions that run look at their groups within seconds, and entries go on.");
  return 0;
}

async function readGroups(api: OrderApi, journal: Journal): Promise<readonly ReadGroup[]> {
  const found: ReadGroup[] = [];
  const held = new Set(journal.groups.held());
  for (const row of journal.groups.ofLivingSessions()) {
    found.push({ ...row, ...await stateOf(api, row), waits: held.has(row.groupId) });
  }
  return found;
}

async function stateOf(
  api: OrderApi,
  { groupId, contracts }: GroupRow,
): Promise<Pick<ReadGroup, "state" | "text">> {
  const read = await api.orderGroup(groupId);
  if (read.kind !== "read") {
    return read.reason.status === NOT_FOUND
      ? { state: "deleted", text: "DELETED" }
      : { state: "unread", text: `NOT READ: ${read.reason.message}` };
  }
  const { is_auto_cancel_enabled: takes, contracts_limit_fp: limit } = read.value;
  if (takes === false) return { state: "triggered", text: "TRIGGERED" };
  const now = limit === undefined || limit === null ? undefined : readCount(limit);
  return now === undefined || now === contracts
    ? { state: "open", text: "takes entries" }
    : { state: "other_limit", text: `OTHER LIMIT: ${formatQuantity(now)}` };
}

/** What the exchange does not take is seen at once: the session looks at the group itself before entries go on. */
async function reset(
  api: Pick<OrderWrites, "resetGroup" | "limitGroup">,
  { groupId, exchangeIndex, subaccount, contracts, state }: ReadGroup,
): Promise<void> {
  const target = { groupId, exchangeIndex, subaccount };
  if (state === "deleted") return;
  const outcome = state === "other_limit"
    ? await api.limitGroup(target, contracts)
    : await api.resetGroup(target);
  // One that is gone is made again by its session.
  if (outcome.kind === "accepted" || outcome.kind === "rejected" && outcome.status === NOT_FOUND) return;
  const why = outcome.kind === "rejected" ? outcome.message : outcome.why;
  throw failure(`Cannot reset group ${groupId}: ${why}; look again: kalshi-live groups`);
}

function table(found: readonly ReadGroup[]): readonly string[] {
  if (found.length === 0) return ["No order groups: no session runs with max_contracts_in_15s."];
  const rows = found.map(({ groupId, exchangeIndex, contracts, text, state, waits }) => [
    safeLine(groupId),
    String(exchangeIndex),
    formatQuantity(contracts),
    waits && state === "open" ? "ENTRIES WAIT" : safeLine(text),
  ]);
  return alignColumns([["GROUP", "SHARD", "LIMIT IN 15 S", "STATE"], ...rows], { right: new Set([1, 2]) });
}
