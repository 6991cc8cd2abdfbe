import { assert, assertEquals } from "@std/assert";
// @ts-types="ws-types"
import { type WebSocket, WebSocketServer } from "ws";
import { LONGEST_FRAME } from "../../../src/kalshi/wire/frame_bound.ts";
import { openPlatformSocket } from "../../../src/kalshi/streaming/platform_socket.ts";
import { openSocket } from "../../../src/kalshi/streaming/socket.ts";
import { SELF_SIGNED } from "../support/self_signed.ts";

const HEADERS = { "KALSHI-ACCESS-KEY": "key-1" };

/** Opens a socket. @returns how it ended; what is reported first is `opened` where the handshake went through */
async function ending(url: string): Promise<{ told: string[]; status: number | undefined }> {
  const told: string[] = [];
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const link = openSocket(url, HEADERS, {
    opened: () => {
      told.push("opened");
      link.drop();
      resolve(undefined);
    },
    frame: (text) => void told.push(text),
    ended: (detail, status) => {
      told.push(detail);
      resolve(status);
    },
  });
  const status = await promise;
  await link.closed;
  return { told, status };
}

for (const [what, said] of [["", undefined], [", also where the environment says otherwise", "0"]] as const) {
  Deno.test(`a certificate that nobody vouches for is refused${what}, and nothing is signed for it`, async () => {
    const before = Deno.env.get("NODE_TLS_REJECT_UNAUTHORIZED");
    if (said !== undefined) Deno.env.set("NODE_TLS_REJECT_UNAUTHORIZED", said);
    let requests = 0;
    const server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {}, ...SELF_SIGNED },
      (request) => {
        requests++;
        return Deno.upgradeWebSocket(request).response;
      },
    );
    try {
      const { told } = await ending(`wss://127.0.0.1:${server.addr.port}/`);
      assertEquals(told.length, 1);
      assert(/certificate/.test(told[0] ?? ""), told[0]);
      assertEquals(requests, 0);
    } finally {
      if (before === undefined) Deno.env.delete("NODE_TLS_REJECT_UNAUTHORIZED");
      else Deno.env.set("NODE_TLS_REJECT_UNAUTHORIZED", before);
      await server.shutdown();
    }
  });
}

Deno.test("a redirect is not followed: the signature goes nowhere else", async () => {
  let reached = 0;
  const elsewhere = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    reached++;
    return new Response("no");
  });
  const location = `http://127.0.0.1:${elsewhere.addr.port}/`;
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response(null, { status: 302, headers: { location } }),
  );
  assertEquals((await ending(`ws://127.0.0.1:${server.addr.port}/`)).status, 302);
  assertEquals(reached, 0);
  await server.shutdown();
  await elsewhere.shutdown();
});

/** A server on this machine that takes sockets. */
async function taking(taken: (socket: WebSocket, headers: Record<string, unknown>) => void) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: true });
  server.on("connection", (socket, { headers }) => taken(socket, headers));
  await new Promise<void>((resolve) => server.once("listening", resolve));
  const address = server.address();
  assert(typeof address === "object" && address !== null);
  return {
    url: `ws://127.0.0.1:${address.port}/`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

Deno.test("no compression is offered, so that nothing small can become large", async () => {
  let offered: unknown = "nothing came";
  const server = await taking((_, headers) => offered = headers["sec-websocket-extensions"]);
  assertEquals((await ending(server.url)).told, ["opened"]);
  assertEquals(offered, undefined);
  await server.close();
});

Deno.test("a ping is answered, with what it says", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const server = await taking((socket) => {
    socket.on("pong", (data) => resolve(String(data)));
    socket.ping("heartbeat");
  });
  const link = openSocket(server.url, HEADERS, { opened() {}, frame() {}, ended() {} });
  assertEquals(await promise, "heartbeat");
  link.drop();
  await link.closed;
  await server.close();
});

for (
  const [name, open] of [["the socket", openSocket], ["the platform's socket", openPlatformSocket]] as const
) {
  Deno.test(`${name} tells frames as they come, and ends at one that is too long, which is not kept`, async () => {
    const server = await taking((socket) => {
      socket.send("one");
      socket.send(new Uint8Array([1, 2]));
      socket.send("x".repeat(LONGEST_FRAME + 1));
      socket.send("never read");
    });
    const told: string[] = [];
    const { promise, resolve } = Promise.withResolvers<string>();
    const link = open(server.url, HEADERS, {
      opened: () => void told.push("opened"),
      frame: (text) => void told.push(text),
      ended: resolve,
    });
    assert(/too long to be read/.test(await promise));
    assertEquals(told.slice(0, 3), ["opened", "one", "[binary frame]"]);
    assert(/^\(frame of .* too long to be read\)$/.test(told[3] ?? ""), told[3]?.slice(0, 100));
    assertEquals(told.length, 4);
    await link.closed;
    await server.close();
  });

  Deno.test(`${name} knows the status of a handshake that was refused`, async () => {
    for (const status of [401, 302, 500]) {
      const server = Deno.serve(
        { port: 0, hostname: "127.0.0.1", onListen() {} },
        () => new Response("no", { status }),
      );
      const { promise, resolve } = Promise.withResolvers<number | undefined>();
      const link = open(`ws://127.0.0.1:${server.addr.port}/`, HEADERS, {
        opened() {},
        frame() {},
        ended: (_, found) => resolve(found),
      });
      assertEquals(await promise, status);
      await link.closed;
      await server.shutdown();
    }
  });
}
