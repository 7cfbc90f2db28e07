import { trainingEngineNameSchema, type TrainingEngineName } from '../../../shared/contract/model.ts';
import { useToldCall } from '../../state/useToldCall.ts';
import { ChoiceField } from '../../ui/Field.tsx';
import { nameOfEngine } from '../../common/engineNames.ts';
import { formatSpeed } from '../../ui/figures.ts';

interface EngineFieldProps {
  readonly value: TrainingEngineName | null;
  readonly onChange: (engine: TrainingEngineName | null) => void;
}

/** Chooses the engine of a run, with the measured speed of each. */
export function EngineField({ value, onChange }: EngineFieldProps) {
  const choice = useToldCall('engineChoice', {});
  const available = choice?.engines.filter((each) => each.available) ?? [];
  const isMeasured = available.some(({ wordsPerSecond }) => wordsPerSecond !== undefined);
  const chosen = choice?.chosen ?? null;
  return (
    <ChoiceField
      label="Engine"
      hint={
        isMeasured ? undefined : (
          <>
            Measure the speed of each engine on the <a href="#/models">Models</a> screen.
          </>
        )
      }
      value={value ?? ''}
      options={[
        ['', chosen === null ? 'Fastest available' : `Default: ${nameOfEngine(chosen)}`],
        ...available.map(({ engine, wordsPerSecond }) => {
          const speed = wordsPerSecond === undefined ? '' : `, ${formatSpeed(wordsPerSecond)}`;
          return [engine, `${nameOfEngine(engine)}${speed}`] as const;
        }),
      ]}
      onChange={(engine) => {
        onChange(trainingEngineNameSchema.nullable().catch(null).parse(engine));
      }}
    />
  );
}
