import { Undo2 } from 'lucide-react';
import { type ModelKind, roleOf } from '../../shared/contract/model.ts';
import { host } from '../host/transport.ts';
import { useCall } from '../host/useCall.ts';
import { attempt, models, show } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { formatPlural } from '../ui/format.ts';

/** Restores the previous model in one click, and offers to restore what it had read. */
export function RollBackButton({ kind }: { readonly kind: ModelKind }) {
  const { answer: promotions = [] } = useCall('listPromotions', {});
  const previous = promotions.find((each) => each.kind === roleOf(kind))?.previous;
  if (previous === undefined) return null;
  const rollBack = async () => {
    const model = await attempt(models.getState().rollBack(kind));
    if (model === undefined) return;
    const others = (await attempt(host.countReadByOthers({}))) ?? 0;
    const back = `${model.id} is in use again.`;
    if (others === 0) show('notice', back);
    else
      show('warning', `${back} ${formatPlural(others, 'photo was', 'photos were')} read with other models.`, {
        label: others === 1 ? 'Read it again' : 'Read them again',
        take: () => void attempt(host.readWithModelsInUse({})),
      });
  };
  return (
    <Button
      icon={Undo2}
      changes="rollBackModel"
      // After the first click, the button may already name an even earlier model: ignore a double click and a held
      // Enter key.
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.repeat) event.preventDefault();
      }}
      onClick={({ detail: clicks }) => {
        if (clicks < 2) void rollBack();
      }}
    >
      Roll back to {previous}
    </Button>
  );
}
