import { useOpen } from '../ui/useOpen.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { FolderOutput } from 'lucide-react';
import { useState } from 'react';
import { DestinationField } from '../common/ChoosePlace.tsx';
import { host } from '../host/transport.ts';
import { show } from '../state/stores.ts';
import { IconButton } from '../ui/Button.tsx';
import { CheckField } from '../ui/Field.tsx';

/** Exports the whole library to a new folder, as a job. */
export function ExportLibraryButton() {
  const { isOpen, open, close } = useOpen();
  return (
    <>
      <IconButton
        label="Export library"
        icon={FolderOutput}
        aria-haspopup="dialog"
        changes="exportLibrary"
        onClick={open}
      />
      {isOpen && <ExportDialog onClose={close} />}
    </>
  );
}

function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const [path, setPath] = useState('');
  const [photos, setPhotos] = useState(true);
  const begin = async () => {
    await host.exportLibrary({ path: path.trim(), photos });
    show('notice', 'The export has started. The list of jobs shows its progress.');
  };
  return (
    <FormDialog
      title="Export library"
      size="large"
      submit="Export"
      isReady={path.trim() !== ''}
      onSubmit={begin}
      onClose={onClose}
    >
      <p className="hint">
        Words, corrections with their history, datasets, models and settings in open formats. The command{' '}
        <code>inkdex import library</code> makes a library of them again.
      </p>
      <DestinationField path={path} hint="A new folder." name="inkdex-library" isFirst onChange={setPath} />
      <CheckField label="Copy the photo files, too" isChecked={photos} onChange={setPhotos} />
    </FormDialog>
  );
}
