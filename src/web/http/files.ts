/**
 * A file as an answer.
 *
 * @module
 */
import { notFound } from "./api_error.ts";
import type { WebContext } from "./route.ts";

/**
 * Sends a file as it is.
 *
 * @param open opens it, never at a path that the request made
 * @param what names it where it is missing
 */
export async function fileResponse(
  context: WebContext,
  open: () => Promise<Deno.FsFile>,
  what: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  let file: Deno.FsFile;
  try {
    file = await open();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw notFound(what, context.req.path);
    throw error;
  }
  const { size } = await file.stat();
  const whole = { ...headers, "content-length": String(size) };
  if (context.req.method === "HEAD") {
    file.close();
    return new Response(null, { headers: whole });
  }
  return new Response(file.readable, { headers: whole });
}
