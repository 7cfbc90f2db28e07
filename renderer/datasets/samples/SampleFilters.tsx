import { boundTo } from '../../ui/Field.tsx';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { noFilter, type SampleFilter, type Statistics } from '../../../shared/contract/datasetContents.ts';
import { useCall } from '../../host/useCall.ts';
import { contentsOf, type DatasetRoute } from '../../state/datasetRoute.ts';
import { navigation } from '../../state/stores.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { formatPlural } from '../../ui/format.ts';
import { levelNames, markNames, pageNameOf, sourceKindNames, splitNames } from '../../common/names.ts';
import { conditionsOf, type Condition } from './filterConditions.ts';

interface SampleFiltersProps {
  readonly route: DatasetRoute;
  readonly total: number | null;
}

/** The filters of the sample grid; the address contains them. */
export function SampleFilters({ route, total }: SampleFiltersProps) {
  const { filter } = route;
  const contents = contentsOf(route);
  const { answer } = useCall('getStatistics', { contents });
  const change = (changes: Partial<SampleFilter>) => {
    navigation.getState().navigate({ ...route, filter: { ...filter, ...changes } }, { replace: true });
  };
  const bound = boundTo(filter, change);
  const { page } = filter;
  const onPage = { contents, filter: { ...noFilter, page }, offset: 0, limit: 1 };
  const { answer: samples } = useCall('listSamples', page === null ? null : onPage);
  const [sample] = samples?.samples ?? [];
  const others = conditionsOf(filter, sample === undefined ? page : pageNameOf(sample));
  return (
    <div className="sample-bar" role="search" aria-label="Filter samples">
      <label className="field sample-filter-text">
        <span className="visually-hidden">Text</span>
        <input
          type="search"
          value={filter.text ?? ''}
          placeholder="Search text"
          maxLength={1000}
          spellCheck={false}
          onChange={(event) => {
            change({ text: event.target.value === '' ? null : event.target.value });
          }}
        />
      </label>
      <Choice label="Split" names={splitNames} {...bound('split')} />
      <Choice label="Type" names={levelNames} {...bound('level')} />
      <Choice label="Mark" names={markNames} {...bound('mark')} />
      <Choice label="Text source" names={sourceKindNames} {...bound('source')} />
      <WriterChoice statistics={answer} {...bound('writer')} />
      {others.map((condition) => (
        <ConditionChip
          key={condition.name}
          condition={condition}
          onRemove={() => {
            change(condition.without);
          }}
        />
      ))}
      <span className="toolbar-space" />
      <span className="sample-count" role="status">
        {total === null ? '' : formatPlural(total, 'sample')}
      </span>
      {JSON.stringify(filter) !== JSON.stringify(noFilter) && (
        <Button
          kind="quiet"
          onClick={() => {
            change(noFilter);
          }}
        >
          Clear filters
        </Button>
      )}
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value | null;
  readonly names: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value | null) => void;
}

function Choice<Value extends string>({ label, value, names, onChange }: ChoiceProps<Value>) {
  const options = Object.keys(names) as Value[];
  return (
    <Select
      label={label}
      value={value ?? ''}
      onChange={(chosen) => {
        onChange(options.find((option) => option === chosen) ?? null);
      }}
    >
      {options.map((option) => (
        <option key={option} value={option}>
          {names[option]}
        </option>
      ))}
    </Select>
  );
}

interface WriterChoiceProps {
  readonly value: SampleFilter['writer'];
  readonly statistics: Statistics | undefined;
  readonly onChange: (writer: SampleFilter['writer']) => void;
}

/** The option values are positions in the list, because a writer may have any name, even `none`. */
function WriterChoice({ value: writer, statistics, onChange }: WriterChoiceProps) {
  const known = statistics?.writers.most.flatMap((each) => (each.writer === null ? [] : [each.writer])) ?? [];
  const chosen = writer === null || writer === 'none' ? null : writer.name;
  const names = chosen === null || known.includes(chosen) ? known : [chosen, ...known];
  if (names.length === 0 && writer === null) return null;
  return (
    <Select
      label="Writer"
      value={writer === 'none' ? 'none' : chosen === null ? '' : String(names.indexOf(chosen))}
      onChange={(value) => {
        const name = names[Number(value)];
        if (value === 'none') onChange('none');
        else onChange(value === '' || name === undefined ? null : { name });
      }}
    >
      <option value="none">No writer</option>
      {names.map((name, index) => (
        <option key={name} value={String(index)}>
          {name}
        </option>
      ))}
    </Select>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}

function Select({ label, value, onChange, children }: SelectProps) {
  return (
    <label className="field sample-filter" data-set={value !== ''}>
      <span className="visually-hidden">{label}</span>
      <select
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      >
        <option value="">{label}: any</option>
        {children}
      </select>
    </label>
  );
}

interface ConditionChipProps {
  readonly condition: Condition;
  readonly onRemove: () => void;
}

/** A filter that a link set, such as a length. */
function ConditionChip({ condition: { name }, onRemove }: ConditionChipProps) {
  return (
    <span className="condition">
      <bdi>{name}</bdi>
      <IconButton label={`Remove filter ${name}`} icon={X} onClick={onRemove} />
    </span>
  );
}
