import { z } from 'zod';
import { photoSortSchema } from '../../shared/contract/photo.ts';
import { searchSortSchema } from '../../shared/contract/search.ts';
import type { ViewForm } from './viewStore.ts';

export const leastSize = 180;
export const mostSize = 560;

/** Least width of a result or photo in the grid. CSS pixels. */
const size = z.number().min(leastSize).max(mostSize);

const resultViewSchema = z.object({
  layout: z.enum(['grid', 'list']),
  size,
  /** Absent in what earlier versions stored. */
  sort: searchSortSchema.default('best'),
});

/** How search results are shown. */
export const resultViewForm: ViewForm<z.infer<typeof resultViewSchema>> = {
  key: 'inkdex.results',
  schema: resultViewSchema,
  usual: { layout: 'grid', size: 300, sort: 'best' },
};

const libraryViewSchema = z.object({
  size,
  sort: photoSortSchema,
  /** Whether imports read only photos with writing. Absent in what earlier versions stored. */
  onlyWriting: z.boolean().default(false),
});

/** How the photos of the library are shown and imported. */
export const libraryViewForm: ViewForm<z.infer<typeof libraryViewSchema>> = {
  key: 'inkdex.library',
  schema: libraryViewSchema,
  usual: { size: 240, sort: 'taken', onlyWriting: false },
};

const folderViewSchema = z.object({ open: z.array(z.string()) });

/** The folders of the sidebar whose subfolders are shown, by their paths; '' for the tree as a whole. */
export const folderViewForm: ViewForm<z.infer<typeof folderViewSchema>> = {
  key: 'inkdex.folders',
  schema: folderViewSchema,
  usual: { open: [] },
};
