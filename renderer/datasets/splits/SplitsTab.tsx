import { Shuffle } from 'lucide-react';
import { useState } from 'react';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import { house } from '../../host/transport.ts';
import { useCall } from '../../host/useCall.ts';
import { contentsOf } from '../../state/datasetRoute.ts';
import { toasts } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { samplesAddress } from '../contents/samplesAddress.ts';
import { SplitBar } from '../contents/SplitBar.tsx';
import type { TabProps } from '../DatasetScreen.tsx';
import { Refused } from '../Refused.tsx';
import { LeakCheck } from './LeakCheck.tsx';
import { describeRule, ruleOf, splitDraftOf } from './splitDraft.ts';
import { SplitRuleFields } from './SplitRuleFields.tsx';

/** The splits of the samples, the rule that assigns them, and the check for leakage. */
export function SplitsTab({ route, dataset }: TabProps) {
  const contents = contentsOf(route);
  const { answer: check, error } = useCall('checkSplits', { contents });
  if (error !== null) return <Refused error={error} />;
  if (check === undefined) return <div className="dataset-page" aria-busy />;
  return (
    <div className="dataset-page splits-tab">
      <div>
        <section aria-labelledby="sides">
          <h2 id="sides">Current splits</h2>
          <SplitBar splits={check.splits} addressOf={(split) => samplesAddress(route, { split })} isLegend />
        </section>
        {route.version === null && <Rule key={JSON.stringify(dataset.splitRule)} dataset={dataset} />}
      </div>
      <LeakCheck route={route} check={check} />
    </div>
  );
}

/** The split rule of the dataset, with a form to change it. */
function Rule({ dataset }: { readonly dataset: Dataset }) {
  const [draft, setDraft] = useState(() => splitDraftOf(dataset.splitRule));
  const [isDealing, setDealing] = useState(false);
  const { rule } = ruleOf(draft);
  const deal = async () => {
    if (rule === null) return;
    setDealing(true);
    const work = house.splitDataset({ dataset: dataset.id, rule });
    const check = await toasts.getState().attempt(work);
    setDealing(false);
    if (check !== undefined) toasts.getState().show('notice', `Splits reassigned. ${describeRule(rule)}.`);
  };
  return (
    <section aria-labelledby="rule">
      <h2 id="rule">Rule</h2>
      <p className="lead">{describeRule(dataset.splitRule)}. New samples are assigned by the same rule.</p>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void deal();
        }}
      >
        <SplitRuleFields draft={draft} onChange={setDraft} />
        <div>
          <Button kind="primary" type="submit" icon={Shuffle} disabled={rule === null || isDealing}>
            {isDealing ? 'Assigning…' : 'Reassign splits'}
          </Button>
        </div>
      </form>
    </section>
  );
}
