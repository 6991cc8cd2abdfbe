import { assert, assertEquals } from "@std/assert";
import { generateKeyPairSync } from "node:crypto";
import { assertRefused, filesIn, inFolder, type Ran, runChild, runMain } from "./support.ts";

const TICKER = "KXNBAGAME-26NOV22LALBOS";

Deno.test("keys that are half named, missing, no key or of the wrong type are refused without a word to the network", async () => {
  await inFolder(async (folder) => {
    const write = async (name: string, text: string) => {
      await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o600 });
      return `${folder}/${name}`;
    };
    const pem = (type: "ec" | "x25519") =>
      (type === "ec" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("x25519"))
        .privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const publicPem = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" })
      .toString();
    const short = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" })
      .toString();
    const id = "00000000-0000-4000-8000-000000000000";
    const cases: [Record<string, string>, RegExp][] = [
      [{ KALSHI_SIM_API_KEY_ID: id }, /expected KALSHI_SIM_PRIVATE_KEY_PATH beside KALSHI_SIM_API_KEY_ID/],
      [
        { KALSHI_SIM_PRIVATE_KEY_PATH: "x" },
        /expected KALSHI_SIM_API_KEY_ID beside KALSHI_SIM_PRIVATE_KEY_PATH/,
      ],
      [
        { KALSHI_SIM_API_KEY_ID: id, KALSHI_SIM_PRIVATE_KEY_PATH: `${folder}/none.pem` },
        /none.pem.*there is no such file/,
      ],
      [{ KALSHI_SIM_API_KEY_ID: id, KALSHI_SIM_PRIVATE_KEY_PATH: folder }, /it is a folder/],
      [
        { KALSHI_SIM_API_KEY_ID: id, KALSHI_SIM_PRIVATE_KEY_PATH: await write("prose.pem", "no key") },
        /prose.pem/,
      ],
      [
        { KALSHI_SIM_API_KEY_ID: id, KALSHI_SIM_PRIVATE_KEY_PATH: await write("ec.pem", pem("ec")) },
        /RSA|Ed25519/,
      ],
      [
        { KALSHI_SIM_API_KEY_ID: id, KALSHI_SIM_PRIVATE_KEY_PATH: await write("x.pem", pem("x25519")) },
        /RSA|Ed25519/,
      ],
      [
        { KALSHI_SIM_API_KEY_ID: id, KALSHI_SIM_PRIVATE_KEY_PATH: await write("public.pem", publicPem) },
        /private/,
      ],
      [
        {
          KALSHI_SIM_API_KEY_ID: id,
          KALSHI_SIM_PRIVATE_KEY_PATH: await write("cut.pem", short.slice(0, 60)),
        },
        /cut.pem/,
      ],
      [
        { KALSHI_SIM_API_KEY_ID: "two words", KALSHI_SIM_PRIVATE_KEY_PATH: await write("good.pem", short) },
        /Cannot use key id/,
      ],
    ];
    const before = await filesIn(folder);
    const argv = [TICKER, "--env", "http://127.0.0.1:9", "--plain", "--recordings", `${folder}/recordings`];
    const rans: Ran[] = [];
    // Two at a time: a child takes a tenth of a second.
    for (let index = 0; index < cases.length; index += 2) {
      const pair = cases.slice(index, index + 2);
      rans.push(
        ...await Promise.all(pair.map(([environment]) => runChild(argv, { environment, cwd: folder }))),
      );
    }
    for (const [index, [, message]] of cases.entries()) {
      const ran = rans[index];
      assert(ran !== undefined);
      assertRefused(ran, 1, message);
      assert(!/[A-Za-z0-9+/]{40}/.test(ran.err), `no key material on the screen: ${ran.err}`);
    }
    assertEquals(await filesIn(folder), before);
  });
});

Deno.test("the key of the real exchange is not used for any other host", async () => {
  await inFolder(async (folder) => {
    const environment = { KALSHI_API_KEY_ID: "id", KALSHI_PRIVATE_KEY_PATH: `${folder}/none.pem` };
    const asked: Headers[] = [];
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, ({ headers }) => {
      asked.push(headers);
      return new Response(null, { status: 404 });
    });
    const argv = [TICKER, "--env", `http://127.0.0.1:${server.addr.port}`, "--plain", "--no-record"];
    assertRefused(await runChild(argv, { environment, cwd: folder }), 1, new RegExp(`Cannot find ${TICKER}`));
    assert(
      asked.length > 0 &&
        asked.every((headers) => ![...headers.keys()].some((name) => name.startsWith("kalshi"))),
    );
  });
});

Deno.test("a .env file of any editor names the key; one that holds it is refused without showing it", async () => {
  await inFolder(async (folder) => {
    const plain = [
      "export KALSHI_SIM_API_KEY_ID='some-id'",
      "# mine",
      'KALSHI_SIM_PRIVATE_KEY_PATH="keys/none.pem"',
    ];
    const utf16 = (text: string) =>
      Uint8Array.from([...text].flatMap((letter) => [letter.charCodeAt(0) & 255, letter.charCodeAt(0) >> 8]));
    const swapped = (bytes: Uint8Array) => bytes.map((_, index) => bytes[index ^ 1] ?? 0);
    const utf8 = (text: string) => new TextEncoder().encode(text);
    const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const holding = [plain[0], `KALSHI_SIM_PRIVATE_KEY_PATH=${pem}`].join("\n");
    const quoted = [plain[0], `KALSHI_SIM_PRIVATE_KEY_PATH="${pem.replaceAll("\n", "\\n")}"`].join("\n");
    const cases: readonly (readonly [Uint8Array, RegExp])[] = [
      ...[
        utf8(`\ufeff${plain.join("\r\n")}\r\n`),
        utf16(`\ufeff${plain.join("\r\n")}`),
        swapped(utf16(`\ufeff${plain.join("\n")}`)),
        utf16(plain.join("\n")),
      ].map((bytes) => [bytes, /keys\/none\.pem.*there is no such file/] as const),
      ...[holding, quoted].map((text) =>
        [utf8(text), /KALSHI_SIM_PRIVATE_KEY_PATH holds a key, expected the path of its file/] as const
      ),
    ];
    for (const [bytes, message] of cases) {
      await Deno.writeFile(`${folder}/.env`, bytes);
      const ran = await runChild([TICKER, "--env", "http://127.0.0.1:9", "--plain"], { cwd: folder });
      assertRefused(ran, 1, message);
      assert(!/[A-Za-z0-9+/]{30}|-----/.test(ran.err), `no key material on the screen: ${ran.err}`);
    }
  });
});

Deno.test("a key on the command line, wherever it stands, is not shown", async () => {
  const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const bare = pem.replaceAll(/-----.*-----|\s/g, "");
  for (
    const words of [
      [pem],
      [bare],
      ["recordings", pem],
      ["replay", bare],
      [TICKER, "--env", pem],
      ["simulate", "--key-file", pem],
      ["simulate", "--key-file", bare],
      ["simulate", `--client-key=me=${pem}`],
      ["serve", `--token-file=${pem}`],
    ]
  ) {
    const ran = await runMain(...words);
    assert(ran.code !== 0 && ran.out === "", ran.out);
    assert(!/[A-Za-z0-9+/]{30}/.test(ran.err), ran.err);
  }
});
