import type { z } from "zod";

/** What a route says of itself; the rest (address, scope, refusals that every route shares) is read off the route. */
export interface RouteDoc {
  summary: string;
  /** One paragraph of plain text. */
  description: string;
  /** What the body is parsed with, and its name in the document. */
  body?: { name: string; schema: z.ZodType };
  query?: z.ZodObject;
  /** By status: everything beyond the shared refusals. */
  answers: Record<number, DocumentedAnswer>;
}

export interface DocumentedAnswer {
  description: string;
  /** JSON in this form, or another media type. */
  content: z.ZodType | { mediaType: string };
}

/** A route as the document needs it. `path` in Fastify's spelling. */
export interface DocumentedRoute {
  method: "GET" | "POST" | "DELETE";
  path: string;
  scope: "read" | "write" | "force" | null;
  doc: RouteDoc;
}
