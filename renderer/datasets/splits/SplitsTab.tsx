import { CircleCheck, Images, Shuffle, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { Dataset, SplitCheck } from '../../../shared/contract/datasetContents.ts';
import { host } from '../../host/transport.ts';
import { useCall } from '../../host/useCall.ts';
import { contentsOf, datasetRoute, type DatasetRoute } from '../../state/datasetRoute.ts';
import { attempt, show } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { samplesAddress } from '../samples/filterConditions.ts';
import { SplitBar } from '../contents/SplitBar.tsx';
import type { TabProps } from '../DatasetScreen.tsx';
import { Refused } from '../Refused.tsx';
import { describeRule, ruleOf, splitDraftOf } from './splitDraft.ts';
import { pageNameOf } from '../../common/names.ts';
import { SplitRuleFields } from '../DatasetFields.tsx';
import { formatRoute } from '../../state/route.ts';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { LookAlikes } from '../samples/LookAlikes.tsx';
import { WorkOffer } from '../work/GoingTasks.tsx';

/** The splits of the samples, the rule that assigns them, and the check for leakage. */
export function SplitsTab({ route, dataset }: TabProps) {
  const contents = contentsOf(route);
  const { answer: check, error } = useCall('checkSplits', { contents });
  if (error !== null) return <Refused error={error} />;
  if (check === undefined) return <div className="dataset-page" aria-busy />;
  return (
    <div className="dataset-page splits-tab">
      <div>
        <section aria-labelledby="sides">
          <h2 id="sides">Current splits</h2>
          <SplitBar splits={check.splits} addressOf={(split) => samplesAddress(route, { split })} isLegend />
        </section>
        {route.version === null && <Rule key={JSON.stringify(dataset.splitRule)} dataset={dataset} />}
      </div>
      <LeakCheck route={route} check={check} />
    </div>
  );
}

/** The split rule of the dataset, with a form to change it. */
function Rule({ dataset }: { readonly dataset: Dataset }) {
  const [draft, setDraft] = useState(() => splitDraftOf(dataset.splitRule));
  const [isDealing, setDealing] = useState(false);
  const { rule } = ruleOf(draft);
  const deal = async () => {
    if (rule === null) return;
    setDealing(true);
    const work = host.splitDataset({ dataset: dataset.id, rule });
    const check = await attempt(work);
    setDealing(false);
    if (check !== undefined) show('notice', `Splits reassigned. ${describeRule(rule)}.`);
  };
  return (
    <section aria-labelledby="rule">
      <h2 id="rule">Rule</h2>
      <p className="lead">{describeRule(dataset.splitRule)}. New samples are assigned by the same rule.</p>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void deal();
        }}
      >
        <SplitRuleFields draft={draft} onChange={setDraft} />
        <div>
          <Button
            kind="primary"
            type="submit"
            icon={Shuffle}
            changes="splitDataset"
            disabled={rule === null || isDealing}
          >
            {isDealing ? 'Assigning…' : 'Reassign splits'}
          </Button>
        </div>
      </form>
    </section>
  );
}

interface LeakCheckProps {
  readonly route: DatasetRoute;
  readonly check: SplitCheck;
}

/** The largest number of names and groups shown. */
const namesShown = 20;
const groupsShown = 10;

/** Checks for leakage: writers, pages and pictures that are in several splits. */
function LeakCheck({ route, check }: LeakCheckProps) {
  const { splits, writers, pages, lookAlikes, compared, pictures } = check;
  const isSplit = splits.train > 0 && splits.validation + splits.test > 0;
  const leaks = writers.length + pages.length + lookAlikes;
  return (
    <section aria-labelledby="leaks" className="leak-check">
      <h2 id="leaks">Is there leakage between splits?</h2>
      {!isSplit && (
        <p className="lead">
          The samples are not divided into training and evaluation splits, so there is no leakage.
        </p>
      )}
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
        order="Compare pictures"
        why="This also finds near-duplicates in different splits."
      />
      <Names
        title="Writers"
        why="The model is tested on writers it was trained on, so its scores look better than they are."
        names={writers}
        addressOf={(name) => samplesAddress(route, { writer: { name } })}
      />
      <Names
        title="Pages"
        why="The model is tested on pages it was trained on; the same ink, paper and light make the test easier."
        names={pages}
        nameOf={({ name, file }) => pageNameOf({ page: name, file }) ?? name}
        addressOf={(page) => samplesAddress(route, { page })}
      />
      {lookAlikes > 0 && <Pictures route={route} count={lookAlikes} />}
    </section>
  );
}

/** Says what is known to be free of leakage. */
function clearance(compared: number, pictures: number): string {
  if (compared === 0) return 'No shared writers or pages.';
  if (compared < pictures)
    return 'No shared writers or pages, and no duplicates among the pictures compared so far.';
  return 'No shared writers, pages or pictures.';
}

interface NamesProps {
  readonly title: string;
  readonly why: string;
  readonly names: SplitCheck['writers'];
  /** As people know it; the name itself by default. */
  readonly nameOf?: (each: SplitCheck['writers'][number]) => string;
  readonly addressOf: (name: string) => string;
}

function Names({ title, why, names, nameOf = ({ name }) => name, addressOf }: NamesProps) {
  if (names.length === 0) return null;
  return (
    <>
      <h3 className="leak-title">
        <TriangleAlert size={16} aria-hidden />
        {title}: {formatCount(names.length)}
      </h3>
      <p className="hint">{why}</p>
      <ul className="leak-names">
        {names.slice(0, namesShown).map((each) => (
          <li key={each.name}>
            <a href={addressOf(each.name)} title={each.name}>
              <bdi>{nameOf(each)}</bdi>
            </a>
            <SplitBar splits={each.splits} />
          </li>
        ))}
      </ul>
      {names.length > namesShown && (
        <p className="hint">And {formatCount(names.length - namesShown)} more.</p>
      )}
    </>
  );
}

/** Duplicates in several splits come first in the list of all duplicates. */
function Pictures({ route, count }: { readonly route: DatasetRoute; readonly count: number }) {
  const { dataset, version } = route;
  const contents = contentsOf(route);
  const limit = Math.min(count, groupsShown);
  const { answer } = useCall('listLookAlikes', { contents, offset: 0, limit });
  return (
    <>
      <h3 className="leak-title">
        <TriangleAlert size={16} aria-hidden />
        Pictures: {formatPlural(count, 'group')}
      </h3>
      <p className="hint">
        The same handwriting is in several splits.{' '}
        <a href={formatRoute(datasetRoute(dataset, 'samples', { version, view: 'duplicates' }))}>
          Show all duplicates
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
