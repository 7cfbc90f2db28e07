import { noFilter, type SampleFilter } from '../../../shared/contract/datasetContents.ts';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { datasetRoute, type DatasetRoute } from '../../state/datasetRoute.ts';
import { formatRoute } from '../../state/route.ts';

/** A filter without a control of its own: a link set it. */
export interface Condition {
  /** Description for people. */
  readonly name: string;
  /** The changes that remove it from the filter. */
  readonly without: Partial<SampleFilter>;
}

/** @param pageName of the filter's page, as people know it */
export function conditionsOf(filter: SampleFilter, pageName: string | null = filter.page): Condition[] {
  const { shortest, longest, page, language, key } = filter;
  const conditions: Condition[] = [];
  if (shortest !== null || longest !== null) {
    conditions.push({ name: describeLengths(shortest, longest), without: { shortest: null, longest: null } });
  }
  if (page !== null) conditions.push({ name: `Page ${pageName ?? page}`, without: { page: null } });
  if (language !== null) conditions.push({ name: `Language ${language}`, without: { language: null } });
  if (key !== null) conditions.push({ name: `Name contains ${key}`, without: { key: null } });
  return conditions;
}

function describeLengths(shortest: number | null, longest: number | null): string {
  if (shortest === longest) return formatPlural(shortest ?? 0, 'character');
  if (longest === null) return `${formatPlural(shortest ?? 0, 'character')} or more`;
  return `${formatCount(shortest ?? 0)} to ${formatPlural(longest, 'character')}`;
}

/** Address of the samples that a number counts. */
export function samplesAddress(
  { dataset, version }: Pick<DatasetRoute, 'dataset' | 'version'>,
  filter: Partial<SampleFilter>,
): string {
  return formatRoute(datasetRoute(dataset, 'samples', { version, filter: { ...noFilter, ...filter } }));
}
