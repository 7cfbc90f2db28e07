import type { VersionId, VersionRecord } from '../../../shared/contract/dataset.ts';
import type {
  ChangeCounts,
  ChangeKind,
  Dataset,
  HeldSample,
  SampleChange,
} from '../../../shared/contract/datasetContents.ts';
import type { DatasetRoute } from '../../state/datasetRoute.ts';
import { formatPlural } from '../../ui/format.ts';
import { describeSource, pageNameOf } from '../../common/names.ts';

/** The two sides of a comparison. `after` null: the current state; `before` null: nothing to compare. */
interface DiffSides {
  readonly before: VersionId | null;
  readonly after: VersionId | null;
}

/**
 * The sides that the address names. Otherwise a version is compared with its parent, and the current state with the
 * version it is based on; if it equals that version, that version with its parent.
 */
export function sidesOf(
  route: Pick<DatasetRoute, 'version' | 'before'>,
  { head, isChanged }: Pick<Dataset, 'head' | 'isChanged'>,
  versions: readonly Pick<VersionRecord, 'version' | 'parent'>[],
): DiffSides {
  const parentOf = (version: VersionId): VersionId | null => {
    const parent = versions.find((record) => record.version === version)?.parent ?? null;
    return versions.some((record) => record.version === parent) ? parent : null;
  };
  const olderThan = (version: VersionId): VersionId | null => {
    const place = versions.findIndex((record) => record.version === version);
    return parentOf(version) ?? (place < 0 ? null : (versions[place + 1]?.version ?? null));
  };
  if (route.before !== null) return { before: route.before, after: route.version };
  if (route.version !== null) return { before: olderThan(route.version), after: route.version };
  if (head === null || isChanged) return { before: head ?? versions[0]?.version ?? null, after: null };
  const parent = olderThan(head);
  return parent === null ? { before: head, after: null } : { before: parent, after: head };
}

/** "2 texts changed, 1 sample added"; "no changes" */
export function describeChanges(counts: ChangeCounts): string {
  const parts = order.flatMap((kind) => (counts[kind] > 0 ? [describe(kind, counts[kind])] : []));
  return parts.length === 0 ? 'no changes' : parts.join(', ');
}

const order: readonly ChangeKind[] = ['added', 'removed', 'text', 'box', 'split', 'other'];

function describe(kind: ChangeKind, count: number): string {
  switch (kind) {
    case 'added':
    case 'removed':
      return `${formatPlural(count, 'sample')} ${kind}`;
    case 'text':
      return `${formatPlural(count, 'text')} changed`;
    case 'box':
      return `${formatPlural(count, 'box', 'boxes')} changed`;
    case 'split':
      return `${formatPlural(count, 'split')} changed`;
    case 'other':
      return formatPlural(count, 'other change');
  }
}

/** The key of a changed sample; of a word of the library, with the name of its photo in place of its hash. */
export function nameOfChange({ key, before, after }: Pick<SampleChange, 'key' | 'before' | 'after'>): string {
  const sample = after ?? before;
  const name = sample === null ? null : pageNameOf(sample);
  return sample?.page == null || name === null ? key : key.replace(sample.page, name);
}

/** Changes of a sample other than text, box and split: "Writer: anna, was ben". */
export function otherChanges(before: HeldSample, after: HeldSample): string[] {
  const facts: readonly (readonly [string, (sample: HeldSample) => string | null])[] = [
    ['Writer', ({ writer }) => writer],
    ['Text source', ({ source }) => describeSource(source)],
    ['Page', pageNameOf],
    ['Line', ({ line }) => (line === null ? null : String(line + 1))],
    ['Position in line', ({ position }) => (position === null ? null : String(position + 1))],
    ['Language', ({ language }) => language],
    ['File', ({ file }) => file],
    ['Type', ({ level }) => level],
    ['Alternatives', ({ alternatives }) => String(alternatives.length)],
  ];
  return facts.flatMap(([name, of]) => {
    const [was, is] = [of(before), of(after)];
    return was === is ? [] : [`${name}: ${is ?? 'none'}, was ${was ?? 'none'}`];
  });
}

/** A piece of a text, and whether the other text differs there. */
export interface TextPart {
  readonly text: string;
  readonly isOther: boolean;
}

/** Splits a text into up to three pieces: the common beginning, the difference, the common end. */
export function partsOf(text: string, other: string): TextPart[] {
  const own = Array.from(text);
  const others = Array.from(other);
  const least = Math.min(own.length, others.length);
  let start = 0;
  while (start < least && own[start] === others[start]) start += 1;
  let end = 0;
  while (end < least - start && own.at(-1 - end) === others.at(-1 - end)) end += 1;
  const pieces = [
    { text: own.slice(0, start).join(''), isOther: false },
    { text: own.slice(start, own.length - end).join(''), isOther: true },
    { text: own.slice(own.length - end).join(''), isOther: false },
  ];
  return pieces.filter((piece) => piece.text !== '');
}
