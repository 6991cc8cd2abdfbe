/**
 * Pages that are one file: texts made harmless, and the policy that allows a page its own script and style alone.
 *
 * @module
 */
import { createHash } from "node:crypto";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as HTML that shows exactly it, in an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/**
 * A value as JSON that can stand inside `<script type="application/json">`: no text in it can end the element
 * or begin a comment. `JSON.parse` gives the same value as of plain JSON.
 */
export function embeddableJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Line breaks as a browser reads them, wherever the text was checked out. */
export function unixLines(text: string): string {
  return text.replaceAll("\r\n", "\n").trim();
}

/** How a policy names one inline script or style: by its SHA-256, so that it allows no other. */
function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/**
 * The head of a page that fetches nothing: its policy allows this one style and, where there is one, this one script.
 *
 * @param title any text
 */
export function pageHead(title: string, style: string, script?: string): string {
  const allowed = script === undefined ? "" : `script-src ${hashSource(script)}; `;
  const policy = `default-src 'none'; ${allowed}style-src ${hashSource(style)}; ` +
    "img-src data:; base-uri 'none'; form-action 'none'";
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>`;
}
