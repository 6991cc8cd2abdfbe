/**
 * A server of bare sockets, which answers with the bytes it is given and keeps what it was sent; and timers for it.
 *
 * @module
 */
import type { Timers } from "../../../src/lib/timers.ts";

/** A request as it came over the wire. */
export interface Seen {
  readonly line: string;
  readonly headers: Headers;
  readonly body: string;
}

/** Answers one request by writing bytes; what it returns decides whether the connection stays open. */
export type Answer = (conn: Deno.TcpConn, seen: Seen) => Promise<"keep" | "close">;

/** A server that counts. */
export interface Wire extends AsyncDisposable {
  readonly port: number;
  readonly requests: readonly Seen[];
  /** Connections that were made. */
  readonly connections: number;
}

/** A server of bare sockets. With `firstByteOnly` it closes after one byte of a request: the rest is answered by a reset. */
export function listen(answer: Answer, { firstByteOnly = false } = {}): Wire {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const requests: Seen[] = [];
  const open = new Set<Deno.TcpConn>();
  let connections = 0;
  const serve = async (conn: Deno.TcpConn): Promise<void> => {
    let unread = "";
    const piece = new Uint8Array(firstByteOnly ? 1 : 65_536);
    const more = async (): Promise<boolean> => {
      const length = await conn.read(piece).catch(() => null);
      if (length === null) return false;
      unread += new TextDecoder().decode(piece.subarray(0, length));
      return true;
    };
    while (true) {
      let end: number;
      while ((end = unread.indexOf("\r\n\r\n")) < 0) {
        if (!await more() || firstByteOnly) return;
      }
      const [line = "", ...rest] = unread.slice(0, end).split("\r\n");
      const headers = new Headers(rest.map((text) => text.split(/:\s*(.*)/s, 2) as [string, string]));
      const length = Number(headers.get("content-length") ?? "0");
      while (unread.length < end + 4 + length) if (!await more()) return;
      const seen = { line, headers, body: unread.slice(end + 4, end + 4 + length) };
      unread = unread.slice(end + 4 + length);
      requests.push(seen);
      if (await answer(conn, seen) === "close") return;
    }
  };
  const accepting = (async () => {
    const serving: Promise<void>[] = [];
    for await (const conn of listener) {
      connections++;
      open.add(conn);
      serving.push(serve(conn).finally(() => open.delete(conn) && conn.close()));
    }
    await Promise.all(serving);
  })();
  return {
    port: listener.addr.port,
    requests,
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const conn of open) await conn.closeWrite().catch(() => {});
      for (const conn of open) open.delete(conn) && conn.close();
      await accepting;
    },
  };
}

/** Writes all of a text. */
export const write = async (conn: Deno.TcpConn, text: string): Promise<void> => {
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(await conn.write(bytes));
};

/** An answer with a length, after which the connection stays. */
export const whole = (status: number, body = "{}", more = ""): Answer => async (conn) => {
  const head = `HTTP/1.1 ${status} Whatever\r\ncontent-length: ${body.length}\r\n${more}\r\n`;
  await write(conn, head + body);
  return "keep";
};

/** Timers that go off when told. */
export interface HandTimers extends Timers {
  /** Lets those go off that are set now: all, or those of so many milliseconds. */
  fire(ms?: number): void;
  readonly set: number;
}

/** Timers that go off when told. */
export function handTimers(): HandTimers {
  const timers = new Set<{ readonly ms: number; readonly action: () => void }>();
  return {
    after(ms, action) {
      const timer = { ms, action };
      timers.add(timer);
      return { clear: () => void timers.delete(timer) };
    },
    fire(ms) {
      for (const timer of [...timers].filter((each) => ms === undefined || each.ms === ms)) {
        if (timers.delete(timer)) timer.action();
      }
    },
    get set() {
      return timers.size;
    },
  };
}
