import { z } from 'zod';
import { splitSchema, versionIdSchema, type VersionId } from '../../shared/contract/dataset.ts';
import {
  changeKindSchema,
  datasetIdSchema,
  sampleFilterSchema,
  type ChangeKind,
  type Contents,
  type DatasetId,
  noFilter,
  type SampleFilter,
} from '../../shared/contract/datasetContents.ts';
import { parametersOf } from './parameters.ts';

export const datasetTabSchema = z.enum(['versions', 'contents', 'samples', 'splits', 'diff']);
export type DatasetTab = z.infer<typeof datasetTabSchema>;

const sampleViewSchema = z.enum(['all', 'suspects', 'duplicates']);
export type SampleView = z.infer<typeof sampleViewSchema>;

/** One dataset on screen. */
export interface DatasetRoute {
  readonly screen: 'dataset';
  readonly dataset: DatasetId;
  readonly tab: DatasetTab;
  /** The version on screen; null: the dataset's current state. */
  readonly version: VersionId | null;
  /** For a diff: the version to compare with; null: the parent version. */
  readonly before: VersionId | null;
  /** For a diff: only changes of this kind; null: all. */
  readonly kind: ChangeKind | null;
  /** For samples: all of them, or only suspects or duplicates. */
  readonly view: SampleView;
  /** For samples: the filter. */
  readonly filter: SampleFilter;
}

/** The route of a dataset; fields that are not in `rest` have their initial values. */
export function datasetRoute(
  dataset: DatasetId,
  tab: DatasetTab = 'versions',
  rest: Partial<Omit<DatasetRoute, 'screen' | 'dataset' | 'tab'>> = {},
): DatasetRoute {
  const first = { version: null, before: null, kind: null, view: 'all', filter: noFilter } as const;
  return { screen: 'dataset', dataset, tab, ...first, ...rest };
}

/** Tabs that show the contents of a dataset, in its current state or in a version. */
const contentsTabs: readonly DatasetTab[] = ['contents', 'samples', 'splits'];

export function showsContents({ tab }: Pick<DatasetRoute, 'tab'>): boolean {
  return contentsTabs.includes(tab);
}

/** The route of another tab of the same dataset. The version is kept if both tabs show contents. */
export function tabRoute(route: DatasetRoute, tab: DatasetTab): DatasetRoute {
  const isSame = showsContents(route) && showsContents({ tab });
  return datasetRoute(route.dataset, tab, { version: isSame ? route.version : null });
}

/** The contents on screen: of a version, or of the dataset's current state. */
export function contentsOf({ dataset, version }: Pick<DatasetRoute, 'dataset' | 'version'>): Contents {
  return version === null ? { dataset } : { version };
}

/** Parses `12/samples?split=train`; null if `id` is not the id of a dataset. */
export function parseDatasetRoute(
  id: string | undefined,
  tab: string | undefined,
  query: URLSearchParams,
): DatasetRoute | null {
  const dataset = datasetIdSchema.safeParse(Number(id));
  if (!dataset.success) return null;
  const version = versionIdSchema.nullable().catch(null);
  return datasetRoute(dataset.data, datasetTabSchema.catch('versions').parse(tab), {
    version: version.parse(query.get('version')),
    before: version.parse(query.get('before')),
    kind: changeKindSchema.nullable().catch(null).parse(query.get('kind')),
    view: sampleViewSchema.catch('all').parse(query.get('view')),
    filter: parseFilter(query),
  });
}

export function formatDatasetRoute(route: DatasetRoute): string {
  const { dataset, tab, version, before, kind, view, filter } = route;
  const parameters = parametersOf({
    version,
    before,
    kind,
    view: view === 'all' ? null : view,
    ...filterParameters(filter),
  });
  return `#/dataset/${String(dataset)}/${tab}${parameters}`;
}

function parseFilter(query: URLSearchParams): SampleFilter {
  const { shape } = sampleFilterSchema;
  const number = (name: string): unknown => (query.has(name) ? Number(query.get(name)) : null);
  const writer = query.get('writer');
  return {
    split: splitSchema.or(z.literal('none')).nullable().catch(null).parse(query.get('split')),
    level: shape.level.catch(null).parse(query.get('level')),
    mark: shape.mark.catch(null).parse(query.get('mark')),
    source: shape.source.catch(null).parse(query.get('source')),
    writer: query.has('no-writer') ? 'none' : writer === null ? null : { name: writer },
    page: query.get('page'),
    language: query.get('language'),
    text: shape.text.catch(null).parse(query.get('text')),
    key: shape.key.catch(null).parse(query.get('key')),
    shortest: shape.shortest.catch(null).parse(number('shortest')),
    longest: shape.longest.catch(null).parse(number('longest')),
  };
}

function filterParameters(filter: SampleFilter): Record<string, string | null> {
  const { writer, shortest, longest, ...rest } = filter;
  return {
    ...rest,
    writer: writer === null || writer === 'none' ? null : writer.name,
    'no-writer': writer === 'none' ? '1' : null,
    shortest: shortest === null ? null : String(shortest),
    longest: longest === null ? null : String(longest),
  };
}
