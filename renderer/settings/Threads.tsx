import { useToldCall } from '../state/messages.ts';
import { attempt, engines } from '../state/stores.ts';
import { ChoiceField } from '../ui/Field.tsx';
import { formatPlural } from '../ui/format.ts';

/** How many processors may read and train. */
export function Threads() {
  const threads = useToldCall('engineChoice', {})?.threads;
  return (
    <section aria-labelledby="threads" aria-busy={threads === undefined}>
      <h2 id="threads">Processor</h2>
      {threads !== undefined && (
        <ChoiceField
          label="Threads"
          hint={
            'Fewer threads leave more of the machine to other programs. A change takes effect when Inkdex is started ' +
            `again; ${formatPlural(threads.inUse, 'thread')} now.`
          }
          value={String(threads.chosen ?? 'all')}
          options={[
            ['all', `All ${threads.processors}`],
            ...Array.from({ length: threads.processors }, (_, index): [string, string] => [
              `${index + 1}`,
              `${index + 1}`,
            ]),
          ]}
          onChange={(value) => {
            const chosen = value === 'all' ? null : Number(value);
            void attempt(engines.getState().chooseThreads(chosen));
          }}
        />
      )}
    </section>
  );
}
