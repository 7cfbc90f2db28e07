import { boxOfQuad, quadOfBox, type Quad } from '../../shared/geometry.ts';
import type { LabelAction, PhotoLabels, PutWord } from '../../shared/contract/label.ts';
import type { Random } from '../../shared/random.ts';
import type { PageReading, ReadWord, Word, WordId } from '../../shared/contract/word.ts';
import type { Labels } from '../../main/labels/service.ts';
import { action, putWord } from './labels.ts';
import { packedPosteriors } from './packedPosteriors.ts';
import { readWord, reading } from './library.ts';

const texts = [
  'ink',
  'kitten',
  'mittens',
  'agenda',
  'été',
  "don't",
  'x=1',
  'שלום',
  'ñandú',
  '42',
  'New York',
];

/** A page of lines of words, each with a few readings. */
export function randomPage(random: Random, words: number): PageReading {
  const found = Array.from({ length: words }, (_, index) => {
    const line = Math.floor(index / 6);
    return randomReading(random, [(index % 6) * 120 + random.integer(0, 20), line * 60, 90, 40], line);
  });
  return reading(found);
}

/** The same page as another model reads it: other texts, boxes a little off, words missing and added. */
export function readDifferently(random: Random, page: PageReading): PageReading {
  const words = page.words.flatMap((word) => {
    if (random.chance(0.1)) return [];
    const [x, y, width, height] = word.box;
    const box = random.chance(0.5) ? word.box : ([x + random.integer(-5, 5), y, width, height] as const);
    return [
      random.chance(0.3) ? { ...word, box, quad: quadOfBox(box) } : randomReading(random, box, word.line),
    ];
  });
  const last = words.at(-1)?.line ?? 0;
  const added = randomReading(random, [random.integer(0, 600), random.integer(500, 700), 70, 30], last + 1);
  return reading(random.chance(0.3) ? [...words, added] : words);
}

function randomReading(random: Random, box: ReadWord['box'], line: number): ReadWord {
  const [first = '', second = ''] = random.shuffle(texts);
  const sure = random.between(0.4, 0.9);
  return readWord(
    [
      [first, sure],
      [second, (1 - sure) / 2],
    ],
    box,
    line,
    random.chance(0.5) ? packedPosteriors((1 - sure) / 2, first, second) : undefined,
  );
}

/** Gives the id of a new word. */
type NewId = () => WordId;

const makers: readonly ((random: Random, labels: PhotoLabels, newId: NewId) => LabelAction)[] = [
  type,
  confirm,
  mark,
  draw,
  move,
  split,
  merge,
  remove,
  arrange,
  paste,
];

/** Something that a person may do with the words of a photo; it needs a word to do it with. */
export function randomAction(
  random: Random,
  photoLabels: PhotoLabels,
  labels: Pick<Labels, 'calls'>,
): LabelAction {
  const newId: NewId = () => labels.calls.leaseWordIds({ count: 1 }).from;
  const make = photoLabels.words.length < 3 ? draw : random.pick(makers);
  return make(random, photoLabels, newId);
}

function type(random: Random, { words }: PhotoLabels): LabelAction {
  return action('text', {
    put: [asPut(random.pick(words), { text: random.pick(texts), mark: 'text', confirmed: true })],
  });
}

function confirm(random: Random, { words }: PhotoLabels): LabelAction {
  const chosen = random.shuffle(words).slice(0, random.integer(1, 3));
  return action('confirm', {
    put: chosen.map((word) => asPut(word, { confirmed: word.text !== '', mark: 'text' })),
  });
}

function mark(random: Random, { words }: PhotoLabels): LabelAction {
  const how = random.pick(['illegible', 'not-text', 'text'] as const);
  return action('mark', { put: [asPut(random.pick(words), { mark: how, confirmed: false })] });
}

function draw(random: Random, _: unknown, newId: NewId): LabelAction {
  const quad = quadOfBox([random.integer(0, 800), random.integer(0, 700), random.integer(20, 90), 40]);
  return action('draw', { put: [putWord(newId(), { quad })] });
}

function move(random: Random, { words }: PhotoLabels): LabelAction {
  const word = random.pick(words);
  const [x, y] = [random.integer(-40, 40), random.integer(-40, 40)];
  const quad: Quad = [
    [word.quad[0][0] + x, word.quad[0][1] + y],
    [word.quad[1][0] + x, word.quad[1][1] + y],
    [word.quad[2][0] + x, word.quad[2][1] + y],
    [word.quad[3][0] + x, word.quad[3][1] + y],
  ];
  return action('move', { put: [asPut(word, { quad, polygon: random.chance(0.2) ? [...quad] : null })] });
}

function split(random: Random, { words }: PhotoLabels, newId: NewId): LabelAction {
  const word = random.pick(words);
  const [x, y, width, height] = boxOfQuad(word.quad);
  if (width < 10) return remove(random, { words: [word] });
  return action('split', {
    put: [
      putWord(newId(), { quad: quadOfBox([x, y, width / 2, height]), text: word.text.slice(0, 2) }),
      putWord(newId(), { quad: quadOfBox([x + width / 2, y, width / 2, height]), text: word.text.slice(2) }),
    ],
    remove: [word.id],
  });
}

function merge(random: Random, { words }: PhotoLabels, newId: NewId): LabelAction {
  const at = random.integer(0, words.length - 2);
  const [first, second] = words.slice(at, at + 2);
  if (first === undefined || second === undefined) return draw(random, words, newId);
  const [a, b] = [boxOfQuad(first.quad), boxOfQuad(second.quad)];
  const left = Math.min(a[0], b[0]);
  const top = Math.min(a[1], b[1]);
  const width = Math.max(a[0] + a[2], b[0] + b[2]) - left;
  const height = Math.max(a[1] + a[3], b[1] + b[3]) - top;
  const quad = quadOfBox([left, top, width, height]);
  return action('merge', {
    put: [asPut(first, { quad, text: first.text + second.text })],
    remove: [second.id],
  });
}

function remove(random: Random, { words }: Pick<PhotoLabels, 'words'>): LabelAction {
  const chosen = random.shuffle(words).slice(0, random.integer(1, 2));
  return action('delete', { remove: chosen.map(({ id }) => id) });
}

function arrange(random: Random, { words }: PhotoLabels): LabelAction {
  const ids = random.shuffle(words.map(({ id }) => id));
  const cut = random.integer(1, ids.length - 1);
  return action('order', { order: [ids.slice(0, cut), ids.slice(cut)] });
}

function paste(random: Random, { words }: PhotoLabels, newId: NewId): LabelAction {
  const word = random.pick(words);
  const put = asPut(word, { confirmed: word.source === 'human' && word.text !== '' });
  const ids = words.map(({ id }) => id);
  const made = newId();
  return action('paste', {
    put: [{ ...put, word: made }],
    order: [[made, ...ids]],
  });
}

function asPut(word: Word, changes: Partial<PutWord>): PutWord {
  const { id, quad, polygon, text, mark: marked, source } = word;
  return { word: id, quad, polygon, text, mark: marked, confirmed: source === 'human', ...changes };
}
