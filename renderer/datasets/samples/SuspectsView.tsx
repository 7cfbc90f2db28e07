import { CircleCheckBig, ScanText } from 'lucide-react';
import { useState } from 'react';
import { type Dataset, noFilter, type Suspect } from '../../../shared/contract/datasetContents.ts';
import { host } from '../../host/transport.ts';
import { useCall } from '../../host/useCall.ts';
import { contentsOf, datasetRoute, type DatasetRoute } from '../../state/datasetRoute.ts';
import { formatRoute } from '../../state/route.ts';
import { attempt } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useAsking } from '../../ui/useOpen.ts';
import { formatCount, formatPlural, formatProbability } from '../../ui/format.ts';
import { Pager } from '../Pager.tsx';
import { Refused } from '../Refused.tsx';
import { SamplePicture } from '../SamplePicture.tsx';
import { WorkOffer } from '../work/GoingTasks.tsx';
import { ExcludeDialog } from './ExcludeDialog.tsx';
import { relabel } from './sampleSelection.ts';

const pageSize = 50;

const kindNames: Readonly<Record<Suspect['kind'], string>> = {
  letters: 'Different characters',
  part: 'Only a part: the box may be too small',
  form: 'Case, accents or punctuation',
};

interface SuspectsViewProps {
  readonly route: DatasetRoute;
  readonly dataset: Dataset;
}

/** Labels that the recogniser contradicts with high confidence: one of the two is wrong. */
export function SuspectsView({ route, dataset }: SuspectsViewProps) {
  const contents = contentsOf(route);
  const [offset, setOffset] = useState(0);
  const excluding = useAsking<Suspect>();
  const { answer, error } = useCall('listSuspects', { contents, offset, limit: pageSize });
  if (error !== null) return <Refused error={error} />;
  if (answer === undefined) return <div className="dataset-page" aria-busy />;
  const { read, words, model, total, suspects } = answer;
  return (
    <div className="dataset-page">
      <WorkOffer
        work="read"
        contents={contents}
        done={read}
        all={words}
        what="word"
        icon={ScanText}
        order="Check labels"
        why="The recogniser reads every word. Where it reads something else with high confidence, the label may be wrong."
      />
      {read > 0 && (
        <p className="lead" role="status">
          {formatPlural(total, 'label')} of {formatCount(read)} contradicted
          {model === null ? '' : ` by ${model}`}, highest confidence first.
        </p>
      )}
      {read > 0 && total === 0 && (
        <EmptyState icon={CircleCheckBig} title="No suspected errors">
          <p>No label disagrees with the model.</p>
        </EmptyState>
      )}
      <ul className="suspects" aria-label="Suspected errors">
        {suspects.map((suspect) => (
          <SuspectItem
            key={suspect.sample.id}
            suspect={suspect}
            route={route}
            isEditable={route.version === null}
            onExclude={excluding.ask(suspect)}
          />
        ))}
      </ul>
      <Pager total={total} offset={offset} limit={pageSize} onMove={setOffset} />
      {excluding.asked !== null && (
        <ExcludeDialog dataset={dataset.id} samples={[excluding.asked.sample]} onClose={excluding.close} />
      )}
    </div>
  );
}

interface SuspectItemProps {
  readonly suspect: Suspect;
  readonly route: DatasetRoute;
  readonly isEditable: boolean;
  readonly onExclude: () => void;
}

function SuspectItem({ suspect, route, isEditable, onExclude }: SuspectItemProps) {
  const { sample, reading, confidence, labelConfidence, kind } = suspect;
  const { dataset, version } = route;
  const take = () => {
    const change = relabel(host, dataset, [sample], { text: reading, mark: 'text' });
    void attempt(change);
  };
  const filter = { ...noFilter, key: sample.key };
  return (
    <li className="suspect" aria-label={`${sample.text}, read as ${reading}`}>
      <SamplePicture sample={sample} />
      <dl>
        <div>
          <dt>Label</dt>
          <dd>
            <bdi>{sample.text}</bdi> <span className="hint">{formatProbability(labelConfidence)}</span>
          </dd>
        </div>
        <div>
          <dt>Reading</dt>
          <dd>
            <bdi>{reading}</bdi> <span className="hint">{formatProbability(confidence)}</span>
          </dd>
        </div>
      </dl>
      <span className="hint suspect-kind">{kindNames[kind]}</span>
      <span className="suspect-actions">
        {isEditable && reading !== '' && (
          <Button changes="editSamples" onClick={take}>
            Use the reading
          </Button>
        )}
        <a
          className="button button-quiet"
          href={formatRoute(datasetRoute(dataset, 'samples', { version, filter }))}
        >
          {isEditable ? 'Edit' : 'View'}
        </a>
        {isEditable && (
          <Button kind="quiet" changes="removeSamples" onClick={onExclude}>
            Remove
          </Button>
        )}
      </span>
    </li>
  );
}
