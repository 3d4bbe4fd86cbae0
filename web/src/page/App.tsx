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
import type { ChatHub } from '../wire/chatHub';
import { AnswerAnnouncement } from './AnswerAnnouncement';
import { Header } from './Header';
import { MarkersButton } from './MarkersButton';
import { MarkerSidebar } from './MarkerSidebar';
import { useMediaQuery } from './useMediaQuery';
import { useServedModel } from './useServedModel';
import { useStopOnEscape } from './useStopOnEscape';

export function App({ hub }: { hub: ChatHub }) {
  const status = useSyncExternalStore(hub.subscribe, hub.getStatus);
  const { model, error, retry } = useServedModel(status);
  const taxonomy = model?.taxonomy ?? [];
  const sidebarFits = useMediaQuery('(min-width: 64rem)');
  const [drawerOpen, setDrawerOpen] = useState(false);
  const [choice, changeMarkers] = useReducer(markerChoiceReducer, noMarkers);
  const { conversation, answering, ask, askAgain, stop, clear } = useConversation(hub, choice);
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

  const { turns } = conversation;
  return (
    <div className="app">
      <Header status={status} model={model?.name} onNew={turns.length === 0 ? undefined : startNew} />
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
            actions={
              !sidebarFits && (
                <MarkersButton count={Object.keys(choice.values).length} onOpen={() => setDrawerOpen(true)} />
              )
            }
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
    </div>
  );
}
