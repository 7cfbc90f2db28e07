import { FormDialog } from '../../ui/FormDialog.tsx';
import { Snowflake } from 'lucide-react';
import { useState } from 'react';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import { useCall } from '../../host/useCall.ts';
import { datasetTasks } from '../stores.ts';
import { Field, TextField } from '../../ui/Field.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { describeChanges } from '../diff/changes.ts';
import { shortId } from '../../common/names.ts';

interface FreezeDialogProps {
  readonly dataset: Dataset;
  readonly onClose: () => void;
}

/** Asks for the note, author and tags of a new version. */
export function FreezeDialog({ dataset, onClose }: FreezeDialogProps) {
  const [note, setNote] = useState('');
  const [author, setAuthor] = useState('');
  const [tags, setTags] = useState('');
  const freeze = () =>
    datasetTasks.getState().start({
      work: 'freeze',
      ask: {
        dataset: dataset.id,
        author: author.trim() === '' ? null : author.trim(),
        note: note.trim(),
        tags: tagsIn(tags),
      },
    });

  return (
    <FormDialog
      title={`Freeze ${dataset.name}`}
      submit="Freeze"
      icon={Snowflake}
      isReady={dataset.head === null || dataset.isChanged}
      onSubmit={freeze}
      onClose={onClose}
    >
      <SinceHead dataset={dataset} />
      <Field
        label="Note"
        hint={
          <>
            What changed, and why. <Keys keys={['Ctrl', 'Enter']} /> to freeze.
          </>
        }
      >
        <textarea
          data-first-focus
          value={note}
          maxLength={10_000}
          onChange={(event) => {
            setNote(event.target.value);
          }}
        />
      </Field>
      <div className="fields-beside">
        <TextField
          label="Author"
          value={author}
          maxLength={200}
          placeholder="Name of this account"
          onChange={setAuthor}
        />
        <TextField
          label="Tags"
          hint="Separated by commas."
          value={tags}
          spellCheck={false}
          onChange={setTags}
        />
      </div>
    </FormDialog>
  );
}

/** The changes since the last version. */
function SinceHead({ dataset: { id, head, isChanged } }: { readonly dataset: Dataset }) {
  const { answer } = useCall(
    'diffContents',
    head === null || !isChanged
      ? null
      : { before: { version: head }, after: { dataset: id }, kind: null, offset: 0, limit: 1 },
  );
  if (head === null) {
    return <p className="hint">The first version, with all current images and labels.</p>;
  }
  if (!isChanged) return <p className="hint">No changes since version {shortId(head)}.</p>;
  return (
    <p className="hint" role="status">
      Since {shortId(head)}: {answer === undefined ? '…' : describeChanges(answer.counts)}.
    </p>
  );
}

function tagsIn(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim().slice(0, 100));
  return [...new Set(tags)].filter((tag) => tag !== '').slice(0, 100);
}
