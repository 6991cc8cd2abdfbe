/**
 * TypeScript without its types.
 *
 * @module
 */
import { z } from "zod";
import { type Result, succeed } from "../../core/result.ts";
import { type Place, refuseAt } from "./place.ts";

/** The parser's error. Lines count from 1, columns from 0 and by the width of characters on a screen. */
const parseErrorSchema = z.object({
  code: z.enum(["InvalidSyntax", "UnsupportedSyntax"]),
  message: z.string(),
  startLine: z.number().int(),
  startColumn: z.number().int(),
});

type ParseError = z.output<typeof parseErrorSchema>;

/** Syntax that has more in it than types, and what may stand in its place. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/TypeScript enum/, "an enum is not supported, use a union of strings or a const object"],
  [/parameter property/, "a parameter property is not supported, declare the field and assign it"],
  [/namespace|`module` keyword/, "a namespace is not supported, use a file of its own"],
  [/import equals/, "import … = is not supported, use import … from"],
  [/export assignment/, "export = is not supported, use export default"],
  [/angle-bracket/, "a type assertion <T>value is not supported, write value as T"],
];

/**
 * Checks the syntax of a file and blanks its types. What is left stands at the line and column where it stood.
 *
 * @param name how messages call the file, left out for the strategy's own
 */
export async function stripTypes(text: string, name?: string): Promise<Result<string>> {
  // Loaded when a file needs it: it is large, and most runs need none.
  const { transformSync } = await import("amaro");
  const strip = (given: string): Result<string, ParseError> => {
    try {
      return succeed(transformSync(given, { mode: "strip-only" }).code);
    } catch (error) {
      const parsed = parseErrorSchema.safeParse(error);
      if (parsed.success) return { ok: false, reason: parsed.data };
      throw error;
    }
  };
  const stripped = strip(text);
  if (stripped.ok) return stripped;
  const { message } = stripped.reason;
  const instead = INSTEAD.find(([pattern]) => pattern.test(message))?.[1];
  return refuseAt(name, placeIn(stripped.reason, strip(withPlainWidths(text))), instead ?? message);
}

/** The error's place by characters: that of the same error in the text with characters of width 1. */
function placeIn({ startLine, startColumn }: ParseError, again: Result<string, ParseError>): Place {
  const same = !again.ok && again.reason.startLine === startLine ? again.reason : undefined;
  return { line: startLine, column: (same?.startColumn ?? startColumn) + 1 };
}

/** The text with tabs, and letters of other scripts wherever they stand, replaced by characters of width 1. */
function withPlainWidths(text: string): string {
  return text.replace(/[^\n\r -~]/g, (unit) => /\s/.test(unit) ? " " : "_");
}
