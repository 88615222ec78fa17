import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { keyHint } from '../commands/keys';
import { commandOf, type PlainCommandId } from '../commands/registry';
import { useEnabled, useIsOn, usePerform } from './ServicesContext';
import { Tip } from './Tip';

interface Props {
  readonly id: PlainCommandId;
  readonly icon?: LucideIcon;
  /** Text beside the icon; absent: the icon alone, named by the command. */
  readonly children?: ReactNode;
  readonly className?: string;
  readonly placement?: 'top' | 'bottom' | 'left' | 'right';
}

/** A button that does a command: its name, key, state and predicate come from the registry. */
export function CommandButton({
  id,
  icon: Icon,
  children,
  className,
  placement,
}: Props): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const isDisabled = !useEnabled(id);
  const isOn = useIsOn(id);
  const title = t(commandOf(id).title);
  const shared = {
    className: `button ${children === undefined ? 'icon-button' : ''} ${className ?? ''}`,
    isDisabled,
    ...(children === undefined && { 'aria-label': title }),
  };
  const content = (
    <>
      {Icon && <Icon aria-hidden size="1.15em" strokeWidth={1.75} />}
      {children}
    </>
  );
  return (
    <Tip text={title} keys={keyHint(id)} {...(placement && { placement })}>
      {isOn === undefined ? (
        <Button {...shared} onPress={() => perform(id)}>
          {content}
        </Button>
      ) : (
        <ToggleButton {...shared} isSelected={isOn} onChange={() => perform(id)}>
          {content}
        </ToggleButton>
      )}
    </Tip>
  );
}
