import { Undo2 } from 'lucide-react';
import { useStore } from 'zustand';
import type { ModelKind } from '../../shared/contract/model.ts';
import { formatRoute } from '../state/route.ts';
import { models, toasts } from '../stores.ts';
import { Button } from '../ui/Button.tsx';
import { formatMoment } from '../ui/format.ts';

const readers: Readonly<Record<ModelKind, string>> = { detector: 'detector', recogniser: 'recogniser' };
const shown = 6;

/** The history of models in use, with buttons to roll back. */
export function Promotions() {
  const promotions = useStore(models, (state) => state.promotions);
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

/** Restores the previous model in one click. */
export function RollBackButton({ kind }: { readonly kind: ModelKind }) {
  const previous = useStore(models, (state) => state.promotions.find((each) => each.kind === kind)?.previous);
  if (previous === undefined) return null;
  const rollBack = async () => {
    const { attempt, show } = toasts.getState();
    const model = await attempt(models.getState().rollBack(kind));
    if (model !== undefined) show('notice', `${model.id} is in use again.`);
  };
  return (
    <Button
      icon={Undo2}
      // After the first click, the button may already name an even earlier model: ignore a double click and a held
      // Enter key.
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.repeat) event.preventDefault();
      }}
      onClick={({ detail: clicks }) => {
        if (clicks < 2) void rollBack();
      }}
    >
      Roll back to {previous}
    </Button>
  );
}
