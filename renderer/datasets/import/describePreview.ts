import type { ImportPreview } from '../../../shared/contract/datasetCalls.ts';
import { formatPlural } from '../../ui/format.ts';

/** How many samples an import would bring: "1,204 words and 96 lines on 12 images." */
export function describePreview({ levels, images, isWhole }: ImportPreview): string {
  if (levels.length === 0) {
    return isWhole
      ? 'These files have no samples in this format.'
      : 'Counting takes longer here. The import says how many samples there are.';
  }
  const parts = levels.map(({ level, count }) => formatPlural(count, level));
  const samples = [parts.slice(0, -1).join(', '), parts.at(-1)].filter((part) => part !== '').join(' and ');
  return `${isWhole ? '' : 'More than '}${samples} on ${formatPlural(images, 'image')}.`;
}

/** What would not become a sample, one sentence for each reason. */
export function describeProblems({ problems }: ImportPreview): string[] {
  return problems.map(({ reason, count, first }) => {
    const place = `${count === 1 ? '' : 'The first: '}${first.replace(/\.$/u, '')}.`;
    return `${formatPlural(count, 'record')}: ${reason}. ${place}`;
  });
}

/** Whether the import would stop with nothing imported. */
export function wouldStop({ problems }: ImportPreview, keepGood: boolean): boolean {
  return !keepGood && problems.some(({ isFatal }) => isFatal);
}
