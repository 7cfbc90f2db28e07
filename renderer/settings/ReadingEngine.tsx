import type { ReadingEngineName, ReadingSpeed } from '../../shared/contract/model.ts';
import { useToldCall } from '../state/messages.ts';
import { attempt, engines } from '../state/stores.ts';
import { ChoiceButtons } from '../ui/Field.tsx';
import { formatSpeed } from '../ui/figures.ts';
import { Fact } from '../ui/NumberTable.tsx';

const options: readonly (readonly [ReadingEngineName | 'faster', string])[] = [
  ['faster', 'Faster one'],
  ['cpu', 'Processor'],
  ['webgpu', 'GPU'],
];

/** Whether photos are read on the processor or on a GPU, and how fast both were when they were measured. */
export function ReadingEngine() {
  const reading = useToldCall('engineChoice', {})?.reading;
  const speed = reading?.speed ?? null;
  return (
    <section aria-labelledby="reading-engine" aria-busy={reading === undefined}>
      <h2 id="reading-engine">Reading engine</h2>
      <p className="lead">
        A GPU is used if it is measured to be faster than the processor. If it fails, photos are read on the
        processor.
      </p>
      <ChoiceButtons
        label="Reading engine"
        value={reading?.chosen ?? 'faster'}
        options={options}
        onChange={(value) => {
          const engine = value === 'faster' ? null : value;
          void attempt(engines.getState().chooseForReading(engine));
        }}
      />
      {speed !== null && <Speeds {...speed} />}
    </section>
  );
}

function Speeds({ device, cpu, webgpu, problem }: ReadingSpeed) {
  const factor = cpu === null || webgpu === null ? '' : `, ${(webgpu / cpu).toFixed(1)} times the processor`;
  return (
    <>
      <dl className="facts">
        {cpu !== null && <Fact name="Processor">{formatSpeed(cpu)}</Fact>}
        {webgpu !== null && (
          <Fact name={device ?? 'GPU'}>
            {formatSpeed(webgpu)}
            {factor}
          </Fact>
        )}
      </dl>
      {problem !== null && <p className="hint">{problem}</p>}
    </>
  );
}
