import { FolderOutput } from 'lucide-react';
import { useId, useState } from 'react';
import { type Failure, failureOf } from '../../shared/result.ts';
import { DestinationField } from '../common/ChoosePlace.tsx';
import { host } from '../host/transport.ts';
import { toasts } from '../state/stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { CheckField } from '../ui/Field.tsx';
import { FormError } from '../ui/FormError.tsx';

/** Exports the whole library to a new folder, as a job. */
export function ExportLibraryButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <IconButton
        label="Export library"
        icon={FolderOutput}
        aria-haspopup="dialog"
        changes="exportLibrary"
        onClick={() => {
          setOpen(true);
        }}
      />
      {isOpen && (
        <ExportDialog
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const [path, setPath] = useState('');
  const [photos, setPhotos] = useState(true);
  const [error, setError] = useState<Failure | null>(null);
  const form = useId();
  const begin = async () => {
    try {
      await host.exportLibrary({ path: path.trim(), photos });
      toasts.getState().show('notice', 'The export has started. The list of jobs shows its progress.');
      onClose();
    } catch (thrown) {
      setError(failureOf(thrown));
    }
  };
  return (
    <Dialog title="Export library" size="large" onClose={onClose}>
      {/* The form is not around its fields, because the file dialog among them has a form of its own. */}
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (path.trim() !== '') void begin();
        }}
      />
      <div className="fields">
        <p className="hint">
          Words, corrections with their history, datasets, models and settings in open formats. The command{' '}
          <code>inkdex import library</code> makes a library of them again.
        </p>
        <DestinationField
          path={path}
          hint="A new folder."
          form={form}
          name="inkdex-library"
          isFirstFocus
          onChange={(changed) => {
            setPath(changed);
            setError(null);
          }}
        />
        <CheckField label="Copy the photo files, too" isChecked={photos} onChange={setPhotos} />
        <FormError message={error?.message} />
        <footer className="dialog-footer">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={form} disabled={path.trim() === ''}>
            Export
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
