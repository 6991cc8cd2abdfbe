/** What the exchange's socket does beside frames: pings with a body, compression for who asks, keys of both kinds. */
import { assert, assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { generateKeyPairSync } from "node:crypto";
// @ts-types="ws-types"
import { WebSocket } from "ws";
import { SOCKET_PATH } from "../../src/kalshi/environment.ts";
import { createSigner } from "../../src/kalshi/signing/sign.ts";
import { Hub } from "../../src/simulator/server/hub.ts";
import { listen } from "../../src/simulator/server/http_server.ts";
import { KeyRing, makeKey } from "../../src/simulator/server/key_ring.ts";
import { Sockets } from "../../src/simulator/server/sockets.ts";
import { Client, sign, start } from "./support.ts";
import { slateWorld } from "./slate_support.ts";

const PLAN = { kind: "steady", framesPerSecond: 200, seed: 2 } as const;

Deno.test("pings say heartbeat, and a client that answers none is let go", async () => {
  const { exchange, now } = slateWorld({ games: 1 });
  const hub = new Hub({ exchange, now, mostBufferedBytes: 1e6, planned: {} });
  const own = makeKey();
  const keys = new KeyRing();
  assert(keys.add(own).ok);
  const sockets = new Sockets(hub, keys, Date.now, 200);
  const listening = await listen({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => sockets.plain(request.whole()),
    upgrade: (request, socket, head) => sockets.accept(request, socket, head),
  });
  assert(listening.ok);
  const signer = createSigner(own.keyId, own.privateKeyPem);
  assert(signer.ok);
  const url = `ws://127.0.0.1:${listening.value.port}${SOCKET_PATH}`;
  const connect = (autoPong: boolean) =>
    new WebSocket(url, { autoPong, headers: signer.value.headers(Date.now(), "GET", SOCKET_PATH) });
  try {
    const polite = connect(true);
    const said: string[] = [];
    await deadline(
      new Promise<void>((resolve) =>
        polite.on("ping", (data) => {
          said.push(String(data));
          if (said.length === 4) resolve();
        })
      ),
      5_000,
    );
    assertEquals(said, Array(4).fill("heartbeat"));
    assertEquals(polite.readyState, WebSocket.OPEN);
    const silent = connect(false);
    await deadline(new Promise((resolve) => silent.on("close", resolve)), 5_000);
    polite.terminate();
  } finally {
    await sockets.close();
    await listening.value.close();
  }
});

Deno.test("frames are compressed for a client that offers it, and the same without", async () => {
  const simulator = await start({ plan: PLAN });
  try {
    for (const perMessageDeflate of [true, false]) {
      const socket = new WebSocket(simulator.socketUrl, {
        perMessageDeflate,
        headers: sign(simulator, "GET", SOCKET_PATH),
      });
      await deadline(new Promise((resolve) => socket.on("open", resolve)), 5_000);
      assertEquals(socket.extensions, perMessageDeflate ? "permessage-deflate" : "");
      const ticker = simulator.markets[0]?.ticker;
      socket.send(JSON.stringify({
        id: 1,
        cmd: "subscribe",
        params: { channels: ["orderbook_delta"], market_tickers: [ticker] },
      }));
      const types: string[] = [];
      await deadline(
        new Promise<void>((resolve) =>
          socket.on("message", (data) => {
            types.push(JSON.parse(String(data)).type);
            if (types.length === 20) resolve();
          })
        ),
        5_000,
      );
      assertEquals(types.slice(0, 3), ["subscribed", "orderbook_snapshot", "orderbook_delta"]);
      const gone = new Promise((resolve) => socket.on("close", resolve));
      socket.close();
      await gone;
    }
  } finally {
    await simulator.close();
  }
});

Deno.test("unsubscribed has a sid and a number, whatever the channel", async () => {
  const simulator = await start({ plan: PLAN });
  try {
    const client = await Client.connect(simulator);
    for (const [index, channel] of ["ticker", "trade", "market_lifecycle_v2"].entries()) {
      const { msg } = await client.ask({
        id: index * 2 + 1,
        cmd: "subscribe",
        params: { channels: [channel] },
      });
      const over = await client.ask({ id: index * 2 + 2, cmd: "unsubscribe", params: { sids: [msg.sid] } });
      assertEquals([over.type, over.sid], ["unsubscribed", msg.sid]);
      assert(typeof over.seq === "number" && over.seq >= 1, channel);
    }
    await client.close();
  } finally {
    await simulator.close();
  }
});

Deno.test("a key of either kind signs in, the simulator's own and a client's", async () => {
  const theirs = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const client = {
    keyId: "their-key",
    publicKeyPem: theirs.publicKey.export({ format: "pem", type: "spki" }).toString(),
  };
  const simulator = await start({ plan: PLAN, keyType: "rsa", keys: [client] });
  try {
    const privateKeyPem = theirs.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    for (
      const [id, pem] of [[simulator.keyId, simulator.privateKeyPem], ["their-key", privateKeyPem]] as const
    ) {
      const signer = createSigner(id, pem);
      assert(signer.ok);
      assertEquals(signer.value.type, "rsa");
      const path = "/trade-api/v2/account/limits";
      const response = await fetch(simulator.restBase + "/account/limits", {
        headers: signer.value.headers(Date.now(), "GET", path),
      });
      assertEquals([response.status, (await response.json()).usage_tier], [200, "basic"]);
    }
  } finally {
    await simulator.close();
  }
});
