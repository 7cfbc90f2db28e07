import { basename } from 'node:path';
import { replicaCount } from '../../../main/ml/backends/processorShares.ts';
import { startChosenEngine } from '../../../main/ml/backends/startEngine.ts';
import { labelWorth } from '../../../main/store/words/labelWorth.ts';
import type { LabelledPage } from '../../../pretraining/data.ts';
import { readPage } from '../../../main/reader/reader.ts';
import { intersectionOverUnion } from '../../../shared/geometry.ts';
import { createRandom } from '../../../shared/random.ts';
import { trainingSettings } from '../../../shared/trainingPresets.ts';
import type { ReadWord } from '../../../shared/contract/word.ts';
import { readWith, type ReadSets } from './handReading.ts';
import { learn, listHands, type Learning } from './hands.ts';
import type { CorrectedPhoto } from './writeCorrections.ts';
import { InkdexError } from '../../../shared/result.ts';
import { openModels, recogniserPath } from '../../../pretraining/shippedModels.ts';
import { note, print, printTable, share } from '../../../pretraining/printTable.ts';

const definitions = `
Each hand: the photos of one repository of boards dev, none of which trained anything. A person labels words of every second
photo, as the app finds and reads them, in one of the orders; the label of a box without a whole word (IoU under .5) is spent and
teaches nothing. texts: labels that are words; wrong: those that were read wrong. Trained as in the app; with fewer than twelve
words to train on, the model stays. greedy, decoder: CER as written of the words of the other photos, before and after. Orders:
random; uncertainty: by confidence and margin, as before 2026-11-25; worth: as the app orders them.`;

/** What a label costs and teaches, by the order in which words are labelled. */
const orders = {
  random: (words: readonly Answered[], seed: number) => createRandom(seed).shuffle(words),
  uncertainty: (words: readonly Answered[]) => inRounds(words, ({ word }) => uncertaintyOf(word)),
  worth: (words: readonly Answered[]) => inRounds(words, ({ word }) => labelWorth(word)),
};

/** A word as found and read, and what a person would answer; null: it is no whole word. */
interface Answered {
  readonly photo: string;
  readonly word: ReadWord;
  readonly truth: string | null;
}

const perRound = 3;

/** Uncertainty and margin sampling (Settles, "Active learning literature survey", 2009). */
function uncertaintyOf({ confidence, alternatives }: ReadWord): number {
  const margin = confidence - (alternatives[1]?.confidence ?? 0);
  return 0.6 * (1 - confidence) + 0.4 * (1 - margin);
}

function inRounds(words: readonly Answered[], worth: (word: Answered) => number): Answered[] {
  const rounds = [...Map.groupBy(words, ({ photo }) => photo).values()].flatMap((own) =>
    own
      .toSorted((a, b) => worth(b) - worth(a))
      .map((answered, index) => ({ answered, round: Math.floor(index / perRound) })),
  );
  return rounds
    .toSorted((a, b) => a.round - b.round || worth(b.answered) - worth(a.answered))
    .map(({ answered }) => answered);
}

/** What labels of words in different orders teach: `budgets` are numbers of labels, `most` a number of hands. */
export async function measureLabelling(
  budgets: readonly number[],
  seeds: number,
  most: number,
): Promise<void> {
  const { engine, device } = await startChosenEngine();
  const beside = { engine, replicas: replicaCount(engine) };
  print(`Engine ${engine}, ${device}.`);
  const rows: string[][] = [];
  for (const hand of (await listHands()).slice(0, most)) {
    const pages = [hand.learned, ...hand.others];
    const pool = pages.filter((_, index) => index % 2 === 0);
    const others = pages.filter((_, index) => index % 2 === 1);
    const words = (await Promise.all(pool.map(answersOf))).flat();
    const sets = { others, base: [] };
    const before = await readWith(recogniserPath, sets);
    for (const [name, order] of Object.entries(orders)) {
      for (let seed = 1; seed <= seeds; seed += 1) {
        for (const budget of budgets) {
          const asked = order(words, seed).slice(0, budget);
          const settings = { ...trainingSettings('my-words', {}), seed };
          const labelled = corrected(pool, asked);
          const after = await learnOrKeep(labelled, { settings, beside, sets }, before);
          const texts = asked.filter(({ truth }) => truth !== null);
          const wrong = texts.filter(({ truth, word }) => truth !== word.text).length;
          const row = [
            hand.name.split('/')[0] ?? hand.name,
            name,
            String(seed),
            String(budget),
            String(words.length),
            String(texts.length),
            String(wrong),
            share(before.others.greedy),
            share(after.others.greedy),
            share(before.others.decoder),
            share(after.others.decoder),
          ];
          rows.push(row);
          note(row.join('\t'));
        }
      }
    }
  }
  printTable(
    ['hand', 'order', 'seed', 'labels', 'of', 'texts', 'wrong', 'greedy', 'after', 'decoder', 'after'],
    rows,
  );
  print(definitions);
}

/** With too few words to learn from, the model stays as it is. */
async function learnOrKeep(
  labelled: readonly CorrectedPhoto[],
  learning: Learning,
  before: ReadSets,
): Promise<ReadSets> {
  try {
    return (await learn(labelled, learning)).sets;
  } catch (thrown) {
    if (thrown instanceof InkdexError && thrown.code === 'data-invalid') return before;
    throw thrown;
  }
}

async function answersOf({ path, words: truths }: LabelledPage): Promise<Answered[]> {
  const { words } = await readPage(path, await openModels(1), { alternatives: 10 });
  return words.map((word) => {
    const best = truths
      .map(({ box, text }) => ({ text, overlap: intersectionOverUnion(box, word.box) }))
      .toSorted((a, b) => b.overlap - a.overlap)[0];
    const truth = best !== undefined && best.overlap >= 0.5 ? best.text : null;
    return { photo: basename(path), word, truth };
  });
}

/** The photos with the texts that a person has answered, at the boxes that were found. */
function corrected(pool: readonly LabelledPage[], asked: readonly Answered[]) {
  return pool.map(({ path }) => ({
    path,
    words: asked.flatMap(({ photo, word, truth }) =>
      photo === basename(path) && truth !== null ? [{ box: word.box, text: truth }] : [],
    ),
  }));
}
