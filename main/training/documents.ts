import {
  likelihoodDefinitions,
  likelihoodNames,
  metricDefinitions,
  metricNames,
  type Confusion,
  type EvaluationReport,
  type JudgedWord,
  type PicturedWord,
} from '../../shared/contract/evaluation.ts';
import { formatCount } from '../../shared/text.ts';
import { confusionPicture } from './confusionPicture.ts';
import { escapeMarkup as escape } from './escapeMarkup.ts';

const shownLetters = 40;
const shownConfusions = 60;

/** The report as one self-contained HTML page: no scripts, no fonts, no external addresses. */
export function reportHtml(report: EvaluationReport): string {
  const { evaluation } = report;
  const title = `${evaluation.model.id} on ${formatCount(evaluation.words)} words`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escape(title)}</title><style>${style}</style></head>
<body>
<h1>${escape(title)}</h1>
<p>Model ${code(evaluation.model.sha256)}, version ${code(evaluation.dataset)}, ${escape(evaluation.split ?? 'all splits')},
${escape(evaluation.at)}.</p>
${skippedText(report)}
<h2>Metrics</h2>
${metricsTable(report)}
${likelihoodTable(report)}
<h2>By length</h2>
${table(
  ['characters', 'words', 'CER', 'WER'],
  report.byLength.map(({ length, words, cer, wer }) => [
    String(length),
    String(words),
    share(cer),
    share(wer),
  ]),
)}
<h2>By character</h2>
${table(
  ['character', 'count', 'accuracy'],
  report.byLetter
    .slice(0, shownLetters)
    .map(({ letter, count, right }) => [letter, String(count), share(right / count)]),
)}
<h2>Confusion matrix</h2>
${confusionPicture(report.confusions)}
<h2>Confused characters</h2>
${table(
  ['character', 'read as', 'count'],
  mistakes(report.confusions)
    .slice(0, shownConfusions)
    .map(({ truth, reading, count }) => [truth, reading, String(count)]),
)}
<h2>Worst</h2>${words(report.worst)}
<h2>Best</h2>${words(report.best)}
<h2>Random</h2>${words(report.random)}
</body>
</html>
`;
}

const style = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222; background: #fff; }
table { border-collapse: collapse; } th, td { padding: .15rem .8rem .15rem 0; text-align: left; vertical-align: top; }
td:nth-child(n+2), th:nth-child(n+2) { font-variant-numeric: tabular-nums; } small { color: #666; }
figure { display: inline-block; margin: 0 1.2rem 1.2rem 0; vertical-align: top; } figcaption { white-space: pre; }
img { display: block; height: 48px; border: 1px solid #ddd; } .wrong { color: #a3261b; }
.confusions { max-width: 100%; height: auto; } .confusions text { font-size: 11px; text-anchor: middle; fill: currentColor; }
.confusions .right { fill: #2b6cb0; } .confusions .wrong { fill: #c53030; } .confusions .frame { fill: none; stroke: #8888; }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818; } .wrong { color: #ff8f82; } }`;

function metricsTable({ evaluation: { greedy, decoder } }: EvaluationReport): string {
  const rows = metricNames.map(
    (name) =>
      `<tr><td>${name}<br><small>${escape(metricDefinitions[name])}</small></td>` +
      `<td>${share(greedy[name])}</td><td>${share(decoder[name])}</td></tr>`,
  );
  return `<table><tr><th>metric</th><th>greedy</th><th>decoder</th></tr>${rows.join('')}</table>`;
}

function likelihoodTable({ likelihood }: EvaluationReport): string {
  if (likelihood === undefined) return '';
  const rows = likelihoodNames.map(
    (name) =>
      `<tr><td>${name}<br><small>${escape(likelihoodDefinitions[name])}</small></td>` +
      `<td>${share(likelihood[name])}</td></tr>`,
  );
  return `<table><tr><th>of the network alone</th><th></th></tr>${rows.join('')}</table>`;
}

function skippedText({ evaluation: { skipped } }: EvaluationReport): string {
  const reasons = Object.entries(skipped).map(([reason, count]) => `${count} skipped: ${reason}`);
  return reasons.length === 0 ? '' : `<p>${escape(reasons.join('; '))}.</p>`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${escape(cell === '' ? '(none)' : cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${cells('th', header)}${rows.map((row) => cells('td', row)).join('')}</table>`;
}

function words(shown: readonly PicturedWord[]): string {
  return shown
    .map(
      ({ truth, decoder, word, straightened, attention, distance }) =>
        `<figure><img alt="" src="data:image/png;base64,${word}"><img alt="" src="data:image/png;base64,${straightened}">` +
        (attention === undefined ? '' : `<img alt="" src="data:image/webp;base64,${attention.animation}">`) +
        `<figcaption>${escape(truth)}\n<span${distance > 0 ? ' class="wrong"' : ''}>${escape(decoder)}</span></figcaption></figure>`,
    )
    .join('\n');
}

function mistakes(confusions: readonly Confusion[]): Confusion[] {
  return confusions.filter(({ truth, reading }) => truth !== reading);
}

function share(value: number): string {
  return value.toFixed(4);
}

function code(text: string): string {
  return `<code>${escape(text.slice(0, 12))}</code>`;
}

const columns = ['key', 'truth', 'decoder', 'greedy', 'confidence', 'distance'] as const;

/** All words of an evaluation as CSV (RFC 4180), with a byte order mark so that spreadsheets recognise UTF-8. */
export function wordsCsv(words: readonly JudgedWord[]): string {
  const lines = words.map((word) => columns.map((column) => cell(word[column])).join(','));
  return `\uFEFF${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

/** Text that a spreadsheet would execute as a formula is marked as text (OWASP, "CSV injection"). */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
