import { FileOutput } from 'lucide-react';
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import {
  photoExportFormatSchema,
  type PhotoChoice,
  type PhotoExportFormat,
} from '../../shared/contract/library.ts';
import { failureOf } from '../../shared/result.ts';
import { toasts } from '../state/stores.ts';
import { Button, CollapsingButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ChoiceField } from '../ui/Field.tsx';
import { FormError } from '../ui/FormError.tsx';
import { DestinationField } from './ChoosePlace.tsx';
import { exportDialog, exportPhotos, useIsDownload, type ExportedPhotos } from './exporting.ts';

/** Opens the dialog that exports photos with their text. */
export function ExportPhotosButton(props: ExportedPhotos) {
  return (
    <CollapsingButton
      kind="quiet"
      icon={FileOutput}
      label="Export"
      collapses="small"
      aria-haspopup="dialog"
      changes="exportPhotos"
      onClick={() => {
        exportDialog.getState().open(props);
      }}
    />
  );
}

/** Exports photos with their text: as a file of this machine on the desktop, as a download in a browser. */
export function ExportDialog() {
  const { exported, close } = useStore(exportDialog);
  return exported === null ? null : <OpenDialog {...exported} onClose={close} />;
}

interface FormatInfo {
  readonly name: string;
  readonly hint: string;
  /** Of the new file or folder. */
  readonly ending: string;
}

const formats: Readonly<Record<PhotoExportFormat, FormatInfo>> = {
  pdf: {
    name: 'PDF',
    hint: 'One file. Any PDF reader can search and copy the handwriting.',
    ending: '.pdf',
  },
  markdown: {
    name: 'Markdown',
    hint: 'A note and a picture for each photo, for Obsidian, Joplin and other apps.',
    ending: '',
  },
  text: { name: 'Text', hint: 'The text alone, in one file.', ending: '.txt' },
  png: { name: 'Pictures', hint: 'A PNG of each photo, with the hits highlighted.', ending: '' },
};

/** Of a single photo, the picture is a file. */
function endingOf(of: PhotoChoice, format: PhotoExportFormat): string {
  const isOne = 'photos' in of && of.photos.length === 1;
  return format === 'png' && isOne ? '.png' : formats[format].ending;
}

const formatNames = photoExportFormatSchema.options.map((format) => [format, formats[format].name] as const);

function OpenDialog({ of, title, name, onClose }: ExportedPhotos & { readonly onClose: () => void }) {
  const [format, setFormat] = useState<PhotoExportFormat>('pdf');
  const [path, setPath] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const form = useId();
  const isDownload = useIsDownload() ?? true;
  const { hint } = formats[format];
  const ending = endingOf(of, format);
  const mayStart = isDownload || path.trim() !== '';
  const begin = async () => {
    try {
      await exportPhotos({ of, format, path: isDownload ? null : path.trim() });
      toasts.getState().show('notice', 'The export has started. The list of jobs shows its progress.');
      onClose();
    } catch (thrown) {
      setProblem(failureOf(thrown).message);
    }
  };
  return (
    <Dialog title={`Export ${title}`} size={isDownload ? 'small' : 'large'} onClose={onClose}>
      {/* The form is not around its fields, because the file dialog among them has a form of its own. */}
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (mayStart) void begin();
        }}
      />
      <div className="fields">
        <ChoiceField
          label="Format"
          hint={hint}
          value={format}
          options={formatNames}
          onChange={(chosen) => {
            setFormat(chosen);
            setProblem(null);
            if (path.endsWith(ending))
              setPath(path.slice(0, path.length - ending.length) + endingOf(of, chosen));
          }}
        />
        {!isDownload && (
          <DestinationField
            path={path}
            hint={ending === '' ? 'A new folder, or a new .zip file.' : 'A new file.'}
            form={form}
            name={name + ending}
            onChange={(changed) => {
              setPath(changed);
              setProblem(null);
            }}
          />
        )}
        <FormError message={problem} />
        <footer className="dialog-footer">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={form} disabled={!mayStart}>
            {isDownload ? 'Download' : 'Export'}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
