/**
 * Checks values against the schemas of an OpenAPI or AsyncAPI document, as far as the exchange's documents use them.
 *
 * @module
 */

/** Parsed YAML or JSON. */
export type Node = Readonly<Record<string, unknown>>;

/** Whether a value is an object. */
export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  "date-time": (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text),
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
};

/** Schemas of one document. */
export class Schemas {
  readonly document: Node;

  constructor(document: Node) {
    this.document = document;
  }

  /** What a reference stands for; everything else stands for itself. */
  resolve(node: unknown): Node {
    let current = node;
    while (isNode(current) && typeof current.$ref === "string") {
      let target: unknown = this.document;
      for (const part of current.$ref.slice(2).split("/")) target = isNode(target) ? target[part] : undefined;
      current = target;
    }
    if (!isNode(current)) throw new Error(`no schema: ${JSON.stringify(node)}`);
    return current;
  }

  /** What is wrong with a value, one line each; none where it fits. */
  problems(schema: unknown, value: unknown, path = "$"): string[] {
    // What stands beside a reference counts too, as of OpenAPI 3.1.
    const beside = isNode(schema) ? schema : {};
    const node = this.resolve(schema);
    if (
      value === null && (beside.nullable === true || node.nullable === true || typesOf(node).includes("null"))
    ) {
      return [];
    }
    return [
      ...this.#words(node, value, path),
      ...this.#parts(node, value, path),
      ...this.#combined(node, value, path),
    ];
  }

  #words(node: Node, value: unknown, path: string): string[] {
    const types = typesOf(node);
    if (types.length > 0 && !types.some((type) => isOf(type, value))) {
      return [`${path}: expected ${types.join(" or ")}, was ${JSON.stringify(value)}`];
    }
    const wrong: string[] = [];
    if (Array.isArray(node.enum) && !node.enum.includes(value)) {
      wrong.push(`${path}: not in the enum: ${value}`);
    }
    if (node.const !== undefined && node.const !== value) wrong.push(`${path}: expected ${node.const}`);
    const format = typeof node.format === "string" ? FORMATS[node.format] : undefined;
    if (format !== undefined && typeof value === "string" && !format(value)) {
      wrong.push(`${path}: no ${node.format}: ${value}`);
    }
    if (typeof value === "number") {
      if (typeof node.minimum === "number" && value < node.minimum) {
        wrong.push(`${path}: below ${node.minimum}`);
      }
      if (typeof node.maximum === "number" && value > node.maximum) {
        wrong.push(`${path}: above ${node.maximum}`);
      }
    }
    return wrong;
  }

  #parts(node: Node, value: unknown, path: string): string[] {
    if (Array.isArray(value)) {
      if (node.items === undefined) return [];
      return value.flatMap((item, index) => this.problems(node.items, item, `${path}[${index}]`));
    }
    if (!isNode(value)) return [];
    const required: unknown[] = Array.isArray(node.required) ? node.required : [];
    const missing = required.filter((name) => typeof name === "string" && value[name] === undefined)
      .map((name) => `${path}: ${name} is missing`);
    const properties = isNode(node.properties) ? node.properties : {};
    const wrong = Object.entries(properties).flatMap(([name, schema]) =>
      value[name] === undefined ? [] : this.problems(schema, value[name], `${path}.${name}`)
    );
    const others = isNode(node.additionalProperties) ? node.additionalProperties : undefined;
    const unlisted = Object.entries(value).flatMap(([name, item]) =>
      others === undefined || name in properties ? [] : this.problems(others, item, `${path}.${name}`)
    );
    return [...missing, ...wrong, ...unlisted];
  }

  #combined(node: Node, value: unknown, path: string): string[] {
    const all = Array.isArray(node.allOf) ? node.allOf : [];
    const wrong = all.flatMap((schema) => this.problems(schema, value, path));
    for (const word of ["oneOf", "anyOf"]) {
      const some = node[word];
      if (!Array.isArray(some)) continue;
      if (!some.some((schema) => this.problems(schema, value, path).length === 0)) {
        wrong.push(`${path}: fits none of ${word}`);
      }
    }
    return wrong;
  }
}

function typesOf({ type }: Node): readonly string[] {
  if (Array.isArray(type)) return type;
  return typeof type === "string" ? [type] : [];
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case "object":
      return isNode(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    case "string":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    default:
      return false;
  }
}
