import { CircleAlert } from 'lucide-react';
import type { Model, ModelKind } from '../../shared/contract/model.ts';
import { formatRoute } from '../state/route.ts';
import { models, toasts } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { Fact } from '../ui/Fact.tsx';
import { formatBytes, formatCount } from '../ui/format.ts';

export const kindNames: Readonly<Record<ModelKind, string>> = {
  detector: 'Detector: finds words',
  recogniser: 'Recogniser: reads words',
};

/** One model in the list. */
export function ModelTile({ model, isMarked }: { readonly model: Model; readonly isMarked: boolean }) {
  const { id, kind, name, sha256, bytes, parameters, characters, promoted, problem } = model;
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
      <dl className="facts">
        <Fact name="Id">{id}</Fact>
        <Fact name="Parameters">{formatCount(parameters)}</Fact>
        <Fact name="Size">{formatBytes(bytes)}</Fact>
        {characters !== null && <Fact name="Characters">{formatCount(Array.from(characters).length)}</Fact>}
        <Fact name="SHA-256">
          <code title={sha256}>{sha256.slice(0, 12)}…</code>
        </Fact>
      </dl>
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
                models.getState().toggleMark(id);
              }}
            />
            Compare
            <span className="visually-hidden"> {id}</span>
          </label>
        )}
        {!promoted && problem === null && (
          <Button onClick={() => void toasts.getState().attempt(models.getState().promote(id))}>
            Use
            <span className="visually-hidden"> ({id})</span>
          </Button>
        )}
      </footer>
    </li>
  );
}
