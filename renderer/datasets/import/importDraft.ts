import type { Format } from '../../../shared/contract/datasetCalls.ts';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import type { ImportDataset } from '../../../shared/contract/datasetWork.ts';
import { formatPlural } from '../../ui/format.ts';
import { pathParts } from '../../ui/pathParts.ts';
import { firstSplitDraft, ruleOf, type SplitDraft } from '../splits/splitDraft.ts';

/** What happens to a dataset that has the name already. */
export type ImportInto = 'add' | 'replace';

/** An import as a person fills it in. */
export interface ImportDraft {
  readonly name: string;
  readonly format: string;
  readonly recipe: string;
  /** Of tables: a sample's field to the column that holds it, where the person says so. */
  readonly columns: Readonly<Record<string, string>>;
  readonly into: ImportInto;
  readonly keepGood: boolean;
  readonly split: SplitDraft;
  readonly licence: string;
}

/** Formats that have been recognised first, then the others by name. */
export function orderFormats(
  formats: readonly Format[],
  guesses: readonly { readonly format: string }[],
): { readonly likely: readonly Format[]; readonly others: readonly Format[] } {
  const readable = formats.filter(({ canRead }) => canRead);
  const likely = guesses.flatMap(({ format }) => readable.filter(({ name }) => name === format));
  const others = readable.filter((format) => !likely.includes(format));
  return { likely, others: others.toSorted((a, b) => a.title.localeCompare(b.title)) };
}

/** What most people would fill in for what lies at a path. */
export function firstDraft(
  path: string,
  formats: readonly Format[],
  guesses: readonly { readonly format: string }[],
  into: string | null,
): ImportDraft {
  const { likely, others } = orderFormats(formats, guesses);
  const format = likely[0] ?? others[0];
  return {
    name: into ?? nameFrom(path),
    format: format?.name ?? '',
    recipe: format?.recipes[0] ?? '',
    columns: {},
    into: 'add',
    keepGood: false,
    split: firstSplitDraft,
    licence: '',
  };
}

/** A name for a dataset: the last part of the path, without its ending. */
export function nameFrom(path: string): string {
  const last = pathParts(path).at(-1) ?? '';
  const name = last.replace(/(?<=.)\.(?:zip|tar|tgz|tar\.gz|csv|tsv|xml|jsonl?|txt)$/iu, '');
  return name.slice(0, 100);
}

/** The dataset that would be added to or replaced; undefined where the name is free. */
export function datasetInTheWay(
  { name }: Pick<ImportDraft, 'name'>,
  datasets: readonly Dataset[] | null,
): Dataset | undefined {
  return datasets?.find((dataset) => dataset.name === name.trim());
}

/** What that does to the dataset, for people. */
export function describeInto(into: ImportInto, { samples }: Pick<Dataset, 'samples'>): string {
  return into === 'add'
    ? `It has ${formatPlural(samples, 'sample')}; these come to them.`
    : 'What it holds now is replaced. Its versions stay.';
}

/** What is asked of the house; null while the draft cannot be imported. */
export function requestOf(draft: ImportDraft, path: string, isThere: boolean): ImportDataset | null {
  const { rule } = ruleOf(draft.split);
  const name = draft.name.trim();
  if (rule === null || name === '' || draft.format === '') return null;
  const columns = Object.entries(draft.columns).filter(([, column]) => column !== '');
  return {
    name,
    format: draft.format,
    path,
    recipe: draft.recipe === '' ? null : draft.recipe,
    columns: columns.length === 0 ? null : Object.fromEntries(columns),
    mode: isThere ? draft.into : 'new',
    keepGood: draft.keepGood,
    // As they come is what happens where nothing is said, but for a dataset that has a rule.
    splitRule: rule.kind === 'given' ? null : rule,
    licence: draft.licence.trim() === '' ? null : draft.licence.trim(),
  };
}
