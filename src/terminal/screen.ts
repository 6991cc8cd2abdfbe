/**
 * The screen as last drawn, so that a frame costs only the rows that changed.
 *
 * @module
 */
import {
  BEGIN_SYNCHRONIZED_OUTPUT,
  CLEAR_SCREEN,
  END_SYNCHRONIZED_OUTPUT,
  moveToRow,
  RESET_STYLE,
} from "./ansi.ts";

/** The size of the terminal in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Turns frames into the least that must be written. */
export class Screen {
  #frame: readonly string[] = [];
  #columns = 0;
  #known = false;

  /**
   * The text that, in one write, brings the screen from the last frame to this one; `""` where nothing
   * changed.
   *
   * A frame of another size is drawn whole.
   *
   * @param frame one string a row, each exactly as wide as the terminal
   */
  update(frame: readonly string[], columns: number): string {
    const whole = !this.#known || columns !== this.#columns || frame.length !== this.#frame.length;
    let changes = whole ? RESET_STYLE + CLEAR_SCREEN : "";
    for (let row = 0; row < frame.length; row++) {
      const text = frame[row] ?? "";
      if (whole || text !== this.#frame[row]) changes += moveToRow(row) + text;
    }
    this.#frame = [...frame];
    this.#columns = columns;
    this.#known = true;
    return changes === "" ? "" : BEGIN_SYNCHRONIZED_OUTPUT + changes + END_SYNCHRONIZED_OUTPUT;
  }

  /** Forgets what is on the screen: the next frame is drawn whole. */
  invalidate(): void {
    this.#known = false;
  }
}
