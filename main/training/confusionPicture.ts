import type { Confusion } from '../../shared/contract/evaluation.ts';
import { escapeMarkup } from './escapeMarkup.ts';

/** The most characters; more cannot be told apart. */
const mostCharacters = 60;
/** Pixels of a cell, and of the names at the sides. */
const cell = 14;
const margin = 22;

/**
 * A confusion matrix as an SVG picture: a row for each true character, a column for each character that was read, the darker
 * the larger its share of the row. The first row and column, ∅, are no character: insertions and deletions.
 *
 * @param confusions including correct characters
 */
export function confusionPicture(confusions: readonly Confusion[]): string {
  const totals = new Map<string, number>();
  for (const { truth, count } of confusions) totals.set(truth, (totals.get(truth) ?? 0) + count);
  const frequent = [...totals.keys()]
    .filter((truth) => truth !== '')
    .toSorted((a, b) => (totals.get(b) ?? 0) - (totals.get(a) ?? 0) || (a < b ? -1 : 1))
    .slice(0, mostCharacters);
  const names = ['', ...frequent.toSorted()];
  const places = new Map(names.map((name, index) => [name, margin + index * cell]));
  const cells = confusions.flatMap(({ truth, reading, count }) => {
    const [x, y] = [places.get(reading), places.get(truth)];
    if (x === undefined || y === undefined) return [];
    const share = count / (totals.get(truth) ?? count);
    const title = `${shown(truth)} read as ${shown(reading)}: ${count}, ${(100 * share).toFixed(1)} %`;
    const paint = `class="${truth === reading ? 'right' : 'wrong'}" fill-opacity="${Math.sqrt(share).toFixed(3)}"`;
    return [
      `<rect x="${x}" y="${y}" width="${cell}" height="${cell}" ${paint}><title>${escapeMarkup(title)}</title></rect>`,
    ];
  });
  const side = margin + names.length * cell;
  const labels = names.map((name) => {
    const place = (places.get(name) ?? 0) + cell / 2;
    const text = escapeMarkup(shown(name));
    return `<text x="${place}" y="14">${text}</text><text x="11" y="${place + 4}">${text}</text>`;
  });
  return (
    `<svg class="confusions" role="img" aria-label="Confusion matrix: true characters down, read characters across" ` +
    `viewBox="0 0 ${side} ${side}" width="${side}" height="${side}">` +
    `<rect class="frame" x="${margin}" y="${margin}" width="${side - margin}" height="${side - margin}"/>` +
    `${labels.join('')}${cells.join('')}</svg>`
  );
}

function shown(name: string): string {
  if (name === ' ') return '␣';
  return name === '' ? '∅' : name;
}
