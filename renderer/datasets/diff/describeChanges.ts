import type { ChangeCounts, ChangeKind } from '../../../shared/contract/datasetContents.ts';
import { formatPlural } from '../../ui/format.ts';

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
