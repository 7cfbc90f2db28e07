import { useState } from 'react';
import type { VersionId } from '../../../shared/contract/dataset.ts';
import { house } from '../../host/transport.ts';
import { ChoosePlace } from '../../common/ChoosePlace.tsx';
import { showMade } from '../../state/showMade.ts';
import { navigation, runList, toasts } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { formatPlural } from '../../ui/format.ts';

/** Queues a series of runs from a file. */
export function ExperimentsFile({ dataset }: { readonly dataset: VersionId | null }) {
  const [path, setPath] = useState<string | null>(null);
  const [isQueueing, setQueueing] = useState(false);
  const queue = async () => {
    if (path === null) return;
    const { route } = navigation.getState();
    setQueueing(true);
    const runs = await toasts.getState().attempt(house.queueExperiments({ path, dataset }));
    setQueueing(false);
    if (runs === undefined) return;
    for (const run of runs) runList.getState().receive(run);
    showMade(route, { screen: 'training' }, `${formatPlural(runs.length, 'run')} queued.`);
  };
  return (
    <details className="panel settings">
      <summary>
        Experiments from a file <span className="hint">each becomes a queued run</span>
      </summary>
      <p className="hint">
        JSON with <code>experiment_group</code> and <code>experiments</code>. Experiments without a dataset
        use the version chosen above.
      </p>
      <div className="path-row">
        <ChoosePlace title="Choose an experiments file" isFileWelcome onChoose={setPath} />
        {path !== null && (
          <>
            <code className="chosen-path">{path}</code>
            <Button disabled={isQueueing} onClick={() => void queue()}>
              Add to queue
            </Button>
          </>
        )}
      </div>
    </details>
  );
}
