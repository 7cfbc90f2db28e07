import type { Contract } from '../../../shared/contract/contract.ts';
import type { Format, TablePreview } from '../../../shared/contract/datasetCalls.ts';
import type { DatasetRequest, ImportDataset } from '../../../shared/contract/datasetWork.ts';
import type { JobId } from '../../../shared/contract/job.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';
import { firstDraft, firstRecipe, type ImportDraft } from './importDraft.ts';
import { storeOf } from '../../state/storeOf.ts';

type ImportCalls = Pick<Contract, 'listFormats' | 'recogniseFormat' | 'previewTable'>;

const nothing = {
  /** The path of the files on the host; null until it is known. */
  path: null as string | null,
  /** The form values; null while the format is being recognised. */
  draft: null as ImportDraft | null,
  /** Most likely first. */
  guesses: [] as readonly { readonly format: string; readonly likelihood: number }[],
  /** Columns and first rows, if the format is a table. */
  table: null as TablePreview | null,
  /** Why the files could not be checked or the import not started. */
  error: null as Failure | null,
  /** The started job, while the dialog shows it. */
  job: null as JobId | null,
};

/** @param tell called if an import cannot start after its dialog was closed */
export function createImportFlow(
  host: ImportCalls,
  start: (request: DatasetRequest) => Promise<JobId>,
  tell: (name: string, error: Failure) => void,
) {
  // Answers about an older choice are dropped.
  let newest = 0;

  const { set, get, withActions } = storeOf({
    isOpen: false,
    /** The name of the dataset to import into; null: a new one. */
    into: null as string | null,
    formats: [] as readonly Format[],
    ...nothing,
  });
  async function previewTable(path: string, format: string): Promise<void> {
    const number = newest;
    set({ table: null });
    try {
      const table = await host.previewTable({ path, format });
      if (number === newest && get().draft?.format === format) set({ table });
    } catch (thrown) {
      if (number === newest) set({ error: failureOf(thrown) });
    }
  }

  const choose = async (path: string) => {
    const number = ++newest;
    set({ ...nothing, path });
    try {
      const [formats, guesses] = await Promise.all([host.listFormats({}), host.recogniseFormat({ path })]);
      if (number !== newest) return;
      const draft = firstDraft(path, formats, guesses, get().into);
      set({ formats, guesses, draft });
      await previewTable(path, draft.format);
    } catch (thrown) {
      if (number === newest) set({ path: null, error: failureOf(thrown) });
    }
  };
  return withActions({
    open: (into: string | null = null) => {
      newest += 1;
      set({ ...nothing, isOpen: true, into });
    },
    close: () => {
      newest += 1;
      set({ ...nothing, isOpen: false });
    },
    /** Waits for the path of dropped files, then checks them. */
    take: async (place: Promise<string>) => {
      const number = newest;
      try {
        const path = await place;
        if (number === newest) await choose(path);
      } catch (thrown) {
        if (number === newest) set({ error: failureOf(thrown) });
      }
    },
    choose,
    change: (changes: Partial<ImportDraft>) => {
      const { draft, path, formats } = get();
      if (draft === null || path === null) return;
      const isOther = changes.format !== undefined && changes.format !== draft.format;
      if (!isOther) {
        set({ draft: { ...draft, ...changes }, error: null });
        return;
      }
      const recipe = firstRecipe(formats.find(({ name }) => name === changes.format));
      set({ draft: { ...draft, columns: {}, recipe, ...changes }, error: null });
      void previewTable(path, changes.format);
    },
    begin: async (ask: ImportDataset) => {
      const number = newest;
      set({ error: null });
      try {
        const job = await start({ work: 'import', ask });
        if (number === newest) set({ job });
      } catch (thrown) {
        if (number === newest) set({ error: failureOf(thrown) });
        else tell(ask.name, failureOf(thrown));
      }
    },
    /** Returns from the job to the form. */
    back: () => {
      set({ job: null, error: null });
    },
  });
}
