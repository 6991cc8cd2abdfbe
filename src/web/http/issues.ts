/**
 * Faults that a schema finds, in the words of the API: each key by its path, with what is expected there.
 *
 * @module
 */
import { z } from "zod";
import type { ParameterSchema } from "../../core/strategy/strategy.ts";
import type { ApiIssue } from "./api_error.ts";

/** More are not listed. */
const MAX_ISSUES = 50;
const MAX_PATH = 200;

/** The part of a JSON schema that is read here. */
interface Node {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
}

/** An issue as zod has it; a schema of another kind has path and message alone. */
type Issue = { readonly path: readonly PropertyKey[]; readonly message: string; readonly keys?: unknown };

/** The JSON schema of what a schema takes; `undefined` where it is not one of this program's zod. */
export function jsonSchemaOf(schema: ParameterSchema<unknown>): Record<string, unknown> | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}

function nodeAt(root: Node | undefined, path: readonly PropertyKey[]): Node | undefined {
  return path.reduce<Node | undefined>((node, key) => {
    const { properties } = node ?? {};
    return properties !== undefined && Object.hasOwn(properties, key) ? properties[String(key)] : undefined;
  }, root);
}

/** `number in 0.5…0.95, least last price for an entry`. */
function expectation(node: Node | undefined): string {
  if (node === undefined) return "";
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum, description } = node;
  const least = minimum ?? (exclusiveMinimum === undefined ? undefined : `above ${exclusiveMinimum}`);
  const most = maximum ?? (exclusiveMaximum === undefined ? undefined : `below ${exclusiveMaximum}`);
  const kind = typeof type === "string" ? type : "";
  const range = least === undefined && most === undefined ? "" : ` in ${least ?? ""}…${most ?? ""}`;
  const choices = node.enum === undefined ? kind + range : `one of ${node.enum.join(", ")}`;
  return [choices.trim(), description ?? ""].filter((part) => part !== "").join(", ");
}

/**
 * The issues of a failed check.
 *
 * @param prefix goes before every path, for example `params`
 */
export function apiIssues(
  issues: readonly Issue[],
  schema: ParameterSchema<unknown>,
  prefix: readonly string[] = [],
): readonly ApiIssue[] {
  const root: Node | undefined = jsonSchemaOf(schema);
  const name = (path: readonly PropertyKey[]) =>
    [...prefix, ...path].map(String).join(".").slice(0, MAX_PATH);
  const found = issues.flatMap(({ path, message, keys }): ApiIssue[] => {
    const node = nodeAt(root, path);
    if (Array.isArray(keys) && keys.length > 0) {
      const known = Object.keys(node?.properties ?? {});
      const hint = known.length === 0 ? "" : `; expected one of ${known.join(", ")}`;
      return keys.slice(0, MAX_ISSUES).map((key) => ({
        path: name([...path, String(key)]),
        message: `unknown key${hint}`,
      }));
    }
    const expected = expectation(node);
    return [{ path: name(path), message: expected === "" ? message : `${message} (${expected})` }];
  });
  return found.slice(0, MAX_ISSUES);
}

/** The issues in a line. */
export function describeIssues(issues: readonly ApiIssue[]): string {
  const [first, ...more] = issues;
  if (first === undefined) return "unknown";
  const rest = more.length === 0 ? "" : `; and ${more.length} more`;
  return `${first.path === "" ? "" : `${first.path}: `}${first.message}${rest}`;
}
