/**
 * The OpenAPI 3.1 document, made from the table of routes and the schemas that check them.
 *
 * @module
 */
import { z } from "zod";
import { ErrorBodySchema } from "./api_error.ts";
import type { Answer, Route } from "./route.ts";
import { ANSWERS, BacktestBodySchema } from "../backtests/schemas.ts";

type Json = Readonly<Record<string, unknown>>;

const REFUSAL = {
  description: "Refused; see `error.code`.",
  content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
};

/** Everything that has a name in the document. */
const NAMES = new Map<z.ZodType, string>([
  [BacktestBodySchema, "BacktestBody"],
  [ErrorBodySchema, "Error"],
  ...Object.entries(ANSWERS).map(([name, schema]) => [schema, name] as const),
]);

function withoutHead(schema: object): Json {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$schema" && key !== "$id"));
}

function components(): Json {
  const made = [...NAMES].map(([schema, name]) => {
    const io = schema === BacktestBodySchema ? "input" : "output";
    return [name, withoutHead(z.toJSONSchema(schema, { io }))] as const;
  });
  return Object.fromEntries(made);
}

function reference(schema: z.ZodType): Json {
  const name = NAMES.get(schema);
  if (name === undefined) throw new Error("Cannot document a schema without a name: add it to ANSWERS");
  return { $ref: `#/components/schemas/${name}` };
}

/** The parameters that stand in one place of the address. */
function parameters(schema: z.ZodType | undefined, place: "path" | "query"): readonly Json[] {
  if (schema === undefined) return [];
  // The output tells the bounds of numbers, which come as text; the input tells what may be left out.
  const { properties = {} } = z.toJSONSchema(schema, { io: "output" });
  const { required = [] } = z.toJSONSchema(schema, { io: "input" });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = typeof property === "object" ? property : {};
    const said = description === undefined ? {} : { description };
    return { name, in: place, required: required.includes(name), ...said, schema: rest };
  });
}

function answer({ description, schema, media = [] }: Answer): Json {
  const texts = media.map((type) => [type, { schema: { type: "string" } }] as const);
  const json = schema === undefined ? [] : [["application/json", { schema: reference(schema) }] as const];
  const content = Object.fromEntries([...json, ...texts]);
  return Object.keys(content).length === 0 ? { description } : { description, content };
}

/** Sections of the document, by what their paths begin with; the last one takes the rest. */
const TAGS = [
  { name: "Backtests", paths: /^\/(backtests|jobs)/ },
  { name: "What to run", paths: /^\/(strategies|recordings)/ },
  { name: "Server", paths: /^/ },
] as const;

function tagOf(path: string): string {
  return TAGS.find(({ paths }) => paths.test(path))?.name ?? "Server";
}

function operation(route: Route, isTokenForReads: boolean): Json {
  const { method, path, summary, params, query, body, bodyExample, answers, writes } = route;
  const needsToken = writes || isTokenForReads;
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^a-z]+/g, "_").replace(/_$/, "")}`,
    tags: [tagOf(path)],
    summary,
    parameters: [...parameters(params, "path"), ...parameters(query, "query")],
    ...(body === undefined ? {} : {
      requestBody: {
        required: true,
        content: { "application/json": { schema: reference(body), example: bodyExample } },
      },
    }),
    ...(needsToken ? { security: [{ token: [] }] } : {}),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, each]) => [status, answer(each)])),
      default: REFUSAL,
    },
  };
}

/** The document. */
export function openApiDocument(routes: readonly Route[], version: string, isTokenForReads: boolean): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes.filter(({ isDocumented = true }) => isDocumented)) {
    const methods = paths[route.path] ??= {};
    methods[route.method.toLowerCase()] = operation(route, isTokenForReads);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "kalshi-live",
      version,
      summary: "Backtests of strategies over recorded games",
      license: { name: "MIT", identifier: "MIT" },
    },
    tags: TAGS.map(({ name }) => ({ name })),
    paths,
    components: {
      schemas: components(),
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "What the token file of the server holds." },
      },
    },
  };
}
