import { GraduationCap, PenLine, Settings2 } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatRoute } from '../../state/route.ts';
import { iamDialog } from '../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { LearnCorrections } from '../../common/LearnCorrections.tsx';

/** The ways to start a training run: two with one click, one with all settings. */
export function StartingWays() {
  return (
    <ul className="ways" aria-label="Ways to train">
      <Way icon={PenLine} title="Train on my handwriting" action={<LearnCorrections />}>
        Uses the words that you typed or confirmed. Takes a minute or two. Other handwriting is not forgotten,
        and the new model is used only if it reads yours better.
      </Way>
      <Way
        icon={GraduationCap}
        title="Train on IAM"
        action={
          <Button
            onClick={() => {
              iamDialog.getState().open();
            }}
          >
            Choose IAM…
          </Button>
        }
      >
        English handwriting of 657 people. Drop the original folder or archive anywhere on this screen.
      </Way>
      <Way
        icon={Settings2}
        title="Train on a dataset"
        action={
          <a className="button" href={formatRoute({ screen: 'train', dataset: null, base: null })}>
            Set up a run…
          </a>
        }
      >
        Uses any dataset version, with a preset or your own settings, as a single run or a series of
        experiments.
      </Way>
    </ul>
  );
}

interface WayProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly action: ReactNode;
  readonly children: ReactNode;
}

function Way({ icon: Icon, title, action, children }: WayProps) {
  return (
    <li className="way">
      <Icon size={22} strokeWidth={1.6} aria-hidden />
      <h2>{title}</h2>
      <p className="hint">{children}</p>
      <div className="way-action">{action}</div>
    </li>
  );
}
