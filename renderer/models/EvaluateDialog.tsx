import { Target } from 'lucide-react';
import { useState } from 'react';
import { type Split, type VersionId, splitSchema } from '../../shared/contract/dataset.ts';
import type { BySplit } from '../../shared/contract/datasetContents.ts';
import type { Evaluation } from '../../shared/contract/evaluation.ts';
import type { ModelId } from '../../shared/contract/model.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import { splitNames } from '../common/names.ts';
import { VersionField } from '../common/versions.tsx';
import { host } from '../host/transport.ts';
import { answers, useCall } from '../host/useCall.ts';
import { isTrainedOn } from './compareModels.ts';
import { fairestSplit } from './evaluation/metrics.ts';
import { showMade } from '../state/messages.ts';
import { navigation } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog, useClosing } from '../ui/Dialog.tsx';
import { ChoiceField } from '../ui/Field.tsx';
import { formatCount, formatPlural } from '../ui/format.ts';
import { FormError } from '../ui/FormError.tsx';

interface EvaluateDialogProps {
  /** At least one. */
  readonly models: readonly ModelId[];
  /** The version it was trained on, whose test split allows a fair evaluation. */
  readonly dataset: VersionId | null;
  /** The versions on which the models were trained. */
  readonly trainedOn: VersionId[];
  readonly onClose: () => void;
}

const everything = 'all';

/** Evaluates models on a dataset version, one after the other. */
export function EvaluateDialog({ models, dataset, trainedOn, onClose }: EvaluateDialogProps) {
  const [version, setVersion] = useState(dataset);
  const { answer: statistics } = useCall(
    'getStatistics',
    version === null ? null : { contents: { version } },
  );
  const [chosen, setChosen] = useState<Split | null>();
  const split = chosen === undefined ? fairestSplit(statistics?.splits) : chosen;
  const [done, setDone] = useState<number | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { isClosed, close } = useClosing(onClose);
  const name = models.length === 1 ? models.join('') : formatPlural(models.length, 'model');
  const isBusy = done !== null;
  const evaluate = async () => {
    if (version === null) return;
    const { route } = navigation.getState();
    setFailure(null);
    let made: Evaluation | null = null;
    try {
      for (const [index, model] of models.entries()) {
        setDone(index);
        made = await host.evaluateModel({ model, dataset: version, split });
      }
    } catch (thrown) {
      setFailure(failureOf(thrown));
    }
    setDone(null);
    await answers.askAgain('getModel');
    if (made === null) return;
    if (!isClosed.current) onClose();
    if (models.length > 1) return;
    const from = isClosed.current ? null : route;
    showMade(from, { screen: 'evaluation', evaluation: made.id }, `${name} was evaluated.`);
  };
  return (
    <Dialog title={`Evaluate ${name}`} size="large" onClose={close}>
      <FormError message={failure?.message} />
      <div className="fields">
        <VersionField value={version} onChange={setVersion} />
        <ChoiceField
          label="Split"
          value={split ?? everything}
          options={[
            ...splitSchema.options.map((each) => [each, withCount(each, statistics?.splits)] as const),
            [everything, 'All words'] as const,
          ]}
          onChange={(each) => {
            setChosen(splitSchema.nullable().catch(null).parse(each));
          }}
        />
      </div>
      {version !== null && isTrainedOn({ seen: trainedOn }, { dataset: version, split }) && (
        <p className="remark">
          A model was trained on these words: the scores say nothing about other words. Choose a split or a
          version that no model was trained on.
        </p>
      )}
      <footer className="dialog-footer">
        <span className="hint" role="status">
          {isBusy &&
            `Reading words${models.length === 1 ? '' : ` with model ${done + 1} of ${models.length}`}… This can take a minute per thousand words, and continues if you close this dialog.`}
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

function withCount(split: Split, splits: BySplit | undefined): string {
  return splits === undefined ? splitNames[split] : `${splitNames[split]} (${formatCount(splits[split])})`;
}
