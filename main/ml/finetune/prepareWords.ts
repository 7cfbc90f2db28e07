import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Alphabet } from '../../../shared/alphabet.ts';
import { InkdexError } from '../../../shared/result.ts';
import { formatCount } from '../../../shared/text.ts';
import type { ReadUnit } from '../../../shared/networks.ts';
import type { TrainingSettings } from '../../../shared/contract/run.ts';
import { type InputForm, wordShape } from '../networks/input.ts';
import {
  loadBank,
  packWords,
  saveBank,
  wordAt,
  type LabelledInk,
  type WordBank,
} from '../training/wordBank.ts';
import type { WordSource } from '../training/wordPools.ts';
import { writeWhole } from '../../files/writeWhole.ts';
import { chooseWords, fewestWords } from './chooseWords.ts';
import { alphabetWith, loadWords, looseMargin, type LoadedWord, manifestSamples } from './loadWords.ts';
import { openPoolStream, type PoolStream } from '../training/poolStream.ts';
import { batchesPerPool } from '../training/recogniserTask.ts';
import type { RehearsalGroup } from './rehearsalFile.ts';

/** A held-back word, fitted to the network's input as for reading. */
export interface HeldBackWord extends LabelledInk {
  readonly key: string;
  /** SHA-256 of its image. */
  readonly image: string;
}

/** The data of a run from its dataset version. */
export type PreparedWords = Awaited<ReturnType<typeof prepareWords>>;

export interface PrepareOptions {
  readonly manifest: string;
  /** Folder of the images, named by SHA-256. */
  readonly objects: string;
  /**
   * Folder of the run. The prepared words are stored there, so that a continued run need not decode images again.
   */
  readonly folder: string;
  readonly config: InputForm;
  readonly alphabet: Alphabet;
  readonly reads: ReadUnit;
  readonly settings: TrainingSettings;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Factors of the augmentation strength: less for photographed words, which already vary. */
export const strengths = { cut: 0.6, whole: 0.7 } as const;
/** If a larger fraction of the words is unusable, the run is refused. */
const mostUnusable = 0.5;

const preparedSchema = z.object({
  format: z.literal(1),
  keys: z.array(z.string()),
  /** SHA-256 of each held-back word's image. Runs prepared before 2026-11-24 have none. */
  images: z.array(z.string()).optional(),
  newLetters: z.array(z.string()),
  notices: z.array(z.string()),
});

const files = {
  index: 'prepared.json',
  cut: 'cut.bank',
  read: 'read.bank',
  whole: 'whole.bank',
  heldBack: 'held-back.bank',
} as const;

/**
 * Chooses and crops the words of a version, or loads those that an earlier process of the same run has prepared.
 *
 * @throws InkdexError `data-invalid` if there are too few usable words; `disk-full`
 */
export async function prepareWords(options: PrepareOptions) {
  const { folder, settings } = options;
  await mkdir(folder, { recursive: true });
  const kept = await readPrepared(folder);
  if (kept === undefined) await prepare(options);
  const { keys, images = keys, newLetters, notices } = kept ?? (await requirePrepared(folder));
  const cut = await requireBank(join(folder, files.cut));
  const read = await requireBank(join(folder, files.read));
  const whole = await requireBank(join(folder, files.whole));
  const held = await requireBank(join(folder, files.heldBack));
  const strength = settings.augmentation;
  const sources: WordSource[] = [
    { name: 'cut', bank: cut, margin: looseMargin, strength: strengths.cut * strength },
    { name: 'whole', bank: whole, margin: 0, strength: strengths.whole * strength },
  ];
  return {
    /** Sources of batches: words labelled by people, and pseudo-labels. */
    sources: sources.filter(({ bank }) => bank.texts.length > 0),
    readSources:
      read.texts.length === 0
        ? []
        : [{ name: 'read', bank: read, margin: looseMargin, strength: strengths.cut * strength }],
    /** Number of training words without pseudo-labels. */
    words: cut.texts.length + whole.texts.length,
    heldBack: keys.map((key, index) => ({ key, image: images[index], ...wordAt(held, index) })),
    newLetters,
    notices,
  };
}

async function prepare(options: PrepareOptions): Promise<void> {
  const { manifest, objects, folder, config, settings, signal, onProgress } = options;
  const chosen = await chooseWords(manifestSamples(manifest), options.alphabet, settings, options.reads);
  const alphabet = alphabetWith(options.alphabet, chosen.newLetters);
  const held = new Set(chosen.heldBack);
  const readByModel = new Set(chosen.read);
  const samples = [...chosen.train, ...chosen.heldBack, ...chosen.read];
  const words: LoadedWord[] = [];
  const reasons = new Map<string, number>();
  for await (const loading of loadWords(samples, objects, { config, alphabet }, signal)) {
    if (loading.ok) words.push(loading.word);
    else reasons.set(loading.reason, (reasons.get(loading.reason) ?? 0) + 1);
    onProgress(words.length, samples.length);
  }
  const notices = [
    ...chosen.notices,
    ...[...reasons].map(
      ([reason, count]) =>
        `${formatCount(count)} of ${formatCount(samples.length)} words are left out because ${reason}.`,
    ),
  ];
  const read = words.filter(({ sample }) => readByModel.has(sample));
  const train = words.filter(({ sample }) => !held.has(sample) && !readByModel.has(sample));
  const heldBack = words.filter(({ sample }) => held.has(sample));
  requireUsable(train.length, heldBack.length, samples.length - chosen.read.length, notices);

  const bankOf = (from: readonly LoadedWord[], margin: number): WordBank =>
    packWords(
      from
        .filter((word) => word.margin === margin)
        .map(({ sample, loose }) => ({ text: sample.text, ink: loose })),
    );
  await saveBank(join(folder, files.cut), bankOf(train, looseMargin));
  await saveBank(join(folder, files.whole), bankOf(train, 0));
  await saveBank(join(folder, files.read), bankOf(read, looseMargin));
  await saveBank(
    join(folder, files.heldBack),
    packWords(heldBack.map(({ sample, fitted }) => ({ text: sample.text, ink: fitted }))),
  );
  // Written last, so that its presence means that the banks are complete.
  const index: z.infer<typeof preparedSchema> = {
    format: 1,
    keys: heldBack.map(({ sample }) => sample.key),
    images: heldBack.map(({ sample }) => sample.image),
    newLetters: [...chosen.newLetters],
    notices,
  };
  await writeWhole(join(folder, files.index), [JSON.stringify(index)]);
}

function requireUsable(train: number, heldBack: number, all: number, notices: readonly string[]): void {
  if (train >= fewestWords && heldBack > 0 && train + heldBack >= all * (1 - mostUnusable)) return;
  throw new InkdexError(
    'data-invalid',
    `Of ${formatCount(all)} words, ${formatCount(train)} can be trained on and ${formatCount(heldBack)} can be held back ` +
      `for evaluation: too few. ${notices.join(' ')} Check the images of this version, correct the dataset and freeze it again.`,
  );
}

async function readPrepared(folder: string): Promise<z.infer<typeof preparedSchema> | undefined> {
  const text = await readFile(join(folder, files.index), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : preparedSchema.parse(JSON.parse(text));
}

async function requirePrepared(folder: string): Promise<z.infer<typeof preparedSchema>> {
  const prepared = await readPrepared(folder);
  if (prepared === undefined)
    throw new InkdexError('file-missing', `The prepared words in ${folder} are missing. Start a new run.`);
  return prepared;
}

async function requireBank(path: string): Promise<WordBank> {
  const bank = await loadBank(path);
  if (bank === undefined) throw new InkdexError('file-missing', `${path} is missing. Start a new run.`);
  return bank;
}

/** Share of pseudo-labels in a batch, without rehearsal words: as many as words labelled by people. */
const mostRead = 0.5;

/**
 * Opens the stream from which batches are drawn: words labelled by people, pseudo-labels, and rehearsal words with
 * the share in the settings; within each kind, sources are drawn in proportion to their size. Also returns the
 * check words whose characters the model knows; none without rehearsal.
 */
export function openPools(
  { sources: own, readSources: read }: Pick<PreparedWords, 'sources' | 'readSources'>,
  rehearsal: readonly RehearsalGroup[],
  { alphabet: known, config, settings }: Pick<PrepareOptions, 'alphabet' | 'config' | 'settings'>,
): { pools: PoolStream; check: LabelledInk[] } {
  const readable = rehearsal.map((group) => ({
    ...group,
    words: group.words.filter(({ text }) => known.has(text)),
  }));
  const rehearsed = readable
    .filter(({ use, words }) => use === 'rehearse' && words.length > 0)
    .map((group): WordSource => ({ ...group, bank: packWords(group.words) }));
  const share = rehearsed.length === 0 ? 0 : settings.rehearsal;
  const readPart = readShare(read);
  const sources = [...own, ...read, ...(share === 0 ? [] : rehearsed)];
  const shares = [
    ...sharesOf(own, (1 - share) * (1 - readPart)),
    ...sharesOf(read, (1 - share) * readPart),
    ...(share === 0 ? [] : sharesOf(rehearsed, share)),
  ];
  const pools = openPoolStream(
    {
      sources: sources.map(({ name, bank, margin, strength }) => ({ name, bank, margin, strength })),
      seed: settings.seed,
      size: settings.batch * batchesPerPool,
      shape: wordShape(config),
    },
    () => shares,
  );
  const checked = share === 0 ? [] : readable.filter(({ use }) => use === 'check');
  return { pools, check: checked.flatMap(({ words }) => words) };
}

/**
 * The share of pseudo-labels among the words that are drawn from a version. They teach the network what the decoder
 * with its language model has read of the same writer (Lee, "Pseudo-label: the simple and efficient semi-supervised
 * learning method for deep neural networks", 2013).
 */
export function readShare(read: readonly WordSource[]): number {
  return read.length === 0 ? 0 : mostRead;
}

function sharesOf(sources: readonly WordSource[], total: number): number[] {
  const words = sources.reduce((sum, { bank }) => sum + bank.texts.length, 0);
  return sources.map(({ bank }) => (total * bank.texts.length) / words);
}
