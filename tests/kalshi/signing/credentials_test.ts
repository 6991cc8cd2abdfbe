import { assert, assertEquals } from "@std/assert";
import { generateKeyPairSync } from "node:crypto";
import { type KeyFiles, readCredentials } from "../../../src/kalshi/signing/credentials.ts";
import { DEMO, PRODUCTION, readEnvironment } from "../../../src/kalshi/environment.ts";

const PEM = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

const UTF8 = new TextEncoder();

function files(mode: number | null, content: string | Uint8Array = PEM, project = ""): KeyFiles {
  const bytes = typeof content === "string" ? UTF8.encode(content) : content;
  return { read: () => bytes, mode: () => mode, project: () => project === "" ? undefined : project };
}

const VARIABLES = { KALSHI_API_KEY_ID: "prod-id", KALSHI_PRIVATE_KEY_PATH: "/keys/prod.pem" };

Deno.test("without variables there are no credentials, and that is no failure", () => {
  assertEquals(readCredentials(PRODUCTION, {}), { ok: true, value: undefined });
});

Deno.test("a key file that others can read, or that lies inside a project, is refused", () => {
  for (const mode of [0o100600, 0o100400, null]) {
    const closed = readCredentials(PRODUCTION, VARIABLES, files(mode));
    assert(closed.ok && closed.value?.keyId === "prod-id");
  }
  for (const mode of [0o100644, 0o100640, 0o100604, 0o100660, 0o100601]) {
    const open = readCredentials(PRODUCTION, VARIABLES, files(mode));
    assert(!open.ok && open.reason.code === "key_file_open");
    assert(/\/keys\/prod\.pem.*others can read it; chmod 600/.test(open.reason.message), open.reason.message);
  }
  const inside = readCredentials(PRODUCTION, VARIABLES, files(0o100600, PEM, "/home/me/bot"));
  assert(!inside.ok && inside.reason.code === "key_file_open");
  assert(/inside the project \/home\/me\/bot/.test(inside.reason.message), inside.reason.message);
});

Deno.test("a project is any folder above the file, links followed, that git knows; the simulator's keys may lie there", () => {
  const folder = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    Deno.mkdirSync(`${folder}/bot/.git`, { recursive: true });
    Deno.mkdirSync(`${folder}/bot/deep/keys`, { recursive: true });
    Deno.mkdirSync(`${folder}/outside`);
    for (const path of ["bot/deep/keys/key.pem", "outside/key.pem"]) {
      Deno.writeTextFileSync(`${folder}/${path}`, PEM, { mode: 0o600 });
    }
    Deno.symlinkSync(`${folder}/bot/deep/keys/key.pem`, `${folder}/outside/link.pem`);
    Deno.symlinkSync(`${folder}/outside/key.pem`, `${folder}/bot/link.pem`);
    const read = (path: string) => {
      const key = { KALSHI_API_KEY_ID: "id", KALSHI_PRIVATE_KEY_PATH: `${folder}/${path}` };
      const found = readCredentials(PRODUCTION, key);
      return found.ok ? "ok" : found.reason.message.replaceAll(folder, "");
    };
    const refused = "(KALSHI_PRIVATE_KEY_PATH): it lies inside the project /bot; move it out of there";
    assertEquals(read("bot/deep/keys/key.pem"), `Cannot use key file /bot/deep/keys/key.pem ${refused}`);
    assertEquals(read("outside/link.pem"), `Cannot use key file /outside/link.pem ${refused}`);
    assertEquals([read("outside/key.pem"), read("bot/link.pem")], ["ok", "ok"]);
    const simulator = readEnvironment("sim");
    assert(simulator.ok);
    const key = {
      KALSHI_SIM_API_KEY_ID: "id",
      KALSHI_SIM_PRIVATE_KEY_PATH: `${folder}/bot/deep/keys/key.pem`,
    };
    assert(readCredentials(simulator.value, key).ok);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("a key where its path or its id is expected is named, and nothing of it is shown", () => {
  const body = PEM.replaceAll(/-----.*-----|\s/g, "");
  const texts = [
    PEM,
    PEM.replaceAll("\n", "\\n"),
    PEM.split("\n")[0] ?? "",
    body,
    body.slice(0, 44),
    `"${PEM}"`,
  ];
  for (const text of texts) {
    for (const name of ["KALSHI_PRIVATE_KEY_PATH", "KALSHI_API_KEY_ID"]) {
      const found = readCredentials(PRODUCTION, { ...VARIABLES, [name]: text });
      assert(!found.ok);
      assert(found.reason.message.includes(`${name} holds a key, expected the`), found.reason.message);
      assert(!/[A-Za-z0-9+/]{30}|-----/.test(found.reason.message), found.reason.message);
    }
  }
});

Deno.test("key files of any editor are read: UTF-16, marks, line ends written out, a public block or certificate first", () => {
  const utf16 = (text: string, bigEndian: boolean) => {
    const bytes = new Uint8Array(text.length * 2);
    const view = new DataView(bytes.buffer);
    for (let index = 0; index < text.length; index++) {
      view.setUint16(index * 2, text.charCodeAt(index), !bigEndian);
    }
    return bytes;
  };
  const pair = generateKeyPairSync("ed25519");
  const own = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const spki = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
  const certificate = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----\n";
  const contents = [
    `\ufeff${own}`,
    own.replaceAll("\n", "\r\n"),
    own.replaceAll("\n", "\\n"),
    own.replaceAll("\n", "\\r\\n"),
    spki + own,
    certificate + own,
    `Bag Attributes\n    friendlyName: me\n${own}`,
    utf16(`\ufeff${own}`, false),
    utf16(`\ufeff${own}`, true),
    utf16(own.replaceAll("\n", "\r\n"), false),
    utf16(own, true),
  ];
  for (const [index, content] of contents.entries()) {
    const found = readCredentials(PRODUCTION, VARIABLES, files(0o100600, content));
    assert(found.ok && found.value?.type === "ed25519", `${index}: ${JSON.stringify(found)}`);
  }
  const only = readCredentials(PRODUCTION, VARIABLES, files(0o100600, spki));
  assert(!only.ok && only.reason.code === "key_public");
});

Deno.test("demo has variables of its own", () => {
  const none = readCredentials(DEMO, VARIABLES, files(0o600));
  assert(none.ok && none.value === undefined);
  const demo = { KALSHI_DEMO_API_KEY_ID: "demo-id", KALSHI_DEMO_PRIVATE_KEY_PATH: "/keys/demo.pem" };
  const found = readCredentials(DEMO, demo, files(0o600));
  assert(found.ok && found.value?.keyId === "demo-id");
});

Deno.test("a key of the exchange is never used at another host", () => {
  for (const word of ["sim", "http://127.0.0.1:9000", "https://example.com"]) {
    const environment = readEnvironment(word);
    assert(environment.ok);
    const none = readCredentials(environment.value, VARIABLES, files(0o600));
    assert(none.ok && none.value === undefined, word);
    const own = {
      ...VARIABLES,
      KALSHI_SIM_API_KEY_ID: "sim-id",
      KALSHI_SIM_PRIVATE_KEY_PATH: "/keys/sim.pem",
    };
    const found = readCredentials(environment.value, own, files(0o600));
    assert(found.ok && found.value?.keyId === "sim-id", word);
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
