/**
 * The API keys that the simulated exchange knows, what each may do, and whether a request was signed with one.
 *
 * @module
 */
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { KeyType } from "../../kalshi/signing/pem.ts";
import {
  createVerifier,
  KEY_HEADER,
  SIGNATURE_HEADER,
  TIMESTAMP_HEADER,
  type Verifier,
} from "../../kalshi/signing/sign.ts";
import { uuidOf } from "../ids.ts";

/** How far a signature's time may be off. The exchange documents 30 s for FIX and nothing for REST and socket. */
export const MOST_SKEW_MS = 30_000;

/** Whose keys are which say no user: every simulator has this one. */
export const MAIN_USER_ID = uuidOf("main user");

/** What a key may be allowed to do, in the exchange's words; `read` and `write` hold everything below them. */
export const KEY_SCOPES = [
  "read",
  "read::block_trade_accept",
  "read::portfolio_balance",
  "write",
  "write::trade",
  "write::transfer",
  "write::block_trade_accept",
] as const;
/** What a key may be allowed to do. */
export type KeyScope = typeof KEY_SCOPES[number];

/** Whose a key is, what it may do, and for how long. */
export interface KeyRights {
  /** @default {@linkcode MAIN_USER_ID} */
  readonly userId?: string;
  /** @default `read` and `write` */
  readonly scopes?: readonly KeyScope[];
  /** The one subaccount that it may read and trade; `undefined` for all. @default all */
  readonly subaccount?: number | undefined;
  /** From when on it is refused, Unix milliseconds. @default never */
  readonly expiresAtMs?: number | undefined;
}

/** A key that someone else made. */
export interface KnownKey extends KeyRights {
  readonly keyId: string;
  readonly publicKeyPem: string;
  /** @default "key" */
  readonly name?: string;
}

/** A key that the simulator made for its own clients. */
export interface OwnKey {
  readonly keyId: string;
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
}

/** A key as the exchange knows it. */
export interface KeyRecord {
  readonly keyId: string;
  readonly userId: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly subaccount: number | undefined;
  readonly expiresAtMs: number | undefined;
}

/** Kinds of keys: what the exchange's own dialog makes since October 2026, and what it made before. */
export const KEY_TYPES = ["ed25519", "rsa"] as const;

/** The key length that the exchange documents. */
const RSA_BITS = 2048;
const ALL_SCOPES: readonly KeyScope[] = ["read", "write"];

/** Makes a key pair. */
export function makeKey(type: KeyType = "ed25519"): OwnKey {
  const { privateKey, publicKey } = type === "rsa"
    ? generateKeyPairSync("rsa", { modulusLength: RSA_BITS })
    : generateKeyPairSync("ed25519");
  return {
    keyId: randomUUID(),
    privateKeyPem: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    publicKeyPem: publicKey.export({ format: "pem", type: "spki" }).toString(),
  };
}

/** Whether a key may do what needs a scope: it has it, or the one above it. */
export function holds({ scopes }: Pick<KeyRecord, "scopes">, scope: KeyScope): boolean {
  return scopes.some((held) => held === scope || scope.startsWith(`${held}::`));
}

/** The keys. All of it may change while requests come in. */
export class KeyRing {
  /** How far a signature's time may be off, milliseconds. */
  toleranceMs = MOST_SKEW_MS;
  readonly #verifiers = new Map<string, Verifier>();
  readonly #records = new Map<string, KeyRecord>();
  readonly #attestations = new Map<string, number>();

  /** Adds a key. @returns a refusal where it cannot be used */
  add(key: KnownKey): Result<void> {
    const verifier = createVerifier(key.publicKeyPem);
    if (!verifier.ok) return verifier;
    this.#verifiers.set(key.keyId, verifier.value);
    const { keyId, userId = MAIN_USER_ID, name = "key", scopes = ALL_SCOPES, subaccount, expiresAtMs } = key;
    this.#records.set(keyId, { keyId, userId, name, scopes, subaccount, expiresAtMs });
    return succeed(undefined);
  }

  /** Changes what a key may do; what is not given stays. @returns whether there is such a key */
  change(keyId: string, rights: KeyRights): boolean {
    const record = this.#records.get(keyId);
    if (record === undefined) return false;
    this.#records.set(keyId, { ...record, ...rights });
    return true;
  }

  /** Takes a key out. @returns whether there was one */
  remove(keyId: string): boolean {
    this.#verifiers.delete(keyId);
    return this.#records.delete(keyId);
  }

  /** A key. */
  get(keyId: string): KeyRecord | undefined {
    return this.#records.get(keyId);
  }

  /** A user's keys, in the order they were added. */
  of(userId: string): readonly KeyRecord[] {
    return [...this.#records.values()].filter((record) => record.userId === userId);
  }

  /**
   * Says until when a user has attested where they are, without which no key of theirs trades.
   *
   * @param untilMs Unix milliseconds; `undefined`: they never did
   */
  attest(userId: string, untilMs: number | undefined): void {
    if (untilMs === undefined) this.#attestations.delete(userId);
    else this.#attestations.set(userId, untilMs);
  }

  /** Until when a user has attested where they are, Unix milliseconds; `undefined` where they never did. */
  attestedUntil(userId: string): number | undefined {
    return this.#attestations.get(userId);
  }

  /**
   * Checks a request.
   *
   * @param headers of the request
   * @param path from the host's root, without the query
   * @param nowMs Unix milliseconds
   * @returns the id of the key that signed it, `undefined` where nothing in it is signed; or a refusal whose
   * code is the exchange's own word
   */
  check(
    headers: Pick<Headers, "get">,
    method: string,
    path: string,
    nowMs: number,
  ): Result<string | undefined> {
    const keyId = headers.get(KEY_HEADER);
    const timestamp = headers.get(TIMESTAMP_HEADER);
    const signature = headers.get(SIGNATURE_HEADER);
    if (keyId === null && timestamp === null && signature === null) return succeed(undefined);
    if (keyId === null || timestamp === null || signature === null) return refused("MISSING_HEADERS");
    const verifier = this.#verifiers.get(keyId);
    if (verifier === undefined) return refused("NOT_FOUND");
    // Negated, so that a text that is not a number is refused too.
    if (!(Math.abs(nowMs - Number(timestamp)) <= this.toleranceMs)) return refused("TIMESTAMP_OUT_OF_RANGE");
    if (!verifier.verify(timestamp, method, path, signature)) return refused("INCORRECT_API_KEY_SIGNATURE");
    const expiresAtMs = this.#records.get(keyId)?.expiresAtMs;
    if (expiresAtMs !== undefined && nowMs >= expiresAtMs) return refused("EXPIRED");
    return succeed(keyId);
  }
}

function refused(details: string): Result<never> {
  return refuse(details, `Cannot accept signature: ${details}`);
}
