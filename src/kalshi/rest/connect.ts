/**
 * Connections of our own to an exchange.
 *
 * @module
 */

/** What is needed of a connection. */
export type OwnConnection = Pick<Deno.Conn, "read" | "write" | "close">;

/**
 * Connects, and agrees on the encryption where there is any.
 *
 * @throws where that fails, or is ended
 */
export async function connect(url: URL, signal: AbortSignal): Promise<Deno.Conn> {
  signal.throwIfAborted();
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const secure = url.protocol === "https:";
  const port = url.port === "" ? (secure ? 443 : 80) : Number(url.port);
  const connecting = secure ? connectSecurely(hostname, port) : connectPlainly(hostname, port);
  const ended = Promise.withResolvers<never>();
  const end = (): void => ended.reject(new Error("no connection in time"));
  signal.addEventListener("abort", end);
  try {
    return await Promise.race([connecting, ended.promise]);
  } catch (error) {
    // It may still come: then nobody wants it.
    connecting.then(close, () => {});
    throw error;
  } finally {
    signal.removeEventListener("abort", end);
  }
}

async function connectPlainly(hostname: string, port: number): Promise<Deno.Conn> {
  const connection = await Deno.connect({ hostname, port });
  connection.setNoDelay(true);
  return connection;
}

async function connectSecurely(hostname: string, port: number): Promise<Deno.Conn> {
  const connection = await Deno.connectTls({ hostname, port, alpnProtocols: ["http/1.1"] });
  try {
    // By itself it would come with the first write, and a certificate that is refused would look like a lost answer.
    await connection.handshake();
    return connection;
  } catch (error) {
    close(connection);
    throw error;
  }
}

/** Closes a connection, once or again. */
export function close(connection: OwnConnection): void {
  try {
    connection.close();
  } catch {
    // It was closed before.
  }
}
