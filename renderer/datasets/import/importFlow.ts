import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { Format, TablePreview } from '../../../shared/contract/datasetCalls.ts';
import type { DatasetRequest, ImportDataset } from '../../../shared/contract/datasetWork.ts';
import type { JobId } from '../../../shared/contract/job.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';
import { firstDraft, firstRecipe, type ImportDraft } from './importDraft.ts';

/** One import, from choosing the files to the result. */
export interface ImportFlowState {
  readonly isOpen: boolean;
  /** The name of the dataset to import into; null: a new one. */
  readonly into: string | null;
  /** The path of the files on the host; null until it is known. */
  readonly path: string | null;
  /** The form values; null while the format is being recognised. */
  readonly draft: ImportDraft | null;
  readonly formats: readonly Format[];
  /** Most likely first. */
  readonly guesses: readonly { readonly format: string; readonly likelihood: number }[];
  /** Columns and first rows, if the format is a table. */
  readonly table: TablePreview | null;
  /** Why the files could not be checked or the import not started. */
  readonly error: Failure | null;
  /** The started job, while the dialog shows it. */
  readonly job: JobId | null;
  readonly open: (into?: string | null) => void;
  readonly close: () => void;
  /** Waits for the path of dropped files, then checks them. */
  readonly take: (place: Promise<string>) => Promise<void>;
  readonly choose: (path: string) => Promise<void>;
  readonly change: (changes: Partial<ImportDraft>) => void;
  readonly begin: (ask: ImportDataset) => Promise<void>;
  /** Returns from the job to the form. */
  readonly back: () => void;
}

type ImportCalls = Pick<Contract, 'listFormats' | 'recogniseFormat' | 'previewTable'>;

const nothing = {
  path: null,
  draft: null,
  guesses: [],
  table: null,
  error: null,
  job: null,
} as const;

/** @param tell called if an import cannot start after its dialog was closed */
export function createImportFlow(
  host: ImportCalls,
  start: (request: DatasetRequest) => Promise<JobId>,
  tell: (name: string, error: Failure) => void,
): StoreApi<ImportFlowState> {
  // Answers about an older choice are dropped.
  let newest = 0;

  return createStore<ImportFlowState>((set, get) => {
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

    return {
      isOpen: false,
      into: null,
      formats: [],
      ...nothing,
      open: (into = null) => {
        newest += 1;
        set({ ...nothing, isOpen: true, into });
      },
      close: () => {
        newest += 1;
        set({ ...nothing, isOpen: false });
      },
      take: async (place) => {
        const number = newest;
        try {
          const path = await place;
          if (number === newest) await get().choose(path);
        } catch (thrown) {
          if (number === newest) set({ error: failureOf(thrown) });
        }
      },
      choose: async (path) => {
        const number = ++newest;
        set({ ...nothing, path });
        try {
          const [formats, guesses] = await Promise.all([
            host.listFormats({}),
            host.recogniseFormat({ path }),
          ]);
          if (number !== newest) return;
          const draft = firstDraft(path, formats, guesses, get().into);
          set({ formats, guesses, draft });
          await previewTable(path, draft.format);
        } catch (thrown) {
          if (number === newest) set({ path: null, error: failureOf(thrown) });
        }
      },
      change: (changes) => {
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
      begin: async (ask) => {
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
      back: () => {
        set({ job: null, error: null });
      },
    };
  });
}
