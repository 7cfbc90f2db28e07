import { CircleCheckBig, FolderOutput, GraduationCap, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ModelCard } from '../../shared/contract/modelCalls.ts';
import { formatRoute } from '../state/route.ts';
import { models, navigation, toasts } from '../state/stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { RollBackButton } from '../common/RollBackButton.tsx';

/** The actions on a model: use, roll back, continue training, export, remove. */
export function ModelActions({ card: { model, addedAt } }: { readonly card: ModelCard }) {
  const [asking, setAsking] = useState<'export' | 'remove' | null>(null);
  const { id, kind, promoted, problem } = model;
  const { attempt } = toasts.getState();
  const close = () => {
    setAsking(null);
  };
  const remove = async () => {
    close();
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
          onClick={() => void attempt(models.getState().promote(id))}
        >
          Use this model
        </Button>
      )}
      {asking === 'export' && <ExportDialog model={model} onClose={close} />}
      {asking === 'remove' && (
        <Dialog title={`Remove ${id}?`} onClose={close}>
          <p className="dialog-text">
            The file is deleted. Its readings stay. To create it again, repeat its training run.
          </p>
          <footer className="dialog-footer">
            {/* Training may have taken hours: a held Enter key must not confirm the dialog. */}
            <Button data-first-focus onClick={close}>
              Keep model
            </Button>
            <Button kind="danger" onClick={() => void remove()}>
              Remove
            </Button>
          </footer>
        </Dialog>
      )}
    </>
  );
}
