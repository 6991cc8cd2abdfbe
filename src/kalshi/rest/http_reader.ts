/**
 * An answer of HTTP/1.1, read off a connection.
 *
 * @module
 */
import { BodyTooLong, LONGEST_BODY } from "../../lib/read_body.ts";

/** The longest head of an answer, in bytes. */
const LONGEST_HEAD = 64 * 1024;
const PIECE = 16 * 1024;
const LINE_FEED = 10;
/** One for all lines: it keeps nothing between them, and to make one takes longer than to read a line. */
const LATIN1 = new TextDecoder("latin1");

/** Reads one answer. Its methods throw where no whole answer comes. */
export class HttpReader {
  readonly #connection: Pick<Deno.Conn, "read">;
  readonly #piece = new Uint8Array(PIECE);
  #unread = new Uint8Array(0);
  #headers = new Headers();
  #status: number | undefined;
  #tooLong = false;

  constructor(connection: Pick<Deno.Conn, "read">) {
    this.#connection = connection;
  }

  /** The status, once its line has come. */
  get status(): number | undefined {
    return this.#status;
  }

  /** Whether the body was broken off since it is longer than is read. */
  get tooLong(): boolean {
    return this.#tooLong;
  }

  /** Reads the head; what comes before it to say that more is coming (100, 103) is skipped. */
  async head(): Promise<{ readonly status: number; readonly headers: Headers }> {
    for (;;) {
      const [, text] = /^HTTP\/1\.[01] (\d{3})(?: .*)?$/.exec(await this.#line(LONGEST_HEAD)) ?? [];
      if (text === undefined) throw new Error("the answer is no HTTP");
      const status = Number(text);
      const headers = new Headers();
      let room = LONGEST_HEAD;
      for (let line = await this.#line(room); line !== ""; line = await this.#line(room)) {
        room -= line.length + 2;
        const colon = line.indexOf(":");
        if (colon <= 0) throw new Error("the answer has a broken header");
        headers.append(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
      }
      if (status >= 100 && status < 200 && status !== 101) continue;
      this.#status = status;
      this.#headers = headers;
      return { status, headers };
    }
  }

  /** Reads the body as text. */
  async body(): Promise<string> {
    if (this.#status === 204 || this.#status === 304) return "";
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of this.#bodyPieces()) {
      length += piece.length;
      if (length > LONGEST_BODY) {
        this.#tooLong = true;
        throw new BodyTooLong(`the answer is longer than ${LONGEST_BODY} bytes`);
      }
      pieces.push(piece);
    }
    const decoder = new TextDecoder();
    return pieces.map((piece) => decoder.decode(piece, { stream: true })).join("") + decoder.decode();
  }

  async *#bodyPieces(): AsyncGenerator<Uint8Array, void, void> {
    const encoding = this.#headers.get("transfer-encoding");
    if (encoding !== null) {
      if (encoding.toLowerCase() !== "chunked") {
        throw new Error("the answer has an encoding that nobody asked for");
      }
      for (;;) {
        const [, hex] = /^([0-9A-Fa-f]{1,8})(?:[ \t]*;.*)?$/.exec(await this.#line(LONGEST_HEAD)) ?? [];
        if (hex === undefined) throw new Error("the answer has a broken chunk");
        const size = parseInt(hex, 16);
        if (size === 0) break;
        yield* this.#take(size);
        if (await this.#line(2) !== "") throw new Error("the answer has a broken chunk");
      }
      // Trailers say nothing that is read; the last line ends the answer.
      while (await this.#line(LONGEST_HEAD) !== "");
      return;
    }
    const length = this.#headers.get("content-length");
    if (length !== null) {
      if (!/^\d{1,15}$/.test(length)) throw new Error("the answer has a broken length");
      return yield* this.#take(Number(length));
    }
    // Until the other side closes: that more was to come cannot be seen, but in the JSON that is cut.
    do {
      if (this.#unread.length > 0) yield this.#unread;
      this.#unread = new Uint8Array(0);
    } while (await this.#more());
  }

  async *#take(size: number): AsyncGenerator<Uint8Array, void, void> {
    for (let left = size; left > 0;) {
      if (this.#unread.length === 0 && !await this.#more()) {
        throw new Error("the connection was closed in the answer");
      }
      const piece = this.#unread.subarray(0, left);
      this.#unread = this.#unread.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  /** A line without its end. */
  async #line(longest: number): Promise<string> {
    let from = 0;
    for (;;) {
      const end = this.#unread.indexOf(LINE_FEED, from);
      if ((end >= 0 ? end : this.#unread.length) > longest) {
        throw new Error("the head of the answer is too long");
      }
      if (end >= 0) {
        const text = LATIN1.decode(this.#unread.subarray(0, end));
        this.#unread = this.#unread.subarray(end + 1);
        return text.endsWith("\r") ? text.slice(0, -1) : text;
      }
      from = this.#unread.length;
      if (!await this.#more()) throw new Error("the connection was closed before the answer");
    }
  }

  /** @returns whether anything came */
  async #more(): Promise<boolean> {
    const length = await this.#connection.read(this.#piece);
    if (length === null) return false;
    const joined = new Uint8Array(this.#unread.length + length);
    joined.set(this.#unread);
    joined.set(this.#piece.subarray(0, length), this.#unread.length);
    this.#unread = joined;
    return true;
  }
}
