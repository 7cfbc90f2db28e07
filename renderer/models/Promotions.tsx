import type { ModelKind } from '../../shared/contract/model.ts';
import { formatRoute } from '../state/route.ts';
import { useCall } from '../host/useCall.ts';
import { RollBackButton } from '../common/RollBackButton.tsx';
import { formatMoment } from '../ui/format.ts';

const readers: Readonly<Record<ModelKind, string>> = { detector: 'detector', recogniser: 'recogniser' };
const shown = 6;

/** The history of models in use, with buttons to roll back. */
export function Promotions() {
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
