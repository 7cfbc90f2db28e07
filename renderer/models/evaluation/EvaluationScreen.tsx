import { FileSpreadsheet, FileText, Target } from 'lucide-react';
import { useEffect } from 'react';
import type { EvaluationId, EvaluationReport } from '../../../shared/contract/evaluation.ts';
import { house } from '../../host/transport.ts';
import { useCall } from '../../host/useCall.ts';
import { splitNames } from '../../common/names.ts';
import { formatRoute } from '../../state/route.ts';
import { toasts } from '../../state/stores.ts';
import { VersionName } from '../../common/VersionName.tsx';
import { BackLink } from '../../ui/BackLink.tsx';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatMoment, formatPlural } from '../../ui/format.ts';
import { saveText } from '../../ui/saveText.ts';
import { useGlobalKeys } from '../../ui/useGlobalKeys.ts';
import { ByLength, ByLetter } from './Breakdowns.tsx';
import { ConfusionMap } from './ConfusionMap.tsx';
import { JudgedWords } from './JudgedWords.tsx';
import { MetricsTable } from './MetricsTable.tsx';

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

  if (report === undefined) {
    if (error === null) return <div className="training-screen" aria-busy />;
    return (
      <EmptyState icon={Target} title="Evaluation could not be loaded">
        <p>{error.message}</p>
        <p>
          <a href="#/models">Show all models</a>
        </p>
      </EmptyState>
    );
  }
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
    const written = await toasts.getState().attempt(house.evaluationDocument({ evaluation: id, format }));
    if (written !== undefined) saveText(written.name, written.text);
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
