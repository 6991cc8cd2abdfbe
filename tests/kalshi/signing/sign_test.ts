import { assert, assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { createSign, generateKeyPairSync, sign as signBytes } from "node:crypto";
import {
  createSigner,
  createVerifier,
  KEY_HEADER,
  SIGNATURE_HEADER,
  TIMESTAMP_HEADER,
} from "../../../src/kalshi/signing/sign.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ed25519 = generateKeyPairSync("ed25519");
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pkcs8 = (key: typeof rsa.privateKey): string => key.export({ type: "pkcs8", format: "pem" }).toString();
const spki = (key: typeof rsa.publicKey): string => key.export({ type: "spki", format: "pem" }).toString();
const pkcs1 = rsa.privateKey.export({ type: "pkcs1", format: "pem" }).toString();

function signer(pem: string) {
  const made = createSigner("key-1", pem);
  assert(made.ok, made.ok ? "" : made.reason.message);
  return made.value;
}

function verifier(pem: string) {
  const made = createVerifier(pem);
  assert(made.ok, made.ok ? "" : made.reason.message);
  return made.value;
}

const PATH = "/trade-api/v2/portfolio/orders";

for (
  const [name, privatePem, publicPem, type] of [
    ["RSA as PKCS#8", pkcs8(rsa.privateKey), spki(rsa.publicKey), "rsa"],
    ["RSA as PKCS#1", pkcs1, spki(rsa.publicKey), "rsa"],
    ["RSA under a wrong label", pkcs1.replaceAll("RSA PRIVATE", "PRIVATE"), spki(rsa.publicKey), "rsa"],
    [
      "RSA with CRLF and spaces before it",
      `\r\n  ${pkcs1.replaceAll("\n", "\r\n")}`,
      spki(rsa.publicKey),
      "rsa",
    ],
    ["RSA on one line", pkcs8(rsa.privateKey).replaceAll("\n", "\\n"), spki(rsa.publicKey), "rsa"],
    ["Ed25519", pkcs8(ed25519.privateKey), spki(ed25519.publicKey), "ed25519"],
    ["RSA, verified with the private key", pkcs8(rsa.privateKey), pkcs8(rsa.privateKey), "rsa"],
    [
      "Ed25519, verified with the private key",
      pkcs8(ed25519.privateKey),
      pkcs8(ed25519.privateKey),
      "ed25519",
    ],
  ] as const
) {
  Deno.test(`a signature is verified: ${name}`, () => {
    const made = signer(privatePem);
    assertEquals(made.type, type);
    const headers = made.headers(1703123456789.9, "get", PATH);
    assertEquals(headers[KEY_HEADER], "key-1");
    assertEquals(headers[TIMESTAMP_HEADER], "1703123456789");
    const checks = verifier(publicPem);
    const signature = headers[SIGNATURE_HEADER] ?? "";
    assert(checks.verify("1703123456789", "GET", PATH, signature));
    assert(!checks.verify("1703123456788", "GET", PATH, signature), "another time");
    assert(!checks.verify("1703123456789", "POST", PATH, signature), "another method");
    assert(!checks.verify("1703123456789", "GET", `${PATH}?limit=5`, signature), "another path");
    assert(!checks.verify("1703123456789", "GET", PATH, signature.slice(4)), "a part of it");
    assert(!checks.verify("1703123456789", "GET", PATH, ""), "nothing");
    assert(!checks.verify("soon", "GET", PATH, signature), "no time");
  });
}

Deno.test("a signature of another scheme or over a query is refused", () => {
  const checks = verifier(spki(rsa.publicKey));
  const text = `1703123456789GET${PATH}`;
  const older = createSign("RSA-SHA256").update(text).sign(rsa.privateKey, "base64");
  assert(!checks.verify("1703123456789", "GET", PATH, older), "PKCS#1 v1.5");
  const shortSalt = signBytes("sha256", Buffer.from(text), {
    key: rsa.privateKey,
    padding: 6,
    saltLength: 20,
  });
  assert(!checks.verify("1703123456789", "GET", PATH, shortSalt.toString("base64")), "salt of 20 bytes");
  const query = signBytes("sha256", Buffer.from(`${text}?a=1`), {
    key: rsa.privateKey,
    padding: 6,
    saltLength: 32,
  });
  assert(!checks.verify("1703123456789", "GET", PATH, query.toString("base64")), "query in the text");
  const other = signer(pkcs8(ed25519.privateKey)).headers(1703123456789, "GET", PATH)[SIGNATURE_HEADER] ?? "";
  assert(!checks.verify("1703123456789", "GET", PATH, other), "another key");
});

Deno.test("a signer is never given a query", () => {
  const made = signer(pkcs8(ed25519.privateKey));
  assertThrows(() => made.headers(1, "GET", `${PATH}?limit=5`), TypeError, "without a query");
  assertThrows(() => made.headers(1, "GET", "markets"), TypeError, "from the root");
});

Deno.test("a key that is no good is refused in one line that keeps it secret", () => {
  const small = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const encrypted =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIFHDBOBgkq\n-----END ENCRYPTED PRIVATE KEY-----\n";
  const traditional =
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----";
  const cases = [
    ["", "key_unreadable"],
    ["not a key", "key_unreadable"],
    [pkcs1.slice(0, 300), "key_unreadable"],
    [pkcs1.replace(/MII/, "AAA"), "key_unreadable"],
    [pkcs8(elliptic.privateKey), "key_wrong_type"],
    [elliptic.privateKey.export({ type: "sec1", format: "pem" }).toString(), "key_wrong_type"],
    [spki(rsa.publicKey), "key_public"],
    [spki(ed25519.publicKey), "key_public"],
    [encrypted, "key_encrypted"],
    [traditional, "key_encrypted"],
    [pkcs8(small.privateKey), "key_too_short"],
  ] as const;
  for (const [pem, code] of cases) {
    const made = createSigner("key-1", pem);
    assert(!made.ok);
    assertEquals(made.reason.code, code);
    assert(!made.reason.message.includes("\n"));
    const secret = pem.split("\n")[1] ?? "";
    assert(secret.length < 20 || !made.reason.message.includes(secret.slice(0, 20)));
  }
  const made = createSigner("two words", pkcs1);
  assert(!made.ok && made.reason.code === "key_id_bad");
  assert(!createVerifier("no key").ok && !createVerifier(spki(elliptic.publicKey)).ok);
});

Deno.test("a signature made beside everything else is as good as one made at once; keys that sign quickly have none", async () => {
  const path = "/trade-api/v2/portfolio/balance";
  for (const pem of [pkcs1, pkcs8(rsa.privateKey)]) {
    const { headersLater } = signer(pem);
    const verifier = createVerifier(pem);
    assert(verifier.ok && headersLater !== undefined);
    const headers = await headersLater(1_795_651_200_123.9, "GET", path);
    const [timestamp = "", signature = ""] = [headers[TIMESTAMP_HEADER], headers[SIGNATURE_HEADER]];
    assertEquals([headers[KEY_HEADER], timestamp], ["key-1", "1795651200123"]);
    assert(verifier.value.verify(timestamp, "GET", path, signature));
    assert(!verifier.value.verify(timestamp, "POST", path, signature));
  }
  assertEquals(signer(pkcs8(ed25519.privateKey)).headersLater, undefined);
});
