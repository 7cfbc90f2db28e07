import { EyeOff, SearchX, SquareSlash, Trash2, X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { DatasetId, HeldSample } from '../../../shared/contract/datasetContents.ts';
import { splitSchema } from '../../../shared/contract/dataset.ts';
import { contentsOf, datasetRoute, type DatasetRoute } from '../../state/datasetRoute.ts';
import { formatRoute } from '../../state/route.ts';
import { sampleList } from '../stores.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useAsking } from '../../ui/useOpen.ts';
import { Refused } from '../Refused.tsx';
import { ExcludeDialog } from './ExcludeDialog.tsx';
import { SampleFilters } from './SampleFilters.tsx';
import { SampleGrid } from './SampleGrid.tsx';
import { indexOf, sampleAt, type SamplePlace } from './sampleList.ts';
import { SamplePanel } from './SamplePanel.tsx';
import {
  type LabelChange,
  noSelection,
  relabel,
  type SampleSelection,
  withoutSamples,
  withSamplesOf,
} from './sampleSelection.ts';
import { host } from '../../host/transport.ts';
import { attempt } from '../../state/stores.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { formatPlural } from '../../ui/format.ts';
import { currentTile, useFocusHeir } from '../../ui/useFocusHeir.ts';
import { splitNames, splitOrder } from '../../common/names.ts';

const firstPlace: SamplePlace = { index: 0, key: null };

/** All samples as a grid with filters, and the current sample in a panel. */
export function SampleBrowser({ route }: { readonly route: DatasetRoute }) {
  const { dataset, version, filter } = route;
  const list = useStore(sampleList);
  const question = JSON.stringify([contentsOf(route), filter]);
  const [place, setPlace] = useState<SamplePlace & { readonly of: string }>({ ...firstPlace, of: question });
  const [selection, setSelection] = useState<SampleSelection>(noSelection);
  const { asked: excluded, ask: exclude, close } = useAsking<readonly HeldSample[]>();
  const field = useRef<HTMLTextAreaElement>(null);
  useShown(route, question);

  const current = withSamplesOf(selection, list.pages.values());
  if (current !== selection) setSelection(current);
  const index = indexOf(list, place.of === question ? place : firstPlace);
  const sample = sampleAt(list, index);
  const moveTo = (next: number) => {
    setPlace({ index: next, key: sampleAt(list, next)?.key ?? null, of: question });
  };
  const chosen = selection.samples.size > 0 ? [...selection.samples.values()] : sample ? [sample] : [];
  const isEditable = version === null;

  return (
    <div className="sample-browser">
      {selection.samples.size > 0 ? (
        <SelectionBar
          dataset={dataset}
          samples={chosen}
          isEditable={isEditable}
          onExclude={exclude(chosen)}
          onClear={() => {
            setSelection(noSelection);
          }}
        />
      ) : (
        <SampleFilters route={route} total={list.total} />
      )}
      {list.error !== null && <Refused error={list.error} />}
      {list.error === null && list.total === 0 && (
        <EmptyState icon={SearchX} title="No samples match">
          <p>
            <a href={formatRoute(datasetRoute(dataset, 'samples', { version }))}>Show all samples</a>
          </p>
        </EmptyState>
      )}
      {list.error === null && list.total !== null && list.total > 0 && (
        <div className="sample-body">
          <SampleGrid
            key={question}
            level={filter.level ?? sampleAt(list, 0)?.level ?? 'word'}
            index={index}
            selection={selection}
            onMove={moveTo}
            onSelect={setSelection}
            onOpen={() => {
              field.current?.focus();
              field.current?.select();
            }}
            onExclude={() => {
              if (isEditable && chosen.length > 0) exclude(chosen)();
            }}
          />
          <SamplePanel
            ref={field}
            dataset={dataset}
            sample={sample}
            isEditable={isEditable}
            onNext={() => {
              moveTo(Math.min(index + 1, (list.total ?? 1) - 1));
            }}
            onExclude={() => {
              if (sample !== undefined) exclude([sample])();
            }}
          />
        </div>
      )}
      {excluded !== null && (
        <ExcludeDialog
          dataset={dataset}
          samples={excluded}
          onClose={close}
          onRemoved={() => {
            setSelection((chosenNow) => withoutSamples(chosenNow, excluded));
          }}
        />
      )}
    </div>
  );
}

/** Keeps the list in step with the address. */
function useShown(route: DatasetRoute, question: string): void {
  const show = useEffectEvent(() => {
    void sampleList.getState().show(contentsOf(route), route.filter);
  });
  useEffect(() => {
    show();
  }, [question]);
}

interface SelectionBarProps {
  readonly dataset: DatasetId;
  readonly samples: readonly HeldSample[];
  readonly isEditable: boolean;
  readonly onExclude: () => void;
  readonly onClear: () => void;
}

/** Actions on all selected samples. */
function SelectionBar({ dataset, samples, isEditable, onExclude, onClear }: SelectionBarProps) {
  useFocusHeir(currentTile);
  const change = async (changes: LabelChange) => {
    const work = relabel(host, dataset, samples, changes).then(() => true);
    if ((await attempt(work)) === true) onClear();
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
          <Button
            icon={EyeOff}
            changes="editSamples"
            onClick={() => void change({ mark: 'illegible', text: '' })}
          >
            Illegible
          </Button>
          <Button
            icon={SquareSlash}
            changes="editSamples"
            onClick={() => void change({ mark: 'not-text', text: '' })}
          >
            Not text
          </Button>
          <Button kind="danger" icon={Trash2} changes="removeSamples" onClick={onExclude}>
            Remove
          </Button>
        </>
      )}
    </div>
  );
}
