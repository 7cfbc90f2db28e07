import { ReadWithModelsInUse } from '../common/ReadWithModelsInUse.tsx';
import { host } from '../host/transport.ts';
import { useCall } from '../host/useCall.ts';
import { attempt } from '../state/stores.ts';
import { ChoiceButtons } from '../ui/Field.tsx';

/** Whether a second reader is asked for words in doubt. */
export function SecondOpinion() {
  const { answer: isAsked } = useCall('secondOpinion', {});
  return (
    <section aria-labelledby="second-opinion" aria-busy={isAsked === undefined}>
      <h2 id="second-opinion">Second opinion</h2>
      <p className="lead">
        A second reader is asked for words in doubt. More words are read right, most of all in handwriting
        that the first reader does not know. It also reads pages in Chinese and Japanese. Without it, reading
        takes less time and memory.
      </p>
      {isAsked !== undefined && (
        <ChoiceButtons
          label="Second opinion"
          value={isAsked ? 'on' : 'off'}
          options={[
            ['on', 'On'],
            ['off', 'Off'],
          ]}
          onChange={(value) => {
            void attempt(host.chooseSecondOpinion({ asked: value === 'on' }));
          }}
        />
      )}
      {isAsked === true && <ReadWithModelsInUse />}
    </section>
  );
}
