import { ReadWithModelsInUse } from '../common/ReadWithModelsInUse.tsx';
import { host } from '../host/transport.ts';
import { useCall } from '../host/useCall.ts';
import { toasts } from '../state/stores.ts';
import { CheckField } from '../ui/Field.tsx';

/** Whether a second reader is asked for words in doubt. */
export function SecondOpinion() {
  const { answer: isAsked } = useCall('secondOpinion', {});
  return (
    <section aria-labelledby="second-opinion" aria-busy={isAsked === undefined}>
      <h2 id="second-opinion">Second opinion</h2>
      {isAsked !== undefined && (
        <CheckField
          label="Ask a second reader for words in doubt"
          hint="It reads more words right, most of all on handwriting that the first reader does not know. Without it, reading takes less time and memory."
          isChecked={isAsked}
          onChange={(asked) => {
            void toasts.getState().attempt(host.chooseSecondOpinion({ asked }));
          }}
        />
      )}
      {isAsked === true && <ReadWithModelsInUse />}
    </section>
  );
}
