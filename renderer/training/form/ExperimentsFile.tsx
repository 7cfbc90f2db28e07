import { useState } from 'react';
import type { VersionId } from '../../../shared/contract/dataset.ts';
import { house } from '../../bridge.ts';
import { ChoosePlace } from '../../datasets/places/ChoosePlace.tsx';
import { showMade } from '../../state/showMade.ts';
import { navigation, runList, toasts } from '../../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { formatPlural } from '../../ui/format.ts';

/** A whole series of runs from a file. */
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
        A series of experiments from a file <span className="hint">one run each, queued</span>
      </summary>
      <p className="hint">
        JSON with <code>experiment_group</code> and <code>experiments</code>. Those that name no dataset learn
        from the version that is chosen above.
      </p>
      <div className="path-row">
        <ChoosePlace title="Choose a file of experiments" isFileWelcome onChoose={setPath} />
        {path !== null && (
          <>
            <code className="chosen-path">{path}</code>
            <Button disabled={isQueueing} onClick={() => void queue()}>
              Queue them
            </Button>
          </>
        )}
      </div>
    </details>
  );
}
