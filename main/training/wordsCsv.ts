import type { JudgedWord } from '../../shared/contract/evaluation.ts';

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
