/**
 * Order groups: once more than so many contracts of a group were matched within 15 s it is triggered, which cancels its
 * orders and rejects every later one until it is reset by hand. A group is of one shard.
 *
 * @module
 */
import { z } from "zod";
import { maybe, maybeList } from "./common.ts";

/** The answer to a new group, 201. */
export const createOrderGroupAnswer = z.object({
  order_group_id: z.string().min(1),
  subaccount: maybe(z.number()),
  exchange_index: maybe(z.number()),
});
/** The answer to a new group. */
export type CreateOrderGroupAnswer = z.infer<typeof createOrderGroupAnswer>;

/** A group in the list. */
export const wireOrderGroup = z.object({
  id: z.string().min(1),
  contracts_limit_fp: maybe(z.string()),
  is_auto_cancel_enabled: maybe(z.boolean()),
  exchange_index: maybe(z.number()),
});

/** `GET /portfolio/order_groups`; the key is left out where there is none. */
export const orderGroupsAnswer = z.object({ order_groups: maybeList(wireOrderGroup) });
/** `GET /portfolio/order_groups`. */
export type OrderGroupsAnswer = z.infer<typeof orderGroupsAnswer>;

/** `GET /portfolio/order_groups/{id}`: `orders` are order ids. */
export const orderGroupAnswer = z.object({
  is_auto_cancel_enabled: maybe(z.boolean()),
  contracts_limit_fp: maybe(z.string()),
  orders: maybeList(z.string()),
  exchange_index: maybe(z.number()),
});
/** `GET /portfolio/order_groups/{id}`. */
export type OrderGroupAnswer = z.infer<typeof orderGroupAnswer>;
