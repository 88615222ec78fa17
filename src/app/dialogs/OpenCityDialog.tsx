import { FileArchive, FolderOpen, Link2, MapPinned } from 'lucide-react';
import { useState, type FormEvent, type ReactNode } from 'react';
import {
  Button,
  DropZone,
  FileTrigger,
  Input,
  Label,
  TextField,
  type DropItem,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Sheet } from '../components/Sheet';
import { usePerform } from '../components/ServicesContext';
import { textOf, formatNumber } from '../i18n/format';
import type { CitySource, FolderFile } from '../ports';
import { cityStore } from '../stores/city';
import { showProblem, uiStore } from '../stores/ui';

function close(): void {
  uiStore.setState({ dialog: null });
}

/** Ways to open a city package: the one that ships with Dryrun, a folder, a zip, an address. */
export function OpenCityDialog(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const [url, setUrl] = useState('');
  const open = (source: CitySource): void => {
    close();
    perform('city.openSource', source);
  };
  const openFiles = (files: readonly FolderFile[]): void => {
    const zip = files.length === 1 && /\.zip$/i.test(files[0]!.path) ? files[0] : undefined;
    if (zip) open({ kind: 'zip', file: zip.file });
    else if (files.length > 0) open({ kind: 'folder', files });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (url.trim()) open({ kind: 'url', url: url.trim() });
  };
  return (
    <Sheet title={t('open.title')} onClose={close}>
      <DropZone
        className="dropzone"
        getDropOperation={() => 'copy'}
        onDrop={(e) => {
          filesOf(e.items)
            .then(openFiles)
            .catch((error: unknown) =>
              showProblem({
                code: 'open.dropFailed',
                what: `The dropped files could not be read: ${String(error)}.`,
                mend: 'Choose them with the buttons instead.',
              }),
            );
        }}
      >
        <p>{t('open.drop')}</p>
        <div className="button-row">
          <FileTrigger acceptDirectory onSelect={(list) => openFiles(fromList(list))}>
            <Button className="button">
              <FolderOpen aria-hidden size="1.1em" /> {t('open.folder')}
            </Button>
          </FileTrigger>
          <FileTrigger
            acceptedFileTypes={['.zip', 'application/zip']}
            onSelect={(list) => openFiles(fromList(list))}
          >
            <Button className="button">
              <FileArchive aria-hidden size="1.1em" /> {t('open.zip')}
            </Button>
          </FileTrigger>
        </div>
      </DropZone>
      <form className="url-form" onSubmit={submit}>
        <TextField className="field" value={url} onChange={setUrl} type="url">
          <Label>{t('open.url')}</Label>
          <Input className="text-input" placeholder="https://…/city.json" />
        </TextField>
        <Button className="button" type="submit" isDisabled={!url.trim()}>
          <Link2 aria-hidden size="1.1em" /> {t('open.openUrl')}
        </Button>
      </form>
      <Button
        className="button wide embedded-button"
        onPress={() => {
          close();
          perform('city.embedded');
        }}
      >
        <MapPinned aria-hidden size="1.1em" /> {t('command.cityEmbedded')}
      </Button>
      <CityFacts />
    </Sheet>
  );
}

/** What is open now, whose data it is, and what was repaired or assumed in it. */
function CityFacts(): ReactNode {
  const { t } = useTranslation();
  const s = useStore(cityStore, (state) => state.summary);
  if (!s) return null;
  return (
    <section className="city-facts" aria-label={t('open.now')}>
      <h3>
        {t('open.now')}: {textOf(s.name)}
      </h3>
      <dl className="facts">
        <div>
          <dt>{t('fact.area')}</dt>
          <dd>{formatNumber(s.areaKm2, 2)} km²</dd>
        </div>
        <div>
          <dt>{t('fact.crs')}</dt>
          <dd>
            EPSG:{s.epsg} · {s.verticalDatum}
          </dd>
        </div>
        <div>
          <dt>{t('fact.attribution')}</dt>
          <dd>{textOf(s.attribution)}</dd>
        </div>
        <div>
          <dt>{t('fact.licence')}</dt>
          <dd>{s.licence}</dd>
        </div>
      </dl>
      {s.notices.length > 0 && (
        <details>
          <summary>{t('open.notices', { n: s.notices.length })}</summary>
          <ul className="notices">
            {s.notices.map((n) => (
              <li key={`${n.code} ${n.file} ${n.place} ${n.what}`}>
                {n.file && <code>{n.file}</code>} {n.what}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function fromList(list: FileList | null): FolderFile[] {
  return [...(list ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Files of a drop, folders walked through. */
async function filesOf(items: readonly DropItem[], under = ''): Promise<FolderFile[]> {
  const out: FolderFile[] = [];
  for (const item of items) {
    if (item.kind === 'file') out.push({ path: under + item.name, file: await item.getFile() });
    if (item.kind === 'directory') {
      const children: DropItem[] = [];
      for await (const child of item.getEntries()) children.push(child);
      out.push(...(await filesOf(children, `${under}${item.name}/`)));
    }
  }
  return out;
}
