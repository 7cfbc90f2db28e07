import { NotLoaded } from '../ui/NotLoaded.tsx';
import { useEscapeTo } from '../common/useEscapeTo.ts';
import { useWindowTitle } from '../common/windowTitle.ts';
import type { ModelId } from '../../shared/contract/model.ts';
import type { ModelCard } from '../../shared/contract/modelCalls.ts';
import { useCall } from '../host/useCall.ts';
import { formatRoute } from '../state/route.ts';
import { VersionName } from '../common/versions.tsx';
import { BackLink } from '../ui/BackLink.tsx';
import { Fact } from '../ui/NumberTable.tsx';
import { formatBytes, formatCount, formatMoment } from '../ui/format.ts';
import { Markdown } from '../ui/Markdown.tsx';
import { FormError } from '../ui/FormError.tsx';
import { ModelActions } from './ModelActions.tsx';
import { ModelEvaluations } from './ModelEvaluations.tsx';
import { kindNames } from './ModelsScreen.tsx';

/** The card of a model: its origin, evaluations and actions. */
export function ModelScreen({ model: id }: { readonly model: ModelId }) {
  const { answer: card, error } = useCall('getModel', { model: id });
  useWindowTitle(id);
  useEscapeTo({ screen: 'models' });

  if (card === undefined) return <NotLoaded error={error} title="Model could not be loaded" list="models" />;
  const { model } = card;
  return (
    <div className="training-screen">
      <header className="photo-header run-header">
        <BackLink href="#/models" label="Back to the models" />
        <div className="photo-title">
          <h1 dir="auto">{model.name}</h1>
          <p>
            {model.promoted && <span className="tag tag-good">In use</span>}
            <span>
              {kindNames[model.kind]} · {model.id}
            </span>
          </p>
        </div>
        <ModelActions card={card} />
      </header>
      <FormError message={model.problem} />
      <div className="run-columns">
        <div className="run-main">
          {model.kind === 'recogniser' && <ModelEvaluations card={card} />}
          {card.text !== null && (
            <section className="panel" aria-label="Card">
              <Markdown text={card.text} />
            </section>
          )}
        </div>
        <aside className="run-aside" aria-label="About this model">
          <Origin card={card} />
          <Details card={card} />
        </aside>
      </div>
    </div>
  );
}

function Origin({ card: { run, base, dataset, addedAt } }: { readonly card: ModelCard }) {
  return (
    <section className="panel" aria-labelledby="origin">
      <h2 id="origin">Origin</h2>
      {run === null && base === null && dataset === null && (
        <p className="hint">{addedAt === null ? 'Shipped with Inkdex.' : 'Imported from a file.'}</p>
      )}
      <dl className="facts facts-below">
        {dataset !== null && (
          <Fact name="Dataset">
            <VersionName version={dataset} />
          </Fact>
        )}
        {run !== null && (
          <Fact name="Run">
            <a href={formatRoute({ screen: 'run', run })}>Run {run}</a>
          </Fact>
        )}
        {base !== null && (
          <Fact name="Base model">
            <a href={formatRoute({ screen: 'model', model: base.id })} title={base.sha256}>
              {base.id}
            </a>
          </Fact>
        )}
        {addedAt !== null && <Fact name="Added">{formatMoment(addedAt) ?? addedAt}</Fact>}
      </dl>
    </section>
  );
}

function Details({ card: { model, input } }: { readonly card: ModelCard }) {
  const { parameters, bytes, characters, sha256 } = model;
  return (
    <section className="panel" aria-labelledby="details">
      <h2 id="details">File</h2>
      <dl className="facts facts-below">
        <Fact name="Parameters">{formatCount(parameters)}</Fact>
        <Fact name="Size">{formatBytes(bytes)}</Fact>
        {input !== null && (
          <Fact name="Input">{`${input.height} px high, ${input.widths.join(', ')} px wide, ${input.stride} px per time step`}</Fact>
        )}
        {characters !== null && (
          <Fact name={`${formatCount(Array.from(characters).length)} characters`}>{characters}</Fact>
        )}
        <Fact name="SHA-256">{sha256}</Fact>
      </dl>
    </section>
  );
}
