/**
 * Asks a person whether money may be used: shows what was read, and takes `yes` from a terminal alone.
 *
 * @module
 */
import { checkHardCap } from "../../core/risk/hard_cap.ts";
import { type Confirmation, confirmTyped } from "../../session/live/confirmation.ts";
import { chooseStyle } from "../../terminal/style.ts";
import { usage } from "../flags.ts";
import { orFail, type Output } from "../program.ts";
import { waitingFor } from "../waiting.ts";
import { screenText } from "../../lib/safe_text.ts";
import { type ConfirmationLine, confirmationLines, lastLine } from "./confirmation_lines.ts";
import { type LiveQuestion, readLiveFacts } from "./read_facts.ts";

/** The terminal that is asked at, so that tests can be one. */
export interface Asker {
  /** Whether there is a terminal, to read from and to be read at. */
  readonly isTerminal: boolean;
  /** Shows a line; one that warns cannot be overlooked. */
  show(line: ConfirmationLine): void;
  /** One line of what is typed, without its end; `undefined` where there is none any more. */
  readLine(): Promise<string | undefined>;
}

/** The terminal of this process. */
export const STANDARD_ASKER: Asker = {
  get isTerminal() {
    return Deno.stdin.isTerminal() && Deno.stderr.isTerminal();
  },
  show({ text, warns }) {
    const line = chooseStyle(Deno.noColor).paint(warns ? "live" : "alarm", screenText(text));
    Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
  },
  async readLine() {
    // The terminal gives whole lines here; asking so leaves whatever else runs free to run.
    const bytes = new Uint8Array(LONGEST_LINE);
    let text = "";
    const decoder = new TextDecoder();
    while (!text.includes("\n")) {
      const count = await Deno.stdin.read(bytes);
      if (count === null || text.length > LONGEST_LINE) return undefined;
      text += decoder.decode(bytes.subarray(0, count), { stream: true });
    }
    return text.slice(0, text.indexOf("\n")).replace(/\r$/, "");
  },
};

const LONGEST_LINE = 1_024;

/**
 * Asks.
 *
 * @returns the word that a live session needs
 * @throws {CliError} with exit code 1 for anything but `yes`; 2 for limits beyond the hard cap
 */
export async function askForConfirmation(
  question: LiveQuestion,
  output: Output,
  asker: Asker = STANDARD_ASKER,
): Promise<Confirmation> {
  const capped = checkHardCap(question.setup.limits);
  if (!capped.ok) throw usage(capped.reason.message);
  const account = question.signer.keyId.slice(0, 8);
  // Without a terminal nobody can say yes: then the exchange is not even asked.
  if (!asker.isTerminal) return orFail(confirmTyped(undefined, account));
  const killed = question.journal.kill.read();
  if (killed !== undefined) {
    orFail({
      ok: false,
      reason: {
        code: "killed",
        message: `Cannot trade live: the kill switch is set: ${killed}; see kalshi-live kill --undo`,
      },
    });
  }
  const facts = orFail(
    await waitingFor(readLiveFacts(question), question.environmentName, (text) => output.note(text)),
  );
  for (const line of confirmationLines(facts)) asker.show(line);
  asker.show(lastLine(facts));
  const answer = await asker.readLine();
  // Exactly that, so that a slip of the hand is none.
  return orFail(confirmTyped(answer === undefined || answer === "yes" ? answer : `not ${answer}`, account));
}
