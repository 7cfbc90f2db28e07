import { CircleCheck, Images, TriangleAlert } from 'lucide-react';
import type { SplitCheck } from '../../../shared/contract/datasetContents.ts';
import { house } from '../../bridge.ts';
import { contentsOf, datasetRoute, type DatasetRoute } from '../../state/datasetRoute.ts';
import { formatRoute } from '../../state/route.ts';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { samplesAddress } from '../contents/samplesAddress.ts';
import { SplitBar } from '../contents/SplitBar.tsx';
import { LookAlikes } from '../samples/LookAlikes.tsx';
import { useQuestion } from '../useQuestion.ts';
import { WorkOffer } from '../work/WorkOffer.tsx';

interface LeakCheckProps {
  readonly route: DatasetRoute;
  readonly check: SplitCheck;
}

/** Names shown before it gets too long to be read. */
const namesShown = 20;
const groupsShown = 10;

/** Whether what is tested was trained on: writers, pages and pictures on several sides. */
export function LeakCheck({ route, check }: LeakCheckProps) {
  const { splits, writers, pages, lookAlikes, compared, pictures } = check;
  const isSplit = splits.train > 0 && splits.validation + splits.test > 0;
  const leaks = writers.length + pages.length + lookAlikes;
  return (
    <section aria-labelledby="leaks" className="leak-check">
      <h2 id="leaks">Does anything stand on both sides?</h2>
      {!isSplit && <p className="lead">Nothing is held back for validation or test, so nothing can leak.</p>}
      {isSplit && leaks === 0 && (
        <p className="verdict is-good" role="status">
          <CircleCheck size={16} aria-hidden />
          {clearance(compared, pictures)}
        </p>
      )}
      <WorkOffer
        work="compare"
        contents={contentsOf(route)}
        done={compared}
        all={pictures}
        what="picture"
        icon={Images}
        order="Compare the pictures"
        why="Only then near-duplicates across the splits are found."
      />
      <Names
        title="Writers"
        why="A model is tested on hands that it learned from: it will look better than it is."
        names={writers}
        addressOf={(name) => samplesAddress(route, { writer: { name } })}
      />
      <Names
        title="Pages"
        why="Ink, paper and light of a page that it learned from help it in the test."
        names={pages}
        addressOf={(page) => samplesAddress(route, { page })}
      />
      {lookAlikes > 0 && <Pictures route={route} count={lookAlikes} />}
    </section>
  );
}

/** What is known not to leak. */
function clearance(compared: number, pictures: number): string {
  if (compared === 0) return 'No writer and no page.';
  if (compared < pictures) return 'No writer, no page, and none of the pictures compared so far.';
  return 'No writer, no page, no picture.';
}

interface NamesProps {
  readonly title: string;
  readonly why: string;
  readonly names: SplitCheck['writers'];
  readonly addressOf: (name: string) => string;
}

function Names({ title, why, names, addressOf }: NamesProps) {
  if (names.length === 0) return null;
  return (
    <>
      <h3 className="leak-title">
        <TriangleAlert size={16} aria-hidden />
        {title}: {formatCount(names.length)}
      </h3>
      <p className="hint">{why}</p>
      <ul className="leak-names">
        {names.slice(0, namesShown).map(({ name, splits }) => (
          <li key={name}>
            <a href={addressOf(name)}>
              <bdi>{name}</bdi>
            </a>
            <SplitBar splits={splits} />
          </li>
        ))}
      </ul>
      {names.length > namesShown && (
        <p className="hint">And {formatCount(names.length - namesShown)} more.</p>
      )}
    </>
  );
}

/** The groups across splits come first in the list of all. */
function Pictures({ route, count }: { readonly route: DatasetRoute; readonly count: number }) {
  const { dataset, version } = route;
  const contents = contentsOf(route);
  const limit = Math.min(count, groupsShown);
  const { answer } = useQuestion(`leaking pictures of ${JSON.stringify(contents)} to ${String(limit)}`, () =>
    house.listLookAlikes({ contents, offset: 0, limit }),
  );
  return (
    <>
      <h3 className="leak-title">
        <TriangleAlert size={16} aria-hidden />
        Pictures: {formatPlural(count, 'group')}
      </h3>
      <p className="hint">
        The same writing trains and is tested.{' '}
        <a href={formatRoute(datasetRoute(dataset, 'samples', { version, view: 'duplicates' }))}>
          To all duplicates
        </a>
      </p>
      <ul className="look-alike-groups">
        {answer?.groups
          .filter(({ isAcrossSplits }) => isAcrossSplits)
          .map((group) => (
            <LookAlikes key={group.samples[0]?.id} group={group} onKeepFirst={null} />
          ))}
      </ul>
    </>
  );
}
