import { describeWithout } from '../../shared/sidecarText.ts';
import { ChoosePlace } from '../common/ChoosePlace.tsx';
import { useCall } from '../host/useCall.ts';
import { host } from '../host/transport.ts';
import { attempt, show } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { formatPlural } from '../ui/format.ts';
import { Fact } from '../ui/NumberTable.tsx';
import { FormError } from '../ui/FormError.tsx';

/** XMP files beside photos. */
export function Sidecars() {
  const { answer } = useCall('sidecars', {});
  const keep = (all: boolean, path: string | null) => void attempt(host.setSidecars({ all, path }));
  const { all = false, path = null } = answer ?? {};
  const isKept = all || path !== null;
  const without = answer?.without == null ? null : describeWithout(answer.without);
  return (
    <section aria-labelledby="sidecars" aria-busy={answer === undefined}>
      <h2 id="sidecars">Sidecars</h2>
      <p className="hint">
        Keeps the words of a photo in a file beside it, such as photo.jpg.xmp, so that digiKam, darktable,
        Immich and other apps find them. Photos are not changed, and what other apps wrote into the file
        stays.
      </p>
      {answer !== undefined && isKept && (
        <>
          <dl className="facts">
            <Fact name="Beside">{all ? 'All photos' : <span className="settings-path">{path}</span>}</Fact>
            <Fact name="State">
              {answer.sidecars === null
                ? 'Writing sidecars…'
                : `${formatPlural(answer.sidecars, 'sidecar')}, up to date`}
            </Fact>
            {without !== null && <Fact name="Not all photos">{without}</Fact>}
          </dl>
          <FormError message={answer.problem} />
        </>
      )}
      <div className="settings-actions">
        {!all && (
          <Button
            changes="setSidecars"
            onClick={() => {
              keep(true, null);
            }}
          >
            Keep sidecars beside all photos
          </Button>
        )}
        <ChoosePlace
          title="Choose a folder whose photos get sidecars"
          isFileWelcome={false}
          onChoose={(folder) => {
            keep(false, folder);
          }}
        />
        {isKept && (
          <Button
            changes="setSidecars"
            onClick={() => {
              keep(false, null);
              show(
                'notice',
                'No sidecars are kept any more. Those that are there stay, with the words that they have.',
              );
            }}
          >
            Stop keeping sidecars
          </Button>
        )}
      </div>
    </section>
  );
}
