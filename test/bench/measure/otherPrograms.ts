import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Box } from '../../../shared/geometry.ts';
import { InkdexError } from '../../../shared/result.ts';
import { openRapidOcr } from './rapidOcr.ts';
import { note } from '../../../pretraining/printTable.ts';

const run = promisify(execFile);
const output = { maxBuffer: 256 * 1024 * 1024 };

export interface FoundText {
  readonly box: Box;
  readonly text: string;
}

export interface TimedPage {
  readonly words: readonly FoundText[];
  /** From the file to the words. The models are loaded before, except in Tesseract, which starts anew each time. */
  readonly ms: number;
}

/** Another reader, measured beside ours at its default settings. */
export interface OtherProgram {
  readonly name: string;
  readPage(path: string): Promise<TimedPage>;
  /** Reads images of one word each, without detection; null where another mode of the same reader does so. */
  readonly readWords: ((paths: readonly string[]) => Promise<string[]>) | null;
  close(): void;
}

/** The other readers on this machine. Says how to install the absent ones. */
export async function availablePrograms(): Promise<OtherProgram[]> {
  const programs: OtherProgram[] = [];
  const version = await tesseractVersion();
  if (version === null) note('Tesseract is not installed: apt-get install tesseract-ocr');
  else programs.push(tesseract(version, '3', readTesseractWords), tesseract(version, '11', null));
  try {
    programs.push(await openRapidOcr());
  } catch (error) {
    if (!(error instanceof InkdexError)) throw error;
    note(error.message);
  }
  return programs;
}

async function tesseractVersion(): Promise<string | null> {
  const found = await run('tesseract', ['--version']).catch(() => null);
  return found === null ? null : (/\d+(?:\.\d+)+/u.exec(found.stdout)?.[0] ?? '');
}

/** @param mode page segmentation: 3 is the default, fully automatic; 11 looks for sparse text */
function tesseract(version: string, mode: string, readWords: OtherProgram['readWords']): OtherProgram {
  return {
    name: `Tesseract ${version}, page mode ${mode}`,
    async readPage(path) {
      const start = performance.now();
      const { stdout } = await run('tesseract', [path, '-', '--psm', mode, 'tsv'], output);
      return { words: tableRows(stdout).map(wordOfRow), ms: performance.now() - start };
    },
    readWords,
    close: () => undefined,
  };
}

/** All images in one process, each as one word (page mode 8). */
async function readTesseractWords(paths: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-tesseract-'));
  try {
    const list = join(folder, 'list.txt');
    await writeFile(list, paths.join('\n'));
    const { stdout } = await run('tesseract', [list, '-', '--psm', '8', 'tsv'], output);
    const byPage = Map.groupBy(tableRows(stdout), (cells) => Number(cells[1]));
    return paths.map((_, index) => (byPage.get(index + 1) ?? []).map((cells) => cells[11]).join(' '));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The words (level 5) of Tesseract's table: level, page, ..., left, top, width, height, confidence, text. */
function tableRows(table: string): string[][] {
  return table
    .split('\n')
    .map((line) => line.split('\t').map((cell) => cell.trim()))
    .filter((cells) => cells[0] === '5' && (cells[11] ?? '') !== '');
}

function wordOfRow(cells: readonly string[]): FoundText {
  const [x = 0, y = 0, width = 0, height = 0] = cells.slice(6, 10).map(Number);
  return { text: cells[11] ?? '', box: [x, y, width, height] };
}
