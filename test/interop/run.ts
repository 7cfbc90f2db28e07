import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { packageFormat } from '../../main/datasets/package/packageFormat.ts';
import type { IncomingSample, OutgoingSample } from '../../main/exchange/exchangeFormat.ts';
import { allFormats } from '../support/allFormats.ts';
import { photoHeader } from '../../main/imaging/formats/decode.ts';
import { boxOfQuad, type Box } from '../../shared/geometry.ts';
import { importShipped, type ImportResult } from './importShipped.ts';
import { compareDocuments } from './documents.ts';
import { compareModels } from './models.ts';
import { compareSidecarForms, compareSidecars } from './sidecars.ts';
import { installSources, installTools, opened, versionOf } from './python.ts';
import { counters, shipped } from './shipped.ts';
import { tools, type Result, type Tool } from './tools.ts';
import { writeWords } from './words.ts';

/**
 * `npm run interop`: exports a dataset of 1,000 words in each format, opens each export with the tool that it is for,
 * and imports it again; all samples are compared. Then it imports files that packages ship in their tests (`shipped.ts`).
 * `results.json` has the results, and FORMATS.md shows them. With INKDEX_SHORT=1 there are 60 words, and nothing is
 * written. Then it runs exported models with their own runtimes, and models of others in Inkdex (`models.ts`), and
 * compares sidecars in the programs that read them (`sidecars.ts`), and Word documents and PDFs of many scripts (`documents.ts`). Exit status 1
 * if something differs.
 */
const isShort = process.env.INKDEX_SHORT === '1';
const count = isShort ? 60 : 1000;
const resultsFile = join(import.meta.dirname, 'results.json');
/** Keys of regions have numbers. */
const byNumbers = new Intl.Collator('en', { numeric: true });
const cli = join(import.meta.dirname, '../../main/cli.ts');

const sampleSchema = z.object({
  page: z.string(),
  text: z.string(),
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
});
type Found = z.infer<typeof sampleSchema>;

const folder = mkdtempSync(join(tmpdir(), 'inkdex-interop-'));
try {
  await installTools();
  await installSources([...shipped, ...Object.values(counters)]);
  const imports = await importAll();
  const exports = await compareAll();
  const text = `${JSON.stringify({ exports, imports }, null, 2)}\n`;
  const isWhole = exports.length === tools.length && imports.length === shipped.length;
  if (isWhole && !isShort) writeFileSync(resultsFile, text);
  process.stdout.write(`${exports.length} of ${tools.length} exports are opened as they were written.\n`);
  const models = await compareModels(folder, inkdex);
  process.stdout.write(models.map(({ line }) => `${line}\n`).join(''));
  process.stdout.write(`${await compareSidecars(folder, inkdex)}\n`);
  process.stdout.write(`${await compareSidecarForms(join(folder, 'forms'), isShort ? 40 : 400)}\n`);
  process.stdout.write(`${await compareDocuments(join(folder, 'documents'), isShort ? 10 : 100)}\n`);
  if (!isWhole || models.some(({ isSame }) => !isSame)) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function compareAll(): Promise<Result[]> {
  const words = await writeWords(folder, count);
  await inkdex('dataset', 'import', 'jsonl', join(folder, 'words'), '--name', 'words');
  await inkdex('dataset', 'freeze', 'words');
  const results: Result[] = [];
  for (const tool of tools) {
    try {
      results.push(await compare(tool, words));
      process.stdout.write(`ok      ${tool.format} with ${tool.tool}\n`);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      process.stdout.write(`FAILED  ${tool.format} with ${tool.tool}: ${said}\n`);
    }
  }
  return results;
}

async function importAll(): Promise<ImportResult[]> {
  const results: ImportResult[] = [];
  for (const [at, each] of shipped.entries()) {
    const what = `${each.format} from ${each.package} ${each.version}`;
    const place = join(folder, `shipped-${at}`);
    mkdirSync(place);
    try {
      const result = await importShipped(each, place);
      results.push(result);
      const { files, read, unit, refused } = result;
      process.stdout.write(
        `ok      ${what}: ${files} files, ${read} ${unit} read, ${refused} files refused\n`,
      );
    } catch (error) {
      process.stdout.write(`FAILED  ${what}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  return results;
}

async function compare(tool: Tool, words: readonly OutgoingSample[]): Promise<Result> {
  const { format, variant } = tool;
  const path = join(folder, format);
  await inkdex(
    'dataset',
    'export',
    format,
    'words',
    path,
    ...(variant === undefined ? [] : ['--variant', variant]),
  );
  const back = await readBack(format, path);
  if (back !== null) requireSame(back, words, tool);
  // Label Studio's package opens JSON by making JSON_MIN of it, beside the pictures; that is imported, too.
  const isConverted = format === 'label-studio';
  const lines = await opened([format, path, ...(isConverted ? [path] : [])]);
  const found = lines.map((line) => sampleSchema.parse(JSON.parse(line)));
  requireSame(found, words, tool);
  const made = isConverted ? await readBack('label-studio-min', join(path, 'result.json')) : null;
  if (made !== null) requireSame(made, words, tool);
  return { ...tool, version: await versionOf(tool.tool), out: found.length, back: back?.length ?? null };
}

/** The samples of an export as the dataset import finds them; null for a format that cannot be imported. */
async function readBack(format: string, path: string): Promise<Found[] | null> {
  const read = [...allFormats, packageFormat].find(({ name }) => name === format)?.read ?? null;
  if (read === null) return null;
  const samples: IncomingSample[] = [];
  const imageSize = async (image: string) => await photoHeader(readFileSync(image), image);
  const scratch = mkdtempSync(join(folder, 'scratch-'));
  const options = { recipe: 'plain', imageSize, scratch, signal: new AbortController().signal };
  for await (const record of read(path, options)) {
    if (record.kind === 'sample') samples.push(record.sample);
    else throw new Error(record.kind === 'invalid' ? record.message : record.reason);
  }
  samples.sort((a, b) => byNumbers.compare(a.key, b.key));
  return await Promise.all(
    samples.map(async ({ quad, file, split, text, path: image }) => {
      const { width, height } = await imageSize(image);
      // A sample that is all of its picture was cut out.
      return quad === null
        ? { page: split ?? '', text, box: [0, 0, width, height] satisfies Box }
        : { page: file.replace(/\.png$/u, ''), text, box: [...boxOfQuad(quad)] satisfies Box };
    }),
  );
}

/** @throws Error naming the first difference: in number, order, text, page, or by more than a pixel in a box */
function requireSame(found: readonly Found[], words: readonly OutgoingSample[], { compared }: Tool): void {
  if (found.length !== words.length) throw new Error(`${found.length} samples; expected ${words.length}`);
  for (const [index, word] of words.entries()) {
    const wanted = wantedOf(word, compared);
    const { page = '', text = '', box = null } = found[index] ?? {};
    const isNear =
      !compared.includes('box') && !compared.includes('size')
        ? true
        : box?.every((side, at) => Math.abs(side - (wanted.box[at] ?? 0)) <= 1);
    if (text === wanted.text && page === wanted.page && isNear === true) continue;
    throw new Error(`sample ${index} is ${JSON.stringify(found[index])}; expected ${JSON.stringify(wanted)}`);
  }
}

function wantedOf({ file, text, quad, split }: OutgoingSample, compared: Tool['compared']) {
  const [left, top, width, height] = quad === null ? [0, 0, 0, 0] : boxOfQuad(quad);
  const isCut = compared.includes('split');
  const box = isCut ? [0, 0, width, height] : [left, top, width, height];
  return { page: isCut ? (split ?? '') : file.replace(/\.png$/u, ''), text, box };
}

async function inkdex(...args: readonly string[]): Promise<string> {
  const env = { ...process.env, INKDEX_LIBRARY: join(folder, 'library') };
  const maxBuffer = 64 * 1024 ** 2;
  return (await promisify(execFile)(process.execPath, [cli, ...args], { env, maxBuffer })).stdout;
}
