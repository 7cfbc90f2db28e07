import { EyeOff, SquareSlash, Trash2, X } from 'lucide-react';
import { splitSchema } from '../../../shared/contract/dataset.ts';
import type { DatasetId, HeldSample } from '../../../shared/contract/datasetContents.ts';
import { house } from '../../bridge.ts';
import { toasts } from '../../stores.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { formatPlural } from '../../ui/format.ts';
import { currentTile, useFocusHeir } from '../../ui/useFocusHeir.ts';
import { splitNames, splitOrder } from '../names.ts';
import { relabel, type LabelChange } from './relabel.ts';

interface SelectionBarProps {
  readonly dataset: DatasetId;
  readonly samples: readonly HeldSample[];
  readonly isEditable: boolean;
  readonly onExclude: () => void;
  readonly onClear: () => void;
}

/** What can be done with all chosen samples at once. */
export function SelectionBar({ dataset, samples, isEditable, onExclude, onClear }: SelectionBarProps) {
  useFocusHeir(currentTile);
  const change = async (changes: LabelChange) => {
    const work = relabel(house, dataset, samples, changes).then(() => true);
    if ((await toasts.getState().attempt(work)) === true) onClear();
  };
  return (
    <div className="sample-bar">
      <IconButton label="Select nothing" icon={X} shortcut="Esc" onClick={onClear} />
      <span className="selection-count" role="status">
        {formatPlural(samples.length, 'sample')} selected
      </span>
      <span className="toolbar-space" />
      {isEditable && (
        <>
          <label className="field sample-bar-split">
            <span className="visually-hidden">Put into a split</span>
            <select
              value=""
              onChange={(event) => {
                const split = splitSchema.nullable().catch(null).parse(event.target.value);
                void change({ split });
              }}
            >
              <option value="" disabled>
                Put into…
              </option>
              {splitOrder.map((split) => (
                <option key={split} value={split}>
                  {splitNames[split]}
                </option>
              ))}
            </select>
          </label>
          <Button icon={EyeOff} onClick={() => void change({ mark: 'illegible', text: '' })}>
            Illegible
          </Button>
          <Button icon={SquareSlash} onClick={() => void change({ mark: 'not-text', text: '' })}>
            Not text
          </Button>
          <Button kind="danger" icon={Trash2} onClick={onExclude}>
            Take out
          </Button>
        </>
      )}
    </div>
  );
}
