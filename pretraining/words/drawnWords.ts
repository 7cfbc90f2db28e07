import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../../shared/random.ts';
import { shrinkInk } from '../../main/imaging/ink/ink.ts';
import { pretrainingFonts } from '../packages.ts';
import { createVocabulary } from '../vocabulary/vocabulary.ts';
import { createWriter, drawWord } from '../../main/ml/synthetic/words.ts';
import { packWords, type LabelledInk, type WordBank } from '../../main/ml/training/wordBank.ts';

/** Names what is drawn: another number for every change of how words are drawn. */
export const drawnWordsRecipe = 'hands-6';

/** So many that a hand is known by its letters, so few that there are many hands. */
const wordsPerWriter = 4;
/** Each share of the words has a sequence of its own, so that processes do not change what is drawn. */
const wordsPerShare = 4000;
const mostProcesses = 2;
const drawingAttempts = 3;
/** Rows of a banked word: a little more than the network's, so that warps stay sharp. */
const bankHeight = 56;

/** One share of the words to draw, for one process. */
export interface DrawnShare {
  readonly seed: number;
  readonly share: number;
  readonly count: number;
}

/** Words of many hands, drawn by two processes at a time; the same seed and count draw the same words. */
export async function drawWordBank(seed: number, count: number): Promise<WordBank> {
  const shares = Array.from({ length: Math.ceil(count / wordsPerShare) }, (_, share) => ({
    seed,
    share,
    count: Math.min(wordsPerShare, count - share * wordsPerShare),
  }));
  const banks: WordBank[] = [];
  const queue = [...shares];
  await Promise.all(
    Array.from({ length: Math.min(mostProcesses, availableParallelism(), shares.length) }, async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        banks[next.share] = await drawElsewhere(next, drawingAttempts);
      }
    }),
  );
  return joinBanks(banks);
}

/**
 * Draws in a process of its own: the canvas's native code has ended processes in which threads drew side by
 * side. What a process that died would have drawn, another draws.
 */
async function drawElsewhere(share: DrawnShare, attempts: number): Promise<WordBank> {
  const child = fork(fileURLToPath(new URL('./drawnWordsProcess.ts', import.meta.url)), {
    serialization: 'advanced',
  });
  const bank = await new Promise<WordBank | null>((resolve, reject) => {
    child.once('message', (drawn) => {
      resolve(drawn as WordBank);
    });
    child.once('error', reject);
    child.once('exit', () => {
      resolve(null);
    });
    child.send(share);
  });
  if (bank !== null) return bank;
  if (attempts > 1) return await drawElsewhere(share, attempts - 1);
  throw new Error(`Share ${share.share} of the drawn words: its process died ${drawingAttempts} times.`);
}

/** What a process does for one share. */
export async function drawShare({ seed, share, count }: DrawnShare): Promise<WordBank> {
  const random = createRandom(seed).fork(`drawn words ${share}`);
  const vocabulary = createVocabulary();
  const words: LabelledInk[] = [];
  const fonts = pretrainingFonts();
  let writer = createWriter(random, fonts);
  while (words.length < count) {
    if (words.length % wordsPerWriter === 0) {
      writer = createWriter(random, fonts);
      // The canvas's pixels are freed between turns of the event loop only.
      await setImmediate();
    }
    const text = vocabulary.next(random);
    words.push({ text, ink: shrinkInk(drawWord(text, writer, random), bankHeight) });
  }
  return packWords(words);
}

function joinBanks(banks: readonly WordBank[]): WordBank {
  const pixels = new Uint8Array(
    new SharedArrayBuffer(banks.reduce((sum, bank) => sum + bank.pixels.length, 0)),
  );
  const starts: number[] = [];
  const sizes: number[] = [];
  let offset = 0;
  for (const bank of banks) {
    pixels.set(bank.pixels, offset);
    for (const start of bank.starts) starts.push(offset + start);
    for (const size of bank.sizes) sizes.push(size);
    offset += bank.pixels.length;
  }
  return {
    texts: banks.flatMap(({ texts }) => texts),
    sizes: Int32Array.from(sizes),
    starts: Float64Array.from(starts),
    pixels,
  };
}
