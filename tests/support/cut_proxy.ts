/**
 * A line to an exchange that can be cut and comes back: bytes are passed on as they are.
 *
 * @module
 */

/** What the line lets through. */
export type Passing = "all" | "requests" | "nothing";

/** A proxy on loopback. */
export class CutProxy {
  readonly #listener: Deno.TcpListener;
  readonly #target: number;
  readonly #open = new Set<Deno.TcpConn>();
  readonly #serving: Promise<void>;
  readonly #links = new Set<Promise<void>>();
  /** What the exchange must say for the line to be cut, before a byte of it is passed on; then this is forgotten. */
  cutAt: RegExp | undefined;
  #passing: Passing;
  #cuts = 0;

  /** @param passing `requests`: everything but sockets */
  constructor(target: number, passing: Passing = "all") {
    this.#target = target;
    this.#passing = passing;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#serving = this.#serve();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}`;
  }

  /** How often it was cut. */
  get cuts(): number {
    return this.#cuts;
  }

  /** Cuts every connection; new ones get through as far as `passing` says. */
  cut(passing: Passing = "nothing"): void {
    this.#cuts++;
    this.#passing = passing;
    for (const connection of this.#open) shut(connection);
  }

  /** Lets everything through again. */
  restore(): void {
    this.#passing = "all";
  }

  async close(): Promise<void> {
    this.cut();
    this.#listener.close();
    await this.#serving;
    await Promise.all(this.#links);
  }

  async #serve(): Promise<void> {
    for await (const client of this.#listener) {
      const link = this.#link(client).finally(() => this.#links.delete(link));
      this.#links.add(link);
    }
  }

  async #link(client: Deno.TcpConn): Promise<void> {
    if (this.#passing === "nothing") return shut(client);
    let server: Deno.TcpConn;
    try {
      server = await Deno.connect({ hostname: "127.0.0.1", port: this.#target });
    } catch {
      return shut(client);
    }
    this.#open.add(client).add(server);
    const isSocket = (text: string) => /^upgrade: *websocket/im.test(text);
    await Promise.all([
      this.#pass(client, server, (text) => this.#passing === "requests" && isSocket(text)),
      this.#pass(server, client, (text) => {
        if (this.cutAt?.test(text) !== true) return false;
        this.cutAt = undefined;
        this.cut();
        return true;
      }),
    ]);
    this.#open.delete(client);
    this.#open.delete(server);
  }

  /** Passes bytes on until one side is gone, or `stops` says that these are not to get through. */
  async #pass(from: Deno.TcpConn, to: Deno.TcpConn, stops: (text: string) => boolean): Promise<void> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(65_536);
    try {
      for (let size = await from.read(buffer); size !== null; size = await from.read(buffer)) {
        const bytes = buffer.subarray(0, size);
        if (stops(decoder.decode(bytes))) break;
        for (let sent = 0; sent < size;) sent += await to.write(bytes.subarray(sent));
      }
    } catch {
      // Cut.
    }
    shut(from);
    shut(to);
  }
}

function shut(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // Closed before.
  }
}
