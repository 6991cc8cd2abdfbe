/**
 * The API keys that the simulated exchange knows, and whether a request was signed with one.
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

/** How far a signature's time may be off. The exchange documents 30 s for FIX and nothing for REST and socket. */
export const MOST_SKEW_MS = 30_000;

/** A key that someone else made. */
export interface KnownKey {
  readonly keyId: string;
  readonly publicKeyPem: string;
}

/** A key that the simulator made for its own clients. */
export interface OwnKey {
  readonly keyId: string;
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
}

/** Kinds of keys: what the exchange's own dialog makes since October 2026, and what it made before. */
export const KEY_TYPES = ["ed25519", "rsa"] as const;

/** The key length that the exchange documents. */
const RSA_BITS = 2048;

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

/** The keys. */
export class KeyRing {
  readonly #verifiers = new Map<string, Verifier>();

  /** Adds a key. @returns a refusal where it cannot be used */
  add(key: KnownKey): Result<void> {
    const verifier = createVerifier(key.publicKeyPem);
    if (!verifier.ok) return verifier;
    this.#verifiers.set(key.keyId, verifier.value);
    return succeed(undefined);
  }

  /** The ids of the keys. */
  get ids(): readonly string[] {
    return [...this.#verifiers.keys()];
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
    if (!(Math.abs(nowMs - Number(timestamp)) <= MOST_SKEW_MS)) return refused("TIMESTAMP_OUT_OF_RANGE");
    if (!verifier.verify(timestamp, method, path, signature)) return refused("INCORRECT_API_KEY_SIGNATURE");
    return succeed(keyId);
  }
}

function refused(details: string): Result<never> {
  return refuse(details, `Cannot accept signature: ${details}`);
}
