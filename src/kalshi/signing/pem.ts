/**
 * Keys out of PEM text.
 *
 * The kind of key is found by parsing, not from the label: since October 2026 the exchange's web page makes Ed25519 keys
 * under the same `PRIVATE KEY` label as RSA ones.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { refuse, type Result, succeed } from "../../core/result.ts";

/** Kinds of key that the exchange takes. */
export type KeyType = "rsa" | "ed25519";

/** A private key fit for signing. */
export interface PrivateKey {
  readonly type: KeyType;
  readonly key: KeyObject;
}

const BLOCKS = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;
/** How the base64 of any private key begins; behind it come at least so many digits as no path has. */
const BARE_KEY = /^M[CIH][A-Za-z0-9+/]{30,}/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** Below this RSA is too weak to be anyone's key; the exchange documents 2048. */
const LEAST_RSA_BITS = 2048;

/**
 * Reads a private key, PKCS#8 or PKCS#1.
 *
 * @param pem the text of the key file; `\n` written out (as in some `.env` files) is understood
 * @returns the key, or a refusal of one line that holds nothing of the text
 */
export function readPrivateKey(pem: string): Result<PrivateKey> {
  const block = readBlock(pem);
  if (block === undefined) {
    return refuse(
      "key_unreadable",
      "Cannot read private key: expected a PEM file (-----BEGIN … PRIVATE KEY-----)",
    );
  }
  if (block.encrypted) {
    return refuse(
      "key_encrypted",
      "Cannot read private key: it is protected by a passphrase; expected one without",
    );
  }
  const key = parsePrivate(block.der);
  if (key === undefined) {
    return parsePublic(block.der) === undefined
      ? refuse(
        "key_unreadable",
        "Cannot read private key: expected an RSA or Ed25519 key, the file is damaged",
      )
      : refuse("key_public", "Cannot use key: expected the private key, this is a public key");
  }
  const type = key.asymmetricKeyType;
  if (type !== "rsa" && type !== "ed25519") {
    return refuse("key_wrong_type", `Cannot use key: expected RSA or Ed25519, was ${type ?? "unknown"}`);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (type === "rsa" && bits !== undefined && bits < LEAST_RSA_BITS) {
    return refuse(
      "key_too_short",
      `Cannot use key: expected RSA of at least ${LEAST_RSA_BITS} bits, was ${bits}`,
    );
  }
  return succeed({ type, key });
}

/**
 * Reads a public key, or takes it out of a private one.
 *
 * @param pem the text of either key file
 */
export function readPublicKey(pem: string): Result<{ readonly type: KeyType; readonly key: KeyObject }> {
  const block = readBlock(pem);
  const found = block === undefined || block.encrypted ? undefined : parsePublic(block.der);
  const key = found ?? (block === undefined ? undefined : publicOf(parsePrivate(block.der)));
  const type = key?.asymmetricKeyType;
  if (key === undefined) {
    return refuse("key_unreadable", "Cannot read public key: expected an RSA or Ed25519 key as PEM");
  }
  if (type !== "rsa" && type !== "ed25519") {
    return refuse("key_wrong_type", `Cannot use key: expected RSA or Ed25519, was ${type ?? "unknown"}`);
  }
  return succeed({ type, key });
}

/** Whether a text is a key, or part of one, where something else is expected: it must not be shown or sent. */
export function holdsKey(text: string): boolean {
  return /-----(BEGIN|END)|PRIVATE KEY/.test(text) || BARE_KEY.test(text);
}

/** A text without the keys in it, for showing: what was given in the wrong place is named in many messages. */
export function withoutKeys(text: string): string {
  return text
    .replaceAll(/-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/g, "(a key, not shown)")
    .replaceAll(/\bM[CIH][A-Za-z0-9+/]{30,}={0,2}/g, "(a key, not shown)");
}

interface Block {
  readonly der: Buffer;
  readonly encrypted: boolean;
}

/** The private key's block where there is one, behind a certificate or a public key too; else the first. */
function readBlock(pem: string): Block | undefined {
  const text = pem.replace(/\\r|\r/g, "").replaceAll("\\n", "\n");
  const blocks = [...text.matchAll(BLOCKS)];
  const [, label, body] = blocks.find(([, name]) => name?.endsWith("PRIVATE KEY")) ?? blocks[0] ?? [];
  if (label === undefined || body === undefined) return undefined;
  if (label.startsWith("ENCRYPTED") || body.includes("ENCRYPTED")) {
    return { der: Buffer.alloc(0), encrypted: true };
  }
  const digits = body.replace(/\s/g, "");
  return BASE64.test(digits) ? { der: Buffer.from(digits, "base64"), encrypted: false } : undefined;
}

function parsePrivate(der: Buffer): KeyObject | undefined {
  for (const type of ["pkcs8", "pkcs1", "sec1"] as const) {
    try {
      return createPrivateKey({ key: der, format: "der", type });
    } catch {
      // Another encoding is tried; what each parser says about it helps nobody.
    }
  }
  return undefined;
}

function parsePublic(der: Buffer): KeyObject | undefined {
  for (const type of ["spki", "pkcs1"] as const) {
    try {
      const key = createPublicKey({ key: der, format: "der", type });
      if (key.type === "public") return key;
    } catch {
      // As above.
    }
  }
  return undefined;
}

function publicOf(key: KeyObject | undefined): KeyObject | undefined {
  if (key === undefined) return undefined;
  const pem = key.export({ format: "pem", type: "pkcs8" });
  return createPublicKey(pem);
}
