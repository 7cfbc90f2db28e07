import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { boards, boards2, dataFolder } from '../../pretraining/data.ts';
import { readTable } from '../../pretraining/tables.ts';
import { readPage } from '../../main/reader/reader.ts';
import { writeBenchmark, type BenchmarkSet, type ReaderWords } from './benchmark/writeBenchmark.ts';
import { openModels, printModels } from '../../pretraining/shippedModels.ts';
import { availablePrograms, type FoundText } from './measure/otherPrograms.ts';
import { note, print } from '../../pretraining/printTable.ts';

/**
 * `npm run benchmark -- FOLDER`: the photos of boards that Inkdex is measured on, with their labels, a scorer, and what Inkdex
 * and the other readers of this machine find on them (`--alone`: only Inkdex), as a folder with which anyone can compare.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { alone: { type: 'boolean', default: false } },
});
const [folder] = positionals;
if (folder === undefined || existsSync(folder)) {
  note(`Expected a new folder, found ${folder === undefined ? 'none' : JSON.stringify(folder)}.`);
  process.exit(2);
}

async function setOf(name: string, pages: BenchmarkSet['pages'], from: string): Promise<BenchmarkSet> {
  const columns = ['page', 'repository', 'file', 'commit', 'licence'];
  return { name, pages, sources: await readTable(join(dataFolder, from, 'sources.tsv'), columns) };
}

const found = await Promise.all([
  setOf('boards', await boards('dev'), 'boards'),
  setOf('boards2', await boards2('dev2'), 'boards2'),
]);
const sets = found.filter(({ pages }) => pages.length > 0);

async function readAll(
  name: string,
  read: (path: string) => Promise<readonly FoundText[]>,
): Promise<ReaderWords> {
  const words = new Map<string, readonly FoundText[]>();
  for (const { path } of sets.flatMap(({ pages }) => pages)) words.set(path, await read(path));
  return { name, words };
}

const models = await openModels(2);
printModels(models);
// As `npm run measure` reads them: how many alternatives are kept may change a doubtful reading.
const options = { alternatives: 10, findRotation: true };
const readers = [await readAll('inkdex', async (path) => (await readPage(path, models, options)).words)];
for (const program of values.alone ? [] : await availablePrograms()) {
  const name = program.name.toLowerCase().replaceAll(/[^a-z0-9.]+/gu, '-');
  readers.push(await readAll(name, async (path) => (await program.readPage(path)).words));
  program.close();
}
await writeBenchmark(folder, sets, readers);
print(`${sets.flatMap(({ pages }) => pages).length} photos in ${folder}; README.md has the figures.`);
