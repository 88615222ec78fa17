import { ClipboardCopy, TriangleAlert, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { problemLine } from '../../../domain/errors';
import { commandOf, isCommandId, type PlainCommandId } from '../../commands/registry';
import { usePerform } from '../../components/ServicesContext';
import { problemText } from '../../i18n/problemText';
import { dismissMessage, uiStore, type Message } from '../../stores/ui';

/** Errors as plain sentences with ways out, over the map until they are dismissed. */
export function Messages(): ReactNode {
  const messages = useStore(uiStore, (s) => s.messages);
  return (
    <div className="messages" role="alert">
      {messages.map((m) => (
        <MessageCard key={m.id} message={m} />
      ))}
    </div>
  );
}

function MessageCard({ message }: { readonly message: Message }): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const [isCopied, setCopied] = useState(false);
  const { problem, ways, id } = message;
  const { what, mend, detail } = problemText(problem);
  const place = [problem.file, problem.place].filter(Boolean).join(' · ');
  const copy = (): void => {
    void navigator.clipboard
      .writeText(`${problem.code}: ${problemLine(problem)}`)
      .then(() => setCopied(true));
  };
  return (
    <article className="message">
      <TriangleAlert aria-hidden size="1.3em" className="message-icon" />
      <div className="message-text">
        <p className="message-what">{what}</p>
        {place && <p className="message-place">{place}</p>}
        <p className="muted">{mend}</p>
        {detail && (
          <p className="message-detail muted" lang="en">
            {detail}
          </p>
        )}
        <div className="button-row">
          {ways.filter(isCommandId).map((way) => (
            <Button
              key={way}
              className="button"
              onPress={() => {
                dismissMessage(id);
                perform(way as PlainCommandId);
              }}
            >
              {t(commandOf(way).title)}
            </Button>
          ))}
          <Button className="button" onPress={copy}>
            <ClipboardCopy aria-hidden size="1.05em" />
            {t(isCopied ? 'ui.copied' : 'ui.copyDetails')}
          </Button>
        </div>
      </div>
      <Button
        className="button icon-button"
        aria-label={t('ui.dismiss')}
        onPress={() => dismissMessage(id)}
      >
        <X aria-hidden size="1.1em" />
      </Button>
    </article>
  );
}
