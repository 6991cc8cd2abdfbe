/**
 * Signatures of requests.
 *
 * Signed text: timestamp in milliseconds + METHOD + path from the host's root without the query. RSA keys sign it with
 * RSASSA-PSS (SHA-256, salt of 32 bytes), Ed25519 keys directly. Source: the exchange's "API keys" page; Ed25519 since
 * 2026-09-24.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { constants, type KeyObject, sign as signBytes, verify as verifyBytes } from "node:crypto";
import { type KeyType, readPrivateKey, readPublicKey } from "./pem.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";

/** Header with the key's id. */
export const KEY_HEADER = "KALSHI-ACCESS-KEY";
/** Header with the time of signing, Unix milliseconds in decimal. */
export const TIMESTAMP_HEADER = "KALSHI-ACCESS-TIMESTAMP";
/** Header with the signature in standard base64. */
export const SIGNATURE_HEADER = "KALSHI-ACCESS-SIGNATURE";

/** The three headers of a signed request. */
export type SignedHeaders = Readonly<Record<string, string>>;

/** Signs requests with one key. */
export interface Signer {
  readonly keyId: string;
  readonly type: KeyType;
  /**
   * The headers of one request.
   *
   * @param at now, Unix milliseconds; a fraction is dropped
   * @param method HTTP method
   * @param path from the host's root, without the query
   * @throws {TypeError} if the path has a query or does not begin with a slash
   */
  headers(at: number, method: string, path: string): SignedHeaders;
  /** The same, made beside everything else where signing is slow: of an RSA key alone. It never throws, and may reject. */
  readonly headersLater?: (at: number, method: string, path: string) => Promise<SignedHeaders>;
}

/** Checks signatures of one key. */
export interface Verifier {
  readonly type: KeyType;
  /**
   * Whether a request was signed with the key.
   *
   * @param timestamp the header as it came
   * @param method HTTP method
   * @param path from the host's root, without the query
   * @param signature the header as it came
   */
  verify(timestamp: string, method: string, path: string, signature: string): boolean;
}

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } as const;
const STANDARD_BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Makes a signer.
 *
 * @param keyId the key's id, as the exchange shows it
 * @param pem the private key
 * @returns the signer, or a refusal of one line
 */
export function createSigner(keyId: string, pem: string): Result<Signer> {
  const id = keyId.trim();
  // Printable ASCII only: the id goes into a header.
  if (!/^[\x21-\x7e]+$/.test(id)) {
    return refuse("key_id_bad", "Cannot use key id: expected the id that the exchange shows, without spaces");
  }
  const read = readPrivateKey(pem);
  if (!read.ok) return read;
  const { key, type } = read.value;
  const headersOf = (timestamp: string, signature: string): SignedHeaders => ({
    [KEY_HEADER]: id,
    [TIMESTAMP_HEADER]: timestamp,
    [SIGNATURE_HEADER]: signature,
  });
  const signBeside = type === "rsa" ? besideSigner(key) : undefined;
  return succeed({
    keyId: id,
    type,
    headers(at: number, method: string, path: string): SignedHeaders {
      checkPath(path);
      const timestamp = String(Math.floor(at));
      return headersOf(
        timestamp,
        signText(type, key, signedText(timestamp, method, path)).toString("base64"),
      );
    },
    ...signBeside === undefined ? {} : {
      async headersLater(at: number, method: string, path: string): Promise<SignedHeaders> {
        checkPath(path);
        const timestamp = String(Math.floor(at));
        return headersOf(timestamp, await signBeside(signedText(timestamp, method, path)));
      },
    },
  });
}

function checkPath(path: string): void {
  if (path.startsWith("/") && !path.includes("?") && !path.includes("#")) return;
  throw new TypeError(`Cannot sign request: expected a path from the root without a query, was "${path}"`);
}

/** Signs on another thread of the runtime. The key is handed over when it is first needed. */
function besideSigner(key: KeyObject): (text: Buffer) => Promise<string> {
  let handedOver: Promise<CryptoKey> | undefined;
  return async (text) => {
    handedOver ??= crypto.subtle.importKey(
      "pkcs8",
      new Uint8Array(key.export({ type: "pkcs8", format: "der" })),
      { name: "RSA-PSS", hash: "SHA-256" },
      false,
      ["sign"],
    );
    const { saltLength } = PSS;
    const signature = await crypto.subtle.sign(
      { name: "RSA-PSS", saltLength },
      await handedOver,
      new Uint8Array(text),
    );
    return Buffer.from(signature).toString("base64");
  };
}

/**
 * Makes a verifier, for an exchange of our own.
 *
 * @param pem the public key, or the private key it belongs to
 */
export function createVerifier(pem: string): Result<Verifier> {
  const read = readPublicKey(pem);
  if (!read.ok) return read;
  const { key, type } = read.value;
  return succeed({
    type,
    verify(timestamp: string, method: string, path: string, signature: string): boolean {
      if (!/^\d{1,16}$/.test(timestamp) || !STANDARD_BASE64.test(signature)) return false;
      const bytes = Buffer.from(signature, "base64");
      const text = signedText(timestamp, method, path);
      try {
        return type === "rsa"
          ? verifyBytes("sha256", text, { key, ...PSS }, bytes)
          : verifyBytes(null, text, key, bytes);
      } catch {
        // A signature of the wrong length throws in some versions; it is as wrong as any other.
        return false;
      }
    },
  });
}

function signedText(timestamp: string, method: string, path: string): Buffer {
  return Buffer.from(`${timestamp}${method.toUpperCase()}${path}`, "utf8");
}

function signText(type: KeyType, key: KeyObject, text: Buffer): Buffer {
  return type === "rsa" ? signBytes("sha256", text, { key, ...PSS }) : signBytes(null, text, key);
}

/**
 * Says that the exchange turned a signed request away, and what to check.
 *
 * @param apartMs how far the exchange's clock is ahead of this machine's, where the answer shows it
 */
export function refusedKey(status: number, apartMs?: number): string {
  const clock = apartMs === undefined || Math.abs(apartMs) < APART_MS
    ? "the clock of this machine"
    : `the clock of this machine, which is ${Math.round(Math.abs(apartMs) / 1000)} s ${
      apartMs > 0 ? "behind" : "ahead of"
    } the exchange's`;
  return `the exchange refused the signature (status ${status}): check the key id, that the key belongs to this ` +
    `environment and has not ended, and ${clock}`;
}

/** Says that the exchange knows the key and does not permit it this. */
export function refusedScope(): string {
  return "the exchange does not permit this to the key (status 403): check its scopes (reading wants read, " +
    "trading write::trade), its subaccount and the location attestation";
}

/** Clocks that are less apart than this are not what a signature was refused for. */
const APART_MS = 5_000;
