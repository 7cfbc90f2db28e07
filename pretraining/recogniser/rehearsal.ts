import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pretrainedCharacters } from '../../shared/alphabet.ts';
import { createRandom } from '../../shared/random.ts';
import { formatCount } from '../../shared/text.ts';
import { fitWord } from '../../main/imaging/geometry/fitWord.ts';
import { wordShape } from '../../main/ml/networks/input.ts';
import { pretrainedRecogniserConfig } from '../../main/ml/networks/recogniser/config.ts';
import { boards, dataFolder, frenchCrops, type LabelledPage } from '../data.ts';
import { drawWordBank } from '../words/drawnWords.ts';
import { cropPages, readCrops } from './sources.ts';
import { log } from '../run.ts';
import { cell, readTable } from '../tables.ts';
import { wordAt, type LabelledInk } from '../../main/ml/training/wordBank.ts';
import { looseMargin } from '../../main/ml/finetune/loadWords.ts';
import type { RehearsalGroup } from '../../main/ml/finetune/rehearsalFile.ts';
import { writeRehearsal } from '../files/rehearsalFile.ts';

/**
 * Makes the words again that training rehearses and is checked on: `npm --prefix pretraining run rehearsal`. All may ship, and none
 * that is checked on has trained the starter model: what it knows by heart it would seem to forget. These are
 * drawn words of fresh hands, the French words on kept pages, and the `dev` boards of people with one photo.
 */
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'resources/rehearsal' },
    drawn: { type: 'string', default: '900' },
    french: { type: 'string', default: '900' },
    boards: { type: 'string', default: '1800' },
    check: { type: 'string', default: '300' },
  },
});

const seed = 20;
/** As reading leaves it around a word. */
const readMargin = 0.1;
const random = createRandom(seed);

const licences = {
  drawn: 'Drawn by Inkdex with handwriting fonts (OFL-1.1, Apache-2.0)',
  french: 'BAnQ "Copiste d’un jour", Péraire, CREMMA, Testaments de Poilus (CC-BY 4.0)',
};

const rehearsedPages = await boards('train');
const checkedPages = await lonePages();
const licenceOf = {
  rehearsed: await boardLicences(rehearsedPages),
  checked: await boardLicences(checkedPages),
};
const french = await frenchCrops();
const drawn = await drawWordBank(seed, Number(values.drawn) + Number(values.check));
const drawnWords = drawn.texts.map((_, index) => wordAt(drawn, index));
const rehearsed = Number(values.drawn);

const groups: RehearsalGroup[] = [
  {
    name: 'drawn',
    use: 'rehearse',
    margin: 0,
    strength: 1,
    licence: licences.drawn,
    words: drawnWords.slice(0, rehearsed),
  },
  {
    name: 'french',
    use: 'rehearse',
    margin: 0,
    strength: 0.7,
    licence: licences.french,
    words: await readCrops(chosen(french.train, Number(values.french))),
  },
  {
    name: 'boards',
    use: 'rehearse',
    margin: looseMargin,
    strength: 0.6,
    licence: licenceOf.rehearsed,
    words: chosen(await cropPages(rehearsedPages, looseMargin), Number(values.boards)),
  },
  ...checkGroups({
    drawn: drawnWords.slice(rehearsed),
    french: await readCrops(chosen(french.kept, Number(values.check))),
    boards: chosen(await cropPages(checkedPages, readMargin), Number(values.check)),
  }),
];

await mkdir(values.out, { recursive: true });
const path = join(values.out, 'words.bin');
const bytes = await writeRehearsal(path, groups);
await writeFile(join(values.out, 'words.md'), describe(bytes));
log(`wrote ${path}, ${bytes} bytes`);

function checkGroups(
  words: Readonly<Record<'drawn' | 'french' | 'boards', readonly LabelledInk[]>>,
): RehearsalGroup[] {
  const shape = wordShape(pretrainedRecogniserConfig(pretrainedCharacters.length));
  return (['drawn', 'french', 'boards'] as const).map((name) => ({
    name,
    use: 'check',
    margin: 0,
    strength: 0,
    licence: name === 'boards' ? licenceOf.checked : licences[name],
    words: words[name].map(({ text, ink }) => ({ text, ink: fitWord(ink, shape) })),
  }));
}

function chosen<Item>(items: readonly Item[], count: number): Item[] {
  return random.fork('words').shuffle(items).slice(0, count);
}

/** The `dev` boards of repositories with one photo. */
async function lonePages(): Promise<LabelledPage[]> {
  const rows = await readTable(join(dataFolder, 'boards/sources.tsv'), ['page', 'repository']);
  const repositoryOf = new Map(rows.map((row) => [cell(row, 'page'), cell(row, 'repository')]));
  const pages = Map.groupBy(await boards('dev'), ({ page }) => repositoryOf.get(page) ?? page);
  return [...pages.values()].filter(({ length }) => length === 1).flat();
}

/** Of the repositories that the pages are from, each once. */
async function boardLicences(pages: readonly LabelledPage[]): Promise<string> {
  const rows = await readTable(join(dataFolder, 'boards/sources.tsv'), ['page', 'repository', 'licence']);
  const used = new Set(pages.map(({ page }) => page));
  const lines = rows
    .filter((row) => used.has(cell(row, 'page')))
    .map((row) => `${cell(row, 'repository')} (${cell(row, 'licence')})`);
  return [...new Set(lines)].sort().join(', ');
}

function describe(size: number): string {
  const rows = groups.map(({ name, use, words }) => `| ${name} | ${use} | ${formatCount(words.length)} |`);
  return `# Rehearsal words

\`words.bin\`, ${formatCount(size)} bytes, built by \`npm --prefix pretraining run rehearsal\`. While a recogniser is fine-tuned on a
writer, it also trains on the words for use "rehearse", so that it keeps reading other writers. The words for use "check" only
measure this; the pretrained model was not trained on them. No data under a research-only licence is included.

| words | use | count |
|---|---|---|
${rows.join('\n')}

**Licences.** ${licences.drawn}. French words: ${licences.french}. Photos of
whiteboards and notebooks for rehearsal: ${licenceOf.rehearsed}. For the check: ${licenceOf.checked}.
`;
}
