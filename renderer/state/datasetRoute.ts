import { z } from 'zod';
import { splitSchema, versionIdSchema } from '../../shared/contract/dataset.ts';
import {
  changeKindSchema,
  datasetIdSchema,
  noFilter,
  sampleFilterSchema,
  type Contents,
  type DatasetId,
  type SampleFilter,
} from '../../shared/contract/datasetContents.ts';
import { numbered, optional, parameter, part, type Field, type RouteOf } from './address.ts';

export const datasetTabSchema = z.enum(['versions', 'contents', 'samples', 'splits', 'diff']);
export type DatasetTab = z.infer<typeof datasetTabSchema>;

const sampleViewSchema = z.enum(['all', 'suspects', 'duplicates']);
export type SampleView = z.infer<typeof sampleViewSchema>;

const filterField: Field<SampleFilter> = {
  isPart: false,
  read(textOf) {
    const { shape } = sampleFilterSchema;
    const number = (name: string): unknown => (textOf(name) === null ? null : Number(textOf(name)));
    const writer = textOf('writer');
    return {
      split: splitSchema.or(z.literal('none')).nullable().catch(null).parse(textOf('split')),
      level: shape.level.catch(null).parse(textOf('level')),
      mark: shape.mark.catch(null).parse(textOf('mark')),
      source: shape.source.catch(null).parse(textOf('source')),
      writer: textOf('no-writer') !== null ? 'none' : writer === null ? null : { name: writer },
      page: textOf('page'),
      language: textOf('language'),
      text: shape.text.catch(null).parse(textOf('text')),
      key: shape.key.catch(null).parse(textOf('key')),
      shortest: shape.shortest.catch(null).parse(number('shortest')),
      longest: shape.longest.catch(null).parse(number('longest')),
    };
  },
  write: ({ writer, shortest, longest, ...rest }) => ({
    ...rest,
    writer: writer === null || writer === 'none' ? null : writer.name,
    'no-writer': writer === 'none' ? '1' : null,
    shortest: shortest === null ? null : String(shortest),
    longest: longest === null ? null : String(longest),
  }),
};

/** One dataset on screen. */
export const datasetFields = {
  dataset: part(numbered(datasetIdSchema)),
  tab: part(datasetTabSchema.catch('versions')),
  /** The version on screen; null: the dataset's current state. */
  version: optional(versionIdSchema),
  /** For a diff: the version to compare with; null: the parent version. */
  before: optional(versionIdSchema),
  /** For a diff: only changes of this kind; null: all. */
  kind: optional(changeKindSchema),
  /** For samples: all of them, or only suspects or duplicates. */
  view: parameter(sampleViewSchema.catch('all'), (view) => (view === 'all' ? null : view)),
  /** For samples: the filter. */
  filter: filterField,
};
export type DatasetRoute = RouteOf<'dataset', typeof datasetFields>;

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
