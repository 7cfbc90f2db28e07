import { useId, useState } from 'react';
import type { Model } from '../../shared/contract/model.ts';
import { house } from '../host/transport.ts';
import { ChoosePlace } from '../common/ChoosePlace.tsx';
import { toasts } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ChoiceField } from '../ui/Field.tsx';

type ExportFormat = 'onnx' | 'tensorflowjs';

const formats: readonly (readonly [ExportFormat, string])[] = [
  ['onnx', 'ONNX: one file, including the alphabet and the preprocessing'],
  ['tensorflowjs', 'TensorFlow.js: a folder with model.json and the weights'],
];

interface ExportDialogProps {
  readonly model: Model;
  readonly onClose: () => void;
}

/** Exports a model to a path. */
export function ExportDialog({ model: { id, kind }, onClose }: ExportDialogProps) {
  const [format, setFormat] = useState<ExportFormat>('onnx');
  const [path, setPath] = useState('');
  const [isBusy, setBusy] = useState(false);
  const field = useId();
  const write = async () => {
    setBusy(true);
    const { attempt, show } = toasts.getState();
    const written = await attempt(house.exportModel({ model: id, path: path.trim(), format }));
    setBusy(false);
    if (written === undefined) return;
    onClose();
    show('notice', `${id} exported to ${written.path}.`);
  };

  return (
    <Dialog title={`Export ${id}`} size="large" onClose={onClose}>
      <div className="fields">
        {kind === 'recogniser' && (
          <ChoiceField label="Format" value={format} options={formats} onChange={setFormat} />
        )}
        <div className="field">
          <label htmlFor={field} className="field-label">
            Destination
          </label>
          <div className="path-row">
            <input
              id={field}
              data-first-focus
              value={path}
              spellCheck={false}
              placeholder="A folder or a new path"
              onChange={(event) => {
                setPath(event.target.value);
              }}
            />
            <ChoosePlace title="Choose a folder" isFileWelcome={false} onChoose={setPath} />
          </div>
        </div>
      </div>
      <footer className="dialog-footer">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" disabled={path.trim() === '' || isBusy} onClick={() => void write()}>
          {isBusy ? 'Exporting…' : 'Export'}
        </Button>
      </footer>
    </Dialog>
  );
}
