import { createHash } from 'node:crypto';
import type { Alphabet } from '../../../shared/alphabet.ts';
import type { Sample } from '../../../shared/contract/dataset.ts';
import type { TrainingSettings } from '../../../shared/contract/run.ts';
import { createRandom } from '../../../shared/random.ts';
import { InkdexError } from '../../../shared/result.ts';
import { characters } from '../../../shared/text.ts';

/** Which words of a dataset version train, and which are held back to see whether it helped. */
export interface ChosenWords {
  readonly train: readonly Sample[];
  /**
   * Words that nobody vouches for: what a model read, but for those beside words that are held back. They train
   * beside the others and never judge; empty where the version holds no others.
   */
  readonly read: readonly Sample[];
  readonly heldBack: readonly Sample[];
  /** Letters of the training words that the model does not know yet. */
  readonly newLetters: readonly string[];
  /** What was left out, for people. */
  readonly notices: readonly string[];
}

/** With fewer there is nothing to learn and nothing to hold back. */
export const fewestWords = 12;
/** More words than these are drawn from: the rest would only take memory. */
const mostWords = 150_000;
/** Held back of a small set word by word, of a large one page by page. */
const heldBackShare = { small: 0.2, large: 0.08 } as const;
const smallSet = 500;
const mostHeldBack = 1500;
/** Pages, or writers, that it takes to hold some of them back whole. */
const fewestGroups = 10;
/**
 * How much may be held back by whole groups, as a share of what is wanted: more would leave little to train on,
 * and less would say little.
 */
const wholeShare = { most: 1.5, least: 0.5 } as const;

/**
 * Words as their splits say; where none is for validation, some of the training words are held back. Test
 * words are never looked at.
 *
 * @throws InkdexError `data-invalid` when too few words are left, saying why the others are not
 */
export async function chooseWords(
  samples: AsyncIterable<Sample>,
  alphabet: Alphabet,
  settings: Pick<TrainingSettings, 'newLetters' | 'seed' | 'subsample'>,
): Promise<ChosenWords> {
  const left = new Map<string, number>();
  const usable: Sample[] = [];
  let total = 0;
  for await (const sample of samples) {
    total += 1;
    const reason = reasonAgainst(sample, alphabet, settings.newLetters);
    if (reason === null) usable.push(sample);
    else left.set(reason, (left.get(reason) ?? 0) + 1);
  }
  const vouched = usable.filter(({ source }) => source.kind !== 'model');
  const { train, heldBack, isHeldBack } = split(vouched.length === 0 ? usable : vouched);
  const readByModel = vouched.length === 0 ? [] : usable.filter(({ source }) => source.kind === 'model');
  const read = readByModel.filter((word) => !isHeldBack(word));
  if (read.length < readByModel.length) {
    left.set('a model read them beside words that are held back', readByModel.length - read.length);
  }
  const notices = [...left].map(([reason, count]) => `Left out of ${total} samples: ${count}, as ${reason}.`);
  if (train.length < fewestWords) throw tooFew(train.length, notices);
  const used = subsample(train, settings);
  if (used.length < train.length) {
    notices.push(`${used.length} of ${train.length} training words are used.`);
  }
  if (read.length > 0) {
    notices.push(`${read.length} words that a model read train beside them; none of them judges.`);
  }
  const newLetters = unknownLetters(used, alphabet);
  if (newLetters.length > 0) {
    notices.push(`The model did not know these letters, and learns them: ${newLetters.join(' ')}`);
  }
  const known = new Set([...alphabet.characters, ...newLetters]);
  const isReadable = ({ text }: Sample): boolean => characters(text).every((letter) => known.has(letter));
  return {
    train: used,
    read: read.filter(isReadable),
    heldBack: heldBack.filter(isReadable),
    newLetters,
    notices,
  };
}

/** Why a sample is not trained on, for people; null for one that is. */
function reasonAgainst(
  { level, mark, text, split: part }: Sample,
  alphabet: Alphabet,
  newLetters: TrainingSettings['newLetters'],
): string | null {
  if (part === 'test') return 'they are for testing';
  if (level !== 'word') return `they are ${level}s, and the recogniser reads one word at a time`;
  if (mark !== 'text') return `they are marked ${mark}`;
  if (text === '') return 'they have no text';
  if (/\s/u.test(text)) return 'their text holds a space, and the recogniser reads one word at a time';
  if (newLetters === 'leave-out' && !alphabet.has(text)) {
    return 'they hold letters that the model does not know';
  }
  return null;
}

interface TwoSides {
  readonly train: readonly Sample[];
  readonly heldBack: readonly Sample[];
  /** Whether a word of neither side belongs to what is held back: trained on, it would tell of it. */
  readonly isHeldBack: (word: Sample) => boolean;
}

function split(words: readonly Sample[]): TwoSides {
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
    isHeldBack: (word) => isMarked(word) || isHeld(word),
  };
}

/**
 * Whether a word is of the writers, or else pages, that are held back whole, so that nothing of them is trained
 * on; null where there are few, or too few of a size to be held back.
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

/** In an order that has nothing to do with the words', and is the same wherever the data is. */
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
    `This version holds ${found} words to train on; at least ${fewestWords} are needed. ` +
      [...notices, 'Label or import more words and freeze the dataset again.'].join(' '),
  );
}

/** At most so many items, spread evenly over all of them, in their order. */
export function evenly<Item>(items: readonly Item[], most: number): Item[] {
  const stride = Math.max(1, items.length / most);
  return items.filter((_, index) => Math.floor(index / stride) !== Math.floor((index - 1) / stride));
}
