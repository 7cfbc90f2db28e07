import { createHash } from 'node:crypto';
import type { Alphabet } from '../../../shared/alphabet.ts';
import type { Sample, SampleLevel } from '../../../shared/contract/dataset.ts';
import type { RandomSample } from '../../../shared/contract/evaluation.ts';
import type { ReadUnit } from '../../../shared/networks.ts';
import type { TrainingSettings } from '../../../shared/contract/run.ts';
import { createRandom } from '../../../shared/random.ts';
import { InkdexError } from '../../../shared/result.ts';
import { characters, counted, formatCount } from '../../../shared/text.ts';

/** With fewer words there is too little to learn from and to hold back. */
export const fewestWords = 12;
/** Most training words that are kept in memory; of more, a random subset is used. */
const mostWords = 150_000;
/** Fractions held back: of a small set single words, of a large one whole writers or pages. */
const heldBackShare = { small: 0.2, large: 0.08 } as const;
const smallSet = 500;
const mostHeldBack = 1500;
/** With fewer writers or pages, single words are held back. */
const fewestGroups = 10;
/**
 * Limits for holding back whole groups, relative to the wanted number of words: more would leave too few to train
 * on, fewer would be too few to evaluate.
 */
const wholeShare = { most: 1.5, least: 0.5 } as const;

/**
 * Chooses the words of a dataset version that train, and the held-back words that show whether training helped, by their splits; for a network that reads lines, the lines of the version, or its words if it has none. If the version has no validation split, some of the training words are held back.
 * Words of the test split are never used.
 *
 * @throws InkdexError `data-invalid` if too few words are left; its message gives the reasons
 */
export async function chooseWords(
  samples: AsyncIterable<Sample>,
  alphabet: Alphabet,
  settings: Pick<TrainingSettings, 'newLetters' | 'seed' | 'subsample'>,
  reads: ReadUnit = 'word',
) {
  const left = new Map<string, number>();
  const readable: Sample[] = [];
  let total = 0;
  for await (const sample of samples) {
    total += 1;
    const reason = reasonAgainst(sample, reads, alphabet, settings.newLetters);
    if (reason === null) readable.push(sample);
    else left.set(reason, (left.get(reason) ?? 0) + 1);
  }
  const usable = linesOrWords(readable);
  if (usable.length < readable.length) {
    left.set('they are words, and the version also has lines', readable.length - usable.length);
  }
  const vouched = usable.filter(({ source }) => source.kind !== 'model');
  const { train, heldBack, isHeldBack } = split(vouched.length === 0 ? usable : vouched);
  const readByModel = vouched.length === 0 ? [] : usable.filter(({ source }) => source.kind === 'model');
  const read = readByModel.filter((word) => !isHeldBack(word));
  if (read.length < readByModel.length) {
    left.set('a model labelled them next to held-back words', readByModel.length - read.length);
  }
  const notices = [...left].map(
    ([reason, count]) =>
      `${formatCount(count)} of ${formatCount(total)} samples are left out because ${reason}.`,
  );
  if (train.length < fewestWords) throw tooFew(train.length, notices);
  const used = subsample(train, settings);
  if (used.length < train.length) {
    notices.push(`${formatCount(used.length)} of ${formatCount(train.length)} training words are used.`);
  }
  if (read.length > 0) {
    notices.push(
      `Also trains on ${counted(read.length, 'word')} that the model is sure of (pseudo-labels). They are never used for evaluation.`,
    );
  }
  const newLetters = unknownLetters(used, alphabet);
  if (newLetters.length > 0) {
    const named = newLetters.map((letter) => (letter === ' ' ? 'the space' : letter));
    notices.push(`New characters, which the model learns: ${named.join(' ')}`);
  }
  const known = new Set([...alphabet.characters, ...newLetters]);
  const isReadable = ({ text }: Sample): boolean => characters(text).every((letter) => known.has(letter));
  return {
    train: used,
    /**
     * Pseudo-labels: words with the text of a model, except those next to held-back words. They train in addition to
     * the others and never evaluate. Empty if the version has only such words; these are then `train` and `heldBack`.
     */
    read: read.filter(isReadable),
    heldBack: heldBack.filter(isReadable),
    /** Characters of the training words that the model does not know yet. */
    newLetters,
    /** Messages for the user about what was left out. */
    notices,
  };
}

/** Whether a network reads samples of a level: words, or lines and words, which are short lines. */
export function isRead(level: SampleLevel, reads: ReadUnit): boolean {
  return level === 'word' || (level === 'line' && reads === 'line');
}

/** The lines among samples; all if there are none. */
export function linesOrWords(samples: readonly Sample[]): readonly Sample[] {
  const lines = samples.filter(({ level }) => level === 'line');
  return lines.length === 0 ? samples : lines;
}

/** Why a sample is left out, for people; null if it is used. */
function reasonAgainst(
  { level, mark, text, split: part }: Sample,
  reads: ReadUnit,
  alphabet: Alphabet,
  newLetters: TrainingSettings['newLetters'],
): string | null {
  if (part === 'test') return 'they are in the test split';
  if (!isRead(level, reads)) return `they are ${level}s, and the recogniser reads single ${reads}s`;
  if (mark !== 'text') return `they are marked as ${mark}`;
  if (text === '') return 'they have no text';
  if (reads !== 'line' && /\s/u.test(text)) {
    return 'their text contains a space, and the recogniser reads single words';
  }
  if (newLetters === 'leave-out' && !alphabet.has(text)) {
    return 'they contain characters that the model does not know';
  }
  return null;
}

function split(words: readonly Sample[]) {
  const isMarked = ({ split: part }: Sample): boolean => part === 'validation';
  const marked = words.filter(isMarked);
  const others = words.filter((word) => !isMarked(word));
  if (marked.length > 0)
    return { train: others, heldBack: evenly(marked, mostHeldBack), isHeldBack: isMarked };
  const isSmall = others.length < smallSet;
  const wanted = Math.min(
    mostHeldBack,
    Math.round(others.length * (isSmall ? heldBackShare.small : heldBackShare.large)),
  );
  const single = new Set(byHash(others, ({ key }) => key).slice(0, wanted));
  const isOfGroup = isSmall ? null : wholeGroups(others, wanted);
  const isHeld = isOfGroup ?? ((word: Sample) => single.has(word));
  return {
    train: others.filter((word) => !isHeld(word)),
    heldBack: others.filter(isHeld),
    /** Whether a word on neither side belongs to a held-back group: training on it would be leakage. */
    isHeldBack: (word: Sample): boolean => isMarked(word) || isHeld(word),
  };
}

/**
 * Returns a test whether a word belongs to the held-back writers, or else pages. Null if there are too few groups,
 * or too few of a suitable size.
 */
function wholeGroups(words: readonly Sample[], wanted: number): ((word: Sample) => boolean) | null {
  for (const groupOf of [({ writer }: Sample) => writer, ({ page }: Sample) => page]) {
    const groups = [...Map.groupBy(words, groupOf)].filter(([name]) => name !== null);
    if (groups.length < fewestGroups) continue;
    const held = new Set<string | null>();
    let count = 0;
    for (const [name, members] of byHash(groups, ([name]) => name ?? '')) {
      if (count >= wanted) break;
      if (count + members.length > wanted * wholeShare.most) continue;
      held.add(name);
      count += members.length;
    }
    if (count >= wanted * wholeShare.least) return (word) => held.has(groupOf(word));
  }
  return null;
}

/** Sorted by the hash of the name: an order that is independent of the data and the same on every machine. */
function byHash<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const hashed = items.map((item) => ({
    item,
    hash: createHash('sha256').update(nameOf(item)).digest('hex'),
  }));
  return hashed.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)).map(({ item }) => item);
}

function subsample(
  words: readonly Sample[],
  { seed, subsample: share }: Pick<TrainingSettings, 'seed' | 'subsample'>,
) {
  const wanted = Math.min(mostWords, Math.max(fewestWords, Math.round(words.length * share)));
  if (wanted >= words.length) return words;
  const drawn = new Set(createRandom(seed).fork('subsample').shuffle(words).slice(0, wanted));
  return words.filter((word) => drawn.has(word));
}

function unknownLetters(words: readonly Sample[], alphabet: Alphabet): string[] {
  const known = new Set(alphabet.characters);
  const found = new Set(words.flatMap(({ text }) => characters(text)).filter((letter) => !known.has(letter)));
  return [...found].sort();
}

function tooFew(found: number, notices: readonly string[]): InkdexError {
  return new InkdexError(
    'data-invalid',
    `This version has ${counted(found, 'training word')}; at least ${fewestWords} are needed. ` +
      [...notices, 'Label or import more words and freeze the dataset again.'].join(' '),
  );
}

/** At most `most` items, evenly spaced, in their order. */
export function evenly<Item>(items: readonly Item[], most: number): Item[] {
  const stride = Math.max(1, items.length / most);
  return items.filter((_, index) => Math.floor(index / stride) !== Math.floor((index - 1) / stride));
}

/** Random ones, in the order of all: words of a line stay next to each other. */
export function someOf(samples: readonly Sample[], { count, seed }: RandomSample): readonly Sample[] {
  const places = createRandom(seed)
    .fork('sample')
    .shuffle([...samples.keys()]);
  const taken = new Set(places.slice(0, count));
  return samples.filter((_, place) => taken.has(place));
}
