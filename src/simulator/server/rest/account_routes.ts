/**
 * A user's keys and tier.
 *
 * @module
 */
import { formatQuantity, type Quantity } from "../../../core/numbers/money.ts";
import type { AccountLimitsAnswer, ApiKeysAnswer } from "../../../kalshi/wire/account.ts";
import { uuidOf } from "../../ids.ts";
import { KEY_SCOPES, type KeyRecord, type KeyScope, makeKey } from "../key_ring.ts";
import type { Bucket } from "../rate_limit.ts";
import { BodyFields, invalid } from "./body_fields.ts";
import { type RestApp, unrestricted } from "./caller.ts";
import { forbidden, notFound } from "./errors.ts";
import { signer, type TradingContext } from "./trading.ts";

const INSTANCE = "event_contract";
const MOST_SUBACCOUNT = 63;
const DAYS_30_MS = 30 * 86_400_000;

function bucketJson({ refillRate, capacity }: Bucket): AccountLimitsAnswer["read"] {
  return { refill_rate: refillRate, bucket_capacity: capacity };
}

/** Adds the routes. */
export function addAccountRoutes(app: RestApp, context: TradingContext): void {
  addLimitRoutes(app, context);
  addKeyRoutes(app, context);
}

function addLimitRoutes(app: RestApp, { limits, now, history }: TradingContext): void {
  app.get("/account/limits", (request) => {
    const { userId } = signer(request.get("caller"));
    const { tier, expiresAtMs, source } = limits.grantOf(userId, now());
    const { read, write } = limits.bucketsOf(userId, now());
    const grant = {
      exchange_instance: INSTANCE,
      level: tier,
      source: source === "volume" ? "volume" : "manual",
      ...(expiresAtMs === undefined ? {} : { expires_ts: Math.floor(expiresAtMs / 1000) }),
    };
    const body: AccountLimitsAnswer = {
      usage_tier: tier,
      read: bucketJson(read),
      write: bucketJson(write),
      grants: tier === "basic" ? [] : [grant],
    };
    return request.json(body);
  });

  app.post("/account/api_usage_level/upgrade", (request) => {
    const { userId } = signer(request.get("caller"));
    if (history.orders(userId).length === 0) {
      throw forbidden("no API-created order was found in the latest 100 orders");
    }
    if (limits.grantOf(userId, now()).tier === "basic") {
      limits.grant(userId, { tier: "advanced", expiresAtMs: undefined, source: "upgrade" });
    }
    return request.body(null, 201);
  });

  app.get("/account/api_usage_level/volume_progress", (request) => {
    const { userId } = signer(request.get("caller"));
    const from = now() - DAYS_30_MS;
    const volume = history.fills(userId).all()
      .reduce((total, fill) => fill.atMs >= from ? total + fill.quantity : total, 0);
    return request.json({
      volume_progress: [{
        computed_ts: Math.floor(now() / 1000),
        trailing_30d_volume_fp: formatQuantity(volume as Quantity),
        // Goals are shares of the exchange's volume, which is not simulated.
        goals: [],
      }],
    });
  });
}

function addKeyRoutes(app: RestApp, { keys, now }: TradingContext): void {
  const rightsOf = (body: BodyFields) => {
    const scopes = body.words("scopes", KEY_SCOPES);
    const subaccount = body.whole("subaccount");
    if (subaccount !== undefined && (subaccount < 0 || subaccount > MOST_SUBACCOUNT)) {
      throw invalid(`subaccount: expected 0 to ${MOST_SUBACCOUNT}`);
    }
    return {
      ...(scopes === undefined ? {} : { scopes: scopes satisfies readonly KeyScope[] }),
      ...(subaccount === undefined ? {} : { subaccount }),
    };
  };

  app.get("/api_keys", (request) => {
    const { userId } = signer(request.get("caller"));
    const untilMs = keys.attestedUntil(userId);
    const body: ApiKeysAnswer = {
      api_keys: keys.of(userId).filter((key) => isLive(key, now())).map((key) => ({
        api_key_id: key.keyId,
        name: key.name,
        scopes: [...key.scopes],
        ...(key.subaccount === undefined ? {} : { subaccount: key.subaccount }),
      })),
      ...(untilMs === undefined ? {} : { api_key_region_expiration_ts: Math.floor(untilMs / 1000) }),
    };
    return request.json(body);
  });

  app.post("/api_keys", (request) => {
    const { userId } = unrestricted(signer(request.get("caller")));
    const body = new BodyFields(request.get("body"));
    const name = body.required("name", body.text("name"));
    const publicKeyPem = body.required("public_key", body.text("public_key"));
    const keyId = uuidOf(`key ${publicKeyPem}`);
    const added = keys.add({ keyId, publicKeyPem, userId, name, ...rightsOf(body) });
    if (!added.ok) throw invalid(`public_key: ${added.reason.message}`);
    return request.json({ api_key_id: keyId }, 201);
  });

  app.post("/api_keys/generate", (request) => {
    const { userId } = unrestricted(signer(request.get("caller")));
    const body = new BodyFields(request.get("body"));
    const name = body.required("name", body.text("name"));
    const made = makeKey(body.choice("key_type", ["rsa", "ed25519"]) ?? "rsa");
    const added = keys.add({ ...made, userId, name, ...rightsOf(body) });
    if (!added.ok) throw invalid(added.reason.message);
    return request.json({ api_key_id: made.keyId, private_key: made.privateKeyPem }, 201);
  });

  app.delete("/api_keys/:id", (request) => {
    const { userId } = unrestricted(signer(request.get("caller")));
    const id = request.req.param("id");
    if (keys.get(id)?.userId !== userId) throw notFound();
    keys.remove(id);
    return request.body(null, 204);
  });
}

function isLive({ expiresAtMs }: KeyRecord, nowMs: number): boolean {
  return expiresAtMs === undefined || nowMs < expiresAtMs;
}
