/**
 * Text that comes in pieces, as lines.
 *
 * @module
 */

/** Takes text as it comes, and gives the lines that are whole, without their line feeds. */
export class LineSplitter {
  #rest = "";

  /** How many UTF-16 units of a line have come whose end has not. */
  get restLength(): number {
    return this.#rest.length;
  }

  /** Lines that end in this piece; what follows the last of them is kept for the next piece. */
  split(text: string): readonly string[] {
    // A long line comes in many pieces; joining them only when it ends keeps that linear.
    if (!text.includes("\n")) {
      this.#rest += text;
      return [];
    }
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines;
  }

  /** Takes the text behind the last line feed; a second call returns an empty text. */
  takeRest(): string {
    const rest = this.#rest;
    this.#rest = "";
    return rest;
  }
}

/**
 * The lines of a stream of UTF-8, the last one also without its line feed.
 *
 * @param longest of a line, in UTF-16 units: what is longer is left out, and no more of it is kept
 */
export async function* linesOf(
  stream: ReadableStream<Uint8Array>,
  longest = Infinity,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const splitter = new LineSplitter();
  let skipping = false;
  const take = (text: string) => {
    const lines = splitter.split(text);
    const [first, ...others] = lines;
    const whole = skipping && first !== undefined ? others : lines;
    skipping &&= first === undefined;
    if (splitter.restLength > longest) {
      splitter.takeRest();
      skipping = true;
    }
    return whole.filter(({ length }) => length <= longest);
  };
  for await (const bytes of stream) yield* take(decoder.decode(bytes, { stream: true }));
  yield* take(decoder.decode());
  const rest = splitter.takeRest();
  if (rest !== "" && !skipping) yield rest;
}
