import { Target } from 'lucide-react';
import { useState } from 'react';
import { type Split, type VersionId, splitSchema } from '../../shared/contract/dataset.ts';
import type { Evaluation } from '../../shared/contract/evaluation.ts';
import type { ModelCard } from '../../shared/contract/modelCalls.ts';
import { host } from '../host/transport.ts';
import { splitNames } from '../common/names.ts';
import { formatRoute } from '../state/route.ts';
import { showMade } from '../state/messages.ts';
import { navigation, toasts } from '../state/stores.ts';
import { formatDay, formatRate } from '../ui/figures.ts';
import { VersionField, VersionName } from '../common/versions.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog, useClosing } from '../ui/Dialog.tsx';
import { ChoiceField } from '../ui/Field.tsx';
import { formatCount, formatMoment } from '../ui/format.ts';
import { NumberTable } from '../ui/NumberTable.tsx';

/** The evaluations of a model. */
export function ModelEvaluations({ card: { model, dataset, evaluations } }: { readonly card: ModelCard }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <section className="panel" aria-labelledby="evaluations">
      <header className="section-header">
        <h2 id="evaluations">Evaluations</h2>
        <Button
          icon={Target}
          changes="evaluateModel"
          disabled={model.problem !== null}
          onClick={() => {
            setAsking(true);
          }}
        >
          Evaluate…{' '}
        </Button>
      </header>
      {evaluations.length === 0 ? (
        <p className="hint">
          Not evaluated on this machine yet. Evaluate it on a dataset version that it was not trained on, to
          see all metrics and the worst mistakes.
        </p>
      ) : (
        <EvaluationTable evaluations={evaluations} />
      )}
      {isAsking && (
        <EvaluateDialog
          model={model.id}
          dataset={dataset}
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </section>
  );
}

function EvaluationTable({ evaluations }: { readonly evaluations: readonly Evaluation[] }) {
  return (
    <NumberTable label="Evaluations">
      <thead>
        <tr>
          <th scope="col">Dataset</th>
          <th scope="col">Split</th>
          <th scope="col">Words</th>
          <th scope="col">CER</th>
          <th scope="col">WER</th>
          <th scope="col">CER, decoder</th>
          <th scope="col">WER, decoder</th>
          <th scope="col">Date</th>
        </tr>
      </thead>
      <tbody>
        {evaluations.map(({ id, dataset, split, words, greedy, decoder, at }) => (
          <tr key={id}>
            <th scope="row">
              <a href={formatRoute({ screen: 'evaluation', evaluation: id })}>
                <VersionName version={dataset} />
              </a>
            </th>
            <td>{split === null ? 'All' : splitNames[split]}</td>
            <td>{formatCount(words)}</td>
            <td>{formatRate(greedy.cer)}</td>
            <td>{formatRate(greedy.wer)}</td>
            <td>{formatRate(decoder.cer)}</td>
            <td>{formatRate(decoder.wer)}</td>
            <td title={formatMoment(at) ?? at}>{formatDay(at)}</td>
          </tr>
        ))}
      </tbody>
    </NumberTable>
  );
}

interface EvaluateDialogProps {
  readonly model: Evaluation['model']['id'];
  /** The version it was trained on, whose test split allows a fair evaluation. */
  readonly dataset: VersionId | null;
  readonly onClose: () => void;
}

const everything = 'all';

function EvaluateDialog({ model, dataset, onClose }: EvaluateDialogProps) {
  const [version, setVersion] = useState(dataset);
  const [split, setSplit] = useState<Split | null>('test');
  const [isBusy, setBusy] = useState(false);
  const { isClosed, close } = useClosing(onClose);
  const evaluate = async () => {
    if (version === null) return;
    setBusy(true);
    const { route } = navigation.getState();
    const asked = host.evaluateModel({ model, dataset: version, split });
    const evaluation = await toasts.getState().attempt(asked);
    setBusy(false);
    if (evaluation === undefined) return;
    if (!isClosed.current) onClose();
    const from = isClosed.current ? null : route;
    showMade(from, { screen: 'evaluation', evaluation: evaluation.id }, `${model} was evaluated.`);
  };
  return (
    <Dialog title={`Evaluate ${model}`} size="large" onClose={close}>
      <div className="fields">
        <VersionField value={version} onChange={setVersion} />
        <ChoiceField
          label="Split"
          value={split ?? everything}
          options={[
            ...splitSchema.options.map((each) => [each, splitNames[each]] as const),
            [everything, 'All words'] as const,
          ]}
          onChange={(each) => {
            setSplit(splitSchema.nullable().catch(null).parse(each));
          }}
        />
      </div>
      <footer className="dialog-footer">
        <span className="hint" role="status">
          {isBusy
            ? 'Reading words… This takes a few seconds per thousand words and continues if you close this dialog.'
            : ''}
        </span>
        <Button onClick={close}>{isBusy ? 'Close' : 'Cancel'}</Button>
        <Button
          kind="primary"
          icon={Target}
          disabled={version === null || isBusy}
          onClick={() => void evaluate()}
        >
          Evaluate
        </Button>
      </footer>
    </Dialog>
  );
}
