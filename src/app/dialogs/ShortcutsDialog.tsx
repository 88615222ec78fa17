import type { ReactNode } from 'react';
import { Switch } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { COMMAND_GROUPS } from '../commands/command';
import { keyCaps } from '../commands/keys';
import { COMMAND_IDS, commandOf } from '../commands/registry';
import { usePerform, useIsOn } from '../components/ServicesContext';
import { Sheet } from '../components/Sheet';
import { uiStore } from '../stores/ui';

const MAP_KEYS = [
  { keys: ['←', '→', '↑', '↓'], text: 'shortcuts.pan' },
  { keys: ['Q', 'E'], text: 'shortcuts.turn' },
  { keys: ['PgUp', 'PgDn'], text: 'shortcuts.tilt' },
  { keys: ['↵'], text: 'shortcuts.pick' },
] as const;

/** Every key there is, and the switch that turns single letters off. */
export function ShortcutsDialog(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const isOn = useIsOn('help.letterKeys') ?? true;
  return (
    <Sheet
      title={t('shortcuts.title')}
      size="large"
      onClose={() => uiStore.setState({ dialog: null })}
    >
      <Switch className="switch" isSelected={isOn} onChange={() => perform('help.letterKeys')}>
        <span className="switch-track" aria-hidden />
        {t('shortcuts.letterKeys')}
      </Switch>
      <div className="shortcut-columns">
        <section>
          <h3>{t('shortcuts.onMap')}</h3>
          <dl>
            {MAP_KEYS.map((row) => (
              <div key={row.text}>
                <dt>{t(row.text)}</dt>
                <dd>
                  {row.keys.map((k) => (
                    <kbd key={k}>{k}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
        {COMMAND_GROUPS.map((group) => (
          <Group key={group} group={group} />
        ))}
      </div>
    </Sheet>
  );
}

function Group({ group }: { readonly group: (typeof COMMAND_GROUPS)[number] }): ReactNode {
  const { t } = useTranslation();
  const ids = COMMAND_IDS.filter((id) => commandOf(id).group === group && commandOf(id).keys);
  if (ids.length === 0) return null;
  return (
    <section>
      <h3>{t(`commandGroup.${group}`)}</h3>
      <dl>
        {ids.map((id) => (
          <div key={id}>
            <dt>{t(commandOf(id).title)}</dt>
            <dd>
              {keyCaps(commandOf(id).keys![0]!).map((k) => (
                <kbd key={k}>{k}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
