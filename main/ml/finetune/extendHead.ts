import { characters } from '../../../shared/text.ts';
import type { StoredRecogniser } from './storedRecogniser.ts';
import type { StoredTensor } from './storedTensor.ts';

/** Nats that a new letter starts below its model: until it has been seen, the known one is likelier. */
const handicap = 1;

/**
 * A recogniser that knows further letters. Each begins as the one of the known letters that it looks most
 * like, so that a few words teach the difference; all that was known stays as it is.
 */
export function extendHead(stored: StoredRecogniser, letters: readonly string[]): StoredRecogniser {
  const known = characters(stored.metadata.characters);
  const added = [...new Set(letters)].filter((letter) => !known.includes(letter));
  if (added.length === 0) return stored;
  const models = added.map((letter) => known.indexOf(neighbourOf(letter, known)) + 1);
  const kernel = required(stored.weights.get('head.kernel'));
  const bias = required(stored.weights.get('head.bias'));
  const classes = stored.config.classes + added.length;
  const weights = new Map(stored.weights);
  weights.set('head.kernel', widened(kernel, models));
  weights.set('head.bias', {
    shape: [classes],
    values: Float32Array.of(...bias.values, ...models.map((model) => bias.values[model] - handicap)),
  });
  return {
    metadata: { ...stored.metadata, characters: stored.metadata.characters + added.join('') },
    config: { ...stored.config, classes },
    weights,
  };
}

/**
 * The known letter nearest to one: the same without its accents (the first, where it stands for several), in
 * the other case, or else the nearest code point.
 */
export function neighbourOf(letter: string, known: readonly string[]): string {
  const bare = characters(letter.normalize('NFKD').replace(/\p{M}/gu, '')).at(0) ?? letter;
  const kin = [bare, letter.toLowerCase(), letter.toUpperCase(), bare.toLowerCase(), bare.toUpperCase()];
  const found = kin.find((candidate) => known.includes(candidate));
  if (found !== undefined) return found;
  const distance = (other: string): number =>
    Math.abs((other.codePointAt(0) ?? 0) - (letter.codePointAt(0) ?? 0));
  const nearest = known.toSorted((a, b) => distance(a) - distance(b)).at(0);
  if (nearest === undefined) throw new RangeError('An alphabet without letters has no neighbours.');
  return nearest;
}

/** [channels, classes] with copies of the given columns behind it. */
function widened({ shape, values }: StoredTensor, copied: readonly number[]): StoredTensor {
  const [channels = 0, classes = 0] = shape;
  const width = classes + copied.length;
  const result = new Float32Array(channels * width);
  for (let channel = 0; channel < channels; channel += 1) {
    result.set(values.subarray(channel * classes, (channel + 1) * classes), channel * width);
    for (const [index, column] of copied.entries()) {
      result[channel * width + classes + index] = values[channel * classes + column];
    }
  }
  return { shape: [channels, width], values: result };
}

function required(tensor: StoredTensor | undefined): StoredTensor {
  if (tensor === undefined) throw new RangeError('A stored recogniser has no head.');
  return tensor;
}
