import { CircleCheckBig, FolderOutput, GraduationCap, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import type { ModelCard } from '../../shared/contract/modelCalls.ts';
import type { Model, ModelExport } from '../../shared/contract/model.ts';
import { formatRoute } from '../state/route.ts';
import { models, navigation, toasts } from '../state/stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Question } from '../ui/Question.tsx';
import { RollBackButton } from '../common/RollBackButton.tsx';
import { host } from '../host/transport.ts';
import { DestinationField } from '../common/ChoosePlace.tsx';
import { downloadWhenDone, useIsDownload } from '../common/exporting.ts';
import { ChoiceField } from '../ui/Field.tsx';

/** The actions on a model: use, roll back, continue training, export, remove. */
export function ModelActions({ card: { model, addedAt } }: { readonly card: ModelCard }) {
  const [asking, setAsking] = useState<'export' | 'remove' | null>(null);
  const { id, kind, promoted, problem } = model;
  const { attempt } = toasts.getState();
  const close = () => {
    setAsking(null);
  };
  const remove = async () => {
    const isGone = await attempt(
      models
        .getState()
        .remove(id)
        .then(() => true),
    );
    if (isGone === true) navigation.getState().navigate({ screen: 'models' });
  };

  return (
    <>
      {!promoted && addedAt !== null && (
        <IconButton
          label="Remove"
          changes="removeModel"
          icon={Trash2}
          onClick={() => {
            setAsking('remove');
          }}
        />
      )}
      {problem === null && (
        <Button
          kind="quiet"
          icon={FolderOutput}
          changes="exportModel"
          onClick={() => {
            setAsking('export');
          }}
        >
          Export
        </Button>
      )}
      {problem === null && kind === 'recogniser' && (
        <a className="button" href={formatRoute({ screen: 'train', dataset: null, base: id })}>
          <GraduationCap size={16} aria-hidden />
          Continue training
        </a>
      )}
      {promoted && <RollBackButton kind={kind} />}
      {!promoted && problem === null && (
        <Button
          kind="primary"
          icon={CircleCheckBig}
          changes="promoteModel"
          onClick={() => void attempt(models.getState().promote(id))}
        >
          Use this model
        </Button>
      )}
      {asking === 'export' && <ExportDialog model={model} onClose={close} />}
      {asking === 'remove' && (
        <Question
          title={`Remove ${id}?`}
          action="Remove"
          keep="Keep model"
          onYes={() => void remove()}
          onClose={close}
        >
          <p className="dialog-text">
            The file is deleted. Its readings stay. To create it again, repeat its training run.
          </p>
        </Question>
      )}
    </>
  );
}

const formats: readonly (readonly [ModelExport['format'], string])[] = [
  ['onnx', 'ONNX: one file, including the alphabet and the preprocessing'],
  ['onnx-folder', 'ONNX for programs: takes pixels; with readers in Python, TypeScript and a browser'],
  ['triton', 'Triton Inference Server: a model repository'],
  ['savedmodel', 'TensorFlow: SavedModels and a frozen graph'],
];

interface ExportDialogProps {
  readonly model: Model;
  readonly onClose: () => void;
}

/** Exports a model: to a path of this machine on the desktop, as a download in a browser. */
function ExportDialog({ model: { id, kind }, onClose }: ExportDialogProps) {
  const [format, setFormat] = useState<ModelExport['format']>('onnx');
  const [path, setPath] = useState('');
  const [isBusy, setBusy] = useState(false);
  const isDownload = useIsDownload() ?? true;
  const form = useId();
  const mayStart = !isBusy && (isDownload || path.trim() !== '');
  const write = async () => {
    setBusy(true);
    const { attempt, show } = toasts.getState();
    const asked = { model: id, format };
    const message = await attempt(
      isDownload
        ? host.downloadModel(asked).then((job) => {
            downloadWhenDone(job.id);
            return `The export of ${id} has started.`;
          })
        : host.exportModel({ ...asked, path: path.trim() }).then((made) => `${id} exported to ${made.path}.`),
    );
    setBusy(false);
    if (message === undefined) return;
    onClose();
    show('notice', message);
  };

  return (
    <Dialog title={`Export ${id}`} size={isDownload ? 'small' : 'large'} onClose={onClose}>
      {/* The form is not around its fields, because the file dialog among them has a form of its own. */}
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (mayStart) void write();
        }}
      />
      <div className="fields">
        {kind === 'recogniser' ? (
          <ChoiceField label="Format" value={format} options={formats} onChange={setFormat} />
        ) : (
          isDownload && <p className="dialog-text">One ONNX file, including its preprocessing.</p>
        )}
        {!isDownload && (
          <DestinationField
            path={path}
            hint="A folder, or a new path."
            form={form}
            name={format === 'onnx' ? `${id}.onnx` : `${id}-${format}`}
            isFirstFocus
            onChange={setPath}
          />
        )}
        <footer className="dialog-footer">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={form} disabled={!mayStart}>
            {isBusy ? 'Exporting…' : isDownload ? 'Download' : 'Export'}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
