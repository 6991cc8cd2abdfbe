/**
 * The small mistakes that can be made in a source text, one at a time.
 *
 * The operators are those of Stryker, as far as tokens tell them: boundaries and negations of comparisons, `&&` and `||`,
 * signs and factors, numbers and booleans, conditions that always or never hold, statements left out, and pairs of methods.
 * Types are blanked out first, so that nothing is changed that does not run. Texts are left alone: a message is no decision.
 *
 * @module
 */
import { transformSync } from "amaro";

/** One change of a text. */
export interface Mutant {
  /** Offsets in the source; `before` is what stands there. */
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
  /** From 1. */
  readonly line: number;
}

interface Token {
  readonly kind: "word" | "number" | "sign" | "text";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKENS = new RegExp(
  [
    String.raw`(?<skip>\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)`,
    String.raw`(?<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')`,
    String.raw`(?<word>#?[A-Za-z_$][\w$]*)`,
    String.raw`(?<number>0x[\da-fA-F]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)`,
    String
      .raw`(?<sign>=>|\.\.\.|>>>=?|>>=?|<<=?|[=!]==?|\?\?=?|&&=?|\|\|=?|\?\.|\*\*|\+\+|--|[-+*/%<>&|^]=|[^\s\w])`,
  ].join("|"),
  "y",
);

/** Words after which a `/` begins a pattern, and a sign has one operand only. */
const OPERAND_FOLLOWS: ReadonlySet<string> = new Set([
  "return",
  "typeof",
  "case",
  "of",
  "in",
  "void",
  "await",
  "else",
]);
const PATTERN = /\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+\/\w*/y;

function endsOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === "word") return !OPERAND_FOLLOWS.has(token.text);
  return token.kind !== "sign" || [")", "]", "}"].includes(token.text);
}

/** Tokens of a text; of a template only what stands in its `${}`. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  /** How many braces are open within each template's `${}`. */
  const templates: number[] = [];
  let at = 0;
  while (at < text.length) {
    const inner = templates.at(-1);
    const closesTemplate = text[at] === "}" && inner === 0;
    if (text[at] === "`" || closesTemplate) {
      if (closesTemplate) templates.pop();
      let end = at + 1;
      while (text[end] !== "`" && !text.startsWith("${", end) && end < text.length) {
        end += text[end] === "\\" ? 2 : 1;
      }
      const opens = text[end] === "$";
      tokens.push({ kind: "text", text: text.slice(at, end + 1), start: at, end: end + 1 });
      if (opens) {
        templates.push(0);
        tokens.push({ kind: "sign", text: "(", start: end, end: end + 2 });
      }
      at = end + (opens ? 2 : 1);
      continue;
    }
    if (text[at] === "/" && text[at + 1] !== "/" && text[at + 1] !== "*" && !endsOperand(tokens.at(-1))) {
      PATTERN.lastIndex = at;
      const found = PATTERN.exec(text)?.[0];
      if (found !== undefined) {
        tokens.push({ kind: "text", text: found, start: at, end: at + found.length });
        at += found.length;
        continue;
      }
    }
    TOKENS.lastIndex = at;
    const groups = TOKENS.exec(text)?.groups ?? {};
    const found = Object.entries(groups).find(([, value]) => value !== undefined);
    if (found === undefined) {
      throw new Error(`Cannot read the source at ${at}: ${JSON.stringify(text.slice(at, at + 20))}`);
    }
    const [kind, value = ""] = found;
    if (kind !== "skip") {
      tokens.push({ kind: kind as Token["kind"], text: value, start: at, end: at + value.length });
      if (inner !== undefined && value === "{") templates[templates.length - 1] = inner + 1;
      if (inner !== undefined && value === "}") templates[templates.length - 1] = inner - 1;
    }
    at += value.length;
  }
  return tokens;
}

/** What each sign between two operands becomes. */
const SIGNS: Readonly<Record<string, readonly string[]>> = {
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "&&": ["||"],
  "||": ["&&"],
  "??": ["&&"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "+=": ["-="],
  "-=": ["+="],
  "??=": ["="],
  "++": ["--"],
  "--": ["++"],
};

const WORDS: Readonly<Record<string, string>> = {
  true: "false",
  false: "true",
  min: "max",
  max: "min",
  ceil: "floor",
  floor: "ceil",
  some: "every",
  every: "some",
};

const NO_STATEMENT: ReadonlySet<string> = new Set(
  "const let var return if else for while do class function export import case default throw switch try static"
    .split(" "),
);

/** Every single mistake of a source text, in its order. */
export function mutantsOf(source: string): Mutant[] {
  const text = transformSync(source, { mode: "strip-only" }).code;
  const tokens = tokensOf(text);
  const found: Mutant[] = [];
  const change = (start: number, end: number, after: string) => {
    const line = source.slice(0, start).split("\n").length;
    found.push({ start, end, before: source.slice(start, end), after, line });
  };
  const braces = braceKinds(tokens);
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    if (token.kind === "number") change(token.start, token.end, numberAfter(token.text));
    else if (token.kind === "word") {
      const other = Object.hasOwn(WORDS, token.text) ? WORDS[token.text] : undefined;
      const isMethod = before?.text === "." && tokens[index + 1]?.text === "(";
      const isValue = before?.text !== "." && tokens[index + 1]?.text !== ":";
      const swaps = token.text === "true" || token.text === "false" ? isValue : isMethod;
      if (other !== undefined && swaps) change(token.start, token.end, other);
      if (token.text === "if" && before?.text !== ".") {
        const close = closing(tokens, index + 1);
        const [from, to] = [tokens[index + 1]?.end, tokens[close]?.start];
        if (from !== undefined && to !== undefined) {
          for (const always of ["true", "false"]) change(from, to, always);
        }
      }
    } else if (token.kind === "sign") {
      if (token.text === "!") change(token.start, token.end, "");
      else if (!endsOperand(before)) {
        if (token.text === "-") change(token.start, token.end, "");
      } else if (Object.hasOwn(SIGNS, token.text)) {
        for (const after of SIGNS[token.text] ?? []) change(token.start, token.end, after);
      }
    }
    const end = statementEnd(tokens, index, braces);
    if (end !== undefined) change(token.start, end, ";");
  }
  return found;
}

function numberAfter(text: string): string {
  const value = Number(text.replaceAll("_", ""));
  return value === 1 ? "0" : String(value + 1);
}

/** Which bracket each closes: the index of the closing one. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    const { kind, text } = tokens[index] ?? { kind: "text", text: "" };
    if (kind === "sign" && "([{".includes(text)) depth++;
    // The end of a template's `${}` is the text that goes on, or the one that ends it.
    else if ((kind === "sign" && ")]}".includes(text)) || (kind === "text" && text.startsWith("}"))) depth--;
    if (depth === 0) return index;
  }
  return tokens.length;
}

/** For each token, whether it stands directly in a class's body, where fields look like statements. */
function braceKinds(tokens: readonly Token[]): boolean[] {
  const stack: boolean[] = [];
  const inClass: boolean[] = [];
  let classHead = false;
  for (const { kind, text } of tokens) {
    inClass.push(stack.at(-1) ?? false);
    if (kind === "word" && text === "class") classHead = true;
    if (kind === "sign" && "([{".includes(text)) {
      stack.push(text === "{" && classHead);
      if (text === "{") classHead = false;
    } else if ((kind === "sign" && ")]}".includes(text)) || (kind === "text" && text.startsWith("}"))) {
      stack.pop();
    }
  }
  return inClass;
}

/** Where the statement that begins with a token ends, if it is one that can be left out. */
function statementEnd(
  tokens: readonly Token[],
  index: number,
  inClass: readonly boolean[],
): number | undefined {
  const token = tokens[index];
  const before = tokens[index - 1]?.text;
  if (token?.kind !== "word" || NO_STATEMENT.has(token.text) || inClass[index] === true) return undefined;
  if (before === undefined || ![";", "{", "}", ")", "else"].includes(before)) return undefined;
  // A condition or a loop has a `)` before its only statement; so has a call's tail, which begins with no word.
  for (let each = index; each < tokens.length; each++) {
    const text = tokens[each]?.text ?? "";
    if (tokens[each]?.kind === "sign" && text === ";") return tokens[each]?.end;
    if (tokens[each]?.kind === "sign" && "([{".includes(text)) each = closing(tokens, each);
    else if (text === "}" || text === "," || text === ":" || text === ")") return undefined;
  }
  return undefined;
}
