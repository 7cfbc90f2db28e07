import { formatRoute } from '../../state/route.ts';
import type { Uses } from './uses.ts';

/** The runs that trained on a version, with their models, and the models that pre-labelled it. */
export function VersionUses({ uses: { trained, labelled } }: { readonly uses: Uses }) {
  if (trained.length === 0 && labelled.length === 0) return null;
  return (
    <dl className="version-uses">
      {trained.length > 0 && (
        <div>
          <dt>Used to train</dt>
          <dd>
            <ul>
              {trained.map(({ run, title, model }) => (
                <li key={run}>
                  <bdi>{title}</bdi>
                  {model !== null && (
                    <>
                      {' → '}
                      <a href={formatRoute({ screen: 'model', model })}>{model}</a>
                    </>
                  )}
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
      {labelled.length > 0 && (
        <div>
          <dt>Pre-labelled by</dt>
          <dd>{labelled.join(', ')}</dd>
        </div>
      )}
    </dl>
  );
}
