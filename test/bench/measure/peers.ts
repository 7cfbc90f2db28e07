import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Box } from '../../../shared/geometry.ts';
import { note } from './table.ts';

const run = promisify(execFile);
const output = { maxBuffer: 256 * 1024 * 1024 };

export interface FoundText {
  readonly box: Box;
  readonly text: string;
}

/** A recogniser to stand beside ours: all pages at once, words with their boxes. */
export interface Peer {
  readonly name: string;
  read(paths: readonly string[]): Promise<ReadonlyMap<string, readonly FoundText[]>>;
}

/** Those that are on this machine; says what would bring the others. */
export async function availablePeers(): Promise<Peer[]> {
  const peers: Peer[] = [];
  if (await answers('tesseract', ['--version'])) {
    peers.push(tesseract('3'), tesseract('11'));
  } else note('Tesseract is not here: apt-get install tesseract-ocr');
  const python = await rapidOcrPython();
  if (python === undefined) note('RapidOCR is not here: it needs python3 with venv and pip.');
  else peers.push(rapidOcr(python));
  return peers;
}

/** @param mode page segmentation: 3 is fully automatic, 11 looks for sparse text */
function tesseract(mode: string): Peer {
  return {
    name: `Tesseract, page mode ${mode}`,
    async read(paths) {
      const pages = new Map<string, FoundText[]>();
      for (const path of paths) {
        const { stdout } = await run('tesseract', [path, '-', '--psm', mode, 'tsv'], output);
        pages.set(path, wordsOfTsv(stdout));
      }
      return pages;
    },
  };
}

/** Level 5 of Tesseract's table is words: level ... left top width height conf text. */
function wordsOfTsv(table: string): FoundText[] {
  return table.split('\n').flatMap((line) => {
    const cells = line.split('\t');
    const text = (cells[11] ?? '').trim();
    if (cells[0] !== '5' || text === '') return [];
    const [x = 0, y = 0, width = 0, height = 0] = cells.slice(6, 10).map(Number);
    return [{ text, box: [x, y, width, height] as const }];
  });
}

const lineSchema = z.object({
  path: z.string(),
  lines: z.array(z.object({ quad: z.array(z.tuple([z.number(), z.number()])), text: z.string() })),
});

function rapidOcr(python: string): Peer {
  return {
    name: 'RapidOCR',
    async read(paths) {
      const script = join(import.meta.dirname, 'rapidocr.py');
      const { stdout } = await run(python, [script, ...paths], output);
      const pages = stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => lineSchema.parse(JSON.parse(line)));
      return new Map(pages.map(({ path, lines }) => [path, lines.flatMap(wordsOfLine)]));
    },
  };
}

/** RapidOCR gives lines: split at spaces, each word its share of the line by letters. */
function wordsOfLine({ quad, text }: z.infer<typeof lineSchema>['lines'][number]): FoundText[] {
  const xs = quad.map(([x]) => x);
  const ys = quad.map(([, y]) => y);
  const left = Math.min(...xs);
  const width = Math.max(...xs) - left;
  const top = Math.min(...ys);
  const height = Math.max(...ys) - top;
  return [...text.matchAll(/\S+/gu)].map(({ 0: word, index }) => ({
    text: word,
    box: [left + (width * index) / text.length, top, (width * word.length) / text.length, height] as const,
  }));
}

/** Python of an environment with RapidOCR in it, made in .cache the first time. */
async function rapidOcrPython(): Promise<string | undefined> {
  const folder = join(import.meta.dirname, '../../../.cache/peers/rapidocr');
  const python = join(folder, 'bin/python');
  if (existsSync(python) && (await answers(python, ['-c', 'import rapidocr_onnxruntime']))) return python;
  try {
    note('Making a Python environment for RapidOCR ...');
    await run('python3', ['-m', 'venv', folder]);
    await run(
      python,
      ['-m', 'pip', 'install', '-q', 'rapidocr-onnxruntime', 'opencv-python-headless'],
      output,
    );
    // RapidOCR asks for the OpenCV with windows, which needs a display's libraries.
    await run(python, ['-m', 'pip', 'uninstall', '-q', '-y', 'opencv-python'], output);
    await run(
      python,
      ['-m', 'pip', 'install', '-q', '--force-reinstall', '--no-deps', 'opencv-python-headless'],
      output,
    );
    return python;
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

async function answers(command: string, args: readonly string[]): Promise<boolean> {
  return await run(command, [...args]).then(
    () => true,
    () => false,
  );
}
