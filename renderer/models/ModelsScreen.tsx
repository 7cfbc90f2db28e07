import { useOpen } from '../ui/useOpen.ts';
import { CircleAlert, PackagePlus } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { useWindowTitle } from '../common/windowTitle.ts';
import type { Run } from '../../shared/contract/run.ts';
import type { Model, ModelKind } from '../../shared/contract/model.ts';
import { answers, useCall } from '../host/useCall.ts';
import { attempt, models as store, navigation, runList } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { CompareMarked } from '../ui/CompareTable.tsx';
import { formatRoute } from '../state/route.ts';
import { formatMoment } from '../ui/format.ts';
import { FormError } from '../ui/FormError.tsx';
import { ChangedWordsLink } from '../common/ChangedWordsLink.tsx';
import { ReadWithModelsInUse } from '../common/ReadWithModelsInUse.tsx';
import { RollBackButton } from '../common/RollBackButton.tsx';
import { runScores } from './runScores.ts';
import { ImportDialog } from './ImportDialog.tsx';

/** The models that read photos. */
export function ModelsScreen() {
  const { answer: models, error } = useCall('listModels', {});
  const chosen = useStore(store, (state) => state.marked);
  const marked = chosen.filter((id) => models?.some((model) => model.id === id) !== false);
  const importing = useOpen();
  const compare = () => {
    navigation.getState().navigate({ screen: 'compare-models', models: marked });
  };
  useWindowTitle('Models');
  useEffect(() => {
    // A model file may have been replaced while another screen was open.
    void answers.outdate('modelsChanged');
  }, []);

  return (
    <div className="models-screen">
      <header className="models-header">
        <div>
          <h1>Models</h1>
          <p className="lead">
            A detector finds the words on a photo, or a line finder the lines; a recogniser reads them. Both
            run on this machine.
          </p>
        </div>
        {marked.length > 0 && (
          <CompareMarked marked={marked} onToggle={store.getState().toggleMark} onCompare={compare} />
        )}
        <Button icon={PackagePlus} changes="importModel" onClick={importing.open}>
          Import model{' '}
        </Button>
      </header>
      <FormError message={error?.message} />
      <ReadWithModelsInUse />
      <ChangedWordsLink />
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
      {importing.isOpen && <ImportDialog onClose={importing.close} />}
    </div>
  );
}

export const kindNames: Readonly<Record<ModelKind, string>> = {
  detector: 'Detector: finds words',
  recogniser: 'Recogniser: reads words',
  lines: 'Line finder: finds lines',
};

const noRuns: readonly Run[] = [];

/** One model in the list: how well it reads first. Its file is described on its own screen. */
function ModelTile({ model, isMarked }: { readonly model: Model; readonly isMarked: boolean }) {
  const { id, kind, name, promoted, problem } = model;
  const runs = useStore(runList, (state) => state.runs ?? noRuns);
  const scores = useMemo(() => runScores(id, runs), [id, runs]);
  return (
    <li className="card">
      <header>
        <h3>
          <a href={formatRoute({ screen: 'model', model: id })}>
            <bdi>{name}</bdi>
          </a>
        </h3>
        {promoted && problem === null && <span className="tag tag-good">In use</span>}
      </header>
      <p className="card-kind">{kindNames[kind]}</p>
      <p className="hint">{id}</p>
      {scores.map((score) => (
        <p key={score} className="card-score">
          {score}
        </p>
      ))}
      {scores.length === 0 && kind === 'recogniser' && problem === null && (
        <p className="hint">
          Not measured on this machine yet. Compare it with another model, or evaluate it.
        </p>
      )}
      {problem !== null && (
        <p className="card-problem">
          <CircleAlert size={16} aria-hidden />
          {problem}
        </p>
      )}
      <footer className="card-actions">
        {kind === 'recogniser' && problem === null && (
          <label className="check-label">
            <input
              type="checkbox"
              checked={isMarked}
              onChange={() => {
                store.getState().toggleMark(id);
              }}
            />
            Compare
            <span className="visually-hidden"> {id}</span>
          </label>
        )}
        {!promoted && problem === null && (
          <Button changes="promoteModel" onClick={() => void attempt(store.getState().promote(id))}>
            Use
            <span className="visually-hidden"> ({id})</span>
          </Button>
        )}
      </footer>
    </li>
  );
}

/** A line finder takes the place of a detector. */
const readers: Readonly<Record<ModelKind, string>> = {
  detector: 'finds words',
  recogniser: 'reads words',
  lines: 'finds words',
};
const shown = 6;

/** The history of models in use, with buttons to roll back. */
function Promotions() {
  const { answer: promotions = [] } = useCall('listPromotions', {});
  const [latest] = promotions;
  if (latest === undefined) return null;
  const kinds = [...new Set(promotions.map(({ kind }) => kind))];
  return (
    <section aria-labelledby="promotions">
      <h2 id="promotions">Model history</h2>
      <ul className="promotions">
        {promotions.slice(0, shown).map(({ kind, model, previous, at }, index) => (
          <li key={`${at} ${index}`}>
            <span>
              <a href={formatRoute({ screen: 'model', model })}>{model}</a> replaced{' '}
              <a href={formatRoute({ screen: 'model', model: previous })}>{previous}</a>
            </span>
            <span className="hint">
              {readers[kind]} · {formatMoment(at)}
            </span>
          </li>
        ))}
      </ul>
      <div className="promotions-actions">
        {kinds.map((kind) => (
          <RollBackButton key={kind} kind={kind} />
        ))}
      </div>
    </section>
  );
}
