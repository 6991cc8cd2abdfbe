/** Signatures made ahead: valid, fresh, each used once. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { generateKeyPairSync } from "node:crypto";
import { AheadSigner } from "../../../src/kalshi/signing/ahead.ts";
import {
  createSigner,
  createVerifier,
  SIGNATURE_HEADER,
  type SignedHeaders,
  TIMESTAMP_HEADER,
} from "../../../src/kalshi/signing/sign.ts";

const pemOf = (type: "rsa" | "ed25519"): string =>
  (type === "rsa" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ed25519"))
    .privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const PATH = "/trade-api/v2/portfolio/events/orders";

/** A signer ahead at a clock of its own, and timers that go off when told. */
function ahead(type: "rsa" | "ed25519") {
  const pem = pemOf(type);
  const signer = createSigner("key-1", pem);
  const verifier = createVerifier(pem);
  assert(signer.ok && verifier.ok);
  const clock = { now: 1_000_000 };
  let due: { readonly ms: number; readonly action: () => void } | undefined;
  const made = new AheadSigner(signer.value, {
    wall: () => clock.now,
    timers: {
      after(ms, action) {
        const own = { ms, action };
        due = own;
        return { clear: () => void (due === own && (due = undefined)) };
      },
    },
  });
  const valid = (headers: SignedHeaders, method = "POST", path = PATH): boolean =>
    verifier.value.verify(headers[TIMESTAMP_HEADER] ?? "", method, path, headers[SIGNATURE_HEADER] ?? "");
  return {
    made,
    clock,
    valid,
    due: () => due?.ms,
    fire: () => due?.action(),
  };
}

Deno.test("a signature in store is taken within its second, is valid, and is used once", async () => {
  const { made, clock, valid, due, fire } = ahead("rsa");
  made.prepare("POST", PATH);
  await made.settled;
  clock.now += 900;
  const first = made.headers(clock.now, "POST", PATH);
  assertEquals([first[TIMESTAMP_HEADER], valid(first), due()], ["1000000", true, 10]);
  const second = made.headers(clock.now, "POST", PATH);
  assertNotEquals(second[SIGNATURE_HEADER], first[SIGNATURE_HEADER]);
  assertEquals([second[TIMESTAMP_HEADER], valid(second)], ["1000900", true]);
  fire();
  await made.settled;
  clock.now += 5;
  const third = made.headers(clock.now, "POST", PATH);
  assertEquals([third[TIMESTAMP_HEADER], valid(third)], ["1000900", true]);
  assertEquals(made.counts, { ahead: 2, atOnce: 1 });
  made.stop();
});

Deno.test("what may be signed beside everything else is taken from the store too, and else made there", async () => {
  const { made, clock, valid } = ahead("rsa");
  made.prepare("GET", PATH);
  await made.settled;
  const stored = await made.headersLater(clock.now, "GET", PATH);
  const own = await made.headersLater(clock.now, "GET", PATH);
  assertNotEquals(own[SIGNATURE_HEADER], stored[SIGNATURE_HEADER]);
  assert(valid(stored, "GET") && valid(own, "GET"));
  assertEquals(made.counts, { ahead: 1, atOnce: 1 });
  made.stop();
});

Deno.test("one that is older than a second, from the future, or of another path is not used", async () => {
  const { made, clock, valid } = ahead("rsa");
  made.prepare("POST", PATH);
  await made.settled;
  for (
    const [method, path, moved] of [["POST", PATH, 1_001], ["POST", PATH, -1], ["DELETE", PATH, 5], [
      "POST",
      `${PATH}/batched`,
      5,
    ]] as const
  ) {
    const headers = made.headers(clock.now + moved, method, path);
    assertEquals([headers[TIMESTAMP_HEADER], valid(headers, method, path)], [
      String(clock.now + moved),
      true,
    ]);
  }
  assertEquals(made.counts, { ahead: 0, atOnce: 4 });
  made.stop();
});

Deno.test("the store is renewed before it is stale, and a clock that was set back makes a new one", async () => {
  const { made, clock, fire, due } = ahead("rsa");
  made.prepare("POST", PATH);
  await made.settled;
  assertEquals(due(), 700);
  for (const moved of [700, -50_000]) {
    clock.now += moved;
    fire();
    await made.settled;
    assertEquals(made.headers(clock.now, "POST", PATH)[TIMESTAMP_HEADER], String(clock.now));
    fire();
    await made.settled;
  }
  assertEquals(made.counts, { ahead: 2, atOnce: 0 });
  made.stop();
  assertEquals(due(), undefined);
});

Deno.test("several are kept where several may be wanted at one moment, and are made beside everything else", async () => {
  const { made, clock, fire, due, valid } = ahead("rsa");
  made.prepare("POST", PATH, 2);
  made.prepare("GET", "/trade-api/v2/portfolio/balance");
  assertEquals(due(), 700);
  // Until they are there a request signs by itself.
  assertEquals(valid(made.headers(clock.now, "POST", PATH)), true);
  assertEquals(made.counts, { ahead: 0, atOnce: 1 });
  await made.settled;
  clock.now += 300;
  const taken = [made.headers(clock.now, "POST", PATH), made.headers(clock.now, "POST", PATH)];
  assertEquals(taken.map((headers) => [headers[TIMESTAMP_HEADER], valid(headers)]), [
    ["1000000", true],
    ["1000000", true],
  ]);
  assertNotEquals(taken[0]?.[SIGNATURE_HEADER], taken[1]?.[SIGNATURE_HEADER]);
  assertEquals(made.counts, { ahead: 2, atOnce: 1 });
  assertEquals(due(), 10);
  fire();
  // The one of the balance is as old as when it began.
  assertEquals(due(), 400);
  await made.settled;
  clock.now += 400;
  fire();
  await made.settled;
  assertEquals(due(), 300);
  const balance = made.headers(clock.now, "GET", "/trade-api/v2/portfolio/balance");
  assertEquals(balance[TIMESTAMP_HEADER], String(clock.now));
  assert(valid(balance, "GET", "/trade-api/v2/portfolio/balance"));
  made.stop();
});

Deno.test("a key that signs quickly keeps nothing in store", () => {
  const { made, clock, valid, due } = ahead("ed25519");
  made.prepare("POST", PATH);
  assertEquals(due(), undefined);
  assert(valid(made.headers(clock.now, "POST", PATH)));
  assertEquals(made.counts, { ahead: 0, atOnce: 1 });
});
