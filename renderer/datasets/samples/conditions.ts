import type { SampleFilter } from '../../../shared/contract/datasetContents.ts';

/** A condition that has no control of its own: it came with a link. */
export interface Condition {
  /** For people. */
  readonly name: string;
  /** The filter without it. */
  readonly without: Partial<SampleFilter>;
}

export function conditionsOf(filter: SampleFilter): Condition[] {
  const { shortest, longest, page, language, key } = filter;
  const conditions: Condition[] = [];
  if (shortest !== null || longest !== null) {
    conditions.push({ name: describeLengths(shortest, longest), without: { shortest: null, longest: null } });
  }
  if (page !== null) conditions.push({ name: `Page ${page}`, without: { page: null } });
  if (language !== null) conditions.push({ name: `Language ${language}`, without: { language: null } });
  if (key !== null) conditions.push({ name: `Name with ${key}`, without: { key: null } });
  return conditions;
}

function describeLengths(shortest: number | null, longest: number | null): string {
  if (shortest === longest) return `${String(shortest)} letters`;
  if (longest === null) return `${String(shortest)} letters and more`;
  return `${String(shortest ?? 0)} to ${String(longest)} letters`;
}
