import { canvasOf } from '../report/picture.ts';
import type { SheetCell } from '../report/contactSheet.ts';

export interface Table {
  readonly title: string;
  /** The first column names the rows. */
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What is said of one set of words or pages. */
export interface Section {
  readonly title: string;
  readonly tables: readonly Table[];
  /** Worst first. */
  readonly cells: readonly SheetCell[];
}

const style = `
body { font: 14px/1.4 system-ui, sans-serif; margin: 2em; color: #222; background: #fff }
table { border-collapse: collapse; margin: 0 0 1.5em }
caption { text-align: left; font-weight: 600; padding: .3em 0 }
td, th { padding: .1em .7em; text-align: right; border-top: 1px solid #ddd; white-space: pre }
td:first-child, th:first-child { text-align: left }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 12px }
figure { margin: 0; padding: 6px; border: 1px solid #ddd }
img { max-width: 100%; max-height: 110px; display: block }
figcaption { font: 12px/1.35 ui-monospace, monospace; overflow-wrap: anywhere }`;

/** One page that needs no other file. */
export async function reportPage(title: string, sections: readonly Section[]): Promise<string> {
  const parts: string[] = [];
  for (const section of sections) {
    const figures = await Promise.all(section.cells.map(figureOf));
    parts.push(
      `<h2>${escaped(section.title)}</h2>`,
      ...section.tables.map(tableOf),
      `<div class="sheet">${figures.join('\n')}</div>`,
    );
  }
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${style}</style></head>
<body><h1>${escaped(title)}</h1>
${parts.join('\n')}
</body></html>
`;
}

/** The tables alone, for programs: each row an object by the header's names. */
export function summaryOf(sections: readonly Section[]): object {
  return Object.fromEntries(
    sections.map(({ title, tables }) => [
      title,
      Object.fromEntries(
        tables.map((table) => [
          table.title,
          table.rows.map((row) =>
            Object.fromEntries(table.header.map((name, column) => [name || 'name', row[column] ?? ''])),
          ),
        ]),
      ),
    ]),
  );
}

function tableOf({ title, header, rows }: Table): string {
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<table><caption>${escaped(title)}</caption>${line(header, 'th')}${rows
    .map((row) => line(row, 'td'))
    .join('\n')}</table>`;
}

async function figureOf({ picture, captions }: SheetCell): Promise<string> {
  const png = await canvasOf(picture).encode('png');
  return (
    `<figure><img alt="" src="data:image/png;base64,${png.toString('base64')}">` +
    `<figcaption>${captions.map(escaped).join('<br>')}</figcaption></figure>`
  );
}

/** Labels and readings may hold anything, and stand in text and in attributes. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${String(character.codePointAt(0))};`);
}
