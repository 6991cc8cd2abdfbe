/**
 * Bytes of a terminal to keys.
 *
 * A pure state machine: the same bytes give the same keys wherever the reads were split. Sequences are those of xterm and
 * the Linux console: `ESC [ … final`, `ESC O final`. Pastes (`ESC [200~ … ESC [201~`) and answers of the terminal are
 * passed over.
 *
 * @module
 */

/** A key: one printable character, or a name such as `up`, `shift-tab`, `ctrl-c`. */
export type Key = string;

const ESCAPE = 0x1b;
const BELL = 0x07;
const CTRL_C = 0x03;

const CONTROL_KEYS = new Map<number, Key>([
  [CTRL_C, "ctrl-c"],
  [0x08, "backspace"],
  [0x09, "tab"],
  [0x0a, "enter"],
  [0x0d, "enter"],
  [0x7f, "backspace"],
]);

const FINAL_KEYS = new Map<string, Key>([
  ["A", "up"],
  ["B", "down"],
  ["C", "right"],
  ["D", "left"],
  ["F", "end"],
  ["H", "home"],
  ["Z", "shift-tab"],
]);

const TILDE_KEYS = new Map<string, Key>([
  ["1", "home"],
  ["3", "delete"],
  ["4", "end"],
  ["5", "page-up"],
  ["6", "page-down"],
  ["7", "home"],
  ["8", "end"],
]);

const PASTE_START = "200";
const PASTE_END = "\x1b[201~";

/** Longer sequences are not keys; what comes after is read afresh. */
const LONGEST_SEQUENCE = 32;

type Mode =
  | "ground"
  | "escape"
  | "control"
  | "shift"
  | "console"
  | "string"
  | "string_escape"
  | "utf8"
  | "paste";

/** Reads keys from bytes. */
export class KeyReader {
  #mode: Mode = "ground";
  #parameters = "";
  #codePoint = 0;
  #missing = 0;
  #least = 0;
  #pasteTail = "";

  /** Whether a sequence has started that only more bytes, or a time-out, can end. */
  get pending(): boolean {
    return this.#mode !== "ground" && this.#mode !== "paste";
  }

  /** Takes the bytes of one read. */
  push(bytes: Uint8Array): Key[] {
    const keys: Key[] = [];
    for (const byte of bytes) this.#take(byte, keys);
    return keys;
  }

  /**
   * Ends a sequence that no more bytes came for: a lone Escape is the Escape key, everything else unfinished is dropped.
   * A paste goes on until its end.
   */
  flush(): Key[] {
    const lone = this.#mode === "escape";
    if (this.pending) this.#mode = "ground";
    return lone ? ["escape"] : [];
  }

  #take(byte: number, keys: Key[]): void {
    // Quitting must work in whatever state a broken sequence has left the reader.
    if (byte === CTRL_C) {
      this.#mode = "ground";
      keys.push("ctrl-c");
      return;
    }
    switch (this.#mode) {
      case "ground":
        return this.#ground(byte, keys);
      case "escape":
        return this.#escape(byte, keys);
      case "control":
        return this.#control(byte, keys);
      case "shift":
        return this.#final(byte, keys);
      case "console":
        this.#mode = "ground";
        return;
      case "string":
        if (byte === BELL) this.#mode = "ground";
        else if (byte === ESCAPE) this.#mode = "string_escape";
        return;
      case "string_escape":
        this.#mode = "ground";
        if (byte !== 0x5c) this.#escape(byte, keys);
        return;
      case "utf8":
        return this.#utf8(byte, keys);
      case "paste":
        this.#pasteTail = (this.#pasteTail + String.fromCharCode(byte)).slice(-PASTE_END.length);
        if (this.#pasteTail === PASTE_END) this.#mode = "ground";
    }
  }

  #ground(byte: number, keys: Key[]): void {
    if (byte === ESCAPE) this.#mode = "escape";
    else if (byte >= 0x20 && byte < 0x7f) keys.push(String.fromCharCode(byte));
    else if (byte >= 0xc2 && byte <= 0xf4) this.#startUtf8(byte);
    else {
      const key = CONTROL_KEYS.get(byte);
      if (key !== undefined) keys.push(key);
    }
  }

  #escape(byte: number, keys: Key[]): void {
    this.#mode = "ground";
    if (byte === ESCAPE) {
      keys.push("escape");
      this.#mode = "escape";
    } else if (byte === 0x5b) {
      this.#mode = "control";
      this.#parameters = "";
    } else if (byte === 0x4f) this.#mode = "shift";
    else if (byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) {
      this.#mode = "string";
    } else if (byte >= 0xc2 && byte <= 0xf4) {
      // Alt with a character means nothing here; the character is read to its end and dropped.
      this.#startUtf8(byte);
      this.#codePoint = NaN;
    }
  }

  #control(byte: number, keys: Key[]): void {
    if (byte === ESCAPE) this.#mode = "escape";
    else if (byte === 0x5b && this.#parameters === "") this.#mode = "console";
    else if (byte >= 0x20 && byte <= 0x3f) {
      this.#parameters += String.fromCharCode(byte);
      if (this.#parameters.length > LONGEST_SEQUENCE) this.#mode = "ground";
    } else if (byte === 0x7e) {
      this.#mode = "ground";
      const number = this.#parameters.split(";", 1)[0] ?? "";
      if (number === PASTE_START) {
        this.#mode = "paste";
        this.#pasteTail = "";
        return;
      }
      const key = TILDE_KEYS.get(number);
      if (key !== undefined) keys.push(key);
    } else this.#final(byte, keys);
  }

  #final(byte: number, keys: Key[]): void {
    if (byte === ESCAPE) {
      this.#mode = "escape";
      return;
    }
    this.#mode = "ground";
    const key = FINAL_KEYS.get(String.fromCharCode(byte));
    if (key !== undefined) keys.push(key);
  }

  #startUtf8(byte: number): void {
    this.#mode = "utf8";
    this.#missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    this.#least = byte < 0xe0 ? 0x80 : byte < 0xf0 ? 0x800 : 0x10000;
    this.#codePoint = byte & (0x3f >> this.#missing);
  }

  #utf8(byte: number, keys: Key[]): void {
    if ((byte & 0xc0) !== 0x80) {
      this.#mode = "ground";
      return this.#ground(byte, keys);
    }
    this.#codePoint = this.#codePoint * 64 + (byte & 0x3f);
    if (--this.#missing > 0) return;
    this.#mode = "ground";
    const point = this.#codePoint;
    const surrogate = point >= 0xd800 && point <= 0xdfff;
    const sound = point >= this.#least && point <= 0x10ffff && !surrogate;
    if (sound && point >= 0xa0) keys.push(String.fromCodePoint(point));
  }
}
