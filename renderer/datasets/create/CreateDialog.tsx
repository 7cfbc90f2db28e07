import { useEffect, useEffectEvent, useId, useState } from 'react';
import { sampleLevelSchema } from '../../../shared/contract/dataset.ts';
import type { CallArgs } from '../../../shared/contract/contract.ts';
import { useCall } from '../../host/useCall.ts';
import { CheckField, ChoiceField, boundTo, TextField } from '../../ui/Field.tsx';
import { datasetInTheWay } from '../import/importDraft.ts';
import {
  type CreateDraft,
  createRequestOf,
  firstCreateDraft,
  foldersOf,
  languageNames,
  progressNames,
  queryOf,
} from './createDraft.ts';
import { NewDatasetDialog } from './NewDatasetDialog.tsx';
import { levelNames } from '../../common/names.ts';
import { formatPlural } from '../../ui/format.ts';

/** Creates a dataset from the labelled words of the library. */
export function CreateDialog({ onClose }: { readonly onClose: () => void }) {
  const [draft, setDraft] = useState<CreateDraft>(firstCreateDraft);
  const { answer: datasets } = useCall('listDatasets', {});
  const existing = datasetInTheWay(draft, datasets);
  const ask = createRequestOf(draft, existing !== undefined);
  const change = (changes: Partial<CreateDraft>) => {
    setDraft({ ...draft, ...changes });
  };

  return (
    <NewDatasetDialog
      title="Create dataset from library"
      submitLabel="Create dataset"
      draft={draft}
      change={change}
      existing={existing}
      task={ask === null ? null : { work: 'create', ask }}
      note={<LibraryCount draft={draft} />}
      onClose={onClose}
    >
      <LibraryFields draft={draft} change={change} />
      <CheckField
        label="Only confirmed text"
        hint="If off, unconfirmed readings of the model are included. Training uses them only beside confirmed words, and no evaluation counts them."
        isChecked={draft.confirmedOnly}
        onChange={boundTo(draft, change)('confirmedOnly').onChange}
      />
    </NewDatasetDialog>
  );
}

/** Number of photos whose folders are suggested. */
const photosChecked = 500;

interface LibraryFieldsProps {
  readonly draft: CreateDraft;
  readonly change: (changes: Partial<CreateDraft>) => void;
}

/** Fields that select words of the library. */
function LibraryFields({ draft, change }: LibraryFieldsProps) {
  const bound = boundTo(draft, change);
  return (
    <>
      <div className="fields-beside">
        <ChoiceField
          label="Samples"
          options={sampleLevelSchema.options.map((level) => [level, levelNames[level]] as const)}
          {...bound('level')}
        />
        <ChoiceField label="Photo progress" options={progressNames} {...bound('progress')} />
        <ChoiceField label="Language" options={languageNames} {...bound('language')} />
      </div>
      <div className="fields-beside">
        <FolderField draft={draft} change={change} />
        <TextField
          label="Search query"
          placeholder="Any photo"
          maxLength={1000}
          spellCheck={false}
          {...bound('search')}
        />
        <TextField label="Writer" placeholder="Unknown" maxLength={200} {...bound('writer')} />
      </div>
    </>
  );
}

function FolderField({ draft, change }: LibraryFieldsProps) {
  const list = useId();
  const { answer } = useCall('listPhotos', { offset: 0, limit: photosChecked, status: null });
  const folders = foldersOf(answer?.photos.map(({ path }) => path) ?? []);
  return (
    <>
      <TextField
        label="Folder"
        list={list}
        placeholder="Any folder"
        spellCheck={false}
        {...boundTo(draft, change)('folder')}
      />
      <datalist id={list}>
        {folders.map((folder) => (
          <option key={folder} value={folder} />
        ))}
      </datalist>
    </>
  );
}

/** The host is asked after a pause in typing of this length. */
const pauseMs = 250;

/** The number of words and photos that the fields select, updated during typing. */
function LibraryCount({ draft }: { readonly draft: CreateDraft }) {
  const query = useSettled(queryOf(draft));
  const { answer, error } = useCall('countLibrary', { query });
  if (error !== null) return <p className="library-count form-error">{error.message}</p>;
  return (
    <p className="library-count" role="status">
      {answer === undefined
        ? 'Counting…'
        : answer.samples === 0
          ? noneOf(draft)
          : `${formatPlural(answer.samples, draft.level)} on ${formatPlural(answer.photos, 'photo')}`}
    </p>
  );
}

function noneOf({ confirmedOnly, level }: CreateDraft): string {
  if (!confirmedOnly) return `No ${level}s match.`;
  return level === 'word' ? 'No confirmed words match.' : `No fully confirmed ${level}s match.`;
}

type LibraryQuery = CallArgs<'countLibrary'>['query'];

/** The query after it has not changed for a moment. */
function useSettled(query: LibraryQuery): LibraryQuery {
  const [settled, setSettled] = useState(query);
  const settle = useEffectEvent(() => {
    setSettled(query);
  });
  const typed = JSON.stringify(query);
  useEffect(() => {
    const timer = setTimeout(settle, pauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);
  return settled;
}
