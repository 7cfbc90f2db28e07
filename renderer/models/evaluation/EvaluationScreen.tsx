import { saveBlob } from '../../host/download.ts';
import { NotLoaded } from '../../ui/NotLoaded.tsx';
import { FileSpreadsheet, FileText } from 'lucide-react';
import { useEffect, useState } from 'react';
import {
  metricNames,
  type Evaluation,
  type EvaluationId,
  type EvaluationReport,
  metricDefinitions,
  type PicturedWord,
} from '../../../shared/contract/evaluation.ts';
import { host } from '../../host/transport.ts';
import { useCall } from '../../host/useCall.ts';
import { splitNames } from '../../common/names.ts';
import { formatRoute } from '../../state/route.ts';
import { attempt } from '../../state/stores.ts';
import { VersionName } from '../../common/versions.tsx';
import { BackLink } from '../../ui/BackLink.tsx';
import { Button } from '../../ui/Button.tsx';
import { formatMoment, formatPlural, formatProbability } from '../../ui/format.ts';
import { useGlobalKeys } from '../../ui/useGlobalKeys.ts';
import { AttentionPlayer } from './AttentionPlayer.tsx';
import { ByLength, ByLetter, ConfusionMap } from './Confusions.tsx';
import { Definition, NumberTable } from '../../ui/NumberTable.tsx';
import { formatMetric, isBetterLow, metricTitles } from './metrics.ts';
import { WordReading } from '../../ui/WordReading.tsx';
import { ChoiceButtons } from '../../ui/Field.tsx';
import { AnswerPicture } from '../../ui/AnswerPicture.tsx';

/** An evaluation report: all metrics, mistakes by kind, and the words. */
export function EvaluationScreen({ evaluation: id }: { readonly evaluation: EvaluationId }) {
  const { answer: report, error } = useCall('getEvaluation', { evaluation: id });
  const model = report?.evaluation.model.id;
  useEffect(() => {
    document.title = model === undefined ? 'Evaluation · Inkdex' : `Evaluation of ${model} · Inkdex`;
  }, [model]);
  useGlobalKeys(({ key }) => {
    if (key !== 'Escape') return false;
    history.back();
    return true;
  });

  if (report === undefined)
    return <NotLoaded error={error} title="Evaluation could not be loaded" list="models" />;
  return (
    <div className="training-screen">
      <EvaluationHeader report={report} />
      <div className="evaluation-columns">
        <section className="panel" aria-labelledby="metrics">
          <h2 id="metrics">Metrics</h2>
          <MetricsTable evaluation={report.evaluation} />
          <Skipped skipped={report.evaluation.skipped} />
        </section>
        <section className="panel" aria-labelledby="by-length">
          <h2 id="by-length">By word length</h2>
          <ByLength byLength={report.byLength} />
        </section>
      </div>
      <section className="panel" aria-labelledby="confusion">
        <h2 id="confusion">Confused characters</h2>
        <ConfusionMap confusions={report.confusions} />
      </section>
      <JudgedWords report={report} />
      <section className="panel" aria-labelledby="by-letter">
        <h2 id="by-letter">By character</h2>
        <ByLetter byLetter={report.byLetter} />
      </section>
    </div>
  );
}

function EvaluationHeader({ report: { evaluation } }: { readonly report: EvaluationReport }) {
  const { id, model, dataset, split, words, run, at } = evaluation;
  const save = async (format: 'csv' | 'html') => {
    const written = await attempt(host.evaluationDocument({ evaluation: id, format }));
    if (written !== undefined) saveFile(written.name, written.text);
  };
  return (
    <header className="photo-header run-header">
      <BackLink
        href={formatRoute({ screen: 'model', model: model.id })}
        label="Back to the model"
        title="Back to the model"
      />
      <div className="photo-title">
        <h1>Evaluation of {model.id}</h1>
        <p>
          <span>
            <VersionName version={dataset} /> · {split === null ? 'all words' : `${splitNames[split]} split`}{' '}
            · {formatPlural(words, 'word')} · {formatMoment(at)}
            {run !== null && (
              <>
                {' · '}
                <a href={formatRoute({ screen: 'run', run })}>Run {run}</a>
              </>
            )}
          </span>
        </p>
      </div>
      <Button kind="quiet" icon={FileSpreadsheet} onClick={() => void save('csv')}>
        Export CSV
      </Button>
      <Button icon={FileText} onClick={() => void save('html')}>
        Save report
      </Button>
    </header>
  );
}

function Skipped({ skipped }: { readonly skipped: Readonly<Record<string, number>> }) {
  const reasons = Object.entries(skipped).filter(([, count]) => count > 0);
  if (reasons.length === 0) return null;
  return (
    <p className="hint">
      Not evaluated:{' '}
      {reasons.map(([reason, count]) => `${formatPlural(count, 'word')}, ${reason}`).join('; ')}.
    </p>
  );
}

const metricColumns = [
  'Metric',
  <Definition key="greedy" term="Greedy">
    The network alone: the most likely character of each time step, without lexicon or language model.
  </Definition>,
  <Definition key="decoder" term="With decoder">
    As for photos: beam search with lexicon and language model and, if the words of a page are in order, with
    the neighbouring words.
  </Definition>,
  'Goal',
];

/** All metrics; pointing at a name or focusing it shows its definition. */
function MetricsTable({ evaluation: { greedy, decoder } }: { readonly evaluation: Evaluation }) {
  return (
    <NumberTable label="Metrics" columns={metricColumns}>
      {metricNames.map((metric) => (
        <tr key={metric}>
          <th scope="row">
            <Definition term={metricTitles[metric]}>{metricDefinitions[metric]}</Definition>{' '}
            <code className="metric-name">{metric}</code>
          </th>
          <td>{formatMetric(metric, greedy[metric])}</td>
          <td>{formatMetric(metric, decoder[metric])}</td>
          <td className="hint">{isBetterLow(metric) ? 'lower is better' : 'higher is better'}</td>
        </tr>
      ))}
    </NumberTable>
  );
}

type Shown = 'worst' | 'random' | 'best';

/** Words with their pictures: the worst, the best, and a random selection. */
function JudgedWords({ report }: { readonly report: EvaluationReport }) {
  const [shown, setShown] = useState<Shown>('worst');
  const words = report[shown];
  return (
    <section aria-labelledby="words">
      <header className="section-header">
        <h2 id="words">Words</h2>
        <ChoiceButtons
          label="Which words"
          value={shown}
          options={[
            ['worst', 'Worst'],
            ['random', 'Random'],
            ['best', 'Best'],
          ]}
          onChange={setShown}
        />
      </header>
      {words.length === 0 && <p className="hint">No words.</p>}
      <ul className="samples">
        {words.map((word) => (
          <JudgedItem key={word.key} word={word} />
        ))}
      </ul>
    </section>
  );
}

function JudgedItem({
  word: { key, word, straightened, truth, decoder, greedy, confidence, attention },
}: {
  readonly word: PicturedWord;
}) {
  return (
    <li className="sample" title={key}>
      {attention === undefined ? (
        <div className="sample-pictures">
          <AnswerPicture bytes={word} alt={`The word ${truth}`} />
          <AnswerPicture bytes={straightened} alt="Straightened" />
        </div>
      ) : (
        <AttentionPlayer
          attention={attention}
          word={word}
          save={(bytes) => {
            saveFile(`attention-${key.replace(/[^\w-]+/gu, '-')}.webp`, bytes);
          }}
        />
      )}
      <WordReading truth={truth} reading={decoder} />
      <p className="hint">
        {formatProbability(confidence)} confidence
        {greedy === decoder ? (
          ''
        ) : (
          <>
            {' '}
            · greedy: <bdi>{greedy === '' ? 'no text' : greedy}</bdi>
          </>
        )}
      </p>
    </li>
  );
}

const types: Readonly<Record<string, string>> = {
  csv: 'text/csv;charset=utf-8',
  html: 'text/html;charset=utf-8',
  webp: 'image/webp',
};

/** Saves a file, like a download of the browser. */
function saveFile(name: string, contents: BlobPart): void {
  const type = types[name.split('.').at(-1) ?? ''] ?? 'text/plain;charset=utf-8';
  saveBlob(new Blob([contents], { type }), name);
}
