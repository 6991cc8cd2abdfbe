/**
 * REST answers as inputs.
 *
 * @module
 */
import type { InputSink, RestInput } from "../input.ts";
import type { RestAnswer } from "./transport.ts";

/**
 * The text and the payload of a `rest` input. The body is put in as it came, unless a line break in it would break the
 * record's line.
 *
 * @param answer what was read, or as much as is known of a failure
 */
export function restInput(
  answer: Pick<RestAnswer, "path" | "status" | "body" | "text">,
): { readonly text: string; readonly raw: RestInput } {
  const { path, status, body } = answer;
  const verbatim = answer.text !== "" && !/[\r\n]/.test(answer.text);
  const bodyText = verbatim ? answer.text : JSON.stringify(body ?? null);
  const text = `{"path":${JSON.stringify(path)},"status":${status},"body":${bodyText}}`;
  return { text, raw: { path, status, body } };
}

/** Hands an answer to a sink, at the time it arrived. */
export function handIn(sink: InputSink, answer: RestAnswer): void {
  const { text, raw } = restInput(answer);
  sink.input(answer.at, "rest", text, raw);
}
