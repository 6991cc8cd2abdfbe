/**
 * The OpenAPI 3.1 document, made from the table of routes and the schemas that check them.
 *
 * @module
 */
import { z } from "zod";
import { ErrorBodySchema } from "./api_error.ts";
import type { NamedSchemas, Section } from "./feature.ts";
import type { Answer, Route } from "./route.ts";

type Json = Readonly<Record<string, unknown>>;

const REFUSAL = {
  description: "Refused; see `error.code`.",
  content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
};

/** The document's head, and the names in it. */
export interface DocumentOptions {
  readonly version: string;
  readonly summary: string;
  /** Sections, by what their paths begin with; the last one takes the rest. */
  readonly sections: readonly Section[];
  /** Schemas of requests. */
  readonly bodies: NamedSchemas;
  readonly answers: NamedSchemas;
  /** Whether reading needs the token too. */
  readonly tokenForReads: boolean;
}

function withoutHead(schema: object): Json {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$schema" && key !== "$id"));
}

function components(bodies: NamedSchemas, answers: NamedSchemas): Json {
  const made = (schemas: NamedSchemas, io: "input" | "output") =>
    Object.entries(schemas).map(([name, schema]) =>
      [name, withoutHead(z.toJSONSchema(schema, { io }))] as const
    );
  return Object.fromEntries([...made(bodies, "input"), ...made(answers, "output")]);
}

type Names = ReadonlyMap<z.ZodType, string>;

function reference(schema: z.ZodType, names: Names): Json {
  const name = names.get(schema);
  if (name === undefined) {
    throw new Error("Cannot document a schema without a name: add it to the feature's bodies or answers");
  }
  return { $ref: `#/components/schemas/${name}` };
}

/** The parameters that stand in one place of the address. */
function parameters(schema: z.ZodType | undefined, place: "path" | "query"): readonly Json[] {
  if (schema === undefined) return [];
  // The output has the bounds of numbers, which come as text; the input has what may be left out.
  const { properties = {} } = z.toJSONSchema(schema, { io: "output" });
  const { required = [] } = z.toJSONSchema(schema, { io: "input" });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = typeof property === "object" ? property : {};
    const said = description === undefined ? {} : { description };
    return { name, in: place, required: required.includes(name), ...said, schema: rest };
  });
}

function answer({ description, schema, media = [] }: Answer, names: Names): Json {
  const texts = media.map((type) => [type, { schema: { type: "string" } }] as const);
  const json = schema === undefined
    ? []
    : [["application/json", { schema: reference(schema, names) }] as const];
  const content = Object.fromEntries([...json, ...texts]);
  return Object.keys(content).length === 0 ? { description } : { description, content };
}

function operation(route: Route, names: Names, { sections, tokenForReads }: DocumentOptions): Json {
  const { method, path, summary, params, query, body, bodyExample, answers, writes } = route;
  const needsToken = writes || tokenForReads;
  const section = sections.find(({ paths }) => paths.test(path)) ?? sections.at(-1);
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^a-z]+/g, "_").replace(/_$/, "")}`,
    tags: section === undefined ? [] : [section.name],
    summary,
    parameters: [...parameters(params, "path"), ...parameters(query, "query")],
    ...(body === undefined ? {} : {
      requestBody: {
        required: true,
        content: { "application/json": { schema: reference(body, names), example: bodyExample } },
      },
    }),
    ...(needsToken ? { security: [{ token: [] }] } : {}),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, each]) => [status, answer(each, names)])),
      default: REFUSAL,
    },
  };
}

/** Makes the document. */
export function openApiDocument(routes: readonly Route[], options: DocumentOptions): Json {
  const { version, summary, sections, bodies } = options;
  const answers = { Error: ErrorBodySchema, ...options.answers };
  const names: Names = new Map(
    [...Object.entries(bodies), ...Object.entries(answers)].map(([name, schema]) => [schema, name]),
  );
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes.filter(({ isDocumented = true }) => isDocumented)) {
    const methods = paths[route.path] ??= {};
    methods[route.method.toLowerCase()] = operation(route, names, options);
  }
  return {
    openapi: "3.1.0",
    info: { title: "kalshi-live", version, summary, license: { name: "MIT", identifier: "MIT" } },
    tags: sections.map(({ name }) => ({ name })),
    paths,
    components: {
      schemas: components(bodies, answers),
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "What the token file of the server holds." },
      },
    },
  };
}
