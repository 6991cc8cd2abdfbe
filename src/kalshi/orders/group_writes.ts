/**
 * Order groups: made, reset, triggered, limited, deleted.
 *
 * @module
 */
import { formatQuantity, type Quantity } from "../../core/numbers/money.ts";
import { readGroupCreated, readNothing } from "./answers.ts";
import type { GroupTarget, NewGroup } from "./contract.ts";
import type { WriteOutcome } from "./outcomes.ts";
import { bucketOf, type Writer } from "./writer.ts";

const GROUPS = "/portfolio/order_groups";

/** Makes a group. */
export async function createGroup(
  writer: Writer,
  { limit, exchangeIndex, subaccount }: NewGroup,
): Promise<WriteOutcome<{ readonly groupId: string }>> {
  const body = {
    contracts_limit_fp: formatQuantity(limit),
    exchange_index: exchangeIndex,
    ...(subaccount === undefined ? {} : { subaccount }),
  };
  return await writer.write(
    { kind: "group", priority: "entry", bucket: bucketOf(exchangeIndex), cost: writer.costs.group },
    { method: "POST", path: `${GROUPS}/create`, body: JSON.stringify(body) },
    readGroupCreated,
  );
}

/** What is done to a group: with `limit`, the new one. */
export type GroupAction = "reset" | "trigger" | "delete" | { readonly limit: Quantity };

/** Changes a group. Triggering and deleting cancel its orders, so they go first like cancels. */
export async function changeGroup(
  writer: Writer,
  { groupId, exchangeIndex, subaccount }: GroupTarget,
  action: GroupAction,
): Promise<WriteOutcome<null>> {
  const query = new URLSearchParams({ exchange_index: String(exchangeIndex) });
  if (subaccount !== undefined) query.set("subaccount", String(subaccount));
  const word = typeof action === "string" ? action : "limit";
  const body = typeof action === "string" ? {} : { contracts_limit_fp: formatQuantity(action.limit) };
  const path = `${GROUPS}/${encodeURIComponent(groupId)}`;
  return await writer.write(
    {
      kind: "group",
      priority: word === "trigger" || word === "delete" ? "cancel" : "entry",
      bucket: bucketOf(exchangeIndex),
      cost: writer.costs.group,
    },
    word === "delete"
      ? { method: "DELETE", path: `${path}?${query}` }
      : { method: "PUT", path: `${path}/${word}?${query}`, body: JSON.stringify(body) },
    readNothing,
  );
}
