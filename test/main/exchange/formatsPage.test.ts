import { expect, it } from 'vitest';
import { exchangeFormats } from '../../../main/exchange/formats.ts';
import type { ExchangeFormat } from '../../../main/exchange/exchangeFormat.ts';

/** The page for people, generated from the formats' own descriptions: `npx vitest run -u` updates it. */
const page = '../../../main/exchange/FORMATS.md';

const introduction = `# Formats

The formats of \`inkdex dataset import\` and \`export\`, and of the app's dialogs. A dataset that is exported and
imported again has the same version id, except for the changes and losses listed here.
`;

function sectionOf({ name, title, recipes, variants = [], read, write, losses }: ExchangeFormat): string {
  const ways = [...(read === null ? [] : ['in']), ...(write === null ? [] : ['out'])].join(' and ');
  const recipe = recipes.length > 1 ? ` Recipes: ${namesOf(recipes)}.` : '';
  const variant = variants.length > 1 ? ` Variants on export: ${namesOf(variants)}.` : '';
  const lost = losses ?? [];
  const loses = lost.length === 0 ? '' : `\n\nChanged or lost on export:\n\n${lost.map(itemOf).join('\n')}`;
  const keeps = write !== null && lost.length === 0 ? ' Nothing is lost.' : '';
  return `## ${title}\n\n\`${name}\`: ${ways}.${recipe}${variant}${keeps}${loses}\n`;
}

function namesOf(names: readonly string[]): string {
  return names.map((each) => `\`${each}\``).join(', ');
}

function itemOf(loss: string): string {
  return `- ${loss.replace(/([*_<>])/gu, '\\$1')}`;
}

it('the page of formats lists every format and its losses', async () => {
  await expect([introduction, ...exchangeFormats.map(sectionOf)].join('\n')).toMatchFileSnapshot(page);
});
