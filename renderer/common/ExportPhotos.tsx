import { DestinationDialog } from './DestinationDialog.tsx';
import { FileOutput } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import {
  exportEnding,
  isTyped,
  photoExportFormatSchema,
  type PhotoExportFormat,
} from '../../shared/page/exportFormats.ts';
import { show } from '../state/stores.ts';
import { CollapsingButton } from '../ui/Button.tsx';
import { CheckField, ChoiceField } from '../ui/Field.tsx';
import { exportDialog, exportPhotos, type ExportedPhotos } from './exporting.ts';

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
  const { subject, close } = useStore(exportDialog);
  return subject === null ? null : <OpenDialog {...subject} onClose={close} />;
}

interface FormatInfo {
  readonly name: string;
  readonly hint: string;
}

const formats: Readonly<Record<PhotoExportFormat, FormatInfo>> = {
  pdf: {
    name: 'Searchable PDF',
    hint: 'One file of the photos. Any PDF reader can search and copy the handwriting.',
  },
  'typed-pdf': {
    name: 'Typed PDF',
    hint: 'The typed text, with headings, lists, tables and code. Unsure words are underlined.',
  },
  docx: {
    name: 'Word',
    hint: 'The typed text, with headings, lists, tables and code. Unsure words are highlighted.',
  },
  markdown: {
    name: 'Markdown',
    hint: 'A note and a picture for each photo, for Obsidian, Joplin and other apps.',
  },
  text: { name: 'Text', hint: 'The text alone, in one file.' },
  png: { name: 'Pictures', hint: 'A PNG of each photo, with the hits highlighted.' },
};

const formatNames = photoExportFormatSchema.options.map((format) => [format, formats[format].name] as const);

function OpenDialog({ of, title, name, onClose }: ExportedPhotos & { readonly onClose: () => void }) {
  const [format, setFormat] = useState<PhotoExportFormat>('pdf');
  const [pictures, setPictures] = useState(false);
  const [isEach, setIsEach] = useState(false);
  const isDocument = isTyped(format);
  const isOne = 'photos' in of && of.photos.length === 1;
  const each = isEach && !isOne;
  const ending = exportEnding(format, { isOne, each }) ?? '';
  return (
    <DestinationDialog
      title={`Export ${title}`}
      hint={ending === '' ? 'A new folder, or a new .zip file.' : 'A new file.'}
      name={name}
      ending={ending}
      onExport={async (path) => {
        await exportPhotos({ of, format, path, pictures: isDocument && pictures, each: isDocument && each });
        show('notice', 'The export has started. The list of jobs shows its progress.');
      }}
      onClose={onClose}
    >
      <ChoiceField
        label="Format"
        hint={formats[format].hint}
        value={format}
        options={formatNames}
        onChange={setFormat}
      />
      {isDocument && (
        <CheckField label="Photos above their text" isChecked={pictures} onChange={setPictures} />
      )}
      {isDocument && !isOne && (
        <CheckField label="A document for each photo" isChecked={isEach} onChange={setIsEach} />
      )}
    </DestinationDialog>
  );
}
