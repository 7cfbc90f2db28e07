import type { Split } from '../../shared/contract/dataset.ts';
import { invalidAt, type Place } from './records.ts';

/** Other names of the splits, in lower case; null means no split. */
const splits: ReadonlyMap<string, Split | null> = new Map<string, Split | null>([
  ...(['train', 'training'] as const).map((name) => [name, 'train'] as const),
  ...(['validation', 'val', 'valid', 'dev', 'development'] as const).map(
    (name) => [name, 'validation'] as const,
  ),
  ...(['test', 'testing', 'eval'] as const).map((name) => [name, 'test'] as const),
  ...(['', 'none', 'unlabelled', 'unlabeled'] as const).map((name) => [name, null] as const),
]);

/** Null also for a name that is not a split, because other programs keep other values in the same place. */
export function splitOrNull(name: string | null | undefined): Split | null {
  return splits.get(name?.trim().toLowerCase() ?? '') ?? null;
}

/** @throws InkdexError `data-invalid` for a name that is not a split */
export function splitNamed(name: string, place: Place): Split | null {
  const split = splits.get(name.trim().toLowerCase());
  if (split !== undefined) return split;
  throw invalidAt(
    place,
    `the split is ${JSON.stringify(name.slice(0, 80))}; expected train, validation (or dev, val), test, or an empty text.`,
  );
}
