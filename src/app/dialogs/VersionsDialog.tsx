import { Download, RotateCcw, Trash2, Upload } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button, FileTrigger, Form, Input, Label, TextField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { CommandButton } from '../components/CommandButton';
import { Sheet } from '../components/Sheet';
import { usePerform } from '../components/ServicesContext';
import { formatDate } from '../i18n/format';
import { scenarioStore } from '../stores/scenario';
import { uiStore } from '../stores/ui';

function close(): void {
  uiStore.setState({ dialog: null });
}

/** Named versions of all scenarios: keep, restore, forget; and the file that holds everything. */
export function VersionsDialog(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const versions = useStore(scenarioStore, (s) => s.versions);
  const [name, setName] = useState('');
  return (
    <Sheet title={t('versions.title')} onClose={close}>
      <Form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!name.trim()) return;
          perform('version.keep', name.trim());
          setName('');
        }}
      >
        <TextField className="field" value={name} onChange={setName}>
          <Label>{t('versions.name')}</Label>
          <Input className="text-input" placeholder={t('versions.example')} />
        </TextField>
        <Button type="submit" className="button primary" isDisabled={!name.trim()}>
          {t('versions.keep')}
        </Button>
      </Form>
      {versions.length === 0 ? (
        <p className="muted">{t('versions.none')}</p>
      ) : (
        <ul className="version-list">
          {versions.map((v) => (
            <li key={v.id}>
              <span className="version-name">
                {v.name}
                <small className="muted">{formatDate(v.at)}</small>
              </span>
              <Button
                className="button"
                onPress={() => {
                  perform('version.restore', v.id);
                  close();
                }}
              >
                <RotateCcw aria-hidden size="1.05em" /> {t('versions.restore')}
              </Button>
              <Button
                className="button icon-button"
                aria-label={t('versions.forget', { name: v.name })}
                onPress={() => perform('version.forget', v.id)}
              >
                <Trash2 aria-hidden size="1.1em" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <h3>{t('versions.file')}</h3>
      <p className="muted">{t('versions.fileHint')}</p>
      <div className="button-row">
        <CommandButton id="document.export" icon={Download}>
          {t('versions.export')}
        </CommandButton>
        <FileTrigger
          acceptedFileTypes={['.json', 'application/json']}
          onSelect={(files) => {
            const file = files?.[0];
            if (!file) return;
            perform('document.import', file);
            close();
          }}
        >
          <Button className="button">
            <Upload aria-hidden size="1.15em" strokeWidth={1.75} /> {t('versions.import')}
          </Button>
        </FileTrigger>
      </div>
    </Sheet>
  );
}
