import type { Run } from '../../../shared/contract/run.ts';
import { nameOfEngine } from '../../common/engineNames.ts';
import { formatRoute } from '../../state/route.ts';
import { Fact } from '../../ui/Fact.tsx';
import { formatMoment } from '../../ui/format.ts';
import { presetNames } from '../describeRun.ts';
import { VersionName } from '../../common/VersionName.tsx';

/** Everything that a run depends on: the same values give the same result. */
export function RunFacts({ run }: { readonly run: Run }) {
  const { dataset, base, engine, machine, code, settings, preset, createdAt, finishedAt } = run;
  return (
    <section className="panel" aria-labelledby="facts">
      <h2 id="facts">Details</h2>
      <dl className="facts facts-below">
        <Fact name="Dataset">{dataset === null ? 'not frozen yet' : <VersionName version={dataset} />}</Fact>
        <Fact name="Base model">
          <a href={formatRoute({ screen: 'model', model: base.model })}>{base.model}</a>{' '}
          <code title={base.sha256}>{base.sha256.slice(0, 10)}</code>
        </Fact>
        <Fact name="Preset">{presetNames[preset]}</Fact>
        <Fact name="Seed">{String(settings.seed)}</Fact>
        <Fact name="Engine">
          {engine === null
            ? 'not started yet'
            : `${nameOfEngine(engine.engine)} ${engine.version}, ${engine.device}`}
        </Fact>
        <Fact name="Machine">{machine}</Fact>
        <Fact name="Inkdex version">{code}</Fact>
        <Fact name="Requested">{formatMoment(createdAt) ?? createdAt}</Fact>
        {finishedAt !== null && <Fact name="Finished">{formatMoment(finishedAt) ?? finishedAt}</Fact>}
      </dl>
      <details className="all-settings">
        <summary>All settings</summary>
        <dl className="facts">
          {Object.entries(settings).map(([name, value]) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{String(value)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
