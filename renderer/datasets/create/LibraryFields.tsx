import { useId } from 'react';
import { sampleLevelSchema } from '../../../shared/contract/dataset.ts';
import { useCall } from '../../host/useCall.ts';
import { ChoiceField, Field } from '../../ui/Field.tsx';
import { levelNames } from '../../common/names.ts';
import { foldersOf, languageNames, progressNames, type CreateDraft } from './createDraft.ts';

/** Number of photos whose folders are suggested. */
const photosLookedAt = 500;

interface LibraryFieldsProps {
  readonly draft: CreateDraft;
  readonly change: (changes: Partial<CreateDraft>) => void;
}

/** Fields that select words of the library. */
export function LibraryFields({ draft, change }: LibraryFieldsProps) {
  return (
    <>
      <div className="fields-beside">
        <ChoiceField
          label="Samples"
          value={draft.level}
          options={sampleLevelSchema.options.map((level) => [level, levelNames[level]] as const)}
          onChange={(level) => {
            change({ level });
          }}
        />
        <ChoiceField
          label="Photo progress"
          value={draft.progress}
          options={progressNames}
          onChange={(progress) => {
            change({ progress });
          }}
        />
        <ChoiceField
          label="Language"
          value={draft.language}
          options={languageNames}
          onChange={(language) => {
            change({ language });
          }}
        />
      </div>
      <div className="fields-beside">
        <FolderField draft={draft} change={change} />
        <Field label="Search query">
          <input
            value={draft.search}
            placeholder="Any photo"
            maxLength={1000}
            spellCheck={false}
            onChange={(event) => {
              change({ search: event.target.value });
            }}
          />
        </Field>
        <Field label="Writer">
          <input
            value={draft.writer}
            placeholder="Unknown"
            maxLength={200}
            onChange={(event) => {
              change({ writer: event.target.value });
            }}
          />
        </Field>
      </div>
    </>
  );
}

function FolderField({ draft, change }: LibraryFieldsProps) {
  const list = useId();
  const { answer } = useCall('listPhotos', { offset: 0, limit: photosLookedAt, status: null });
  const folders = foldersOf(answer?.photos.map(({ path }) => path) ?? []);
  return (
    <Field label="Folder">
      <input
        value={draft.folder}
        list={list}
        placeholder="Any folder"
        spellCheck={false}
        onChange={(event) => {
          change({ folder: event.target.value });
        }}
      />
      <datalist id={list}>
        {folders.map((folder) => (
          <option key={folder} value={folder} />
        ))}
      </datalist>
    </Field>
  );
}
