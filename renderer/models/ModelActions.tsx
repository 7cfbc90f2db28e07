import { CircleCheckBig, FolderOutput, GraduationCap, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ModelCard } from '../../shared/contract/trainingCalls.ts';
import { formatRoute } from '../state/route.ts';
import { models, navigation, toasts } from '../stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { RollBackButton } from './Promotions.tsx';

/** Use, roll back, train from it, export, remove. */
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
          Train it further
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
            The file is deleted. Readings that it made stay; the run that made it can make it again.
          </p>
          <footer className="dialog-footer">
            {/* Hours may have gone into it: the Enter that asked must not answer too. */}
            <Button data-first-focus onClick={close}>
              Keep it
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
