import { useReducer, useRef, useState, useSyncExternalStore } from 'react';
import { Answer } from '../conversation/Answer';
import { Composer } from '../conversation/Composer';
import { Question } from '../conversation/Question';
import { Transcript } from '../conversation/Transcript';
import { useConversation } from '../conversation/useConversation';
import { EmptyConversation } from '../examples/EmptyConversation';
import type { Example } from '../examples/examples';
import { ChosenMarkers } from '../markers/ChosenMarkers';
import { markerChoiceReducer, noMarkers } from '../markers/markerChoice';
import { ConversationDrawer } from '../stored/ConversationDrawer';
import type { ApiAccess } from '../wire/apiAccess';
import type { ChatHub } from '../wire/chatHub';
import type { ConversationStore } from '../wire/conversationStore';
import { AnswerAnnouncement } from './AnswerAnnouncement';
import { Header } from './Header';
import { KeyDialog } from './KeyDialog';
import { MarkersButton } from './MarkersButton';
import { MarkerSidebar } from './MarkerSidebar';
import { useMediaQuery } from './useMediaQuery';
import { useServedModel } from './useServedModel';
import { useStopOnEscape } from './useStopOnEscape';

interface AppProps {
  readonly api: ApiAccess;
  readonly hub: ChatHub;
  readonly store: ConversationStore;
}

export function App({ api, hub, store }: AppProps) {
  const status = useSyncExternalStore(hub.subscribe, hub.getStatus);
  const keyState = useSyncExternalStore(api.subscribe, api.getState);
  const { model, error, retry } = useServedModel(api, status);
  const taxonomy = model?.taxonomy ?? [];
  const sidebarFits = useMediaQuery('(min-width: 64rem)');
  const [drawerOpen, setDrawerOpen] = useState(false);
  const [listOpen, setListOpen] = useState(false);
  const [keyPutOff, setKeyPutOff] = useState(false);
  const [choice, changeMarkers] = useReducer(markerChoiceReducer, noMarkers);
  const { conversation, id, answering, ask, askAgain, stop, clear, open } = useConversation(hub, store, choice);
  const [draft, setDraft] = useState('');
  const input = useRef<HTMLTextAreaElement>(null);
  useStopOnEscape(answering, stop);

  const tryExample = ({ prompt, markers }: Example) => {
    changeMarkers({ type: 'replaced', choice: { values: markers, enforced: [] } });
    setDraft(prompt);
    input.current?.focus();
  };
  const startNew = () => {
    clear();
    setDraft('');
    input.current?.focus();
  };
  const openStored = async (stored: string) => {
    await open(stored);
    setListOpen(false);
    setDraft('');
    input.current?.focus();
  };

  const { turns } = conversation;
  return (
    <div className="app">
      <Header
        status={status}
        model={model?.name}
        onKey={keyState === 'accepted' ? undefined : () => setKeyPutOff(false)}
        onConversations={() => setListOpen(true)}
        onNew={turns.length === 0 ? undefined : startNew}
      />
      <main className="chat">
        {turns.length === 0 ? (
          <EmptyConversation taxonomy={model?.taxonomy} onExample={tryExample} />
        ) : (
          <Transcript turnCount={turns.length}>
            {turns.map((turn) => (
              <section key={turn.id} className="turn">
                <Question text={turn.question} />
                <Answer
                  reply={turn.reply}
                  taxonomy={taxonomy}
                  choice={choice}
                  onMarkers={changeMarkers}
                  onAskAgain={turn === turns.at(-1) && status === 'connected' ? askAgain : undefined}
                />
              </section>
            ))}
          </Transcript>
        )}
        <AnswerAnnouncement reply={turns.at(-1)?.reply} />
        <div className="column composer-column">
          <Composer
            draft={draft}
            onDraft={setDraft}
            input={input}
            answering={answering}
            connected={status === 'connected'}
            onAsk={ask}
            onStop={stop}
            markers={<ChosenMarkers taxonomy={taxonomy} choice={choice} onChange={changeMarkers} />}
            actions={!sidebarFits && <MarkersButton count={Object.keys(choice.values).length} onOpen={() => setDrawerOpen(true)} />}
          />
        </div>
      </main>
      <MarkerSidebar
        taxonomy={taxonomy}
        error={error}
        onRetry={retry}
        choice={choice}
        onChange={changeMarkers}
        beside={sidebarFits}
        open={drawerOpen}
        onClose={() => setDrawerOpen(false)}
      />
      <ConversationDrawer
        store={store}
        current={id}
        open={listOpen}
        onOpen={openStored}
        onNew={startNew}
        onClose={() => setListOpen(false)}
      />
      <KeyDialog
        state={keyState}
        open={keyState !== 'accepted' && !keyPutOff}
        onKey={(key) => api.useKey(key)}
        onClose={() => setKeyPutOff(true)}
      />
    </div>
  );
}
