import { formatDate } from "./dates.ts";
import { attributes, type Html, html, joined } from "./html.ts";
import type { Reader } from "./reader.ts";

/** What Slack reads as formatting, the first that begins wins. A mark counts only at the edge of a word, and on one line. */
const PATTERNS = [
  /```(?<pre>[\s\S]+?)```/,
  /`(?<code>[^`\n]+)`/,
  /<(?<control>[^<>\n]+)>/,
  /(?<![A-Za-z0-9])\*(?<bold>(?=\S)(?:<[^<>\n]*>|[^*<\n])*?(?<=\S))\*(?![A-Za-z0-9])/,
  /(?<![A-Za-z0-9])_(?<italic>(?=\S)(?:<[^<>\n]*>|[^_<\n])*?(?<=\S))_(?![A-Za-z0-9])/,
  /(?<![A-Za-z0-9])~(?<strike>(?=\S)(?:<[^<>\n]*>|[^~<\n])*?(?<=\S))~(?![A-Za-z0-9])/,
];
const ANY = new RegExp(PATTERNS.map(({ source }) => source).join("|"), "g");

/** Slack's mrkdwn as markup; everything that is not formatting, a link or a mention stays text. */
export function mrkdwn(text: string, reader: Reader): Html {
  const parts: Html[] = [];
  let from = 0;
  for (const match of text.matchAll(ANY)) {
    parts.push(lines(text.slice(from, match.index)), formatted(match, reader));
    from = match.index + match[0].length;
  }
  return joined([...parts, lines(text.slice(from))]);
}

function formatted(match: RegExpExecArray, reader: Reader): Html {
  const { pre, code, control, bold, italic, strike } = match.groups ?? {};
  if (pre !== undefined) return html`<pre>${decoded(pre)}</pre>`;
  if (code !== undefined) return html`<code>${decoded(code)}</code>`;
  if (control !== undefined) return controlled(control, reader) ?? lines(match[0]);
  if (bold !== undefined) return html`<strong>${mrkdwn(bold, reader)}</strong>`;
  if (italic !== undefined) return html`<em>${mrkdwn(italic, reader)}</em>`;
  return html`<s>${mrkdwn(strike ?? "", reader)}</s>`;
}

/** What stands between < and >; null where Slack would show it as it is. */
function controlled(control: string, reader: Reader): Html | null {
  const bar = control.indexOf("|");
  const target = bar === -1 ? control : control.slice(0, bar);
  const label = bar === -1 ? null : decoded(control.slice(bar + 1));
  const [, kind, rest] = /^(!date\^|!subteam\^|[!@#]|https:\/\/)(.+)$/.exec(target) ?? [];
  if (kind === undefined || rest === undefined) return null;
  switch (kind) {
    case "!date^":
      return date(rest, label ?? "", reader);
    case "!subteam^":
    case "@":
      return mention(`@${reader.names[rest] ?? label ?? rest}`);
    case "#":
      return mention(`#${reader.names[rest] ?? label ?? rest}`);
    case "!":
      return html`<span class="mention broadcast">@${rest}</span>`;
    default:
      return link(decoded(target), label ?? decoded(target));
  }
}

function mention(name: string): Html {
  return html`<span class="mention">${name}</span>`;
}

function link(url: string, label: string): Html {
  return html`<a${attributes({ href: url, target: "_blank", rel: "noopener noreferrer" })}>${label}</a>`;
}

/** `seconds^format^link`; the link of a date is not drawn. */
function date(token: string, fallback: string, reader: Reader): Html {
  const [seconds = "", format = ""] = token.split("^");
  const at = new Date(Number(seconds) * 1000);
  const words = /^\d+$/.test(seconds) ? formatDate(at, format, reader) : null;
  if (words === null) return html`${fallback}`;
  return html`<time${attributes({ datetime: at.toISOString(), title: fallback })}>${words}</time>`;
}

function lines(text: string): Html {
  const [first = "", ...more] = decoded(text).split("\n");
  return joined([html`${first}`, ...more.map((line) => html`<br>${line}`)]);
}

/** Senders escape these three and no others. */
function decoded(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
