import { assert, assertEquals } from "@std/assert";
import { generateKeyPairSync } from "node:crypto";
import { type KeyFiles, readCredentials } from "../../src/kalshi/credentials.ts";
import { DEMO, PRODUCTION, readEnvironment } from "../../src/kalshi/environment.ts";

const PEM = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

function files(mode: number | null, text = PEM): KeyFiles {
  return { readText: () => text, mode: () => mode };
}

const VARIABLES = { KALSHI_API_KEY_ID: "prod-id", KALSHI_PRIVATE_KEY_PATH: "/keys/prod.pem" };

Deno.test("without variables there are no credentials, and that is no failure", () => {
  assertEquals(readCredentials(PRODUCTION, {}), { ok: true, value: { warnings: [] } });
});

Deno.test("a key that others can read is used with a warning", () => {
  const quiet = readCredentials(PRODUCTION, VARIABLES, files(0o100600));
  assert(quiet.ok);
  assertEquals([quiet.value.signer?.keyId, quiet.value.warnings.length], ["prod-id", 0]);
  for (const mode of [0o100644, 0o100640, 0o100604]) {
    const loud = readCredentials(PRODUCTION, VARIABLES, files(mode));
    assert(loud.ok && loud.value.warnings[0]?.includes("chmod 600"));
  }
  const unknown = readCredentials(PRODUCTION, VARIABLES, files(null));
  assert(unknown.ok && unknown.value.warnings.length === 0);
});

Deno.test("demo has variables of its own", () => {
  const none = readCredentials(DEMO, VARIABLES, files(0o600));
  assert(none.ok && none.value.signer === undefined);
  const demo = { KALSHI_DEMO_API_KEY_ID: "demo-id", KALSHI_DEMO_PRIVATE_KEY_PATH: "/keys/demo.pem" };
  const found = readCredentials(DEMO, demo, files(0o600));
  assert(found.ok && found.value.signer?.keyId === "demo-id");
});

Deno.test("a key of the exchange is never used at another host", () => {
  for (const word of ["sim", "http://127.0.0.1:9000", "https://example.com"]) {
    const environment = readEnvironment(word);
    assert(environment.ok);
    const none = readCredentials(environment.value, VARIABLES, files(0o600));
    assert(none.ok && none.value.signer === undefined, word);
    const own = {
      ...VARIABLES,
      KALSHI_SIM_API_KEY_ID: "sim-id",
      KALSHI_SIM_PRIVATE_KEY_PATH: "/keys/sim.pem",
    };
    const found = readCredentials(environment.value, own, files(0o600));
    assert(found.ok && found.value.signer?.keyId === "sim-id", word);
  }
});

Deno.test("half a key, a missing file and a wrong file are refused by name and without the content", () => {
  const cases = [
    [{ KALSHI_API_KEY_ID: "x" }, files(0o600), "key_path_missing"],
    [{ KALSHI_PRIVATE_KEY_PATH: "/x" }, files(0o600), "key_id_missing"],
    [VARIABLES, files(0o600, "secret words"), "key_unreadable"],
  ] as const;
  for (const [variables, from, code] of cases) {
    const found = readCredentials(PRODUCTION, variables, from);
    assert(!found.ok);
    assertEquals(found.reason.code, code);
    assert(!found.reason.message.includes("secret"));
  }
  const folder = Deno.makeTempDirSync();
  try {
    const missing = readCredentials(PRODUCTION, {
      ...VARIABLES,
      KALSHI_PRIVATE_KEY_PATH: `${folder}/none.pem`,
    });
    assert(!missing.ok);
    assertEquals(missing.reason.code, "key_file_unreadable");
    assert(missing.reason.message.includes("there is no such file"));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
