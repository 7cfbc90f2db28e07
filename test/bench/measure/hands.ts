import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult, SettingChanges } from '../../../shared/contract/run.ts';
import { trainingSettings } from '../../../shared/trainingPresets.ts';
import { createRandom } from '../../../shared/random.ts';
import { replicaCount } from '../../../main/ml/backends/processorShares.ts';
import { startChosenEngine } from '../../../main/ml/backends/startEngine.ts';
import { fineTune, type FineTuneRequest } from '../../../main/ml/finetune/fineTune.ts';
import { boards, dataFolder, type LabelledPage, type LabelledWord } from '../../../pretraining/data.ts';
import { cell, readTable } from '../../../pretraining/tables.ts';
import { verdictOf } from '../../../shared/runVerdict.ts';
import { baseWords, readWith, type ReadSets } from './handReading.ts';
import { recogniserPath } from '../../../pretraining/shippedModels.ts';
import { surelyRead } from './surelyRead.ts';
import { note, print, printTable, share } from '../../../pretraining/printTable.ts';
import { writeCorrections, type CorrectedPhoto } from './writeCorrections.ts';

const definitions = `
Each hand: the photos of one repository of boards dev, none of which trained anything. Corrections: all
labelled words of one of its photos, as if a person had typed them; the first photo with 60 to 150 of them
(where there is none, the first 150 words of the first). Beside them, as in the app, train the words of that
hand's other photos that the model before reads surely, as it finds and reads them: no label of those photos is
looked at. other photos: the words of that hand's other photos,
at their boxes, CER as written of all their words together. base: mean CER of three sets of 400 words each:
boards dev of all other hands, copiste_fr kept, iam-like testset_v. greedy: best path. decoder: what reading
gives. seconds: from the frozen version to the new model, the checks on held-back words included; busy: of
processor time. promoted: what the app decides by itself, from the held-back fifth of the corrections and the
words to check on that ship. shuffled: the same with the texts dealt to the wrong words.`;

/** Wanted of the mean: CER of the other photos falls by so much, that of the base rises by no more. */
const wanted = { fall: 0.2, rise: 0.003, seconds: 90 } as const;
const corrections = { fewest: 60, most: 150 } as const;

export interface HandsOptions {
  /** In place of what the preset says. */
  readonly changes: SettingChanges;
  /** Only so many hands. */
  readonly hands: number;
  /** Also learns from the same words with their texts shuffled. */
  readonly shuffled: boolean;
}

interface Hand {
  readonly name: string;
  readonly learned: LabelledPage;
  readonly words: readonly LabelledWord[];
  readonly others: readonly LabelledPage[];
}

export interface Learned {
  readonly result: Pick<RunResult, 'before' | 'after'>;
  readonly better: boolean;
  readonly seconds: number;
  readonly busy: number;
  readonly sets: ReadSets;
}

/** How much learning from the corrections of one photo helps on the same hand's others. */
export async function measureHands({ changes, hands: most, shuffled }: HandsOptions): Promise<void> {
  const { engine, device } = await startChosenEngine();
  const beside = { engine, replicas: replicaCount(engine) };
  const settings = trainingSettings('my-words', changes);
  print(`Engine ${engine}, ${device}. Settings: ${JSON.stringify(settings)}`);
  const hands = (await listHands()).slice(0, most);
  const rows: string[][] = [];
  const falls: { greedy: number; decoder: number; rise: number; decoderRise: number; seconds: number }[] = [];
  let wronglyPromoted = 0;
  for (const hand of hands) {
    const sets = { others: hand.others, base: await baseWords(hand.name, [hand.learned, ...hand.others]) };
    const before = await readWith(recogniserPath, sets);
    const { path } = hand.learned;
    const learned = await learn([{ path, words: hand.words }], { settings, beside, sets });
    const { others, base } = learned.sets;
    const fall = {
      greedy: fallOf(before.others.greedy, others.greedy),
      decoder: fallOf(before.others.decoder, others.decoder),
      rise: base.greedy - before.base.greedy,
      decoderRise: base.decoder - before.base.decoder,
      seconds: learned.seconds,
    };
    falls.push(fall);
    const wrong = { path, words: withShuffledTexts(hand.words) };
    const bad = shuffled ? await learn([wrong], { settings, beside, sets }) : null;
    if (bad?.better === true) wronglyPromoted += 1;
    rows.push([
      hand.name.split('/')[0] ?? hand.name,
      String(hand.words.length),
      ...pair(before.others.greedy, others.greedy),
      ...pair(before.others.decoder, others.decoder),
      ...pair(before.base.greedy, base.greedy),
      learned.seconds.toFixed(0),
      learned.busy.toFixed(0),
      learned.better ? 'yes' : 'no',
      bad === null ? '-' : bad.better ? 'YES' : 'no',
    ]);
    note(`${hand.name}: other photos ${share(before.others.greedy)} to ${share(others.greedy)} greedy`);
  }
  printTable(
    [
      'hand',
      'words',
      'others greedy',
      'after',
      'decoder',
      'after',
      'base',
      'after',
      'seconds',
      'busy',
      'promoted',
      'shuffled',
    ],
    rows,
  );
  const mean = (valueOf: (fall: (typeof falls)[number]) => number): number =>
    falls.reduce((sum, fall) => sum + valueOf(fall), 0) / falls.length;
  const fall = mean(({ greedy }) => greedy);
  const rise = mean((one) => one.rise);
  print(
    `Mean of ${falls.length} hands: CER of the other photos falls by ${percent(fall)} greedy ` +
      `(${percent(mean(({ decoder }) => decoder))} with the decoder), wanted ${percent(wanted.fall)}: ${holds(fall >= wanted.fall)}`,
  );
  print(
    `The base rises by ${(100 * rise).toFixed(2)} points (${(100 * mean(({ decoderRise }) => decoderRise)).toFixed(2)} with the decoder), ` +
      `wanted at most ${100 * wanted.rise}: ${holds(rise <= wanted.rise)}`,
  );
  const seconds = mean((one) => one.seconds);
  print(
    `${seconds.toFixed(0)} s each, wanted at most ${wanted.seconds}: ${holds(seconds <= wanted.seconds)}`,
  );
  if (shuffled)
    print(
      `Promoted with shuffled labels: ${wronglyPromoted} of ${hands.length}: ${holds(wronglyPromoted === 0)}`,
    );
  print(definitions);
}

/** Repositories of boards dev with two photos or more. */
export async function listHands(): Promise<Hand[]> {
  const rows = await readTable(join(dataFolder, 'boards/sources.tsv'), ['page', 'repository']);
  const repositoryOf = new Map(rows.map((row) => [cell(row, 'page'), cell(row, 'repository')]));
  const byHand = Map.groupBy(await boards('dev'), ({ page }) => repositoryOf.get(page) ?? page);
  return [...byHand]
    .filter(([, pages]) => pages.length > 1)
    .map(([name, pages]) => {
      const fits = ({ words }: LabelledPage): boolean =>
        words.length >= corrections.fewest && words.length <= corrections.most;
      const learned = pages.find(fits) ?? pages[0];
      if (learned === undefined) throw new Error(`${name} has no photo.`);
      return {
        name,
        learned,
        words: learned.words.slice(0, corrections.most),
        others: pages.filter((page) => page !== learned),
      };
    });
}

export interface Learning extends Required<Pick<FineTuneRequest, 'settings' | 'beside'>> {
  readonly sets: Parameters<typeof readWith>[1];
}

function withShuffledTexts(words: readonly LabelledWord[]): LabelledWord[] {
  const texts = createRandom(1).shuffle(words.map(({ text }) => text));
  return words.map((word, index) => ({ ...word, text: texts[index] ?? word.text }));
}

/** Learns from corrected words as the app does. */
export async function learn(
  corrected: readonly CorrectedPhoto[],
  { settings, beside, sets }: Learning,
): Promise<Learned> {
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-hand-'));
  try {
    const version = await writeCorrections(folder, corrected, await surelyRead(sets.others));
    const startedAt = performance.now();
    const processor = process.cpuUsage();
    const result = await fineTune(
      {
        base: recogniserPath,
        name: 'My hand',
        ...version,
        folder: join(folder, 'run'),
        rehearsal: join(import.meta.dirname, '../../../resources/rehearsal/words.bin'),
        settings,
        beside,
        mayForget: false,
        signal: new AbortController().signal,
      },
      () => undefined,
    );
    if (result === null) throw new Error('Nobody stopped the training, and it stopped.');
    const { user, system } = process.cpuUsage(processor);
    const { better, verdict } = verdictOf('corrections', result);
    note(verdict);
    return {
      result,
      better,
      seconds: (performance.now() - startedAt) / 1000,
      busy: (user + system) / 1e6,
      sets: await readWith(result.model, sets),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Relative. */
function fallOf(before: number, after: number): number {
  return (before - after) / before;
}

function pair(before: number, after: number): [string, string] {
  return [share(before), share(after)];
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function holds(isHeld: boolean): string {
  return isHeld ? 'holds' : 'DOES NOT HOLD';
}
