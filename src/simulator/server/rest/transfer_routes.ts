/**
 * Money moved between shards and subaccounts, and what came in and went out.
 *
 * @module
 */
import { formatMicros, type Micros, MICROS_PER_DOLLAR } from "../../../core/numbers/money.ts";
import type { Transfer } from "../../exchange/accounts/requests.ts";
import { UuidCounter } from "../../ids.ts";
import { page } from "./answers.ts";
import { BodyFields, invalid } from "./body_fields.ts";
import { type RestApp, unrestricted } from "./caller.ts";
import { granted, notFound } from "./errors.ts";
import { Query } from "./query.ts";
import { accountOf, signer, type TradingContext } from "./trading.ts";

const MICROS_PER_CENT = MICROS_PER_DOLLAR / 100;
const MICROS_PER_CENTICENT = MICROS_PER_CENT / 100;
const MOST_TRANSFERS = 500;
/** The part of the exchange that event contracts are on; the other one is not simulated. */
const INSTANCE = "event_contract";

/** A transfer that was made. */
interface Made {
  readonly id: string;
  readonly userId: string;
  readonly kind: "shard" | "subaccount";
  readonly transfer: Transfer;
  readonly atMs: number;
}

/** Adds the routes. */
export function addTransferRoutes(app: RestApp, context: TradingContext): void {
  const made: Made[] = [];
  const ids = new UuidCounter("transfers");
  const of = (userId: string, kind: Made["kind"]) =>
    made.filter((each) => each.userId === userId && each.kind === kind).reverse();

  app.post("/portfolio/intra_exchange_instance_transfer", (request) => {
    const caller = unrestricted(signer(request.get("caller")));
    const body = new BodyFields(request.get("body"));
    for (const name of ["source", "destination"]) {
      const instance = body.required(name, body.choice(name, [INSTANCE, "margined"]));
      if (instance !== INSTANCE) throw invalid(`${name}: there is only ${INSTANCE} here`);
    }
    const clientTransferId = body.text("client_transfer_id");
    const transfer = {
      from: {
        shard: body.shard("source_exchange_shard") ?? 0,
        subaccount: body.whole("source_subaccount") ?? 0,
      },
      to: {
        shard: body.shard("destination_exchange_shard") ?? 0,
        subaccount: body.whole("destination_subaccount") ?? 0,
      },
      amount: body.required("amount", body.whole("amount")) * MICROS_PER_CENTICENT as Micros,
      ...(clientTransferId === undefined ? {} : { clientTransferId }),
    };
    granted(accountOf(context, caller).transfer(transfer));
    const id = ids.next();
    made.push({ id, userId: caller.userId, kind: "shard", transfer, atMs: context.now() });
    return request.json({ transfer_id: id });
  });

  app.get("/portfolio/intra_exchange_instance_transfers", (request) => {
    const { userId } = signer(request.get("caller"));
    const found = page(of(userId, "shard"), new Query(request.req.url), { most: MOST_TRANSFERS });
    return request.json({ transfers: found.rows.map(shardJson), cursor: found.cursor });
  });

  app.get("/portfolio/intra_exchange_instance_transfers/:id", (request) => {
    const { userId } = signer(request.get("caller"));
    const found = of(userId, "shard").find(({ id }) => id === request.req.param("id"));
    if (found === undefined) throw notFound();
    return request.json({ transfer: shardJson(found) });
  });

  app.post("/portfolio/subaccounts/transfer", (request) => {
    const caller = unrestricted(signer(request.get("caller")));
    const body = new BodyFields(request.get("body"));
    const shard = body.shard("exchange_index") ?? 0;
    const transfer = {
      from: { shard, subaccount: body.required("from_subaccount", body.whole("from_subaccount")) },
      to: { shard, subaccount: body.required("to_subaccount", body.whole("to_subaccount")) },
      amount: body.required("amount_cents", body.whole("amount_cents")) * MICROS_PER_CENT as Micros,
      clientTransferId: body.required("client_transfer_id", body.text("client_transfer_id")),
    };
    granted(accountOf(context, caller).transfer(transfer));
    made.push({ id: ids.next(), userId: caller.userId, kind: "subaccount", transfer, atMs: context.now() });
    return request.json({});
  });

  app.get("/portfolio/subaccounts/transfers", (request) => {
    const { userId } = signer(request.get("caller"));
    const found = page(of(userId, "subaccount"), new Query(request.req.url), { most: 1_000 });
    return request.json({
      transfers: found.rows.map(({ id, transfer: { from, to, amount }, atMs }) => ({
        transfer_id: id,
        from_subaccount: from.subaccount,
        to_subaccount: to.subaccount,
        amount_cents: Math.floor(amount / MICROS_PER_CENT),
        created_ts: Math.floor(atMs / 1000),
        exchange_index: from.shard,
      })),
      cursor: found.cursor,
    });
  });

  // Money comes in through the simulator's own seam alone, and that is no bank.
  for (const name of ["deposits", "withdrawals"]) {
    app.get(`/portfolio/${name}`, (request) => {
      const { cursor } = page([], new Query(request.req.url), { most: MOST_TRANSFERS });
      return request.json({ [name]: [], cursor });
    });
  }
}

function shardJson({ id, transfer: { from, to, amount }, atMs }: Made) {
  return {
    transfer_id: id,
    source: INSTANCE,
    destination: INSTANCE,
    source_exchange_shard: from.shard,
    destination_exchange_shard: to.shard,
    amount: formatMicros(amount),
    status: "complete",
    created_ts: Math.floor(atMs / 1000),
  };
}
