import { escapeHtml } from "./escape-html.ts";
import type { OpenapiDocument, OpenapiOperation, OpenapiParameter } from "./openapi/build-document.ts";
import type { JsonSchema } from "./openapi/json-schemas.ts";
import { htmlPage } from "./page.ts";
import { formOf } from "./schema-words.ts";

/** The API's document as one page: what there is, what it takes, what it answers. */
export function docsPage(document: OpenapiDocument): string {
  const { info, paths, components } = document;
  const operations = Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation,
    })),
  );
  const contents = operations.map(
    ({ method, path, operation }) =>
      `<li><a href="#${operation.operationId}"><code>${method} ${escapeHtml(path)}</code></a> ${escapeHtml(operation.summary)}</li>`,
  );
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `<h3 id="${name}">${name}</h3>\n${fieldTable(schema)}`,
  );
  return htmlPage(
    "Lineman API",
    `<h1>Lineman API ${escapeHtml(info.version)}</h1>
<p>${escapeHtml(info.description)}</p>
<p>The same for programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1). The manual clean-up guide: <a href="/runbook">runbook</a>.</p>
${tokenSection(document)}
<h2>Addresses</h2>
<ul>${contents.join("\n")}</ul>
<h2>Endpoints</h2>
${operations.map(operationSection).join("\n")}
<h2>Forms</h2>
${schemas.join("\n")}`,
  );
}

/** How a request shows its token, and one to try. */
function tokenSection({ components }: OpenapiDocument): string {
  return `<h2 id="token">Your token</h2>
<p>${escapeHtml(components.securitySchemes.token.description)}</p>
<pre><code>curl -H 'Authorization: Bearer &lt;token&gt;' https://&lt;this host&gt;/api/v2/phone_numbers</code></pre>`;
}

function operationSection({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: OpenapiOperation;
}): string {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const answers = Object.entries(responses).map(([status, answer]) => {
    const content = Object.entries(answer.content).map(([type, { schema }]) =>
      type === "application/json" ? formOf(schema) : escapeHtml(type),
    );
    return row([`<code>${status}</code>`, content.join(", "), escapeHtml(answer.description)]);
  });
  const body = requestBody?.content["application/json"];
  return `<h3 id="${operationId}"><a href="#${operationId}"><code>${method} ${escapeHtml(path)}</code></a></h3>
<p><strong>${escapeHtml(summary)}.</strong> ${escapeHtml(description)}</p>
${parameters.length === 0 ? "" : table(["parameter", "form", ""], parameters.map(parameterRow))}
${body === undefined ? "" : `<p>Body: ${formOf(body.schema)}</p>`}
${table(["answer", "form", ""], answers)}`;
}

function parameterRow({ name, in: place, description, schema, required }: OpenapiParameter): string {
  const where = `${place}${required ? "" : ", optional"}`;
  return row([`<code>${escapeHtml(name)}</code> (${where})`, formOf(schema), escapeHtml(description)]);
}

function fieldTable(schema: JsonSchema): string {
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>);
  const required = (schema["required"] ?? []) as string[];
  const rows = properties.map(([name, field]) =>
    row([
      `<code>${escapeHtml(name)}</code>${required.includes(name) ? "" : " (optional)"}`,
      formOf(field),
      escapeHtml(String(field["description"] ?? "")),
    ]),
  );
  return table(["field", "form", ""], rows);
}

function table(heads: string[], rows: string[]): string {
  const head = heads.map((text) => `<th>${text}</th>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join("\n")}</tbody></table>`;
}

function row(cells: string[]): string {
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}
