import { Command as Cmdk } from 'cmdk';
import { useState, type ReactNode } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { COMMAND_GROUPS } from '../commands/command';
import { keyHint } from '../commands/keys';
import { COMMAND_IDS, commandOf, isEnabled, type PlainCommandId } from '../commands/registry';
import { usePerform, useServices } from '../components/ServicesContext';
import { textOf } from '../i18n/format';
import { searchCity } from '../services/searchCity';
import { STORM_PRESETS } from '../scenario/storms';
import { uiStore } from '../stores/ui';

/** From how many letters on the City's things are searched, and how many are shown. */
const SEARCH_FROM = 2;
const SEARCH_SHOWN = 12;

function close(): void {
  uiStore.setState({ dialog: null });
}

/** Closes the palette, then does what was chosen in it. */
function act(what: () => void): void {
  close();
  what();
}

/** Everything that can be done, and everything in the City that has a name, by typing. */
export function Palette(): ReactNode {
  const { t } = useTranslation();
  const services = useServices();
  const perform = usePerform();
  const [query, setQuery] = useState('');
  const places =
    services.cities.handle && query.trim().length >= SEARCH_FROM
      ? searchCity(services.cities.handle.city, query, SEARCH_SHOWN)
      : [];
  return (
    <ModalOverlay
      className="overlay overlay-top"
      isOpen
      isDismissable
      onOpenChange={(o) => !o && close()}
    >
      <Modal className="sheet palette">
        <Dialog aria-label={t('palette.title')} className="sheet-dialog">
          <Cmdk label={t('palette.title')} loop>
            <Cmdk.Input
              autoFocus
              value={query}
              onValueChange={setQuery}
              placeholder={t('palette.placeholder')}
            />
            <Cmdk.List>
              <Cmdk.Empty>{t('palette.empty')}</Cmdk.Empty>
              {places.length > 0 && (
                <Cmdk.Group heading={t('palette.places')} forceMount>
                  {places.map((p) => (
                    <Cmdk.Item
                      key={p.id}
                      value={`place ${p.id}`}
                      keywords={[query]}
                      forceMount
                      onSelect={() => act(() => perform('view.goTo', p.id))}
                    >
                      <span>{p.name ? textOf(p.name) : p.id}</span>
                      <small>{t(`kind.${p.kind}`)}</small>
                    </Cmdk.Item>
                  ))}
                </Cmdk.Group>
              )}
              {COMMAND_GROUPS.map((group) => (
                <Cmdk.Group key={group} heading={t(`commandGroup.${group}`)}>
                  {COMMAND_IDS.filter(
                    (id) =>
                      commandOf(id).group === group &&
                      commandOf(id).palette !== false &&
                      isEnabled(services, id),
                  ).map((id) => (
                    <Cmdk.Item
                      key={id}
                      value={id}
                      keywords={[t(commandOf(id).title)]}
                      onSelect={() => act(() => perform(id as PlainCommandId))}
                    >
                      <span>{t(commandOf(id).title)}</span>
                      {commandOf(id).isOn?.() && <small>{t('ui.on')}</small>}
                      {keyHint(id) && <kbd>{keyHint(id)}</kbd>}
                    </Cmdk.Item>
                  ))}
                  {group === 'scenario' &&
                    STORM_PRESETS.map((p) => (
                      <Cmdk.Item
                        key={p.id}
                        value={`storm ${p.id}`}
                        keywords={[t('scenario.storm'), t(`storm.${p.id}`)]}
                        onSelect={() => act(() => perform('scenario.storm', p.id))}
                      >
                        <span>
                          {t('scenario.storm')}: {t(`storm.${p.id}`)}
                        </span>
                      </Cmdk.Item>
                    ))}
                </Cmdk.Group>
              ))}
            </Cmdk.List>
          </Cmdk>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
