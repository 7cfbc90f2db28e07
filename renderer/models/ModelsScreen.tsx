import { PackagePlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { house } from '../host/transport.ts';
import { answers, useCall } from '../host/useCall.ts';
import { ChoosePlace } from '../common/ChoosePlace.tsx';
import { models as store, navigation, toasts } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { CompareMarked } from '../ui/CompareMarked.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { useClosing } from '../ui/useClosing.ts';
import { Engines } from './Engines.tsx';
import { ModelTile } from './ModelTile.tsx';
import { Promotions } from './Promotions.tsx';

/** The models that read photos, and the training engines. */
export function ModelsScreen() {
  const { answer: models, error } = useCall('listModels', {});
  const chosen = useStore(store, (state) => state.marked);
  const marked = chosen.filter((id) => models?.some((model) => model.id === id) !== false);
  const [isImporting, setImporting] = useState(false);
  const compare = () => {
    navigation.getState().navigate({ screen: 'compare-models', models: marked });
  };
  useEffect(() => {
    document.title = 'Models · Inkdex';
    // A model file may have been replaced while another screen was open.
    void answers.outdate('modelsChanged');
  }, []);

  return (
    <div className="models-screen">
      <header className="models-header">
        <div>
          <h1>Models</h1>
          <p className="lead">
            A detector finds the words on a photo, a recogniser reads them. Both run on this machine.
          </p>
        </div>
        {marked.length > 0 && (
          <CompareMarked marked={marked} onToggle={store.getState().toggleMark} onCompare={compare} />
        )}
        <Button
          icon={PackagePlus}
          onClick={() => {
            setImporting(true);
          }}
        >
          Import model{' '}
        </Button>
      </header>
      {error !== null && (
        <p className="form-error" role="alert">
          {error.message}
        </p>
      )}
      <section aria-labelledby="installed">
        <h2 id="installed" className="visually-hidden">
          Installed models
        </h2>
        {models?.length === 0 && (
          <p className="hint">
            No models are installed, so nothing can be read. Reinstall Inkdex to restore the shipped models.
          </p>
        )}
        <ul className="cards" aria-busy={models === undefined && error === null}>
          {models?.map((model) => (
            <ModelTile key={model.id} model={model} isMarked={marked.includes(model.id)} />
          ))}
        </ul>
      </section>
      <Promotions />
      <Engines />
      {isImporting && (
        <ImportDialog
          onClose={() => {
            setImporting(false);
          }}
        />
      )}
    </div>
  );
}

function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const [isBusy, setBusy] = useState(false);
  const { isClosed, close } = useClosing(onClose);
  const take = async (path: string) => {
    setBusy(true);
    const { attempt, show } = toasts.getState();
    const { route, navigateFrom } = navigation.getState();
    const model = await attempt(house.importModel({ path }));
    setBusy(false);
    if (model === undefined) return;
    show('notice', `${model.id} imported. To use it, choose “Use this model”.`);
    if (isClosed.current) return;
    onClose();
    navigateFrom(route, { screen: 'model', model: model.id });
  };
  return (
    <Dialog title="Import model" onClose={close}>
      <p className="dialog-text">
        Choose an .onnx file exported by Inkdex. It includes the alphabet and the preprocessing.
      </p>
      <footer className="dialog-footer">
        {isBusy && (
          <span className="hint" role="status">
            Testing the model…
          </span>
        )}
        <ChoosePlace title="Choose a model" isFileWelcome onChoose={(path) => void take(path)} />
      </footer>
    </Dialog>
  );
}
