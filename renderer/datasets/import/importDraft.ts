import type { Format, TablePreview } from '../../../shared/contract/datasetCalls.ts';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import type { FilesToRead, ImportDataset } from '../../../shared/contract/datasetWork.ts';
import { formatPlural, pathParts } from '../../ui/format.ts';
import { firstSplitDraft, ruleOf, type SplitDraft } from '../splits/splitDraft.ts';

/** What happens to an existing dataset with the same name. */
export type ImportInto = 'add' | 'replace';

/** The form values of an import. */
export interface ImportDraft {
  readonly name: string;
  readonly format: string;
  readonly recipe: string;
  /** For tables: a sample's field to its column, as chosen by the person. */
  readonly columns: Readonly<Record<string, string>>;
  readonly into: ImportInto;
  readonly keepGood: boolean;
  readonly split: SplitDraft;
  readonly licence: string;
}

/** Splits formats into recognised ones and others; the others are sorted by title. */
export function orderFormats(
  formats: readonly Format[],
  guesses: readonly { readonly format: string }[],
): { readonly likely: readonly Format[]; readonly others: readonly Format[] } {
  const readable = formats.filter(({ canRead }) => canRead);
  const likely = guesses.flatMap(({ format }) => readable.filter(({ name }) => name === format));
  const others = readable.filter((format) => !likely.includes(format));
  return { likely, others: others.toSorted((a, b) => a.title.localeCompare(b.title)) };
}

/** The name of a format's default recipe. */
export function firstRecipe(format: Format | undefined): string {
  return Object.keys(format?.recipes ?? {})[0] ?? '';
}

/** Default form values for the files at a path. */
export function firstDraft(
  path: string,
  formats: readonly Format[],
  guesses: readonly { readonly format: string }[],
  into: string | null,
): ImportDraft {
  const format = orderFormats(formats, guesses).likely[0];
  return {
    name: into ?? nameFrom(path),
    format: format?.name ?? '',
    recipe: firstRecipe(format),
    columns: {},
    into: 'add',
    keepGood: false,
    split: firstSplitDraft,
    licence: '',
  };
}

/** A name for a dataset: the last part of the path, without its extension. */
export function nameFrom(path: string): string {
  const last = pathParts(path).at(-1) ?? '';
  const name = last.replace(/(?<=.)\.(?:zip|tar|tgz|tar\.gz|csv|tsv|xml|jsonl?|txt)$/iu, '');
  return name.slice(0, 100);
}

/** The dataset that would be extended or replaced; undefined if the name is free. */
export function datasetInTheWay(
  { name }: Pick<ImportDraft, 'name'>,
  datasets: readonly Dataset[] | undefined,
): Dataset | undefined {
  return datasets?.find((dataset) => dataset.name === name.trim());
}

/** Describes what that does to the dataset. */
export function describeInto(into: ImportInto, { samples }: Pick<Dataset, 'samples'>): string {
  return into === 'add'
    ? `The new samples are added to its ${formatPlural(samples, 'sample')}.`
    : 'Its current contents are replaced. Its versions stay.';
}

export function filesOf(draft: ImportDraft, path: string): FilesToRead {
  const columns = Object.entries(draft.columns).filter(([, column]) => column !== '');
  return {
    format: draft.format,
    path,
    recipe: draft.recipe === '' ? null : draft.recipe,
    columns: columns.length === 0 ? null : Object.fromEntries(columns),
  };
}

/** The request to the host; null while the form is incomplete. */
export function requestOf(draft: ImportDraft, path: string, isThere: boolean): ImportDataset | null {
  const { rule } = ruleOf(draft.split);
  const name = draft.name.trim();
  if (rule === null || name === '' || draft.format === '') return null;
  return {
    name,
    ...filesOf(draft, path),
    mode: isThere ? draft.into : 'new',
    keepGood: draft.keepGood,
    // Without a rule, samples keep the split of the files, unless the dataset already has a rule.
    splitRule: rule.kind === 'given' ? null : rule,
    licence: draft.licence.trim() === '' ? null : draft.licence.trim(),
  };
}

/** Maps a sample's field to its column, as chosen by the person. */
type ColumnChoices = Readonly<Record<string, string>>;

/** The field of each column: chosen by the person, otherwise taken from the column's name. */
export function fieldsByColumn(
  { fields }: Pick<TablePreview, 'fields'>,
  choices: ColumnChoices,
): ReadonlyMap<string, string> {
  const held = new Map<string, string>();
  for (const { field, column } of fields) {
    if (column !== null && choices[field] === undefined) held.set(column, field);
  }
  for (const [field, column] of Object.entries(choices)) held.set(column, field);
  return held;
}

/** Maps a column to a field (empty: by the column's name), so that no field and no column is mapped twice. */
export function mapColumn(choices: ColumnChoices, column: string, field: string): ColumnChoices {
  const others = Object.entries(choices).filter(([name, from]) => name !== field && from !== column);
  return Object.fromEntries(field === '' ? others : [...others, [field, column]]);
}

/** Whether a column is mapped to one of the fields. */
export function hasField(held: ReadonlyMap<string, string>, fields: readonly string[]): boolean {
  return [...held.values()].some((field) => fields.includes(field));
}
