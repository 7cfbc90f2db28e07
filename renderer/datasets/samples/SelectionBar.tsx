import { EyeOff, SquareSlash, Trash2, X } from 'lucide-react';
import { splitSchema } from '../../../shared/contract/dataset.ts';
import type { DatasetId, HeldSample } from '../../../shared/contract/datasetContents.ts';
import { house } from '../../host/transport.ts';
import { toasts } from '../../state/stores.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { formatPlural } from '../../ui/format.ts';
import { currentTile, useFocusHeir } from '../../ui/useFocusHeir.ts';
import { splitNames, splitOrder } from '../../common/names.ts';
import { relabel, type LabelChange } from './relabel.ts';

interface SelectionBarProps {
  readonly dataset: DatasetId;
  readonly samples: readonly HeldSample[];
  readonly isEditable: boolean;
  readonly onExclude: () => void;
  readonly onClear: () => void;
}

/** Actions on all selected samples. */
export function SelectionBar({ dataset, samples, isEditable, onExclude, onClear }: SelectionBarProps) {
  useFocusHeir(currentTile);
  const change = async (changes: LabelChange) => {
    const work = relabel(house, dataset, samples, changes).then(() => true);
    if ((await toasts.getState().attempt(work)) === true) onClear();
  };
  return (
    <div className="sample-bar">
      <IconButton label="Clear selection" icon={X} shortcut="Esc" onClick={onClear} />
      <span className="selection-count" role="status">
        {formatPlural(samples.length, 'sample')} selected
      </span>
      <span className="toolbar-space" />
      {isEditable && (
        <>
          <label className="field sample-bar-split">
            <span className="visually-hidden">Assign to split</span>
            <select
              value=""
              onChange={(event) => {
                const split = splitSchema.nullable().catch(null).parse(event.target.value);
                void change({ split });
              }}
            >
              <option value="" disabled>
                Assign to…
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
            Remove
          </Button>
        </>
      )}
    </div>
  );
}
