import { useAsking } from '../ui/useOpen.ts';
import { DestinationDialog } from '../common/DestinationDialog.tsx';
import { CircleCheckBig, FolderOutput, GraduationCap, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ModelCard } from '../../shared/contract/modelCalls.ts';
import type { Model, ModelExport } from '../../shared/contract/model.ts';
import { formatRoute } from '../state/route.ts';
import { attempt, models, navigation, show } from '../state/stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Question } from '../ui/Question.tsx';
import { RollBackButton } from '../common/RollBackButton.tsx';
import { host } from '../host/transport.ts';
import { downloadWhenDone } from '../common/exporting.ts';
import { ChoiceField } from '../ui/Field.tsx';

/** The actions on a model: use, roll back, continue training, export, remove. */
export function ModelActions({ card: { model, addedAt } }: { readonly card: ModelCard }) {
  const { asked: asking, ask, close } = useAsking<'export' | 'remove'>();
  const { id, kind, promoted, problem } = model;
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
        <IconButton label="Remove" changes="removeModel" icon={Trash2} onClick={ask('remove')} />
      )}
      {problem === null && (
        <Button kind="quiet" icon={FolderOutput} changes="exportModel" onClick={ask('export')}>
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
  const write = async (path: string | null) => {
    const asked = { model: id, format };
    if (path === null) {
      downloadWhenDone((await host.downloadModel(asked)).id);
      show('notice', `The export of ${id} has started.`);
    } else {
      show('notice', `${id} exported to ${(await host.exportModel({ ...asked, path })).path}.`);
    }
  };

  return (
    <DestinationDialog
      title={`Export ${id}`}
      hint="A folder, or a new path."
      name={format === 'onnx' ? `${id}.onnx` : `${id}-${format}`}
      isFirst
      onExport={write}
      onClose={onClose}
    >
      {kind === 'recogniser' ? (
        <ChoiceField label="Format" value={format} options={formats} onChange={setFormat} />
      ) : (
        <p className="dialog-text">One ONNX file, including its preprocessing.</p>
      )}
    </DestinationDialog>
  );
}
