import { ArrowLeft } from 'lucide-react';
import type { ComponentProps } from 'react';
import { IconLink } from './IconLink.tsx';

/** The arrow at the top of a screen that goes back to the previous screen, as Escape does. */
export function BackLink({ title = 'Back (Esc)', ...link }: Omit<ComponentProps<typeof IconLink>, 'icon'>) {
  return <IconLink icon={ArrowLeft} title={title} {...link} />;
}
