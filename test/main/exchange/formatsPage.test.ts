import { expect, it } from 'vitest';
import { exchangeFormats } from '../../../main/exchange/formats.ts';
import type { ExchangeFormat } from '../../../shared/exchange.ts';

/** The page that people read, made of what the formats say of themselves: `npx vitest run -u` writes it anew. */
const page = '../../../main/exchange/FORMATS.md';

const introduction = `# Formats

What \`inkdex dataset import\` and \`export\`, and the app's dialogs, take in and give out. A dataset that is
exported and imported again has the same version id, but for what is named here as lost.
`;

function sectionOf({ name, title, recipes, read, write, losses }: ExchangeFormat): string {
  const ways = [...(read === null ? [] : ['in']), ...(write === null ? [] : ['out'])].join(' and ');
  const recipe = recipes.length > 1 ? ` Recipes: ${recipes.map((each) => `\`${each}\``).join(', ')}.` : '';
  const lost = losses ?? [];
  const loses = lost.length === 0 ? '' : `\n\nLost on the way out:\n\n${lost.map(itemOf).join('\n')}`;
  const keeps = write !== null && lost.length === 0 ? ' Nothing is lost.' : '';
  return `## ${title}\n\n\`${name}\`: ${ways}.${recipe}${keeps}${loses}\n`;
}

function itemOf(loss: string): string {
  return `- ${loss.replace(/([*_<>])/gu, '\\$1')}`;
}

it('the page of formats names every format and what it loses', async () => {
  await expect([introduction, ...exchangeFormats.map(sectionOf)].join('\n')).toMatchFileSnapshot(page);
});
