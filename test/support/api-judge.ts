import { createRequire } from "node:module";

/** One answer of the API, as it came. */
interface JudgedAnswer {
  method: string;
  /** Of the request, with its query. */
  path: string;
  status: number;
  headers: Headers;
  body: unknown;
}

/** What OpenAPI says against an answer, in words; empty where nothing. Null: the document does not tell of the address. */
export type ApiJudge = (answer: JudgedAnswer) => string[] | null;

type Operation = { method: string; path: string };
type Verdict = { _tag: "Right" } | { _tag: "Left"; left: { message: string; path?: string[] }[] };
type PrismModules = {
  getHttpOperationsFromSpec(spec: unknown): Promise<Operation[]>;
  validateOutput(judged: { resource: Operation; element: unknown }): Verdict;
};

/** Prism's own judge of answers, loaded with a document of ours. */
export async function createApiJudge(document: unknown): Promise<ApiJudge> {
  const { getHttpOperationsFromSpec, validateOutput } = loadPrism();
  const operations = (await getHttpOperationsFromSpec(document)).map((operation) => ({
    operation,
    form: new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
  }));
  return ({ method, path, status, headers, body }) => {
    const [address = ""] = path.split("?");
    // What is written out stands before what a parameter may be, whatever the method: /import is no id.
    const fitting = operations.filter(({ form }) => form.test(address)).map(({ operation }) => operation);
    const place = (fitting.find((one) => !one.path.includes("{")) ?? fitting[0])?.path;
    const found = fitting.find((one) => one.path === place && one.method === method.toLowerCase());
    if (found === undefined) return null;
    const element = { statusCode: status, headers: Object.fromEntries(headers), body };
    const verdict = validateOutput({ resource: found, element });
    if (verdict._tag === "Right") return [];
    return verdict.left.map(({ message, path: place }) => `${(place ?? []).join(".")}: ${message}`);
  };
}

/** Prism's own packages, found where its command line finds them; only what judges, which loads in half a second. */
function loadPrism(): PrismModules {
  const requireAsPrism = createRequire(createRequire(import.meta.url).resolve("@stoplight/prism-cli"));
  return {
    getHttpOperationsFromSpec: requireAsPrism("@stoplight/prism-http/dist/utils/operations")
      .getHttpOperationsFromSpec,
    validateOutput: requireAsPrism("@stoplight/prism-http/dist/validator").validateOutput,
  };
}
