import { ReadWithModelsInUse } from '../common/ReadWithModelsInUse.tsx';
import { host } from '../host/transport.ts';
import { useCall } from '../host/useCall.ts';
import { attempt } from '../state/stores.ts';
import { ChoiceButtons } from '../ui/Field.tsx';

/** Whether a second reader is asked for words in doubt. */
export function SecondOpinion() {
  const { answer } = useCall('secondOpinion', {});
  return (
    <section aria-labelledby="second-opinion" aria-busy={answer === undefined}>
      <h2 id="second-opinion">Second opinion</h2>
      <p className="lead">
        A second reader is asked for words in doubt. More words are read right, most of all in handwriting
        that the first reader does not know. It also reads pages in Chinese and Japanese. Without it, reading
        takes less time and memory.
      </p>
      {answer?.asked === true && answer.problem !== null && (
        <p className="hint">Photos are read without it. {answer.problem}</p>
      )}
      {answer !== undefined && (
        <ChoiceButtons
          label="Second opinion"
          value={answer.asked ? 'on' : 'off'}
          options={[
            ['on', 'On'],
            ['off', 'Off'],
          ]}
          onChange={(value) => {
            void attempt(host.chooseSecondOpinion({ asked: value === 'on' }));
          }}
        />
      )}
      {answer?.asked === true && answer.problem === null && <ReadWithModelsInUse />}
    </section>
  );
}
